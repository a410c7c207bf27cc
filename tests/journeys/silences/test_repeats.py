"""What is expected again and again is read time by time: each activation counts for the time in whose period it falls."""
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from journeys.maps.expectations import Touchpoint
from journeys.silences.engine import read
from journeys.silences.instants import Unreadable
from journeys.silences.plan import plan
from journeys.silences.tally import STATUSES

from .by_hand import read_by_hand
from .small_logs import DAY, at, days, place, write_log
from .test_engine import ATTRIBUTES, SLOW, agrees, folder, logs, maps, measure, windows  # noqa: F401
from .test_rules import SIGNUP, UNTIL_60, count  # noqa: F401


def each(key="bill", order=2, **more):
    return place(key, order, **{"anchor": "signup", "every": "10 days", "times": 3, "due_after": 7, "due_unit": "days"} | more)


def times(found, key="bill"):
    """[{status: customers}] of each time."""
    return [{name: entry[name] for name in (*STATUSES, "due") if entry[name]}
            for entry in found["touchpoints"] if entry.get("repeats") == key]


def test_each_activation_counts_for_the_time_in_whose_period_it_falls(folder):  # noqa: F811
    log = (days(("signup", 0), ("bill", 1), ("bill", 2), ("bill", 19), customer="a")
           + days(("signup", 3), ("bill", 13), ("bill", 33), customer="b")
           + days(("visit", 0), ("bill", 5), customer="c") + UNTIL_60)
    found = measure(folder, log, [SIGNUP, each()], (), relative_days=True)
    assert times(found) == [
        {"activated": 1, "silent": 1, "not_reached": 2, "due": 2},  # b's tenth day after signing up begins the next time
        {"activated": 1, "late": 1, "not_reached": 2, "due": 2},
        {"silent": 2, "not_reached": 2, "due": 2},
    ]
    assert [(entry["touchpoint"], entry["number"]) for entry in found["touchpoints"] if "number" in entry] == [
        ("bill:1", 1), ("bill:2", 2), ("bill:3", 3)]


def test_a_time_begun_and_not_completed_is_attempted_at_that_time_alone(folder):  # noqa: F811
    log = days(("signup", 0), ("open", 12), ("bill", 25), customer="a") + UNTIL_60
    found = measure(folder, log, [SIGNUP, each(start_events=("open",))], (), relative_days=True)
    assert times(found) == [{"silent": 1, "not_reached": 1, "due": 1}, {"attempted": 1, "not_reached": 1, "due": 1},
                            {"activated": 1, "not_reached": 1, "due": 1}]


def test_without_a_delay_the_whole_period_counts_and_what_comes_later_is_not_due(folder):  # noqa: F811
    log = days(("signup", 0), ("bill", 9.5), customer="a") + days(("visit", 15), customer="late comer")
    found = measure(folder, log, [SIGNUP, each(due_after=None, due_unit="")], (), relative_days=True)
    assert times(found) == [{"activated": 1, "not_reached": 1, "due": 1}] + 2 * [{"not_yet_due": 1, "not_reached": 1}]


def test_who_left_is_not_silent_at_the_times_after(folder):  # noqa: F811
    log = days(("signup", 0), ("bill", 1), ("leave", 12), customer="a") + UNTIL_60
    touchpoints = [SIGNUP, each(), place("leave", 9, terminal="exit")]
    found = measure(folder, log, touchpoints, (), relative_days=True)
    assert times(found)[1:] == 2 * [{"left_before_due": 1, "not_reached": 1}]


def test_months_are_those_of_the_calendar_and_nobody_is_judged_for_a_month_before_they_came(tmp_path):
    log = [("a", "bill", at("2026-01-31T10:00"), {}), ("a", "bill", at("2026-02-27T23:59"), {}),
           ("a", "bill", at("2026-04-01T00:00"), {}), ("b", "visit", at("2026-03-31T08:00"), {}),
           ("b", "visit", at("2026-05-31T00:00"), {})]
    monthly = each(anchor="2026-01-31", every="1 month", due_after=None, due_unit="", times=4)
    found = read([write_log(tmp_path / "log.parquet", log)], [monthly])
    assert times(found) == [
        {"activated": 1, "not_observable": 1, "due": 1},  # 31 January to 27 February
        {"silent": 1, "not_observable": 1, "due": 1},  # from 28 February, the last day of that month
        {"activated": 1, "silent": 1, "due": 2},  # 31 March to 29 April
        {"silent": 2, "due": 2},
    ]


def test_nothing_is_counted_from_a_repetition(count):  # noqa: F811
    touchpoints = [SIGNUP, each("bill", 2), place("survey", 3, due_after=5, due_unit="days")]
    log = days(("signup", 0), ("bill", 21), ("survey", 4), customer="a") + UNTIL_60
    assert count(touchpoints, log, "survey") == {"activated": 1, "due": 1, "not_reached": 1}


def test_a_repetition_is_no_step_of_the_expected_path(folder):  # noqa: F811
    log = days(("signup", 0), ("bill", 1), ("app", 2), ("bill", 11), ("done", 12), customer="a")
    touchpoints = [SIGNUP, each(), place("app", 3), place("done", 4, terminal="yes")]
    found = measure(folder, log, touchpoints, (), relative_days=True)["trajectories"]
    assert found["exact"] == 1 and found["fitness"] == 1.0 and not found["top"][0]["inserted"]


@pytest.mark.parametrize("change, said", [
    ({"every": "1 month"}, "months"), ({"anchor": ""}, "from when"), ({"anchor": "day 3", "every": "1 month"}, "no months"),
])
def test_a_rhythm_that_cannot_be_counted_is_refused(folder, change, said):  # noqa: F811
    with pytest.raises(Unreadable, match=said):
        measure(folder, days(("signup", 0), customer="a"), [SIGNUP, each(**change)], (), relative_days=True)


@some.composite
def repeating_maps(draw):
    """Maps as elsewhere, of which some touchpoints are repeated."""
    found = draw(maps())
    anchored_on = {one.anchor for one in found}
    again = []
    for one in found:
        able = one.key not in anchored_on and not one.terminal and one.expectation != "alternative"
        if able and draw(some.booleans()):
            anchor = one.anchor or draw(some.sampled_from(["start", "day 2"]))
            every = draw(some.sampled_from(["1 day", "4 days", "1 week"]))
            length = {"1 day": 1, "4 days": 4, "1 week": 7}[every]
            delay = draw(some.sampled_from([None, 0, 1, length]))
            one = replace(one, anchor=anchor, every=every, times=draw(some.integers(2, 5)), due_after=delay,
                          due_unit="" if delay is None else draw(some.sampled_from(["days", "hours"])))
        again.append(one)
    return tuple(again)


@SLOW
@given(repeating_maps(), logs(), windows)
def test_engine_and_slow_reading_agree_on_repeated_touchpoints(folder, touchpoints, log, window):  # noqa: F811
    if window.get("window_to") and min(moment for _, _, moment, _ in log) > 9 * DAY:
        return
    found = measure(folder, log, touchpoints, relative_days=True, **window)
    agrees(read_by_hand(log, touchpoints, ATTRIBUTES, relative=True, **window), found)
    assert all(sum(entry[status] for status in STATUSES) == found["customers"] for entry in found["touchpoints"])


@SLOW
@given(repeating_maps(), logs())
def test_a_silent_customer_never_lowers_the_rate_of_any_time(folder, touchpoints, log):  # noqa: F811
    log = [*log, ("last", "visit", 60 * DAY, {})]
    before = measure(folder, log, touchpoints, relative_days=True)
    after = measure(folder, [*log, ("mute", "nothing the map knows", -9 * DAY, {})], touchpoints, relative_days=True)
    for old, new in zip(before["touchpoints"], after["touchpoints"], strict=True):
        if old["rate"] is not None and new["rate"] is not None:
            assert new["rate"] >= old["rate"], new["touchpoint"]


def test_a_map_unfolded_already_is_the_same_map():
    from journeys.maps.repeats import unfold
    from journeys.silences.instants import Calendar

    touchpoints = (SIGNUP, each())
    assert plan(unfold(touchpoints), Calendar(relative_days=True)).places == plan(
        touchpoints, Calendar(relative_days=True)).places
    assert all(isinstance(one, Touchpoint) for one in unfold(touchpoints)) and len(unfold(touchpoints)) == 4
