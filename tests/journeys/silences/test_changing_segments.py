"""Segments that change over time: the first value unless a reading asks for the value at the anchor of each touchpoint."""
import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.utils.translation import override
from hypothesis import given

from journeys.silences import wording
from journeys.silences.actions import ask_reading
from journeys.silences.forms import ReadingForm
from journeys.silences.masking import masked
from journeys.silences.tally import STATUSES

from .small_logs import DAY, place
from .test_engine import SLOW, folder, logs, measure  # noqa: F401
from .test_readings import make_log, make_version
from .test_repeats import repeating_maps
from .test_rules import SIGNUP, week


def said(customer, *events):
    """said("a", ("signup", 0, "basic"), …): events that bring a value of `offer`."""
    return [(customer, name, round(day * DAY), {"offer": offer}) for name, day, offer in events]


def split(found, key):
    """{value: {status: customers}} of one touchpoint."""
    entry = next(entry for entry in found["touchpoints"] if entry["touchpoint"] == key)
    return {part["value"]: {name: part[name] for name in STATUSES if part[name]} for part in entry["segments"]
            if any(part[name] for name in STATUSES)}


LOG = (said("a", ("signup", 0, "basic"), ("visit", 5, "gold"), ("app", 9, "basic"))
       + said("b", ("visit", 0, ""), ("signup", 10, "gold"), ("visit", 20, "basic"))
       + said("c", ("visit", 0, ""), ("signup", 1, ""), ("visit", 4, "gold"))
       + said("d", ("visit", 0, "basic"), ("visit", 3, "gold")) + said("e", ("visit", 0, ""), ("visit", 60, "")))
MAP = [SIGNUP, week(anchor="signup"), place("bill", 3, anchor="day 5", due_after=2, due_unit="days")]


def test_each_touchpoint_has_the_value_that_customers_have_when_its_delay_begins(folder):  # noqa: F811
    found = measure(folder, LOG, MAP, ("offer",), relative_days=True, at_anchor=("offer",))
    assert split(found, "app") == {
        "basic": {"late": 1},  # a, who signed up with it
        "gold": {"silent": 2, "not_reached": 1},  # b; c, who said it first after signing up; d, who has no anchor, by the last
        "": {"not_reached": 1}}
    assert split(found, "bill") == {"gold": {"silent": 4}, "": {"silent": 1}}  # b said nothing before day 5
    assert {"kind": "at_anchor", "touchpoint": "", "name": "offer"} in found["cautions"]
    with override("en"):
        assert "“offer” is read when" in wording.caution({"kind": "at_anchor", "name": "offer"}, {})


def test_without_being_asked_the_first_value_counts_everywhere(folder):  # noqa: F811
    found = measure(folder, LOG, MAP, ("offer",), relative_days=True)
    assert split(found, "bill") == {"basic": {"silent": 2}, "gold": {"silent": 2}, "": {"silent": 1}}
    assert not [one for one in found["cautions"] if one["kind"] == "at_anchor"]


def test_curves_are_split_by_the_same_value(folder):  # noqa: F811
    log = [event for n in range(6) for event in said(
        f"c{n}", ("signup", 0, "basic"), ("app", n + 1, ""), ("signup", 30, "gold"), ("bill", 31 + n, ""))]
    touchpoints = [SIGNUP, week(anchor="signup", due_after=9), place("bill", 3, anchor="day 30", due_after=9, due_unit="days")]
    found = measure(folder, log, touchpoints, ("offer",), relative_days=True, at_anchor=("offer",))
    assert {curve["touchpoint"]: {part["value"]: part["customers"] for part in curve["segments"]}
            for curve in found["curves"]} == {"signup": {"basic": 6}, "app": {"basic": 6}, "bill": {"gold": 6}}


@SLOW
@given(repeating_maps(), logs())
def test_groups_at_the_anchor_add_up_to_everybody_and_change_nothing_else(folder, touchpoints, log):  # noqa: F811
    first = measure(folder, log, touchpoints, relative_days=True)
    there = measure(folder, log, touchpoints, relative_days=True, at_anchor=("access", "age"))
    for old, new in zip(first["touchpoints"], there["touchpoints"], strict=True):
        assert {name: value for name, value in old.items() if name != "segments"} == {
            name: value for name, value in new.items() if name != "segments"}
        for by in ("access", "age"):
            parts = [part for part in new["segments"] if part["by"] == by]
            assert all(sum(part[name] for part in parts) == new[name] for name in (*STATUSES, "due", "out_of_place"))
            members = {entry["touchpoint"]: len([part for part in entry["segments"] if part["by"] == by])
                       for entry in there["touchpoints"]}
            assert len(set(members.values())) == 1  # a group that nobody is in here is told as such


def test_a_group_that_is_small_at_one_touchpoint_is_covered_at_all_of_them():
    def entry(key, sizes):
        cells = [{"by": "offer", "value": value, **dict.fromkeys((*STATUSES, "due", "out_of_place"), 0),
                  "silent": size // 2, "activated": size - size // 2, "due": size} for value, size in sizes.items()]
        total = {name: sum(cell[name] for cell in cells) for name in (*STATUSES, "due", "out_of_place")}
        return {"touchpoint": key, "label": key, **total, "instrument": "ok", "instead": None, "segments": cells}

    result = {"customers": 90, "cautions": [{"kind": "at_anchor", "touchpoint": "", "name": "offer"}],
              "touchpoints": [entry("app", {"basic": 40, "gold": 20, "blue": 30}),
                              entry("bill", {"basic": 44, "gold": 6, "blue": 40})]}
    for one in masked(result, 11)["touchpoints"]:
        assert {part["value"] for part in one["segments"] if part.get("masked")} >= {"gold"}
        assert sum(bool(part.get("masked")) for part in one["segments"]) >= 2


@pytest.mark.django_db
def test_a_reading_asks_for_it_segment_by_segment_and_is_another_reading(claire, telecom, capsys):
    version, log = make_version(telecom, MAP), make_log(telecom, LOG, ("offer",))
    first = ask_reading(by=claire, version=version, log=log, wait=True)
    there = ask_reading(by=claire, version=version, log=log, parameters={"at_anchor": ["offer"]}, wait=True)
    assert first.pk != there.pk and there.parameters == {"at_anchor": ["offer"]}
    assert split(there.result, "bill") == {"gold": {"silent": 4}, "": {"silent": 1}}
    assert split(first.result, "bill") != split(there.result, "bill")
    with pytest.raises(ValidationError):
        ask_reading(by=claire, version=version, log=log, parameters={"segments": [], "at_anchor": ["offer"]})
    call = ("read_silences", "--space", telecom.slug, "--journey", "box", "--log", str(log.uuid))
    call_command(*call, "--at-anchor", "offer")
    assert '"kind": "at_anchor"' in capsys.readouterr().out
    with pytest.raises(CommandError):
        call_command(*call, "--at-anchor", "age")


@pytest.mark.django_db
def test_the_form_asks_it_only_of_groups_that_are_compared(claire, telecom):
    version, log = make_version(telecom, MAP), make_log(telecom, LOG, ("offer",))
    given = {"version": version.uuid, "log": log.uuid, "at_anchor": ["offer"]}
    assert list(ReadingForm(claire, given).errors) == ["at_anchor"]
    form = ReadingForm(claire, given | {"segments": ["offer"]})
    assert form.is_valid() and form.question()["parameters"] == {"segments": ["offer"], "at_anchor": ["offer"]}
