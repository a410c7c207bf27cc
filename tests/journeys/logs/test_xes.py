"""XES as it is met: namespaces or none, lifecycles, missing names, copied defaults, and hostile files."""
import pytest

from journeys.logs import looking
from journeys.logs.problems import Problem

from .conftest import events_of

EVENT = '<event><string key="concept:name" value="{0}"/><date key="time:timestamp" value="{1}"/>{2}</event>'


def xes(*traces, root="<log>", head=""):
    body = "".join(f'<trace><string key="concept:name" value="{name}"/>{events}</trace>' for name, events in traces)
    return f'<?xml version="1.0"?>{head}{root}{body}</log>'


def event(name, at="2026-10-01T10:00:00+02:00", more=""):
    return EVENT.format(name, at, more)


@pytest.mark.parametrize(
    "root", ["<log>", '<log xmlns="http://www.xes-standard.org/">', '<log xes.version="1849-2016" xmlns="http://www.xes-standard.org">']
)
def test_namespaces_do_not_matter(imported, file_of, root):
    log = imported(file_of("log.xes", xes(("1", event("a") + event("b")), ("2", event("a")), root=root)))
    assert (log.lines, log.customers) == (3, 2) and log.activities == [["a", 2], ["b", 1]]


def test_gzip_is_read(imported, file_of):
    assert imported(file_of("log.xes.gz", xes(("1", event("a"))))).kept == 1


def test_case_and_event_attributes_are_segments_by_name(imported, file_of):
    text = xes(("1", '<string key="channel" value="web"/>' + event("a", more='<string key="role" value="x"/>')))
    log = imported(file_of("log.xes", text), segments=["channel", "role"])
    assert events_of(log)[0][4:] == ("web", "x")


def test_an_attribute_on_both_sides_is_the_events_unless_asked(imported, file_of):
    text = xes(("1", '<string key="k" value="case"/>' + event("a", more='<string key="k" value="event"/>') + event("b")))
    log = imported(file_of("log.xes", text), segments=["k", "case:k"])
    assert [row[4:] for row in events_of(log)] == [("event", "case"), ("case", "case")]


def test_case_attributes_after_the_events_still_name_the_case(imported, file_of):
    text = f'<log><trace>{event("a")}<string key="concept:name" value="late"/></trace><trace>{event("a")}</trace></log>'
    log = imported(file_of("log.xes", text))
    assert log.customers == 2 and [caution for caution in log.cautions if caution["code"] == "unnamed_cases"][0]["count"] == 1


def test_lifecycle_keeps_what_is_asked_whatever_its_case(imported, file_of):
    step = '<string key="lifecycle:transition" value="{}"/>'.format
    text = xes(("1", event("a", more=step("SCHEDULE")) + event("a", more=step("COMPLETE")) + event("b")))
    log = imported(file_of("log.xes", text), lifecycle="complete")
    assert (log.lines, log.kept, log.filtered) == (3, 2, 1)


def test_two_keys_can_name_the_activity(imported, file_of):
    step = '<string key="lifecycle:transition" value="{}"/>'.format
    text = xes(("1", event("a", more=step("start")) + event("a", more=step("complete"))))
    log = imported(file_of("log.xes", text), activity="concept:name+lifecycle:transition")
    assert sorted(name for name, _count in log.activities) == ["a+complete", "a+start"]


@pytest.mark.parametrize("steps, activity, lifecycle", [
    (("SCHEDULE", "START", "COMPLETE"), ("concept:name",), "complete"),
    (("In Progress", "Awaiting Assignment", "complete"), ("concept:name", "lifecycle:transition"), ""),
    (("complete", "complete"), ("concept:name",), ""), ((), ("concept:name",), ""),
])
def test_what_the_lifecycle_says_is_part_of_the_first_choices(file_of, steps, activity, lifecycle):
    step = '<string key="lifecycle:transition" value="{}"/>'.format
    text = xes(("1", event("a") + "".join(event("a", more=step(one)) for one in steps)))
    guessed = looking.guess(looking.look(file_of("log.xes", text)))
    assert (guessed.activity, guessed.lifecycle, guessed.time) == (activity, lifecycle, "time:timestamp")


def test_global_defaults_are_not_values(imported, file_of):
    head = (
        '<global scope="event"><string key="concept:name" value="UNKNOWN"/>'
        '<date key="time:timestamp" value="1970-01-01T00:00:00+01:00"/></global>'
    )
    text = xes(("1", event("a") + "<event><string key='org:role' value='x'/></event>")).replace("<log>", f"<log>{head}")
    log = imported(file_of("log.xes", text))
    assert (log.kept, log.rejected, log.reasons) == (1, 1, {"no_activity": 1})


def test_events_outside_any_case_are_rejected(imported, file_of):
    log = imported(file_of("log.xes", xes(("1", event("a"))).replace("</log>", event("loose") + "</log>")))
    assert (log.lines, log.kept, log.reasons) == (2, 1, {"outside_case": 1})


def test_a_log_without_times_is_refused(imported, file_of):
    text = xes(("1", '<event><string key="concept:name" value="a"/></event>'))
    with pytest.raises(Problem) as caught:
        imported(file_of("log.xes", text))
    assert caught.value.code == "no_times"


HOSTILE = {
    "laughs": '<!DOCTYPE log [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
    "outside": '<!DOCTYPE log [<!ENTITY secret SYSTEM "file:///etc/passwd">]>',
    "network": '<!DOCTYPE log SYSTEM "http://127.0.0.1:9/x.dtd">',
    "after a comment": "<!--" + "x" * 70_000 + '--><!DOCTYPE log [<!ENTITY a "b">]>',
}


@pytest.mark.parametrize("head", HOSTILE.values(), ids=HOSTILE.keys())
def test_any_doctype_is_refused(imported, file_of, head):
    text = xes(("1", event("a"))).replace("<log>", f"{head}<log>")
    with pytest.raises(Problem) as caught:
        imported(file_of("log.xes", text))
    assert caught.value.code in ("doctype", "unknown_xml")


def test_a_doctype_in_utf_16_is_refused(imported, file_of):
    text = '<?xml version="1.0" encoding="UTF-16"?>' + HOSTILE["laughs"] + "<log></log>"
    with pytest.raises(Problem) as caught:
        imported(file_of("log.xes", text.encode("utf-16")))
    assert caught.value.code == "doctype"


@pytest.mark.parametrize("text", ["<log><trace>", "<log><trace></log>", "<log a=1></log>", "<log>&nope;</log>"])
def test_broken_xml_is_a_named_problem(imported, file_of, text):
    with pytest.raises(Problem) as caught:
        imported(file_of("log.xes", text))
    assert caught.value.code == "xml_broken" and caught.value.details["line"] == 1


def test_another_kind_of_xml_is_a_named_problem(imported, file_of):
    with pytest.raises(Problem) as caught:
        imported(file_of("page.xml", "<html><body/></html>"))
    assert caught.value.code == "unknown_xml"
