"""What a map and a log do not have in common is said beside the figures, never left for the figures to hide."""
import pytest
from django.utils.translation import override

from journeys.silences import wording
from journeys.silences.engine import read

from .small_logs import at, days, place, write_log

START = place("start", 1, anchor="start")


def cautions(tmp_path, log, touchpoints, attributes=(), **more):
    path = write_log(tmp_path / "log.parquet", log, attributes)
    return read([path], touchpoints, attributes, relative_days=True, **more)["cautions"]


@pytest.mark.parametrize("condition, attributes, kind, words", [
    ("access=fibre", (), "attribute_missing", "has no attribute “access”"),
    ("access=fiber", ("access",), "condition_never", "nobody in this log has “fiber” as “access”"),
    ("access=fibre", ("access",), None, ""),
])
def test_a_condition_that_this_log_cannot_tell_or_that_nobody_meets_is_said(tmp_path, condition, attributes, kind, words):
    box = place("box", 2, expectation="conditional", condition=condition, due_after=2, due_unit="days")
    log = days(("start", 0), ("box", 1), customer="a", access="fibre") + days(("start", 0), customer="b", access="")
    found = cautions(tmp_path, log, (START, box), attributes)
    assert [one["kind"] for one in found] == ([kind] if kind else [])
    for one in found:
        with override("en"):
            assert "“Box”" in wording.caution(one, {"box": "Box"}) and words in wording.caution(one, {"box": "Box"})


def test_event_names_that_never_occur_are_said(tmp_path):
    found = cautions(tmp_path, days(("start", 0), customer="a"), (START, place("box", 2)))
    assert found == [{"kind": "never_seen", "touchpoint": "box"}]


def test_a_channel_of_which_the_log_holds_nothing_is_said(tmp_path):
    shops = [place("visit", 2, channel="Shop"), place("advice", 3, channel="Shop", start_events=("ask",))]
    site = place("start", 1, anchor="start", channel="Web")
    found = cautions(tmp_path, days(("start", 0), customer="a"), (site, *shops))
    assert found[0] == {"kind": "channel_missing", "touchpoint": "", "name": "Shop"}
    with override("en"):
        assert wording.caution(found[0], {}).startswith("No touchpoint of the channel “Shop” appears in this log")
    begun = cautions(tmp_path, days(("start", 0), ("ask", 1), customer="a"), (site, *shops))
    nothing = cautions(tmp_path, days(("other", 0), customer="a"), (site, *shops))
    assert "channel_missing" not in {one["kind"] for one in (*begun, *nothing)}


def test_a_delay_counted_from_before_the_log_is_said(tmp_path):
    path = write_log(tmp_path / "log.parquet", [("a", "start", at("2026-10-05T10:00"), {})])
    letter = place("start", 1, anchor="2026-10-01", due_after=3, due_unit="days")
    assert read([path], (letter,))["cautions"] == [{"kind": "anchor_before_log", "touchpoint": "start"}]


def test_an_attribute_that_tells_people_apart_splits_nothing_and_is_said(tmp_path):
    log = [event for n in range(201) for event in days(("start", 0), customer=f"c{n}", mail=f"{n}@x")]
    (found,) = cautions(tmp_path, log, (START,), ("mail",))
    assert found["kind"] == "too_many_values" and found["values"] == 201
