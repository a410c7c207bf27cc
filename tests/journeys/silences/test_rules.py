"""Every rule of silences, one small log each. Days are whole or half days after day 0; the log ends with its last event."""
import pytest

from journeys.maps.expectations import Touchpoint
from journeys.silences.engine import read
from journeys.silences.instants import Calendar, Unreadable
from journeys.silences.plan import plan, signatures
from journeys.silences.tally import STATUSES

from .small_logs import DAY, days, place, write_log

UNTIL_60 = days(("visit", 60), customer="late comer")


@pytest.fixture
def count(tmp_path):
    """count(map, log, key): the figures of one touchpoint that are not zero, the late comer of day 60 left out."""

    def measured(touchpoints, log, key, attributes=(), **question):
        path = write_log(tmp_path / f"{len(list(tmp_path.iterdir()))}.parquet", log, attributes)
        entries = read([path], touchpoints, attributes, relative_days=True, **question)["touchpoints"]
        entry = next(e for e in entries if e["touchpoint"] == key)
        return {name: entry[name] for name in (*STATUSES, "out_of_place", "due") if entry[name]} | {
            name: n for name, n in entry["instead"].items() if n} | ({"check": 1} if entry["instrument"] == "check" else {})

    return measured


def week(key="app", order=2, **more):
    return place(key, order, **({"due_after": 7, "due_unit": "days"} | more))


SIGNUP = place("signup", 1, anchor="start")


def test_1_only_customers_and_events_of_the_window_count_and_its_last_day_is_included(count):
    log = days(("signup", 0), ("app", 10.5), customer="a") + days(("signup", 10.5), customer="b") + days(
        ("signup", 11), customer="c")
    assert count([SIGNUP, week(anchor="signup", due_after=20)], log, "app", window_to="day 10") == {
        "activated": 1, "not_yet_due": 1}


def test_2_an_empty_anchor_is_the_nearest_required_touchpoint_above_or_the_last_one_done(count):
    log = days(("signup", 0), ("app", 20), ("bill", 26), customer="a") + days(("signup", 1), ("bill", 9), customer="b")
    touchpoints = [SIGNUP, week(), place("note", 3, expectation="optional"), week("bill", 4)]
    assert count(touchpoints, log, "bill") == {"activated": 1, "late": 1, "due": 1}  # a's time is not up when the log ends


def test_3_a_touchpoint_is_reached_by_its_anchor_by_itself_or_by_a_required_one_below(count):
    log = (days(("visit", 0), customer="a") + days(("visit", 0), ("bill", 3), customer="b")
           + days(("visit", 0), ("leave", 3), customer="c") + days(("visit", 0), ("app", 3), customer="d") + UNTIL_60)
    touchpoints = [SIGNUP, week(), place("bill", 3), place("leave", 4, terminal="exit")]
    assert count(touchpoints, log, "app") == {"not_reached": 3, "silent": 1, "activated": 1, "due": 2, "bypassed": 1}
    named = [SIGNUP, week(anchor="signup"), place("bill", 3)]
    assert count(named, log, "app") == {"not_reached": 4, "activated": 1}


def test_4_the_first_match_counts_even_before_its_anchor_and_repeats_change_nothing(count):
    log = days(("app", 0), ("signup", 5), ("app", 40), ("app", 41), customer="a") + UNTIL_60
    assert count([SIGNUP, week(anchor="signup")], log, "app") == {
        "activated": 1, "out_of_place": 1, "due": 1, "not_reached": 1}


def test_4_activation_at_the_due_instant_is_in_time(count):
    log = days(("signup", 0), ("app", 7), customer="a") + days(("signup", 0), ("app", 7.5), customer="b") + UNTIL_60
    assert count([SIGNUP, week(anchor="signup")], log, "app") == {"activated": 1, "late": 1, "due": 2, "not_reached": 1}


def test_5_without_a_delay_the_end_of_the_journey_makes_it_due(count):
    log = (days(("signup", 0), ("done", 9), customer="a") + days(("signup", 0), customer="b")
           + days(("signup", 0), ("leave", 4), customer="c") + days(("signup", 0), ("done", 9), ("app", 10), customer="d"))
    touchpoints = [SIGNUP, place("app", 2), place("done", 3, terminal="yes"), place("leave", 4, terminal="exit")]
    assert count(touchpoints, log, "app") == {
        "silent": 1, "not_yet_due": 1, "left_before_due": 1, "late": 1, "due": 2, "bypassed": 1}


def test_6_whoever_left_by_the_due_instant_or_has_time_left_is_no_silence(count):
    log = (days(("signup", 0), ("leave", 7), customer="a") + days(("signup", 0), ("leave", 8), customer="b")
           + days(("signup", 54), customer="c") + UNTIL_60)
    touchpoints = [SIGNUP, week(anchor="signup"), place("leave", 9, terminal="exit")]
    assert count(touchpoints, log, "app") == {
        "left_before_due": 1, "silent": 1, "not_yet_due": 1, "not_reached": 1, "due": 1, "gone": 1}


def test_7_attempted_is_begun_in_time_and_never_completed(count):
    begun = week(anchor="signup", start_events=("app start",))
    log = (days(("signup", 0), ("app start", 2), customer="a") + days(("signup", 0), ("app start", 9), customer="b")
           + days(("signup", 0), ("app start", 2), ("app", 30), customer="c") + UNTIL_60)
    assert count([SIGNUP, begun], log, "app") == {
        "attempted": 1, "silent": 1, "late": 1, "due": 3, "gone": 2, "not_reached": 1}


def test_8_a_condition_leaves_out_those_it_does_not_concern_and_those_it_cannot_tell(count):
    log = (days(("signup", 0), customer="a", access="fibre") + days(("signup", 0), customer="b", access="adsl")
           + days(("signup", 0), ("app", 1), customer="c", access="") + UNTIL_60)
    touchpoints = [SIGNUP, week(anchor="start", expectation="conditional", condition="access=fibre")]
    assert count(touchpoints, log, "app", ("access",)) == {
        "silent": 1, "not_applicable": 1, "not_observable": 2, "due": 1, "gone": 1}


def test_8_one_alternative_in_time_is_enough_and_the_group_has_an_entry_of_its_own(count):
    ways = [week(key, order, anchor="signup", expectation="alternative", group="help")
            for order, key in enumerate(("chat", "phone"), 2)]
    log = (days(("signup", 0), ("chat", 1), customer="a") + days(("signup", 0), ("phone", 9), customer="b")
           + days(("signup", 0), customer="c") + days(("signup", 0), ("chat", 2), ("phone", 3), customer="d") + UNTIL_60)
    here = [SIGNUP, *ways]
    assert count(here, log, "chat") == {"activated": 2, "silent": 2, "due": 4, "bypassed": 1, "gone": 1, "not_reached": 1}
    assert count(here, log, "phone") == {
        "activated": 1, "not_applicable": 1, "late": 1, "silent": 1, "due": 3, "gone": 1, "not_reached": 1}
    assert count(here, log, "help") == {"activated": 2, "late": 1, "silent": 1, "due": 4, "gone": 1, "not_reached": 1}


def test_8_a_group_is_due_when_its_latest_member_is(count):
    ways = [week("chat", 2, anchor="signup", expectation="alternative", group="help"),
            week("phone", 3, anchor="signup", due_after=30, expectation="alternative", group="help")]
    log = days(("signup", 40), customer="a") + UNTIL_60
    assert count([SIGNUP, *ways], log, "chat") == {"silent": 1, "due": 1, "gone": 1, "not_reached": 1}
    assert count([SIGNUP, *ways], log, "help") == {"not_yet_due": 1, "not_reached": 1}


def test_9_what_began_before_the_window_or_was_over_before_the_customer_came_cannot_be_observed(count):
    log = days(("signup", 0), ("app", 1), customer="a") + days(("signup", 20), customer="b") + UNTIL_60
    assert count([SIGNUP, week(anchor="signup")], log, "app", window_from="day 5") == {
        "not_observable": 1, "silent": 1, "due": 1, "gone": 1, "not_reached": 1}
    assert count([SIGNUP, week(anchor="day 5")], log, "app") == {"activated": 1, "out_of_place": 1, "due": 1, "not_observable": 2}


def test_9_the_due_day_of_a_date_is_included_whole(count):
    log = days(("signup", 0), ("app", 12.5), customer="a") + days(("signup", 0), ("app", 13), customer="b") + UNTIL_60
    assert count([SIGNUP, week(anchor="day 5")], log, "app") == {"activated": 1, "late": 1, "due": 2, "not_observable": 1}


def test_10_ends_are_no_silences(count):
    log = days(("signup", 0), ("done", 9), customer="a") + days(("signup", 0), customer="b") + UNTIL_60
    touchpoints = [SIGNUP, week("done", 2, terminal="yes")]
    assert count(touchpoints, log, "done") == {"activated": 1, "not_reached": 2}


def test_11_the_window_comes_before_activation_and_activation_before_everything_else(count):
    gone = [SIGNUP, week(anchor="signup"), place("leave", 9, terminal="exit")]
    log = days(("signup", 0), ("leave", 1), ("app", 2), customer="a") + UNTIL_60
    assert count(gone, log, "app") == {"activated": 1, "not_reached": 1}  # activated, though outside those due


def test_12_silent_customers_went_on_went_elsewhere_or_are_gone(count):
    app = week(anchor="signup", start_events=("app start",))
    touchpoints = [SIGNUP, app, place("bill", 3), place("leave", 4, terminal="exit")]
    log = (days(("signup", 0), ("bill", 3), ("visit", 4), customer="a") + days(("signup", 0), ("visit", 3), customer="b")
           + days(("signup", 0), ("app start", 20), ("leave", 30), customer="c")
           + days(("bill", 0), ("signup", 1), customer="d") + days(("visit", 0), ("signup", 1), customer="e") + UNTIL_60)
    assert count(touchpoints, log, "app") == {
        "silent": 5, "due": 5, "bypassed": 1, "elsewhere": 1, "gone": 3, "not_reached": 1}


def test_12_each_place_looks_on_from_its_own_anchor_even_when_several_follow_the_same_step(count):
    survey = week("survey", 3, expectation="optional")
    guide = week("guide", 4, expectation="conditional", condition="access=fibre")
    log = days(("signup", 0), ("bill", 3), ("survey", 5), customer="a", access="fibre") + UNTIL_60
    touchpoints = [SIGNUP, week(), survey, guide, place("bill", 5, anchor="signup", due_after=9, due_unit="days")]
    assert count(touchpoints, log, "guide", ("access",)) == {  # counted from the survey, after the bill
        "silent": 1, "due": 1, "gone": 1, "not_observable": 1}


def test_13_what_nobody_ever_did_is_an_instrument_to_check_from_eleven_customers_on(count):
    log = [event for n in range(11) for event in days(("signup", 0), customer=f"c{n}")]
    assert count([SIGNUP, week(anchor="signup")], log + UNTIL_60, "app") == {
        "silent": 11, "due": 11, "gone": 11, "not_reached": 1, "check": 1}
    assert "check" not in count([SIGNUP, week(anchor="signup")], log[1:] + UNTIL_60, "app")
    tried = days(("signup", 0), ("app start", 2), customer="x")
    begun = week(anchor="signup", start_events=("app start",))
    assert "check" not in count([SIGNUP, begun], log + tried + UNTIL_60, "app")


def test_13_an_event_that_stops_appearing_is_an_instrument_to_check(count):
    before = [event for n in range(5) for event in days(("signup", 0), ("app", 1), customer=f"b{n}")]
    after = [event for n in range(11) for event in days(("signup", 45), customer=f"c{n}")]
    assert "check" in count([SIGNUP, week(anchor="signup")], before + after + UNTIL_60, "app")
    one = days(("signup", 45), ("app", 46), customer="d")
    assert "check" not in count([SIGNUP, week(anchor="signup")], before + after + one + UNTIL_60, "app")


def test_13_what_can_never_be_due_and_nobody_ever_did_is_to_check_too(count):
    log = [event for n in range(11) for event in days(("signup", 0), customer=f"c{n}")]
    assert count([SIGNUP, place("exam", 2, anchor="day 0")], log, "exam") == {"not_yet_due": 11, "check": 1}


def test_14_a_segment_is_the_first_value_a_customer_has(tmp_path):
    log = [("a", "signup", 0, {}), ("a", "visit", 5 * DAY, {"age": "old"}), ("a", "visit", 3 * DAY, {"age": "young"}),
           ("b", "signup", 0, {"age": "old"}), ("b", "visit", 0, {"age": "young"}), ("c", "visit", 60 * DAY, {"age": ""})]
    path = write_log(tmp_path / "log.parquet", log, ("age",))
    found = read([path], [SIGNUP], ("age",), relative_days=True)["touchpoints"][0]["segments"]
    assert [(part["value"], sum(part[s] for s in STATUSES)) for part in found] == [("", 1), ("old", 1), ("young", 1)]


def test_names_match_exactly_or_by_wildcard_and_case_matters():
    found = signatures(plan([place("guide", 1, ("guide*",), start_events=("open (guide)",))], Calendar()), [
        "guide", "guide p1", "Guide", "a guide", "open (guide)", "open guide"])
    assert found == {"guide": ((0,), ()), "guide p1": ((0,), ()), "open (guide)": ((), (0,))}


@pytest.mark.parametrize("wrong", [
    place("a", 1, anchor="nothing"), place("a", 1, anchor="a"), place("a", 1, anchor="2026-10-01"),
    place("a", 1, expectation="conditional", condition="fibre"),
])
def test_a_map_that_cannot_be_read_on_this_log_is_refused(wrong):
    with pytest.raises(Unreadable):
        plan([wrong], Calendar(relative_days=True))


def test_an_attribute_that_tells_people_apart_is_refused_when_asked_for_and_left_out_otherwise(tmp_path):
    log = [event for n in range(201) for event in days(("signup", n), customer=f"c{n}", email=f"{n}@example.org")]
    path = write_log(tmp_path / "log.parquet", log, ("email",))
    with pytest.raises(Unreadable, match="201 different values"):
        read([path], [SIGNUP], ("email",), ("email",), relative_days=True)
    found = read([path], [SIGNUP], ("email",), relative_days=True)
    assert found["touchpoints"][0]["segments"] == [] and found["cautions"][0]["kind"] == "too_many_values"


def test_weeks_hours_and_minutes_are_units_too(count):
    log = days(("signup", 0), ("app", 1.5), customer="a") + UNTIL_60
    for number, unit, status in ((36, "hours", "activated"), (35, "hours", "late"), (2160, "minutes", "activated"),
                                 (1, "weeks", "activated")):
        assert status in count([SIGNUP, week(anchor="signup", due_after=number, due_unit=unit)], log, "app")


def test_values_of_a_log_can_hold_quotes_and_anything_else(count):
    strange = "it's; DROP TABLE people; --"
    log = days(("signup", 0), (strange, 1), customer="a'b", access=strange) + UNTIL_60
    touchpoint = Touchpoint(key="x", label="x", order=2, anchor="signup", due_after=7, due_unit="days", events=(strange,),
                            expectation="conditional", condition=f"access={strange}")
    assert count([SIGNUP, touchpoint], log, "x", ("access",)) == {"activated": 1, "due": 1, "not_observable": 1}
