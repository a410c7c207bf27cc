"""Attempts at a touchpoint, broken off or not, lost or not: tables small enough to check by hand."""
import pytest

from journeys.silences.attempts import lostness
from journeys.silences.candidates import candidates
from journeys.silences.engine import read
from journeys.silences.figures import Cell, Figure, Figures
from journeys.silences.masking import masked

from .small_logs import DAY, place, write_log

MINUTE = DAY // 1440
FIND = place("find", 1, ("found",), start_events=("search",), anchor="start", due_after=2, due_unit="days",
             goal="retrouver une facture", minimum=3)


@pytest.mark.parametrize("seen, different, least, far", [
    (3, 3, 3, 0.0), (6, 6, 3, 0.5), (10, 5, 5, 0.5), (8, 4, 2, 0.707), (4, 1, 3, 0.75), (1, 1, 3, 0.0), (2, 2, 9, 0.0),
])
def test_lostness_is_smiths_and_a_short_attempt_is_not_lost(seen, different, least, far):
    assert round(lostness(seen, different, least), 3) == far


def visits(customer, *events):
    """("search", 0), ("page", 2)… in minutes."""
    return [(customer, name, round(minute * MINUTE), {}) for name, minute in events]


def answer(tmp_path, log, *touchpoints):
    path = write_log(tmp_path / "log.parquet", [*log, *visits("last", ("other", 3 * 1440))])
    return read([path], touchpoints or (FIND, place("other", 2)), relative_days=True)["trajectories"]["attempts"]


@pytest.mark.parametrize("events, expected", [
    ([("search", 0), ("page", 1), ("found", 2)], (1, 1, 0, 0, 0)),  # straight to it
    ([("search", 0), ("page", 1)], (1, 0, 0, 1, 0)),  # broken off
    ([("search", 0), ("page", 40), ("found", 41)], (1, 0, 0, 1, 0)),  # the pause ended it; what follows began with nothing
    ([("search", 0), ("search", 40), ("found", 41)], (2, 1, 0, 1, 1)),  # broken off, finished later
    ([("search", 0), ("found", 1), ("search", 2)], (2, 1, 0, 1, 0)),  # a new one after a completion, broken off
    ([("page", 0), ("search", 5), ("search", 6), ("found", 7)], (1, 1, 0, 0, 0)),  # beginning twice is one attempt
    ([("found", 0)], (0, 0, 0, 0, 0)),
    ([("search", 3 * 1440 - 10)], (1, 0, 1, 0, 0)),  # the log may have cut it short
])
def test_an_attempt_begins_ends_and_is_broken_off(tmp_path, events, expected):
    found = answer(tmp_path, visits("x", *events))
    told = [(one["attempts"], one["completed"], one["open"], one["interrupted"], one["finished_later"]) for one in found]
    assert told == ([expected] if expected[0] else [])


def test_a_pause_is_as_long_as_people_usually_take(tmp_path):
    slow = [event for n in range(20) for event in visits(f"s{n}", ("search", 0), ("found", 300))]
    found, = answer(tmp_path, slow + visits("x", ("search", 0), ("page", 200), ("found", 290)))
    assert found["minutes"] == 300 and found["completed"] == 21 and found["interrupted"] == 0


def test_lostness_needs_a_goal_and_tells_its_parts(tmp_path):
    wandering = [("search", 0), ("a", 1), ("b", 2), ("a", 3), ("b", 4), ("a", 5), ("b", 6), ("found", 7)]  # S 8, N 4
    log = [event for n in range(3) for event in visits(f"w{n}", *wandering)]
    log += [event for n in range(4) for event in visits(f"s{n}", ("search", 0), ("a", 1), ("found", 2))]
    goal = answer(tmp_path, log)[0]["goal"]
    assert goal == {"text": "retrouver une facture", "minimum": 3, "seen": 3, "different": 3, "lostness": 0.0, "measured": 7,
                    "lost": 3}
    without = place("find", 1, ("found",), start_events=("search",))
    assert answer(tmp_path, log, without)[0]["goal"] is None


@pytest.mark.parametrize("made, shown", [
    ((40, 20, 15), (20, None)), ((40, 5, 1), (None, None)), ((40, 35, 20), (None, None)), ((40, 20, 0), (20, 0)),
    ((40, 0, 0), (0, 0)), ((40, 40, 20), (40, 20)),
])
def test_no_part_of_the_attempts_tells_of_a_few(made, shown):
    customers, interrupted, later = made
    one = {"touchpoint": "find", "minutes": 30, "customers": customers, "attempts": 60, "completed": 55, "open": 1,
           "interrupted": interrupted, "finished_later": later, "goal": {"measured": 40, "lost": 35}}
    told, = masked(reading(one), 11)["trajectories"]["attempts"]
    assert (told["interrupted"], told["finished_later"]) == shown
    assert told["completed"] is None and told["open"] is None and told["goal"]["lost"] is None
    assert masked(reading(one | {"customers": 10}), 11)["trajectories"]["attempts"] == []


def reading(one):
    entry = {"touchpoint": "find", "label": "Find", "activated": 60, "late": 0, "attempted": 0, "silent": 20, "not_yet_due": 0,
             "left_before_due": 0, "not_reached": 0, "not_applicable": 0, "not_observable": 0, "due": 80, "instrument": "ok"}
    empty = {name: [] for name in ("top", "skipped", "inserted", "together", "passed_by")}
    since = [{"touchpoint": "find", "customers": 25}]
    absences = {"followed": 50, "came_back": 20, "not_back_yet": 30, "days": 14, "since": since}
    return {"customers": 80, "touchpoints": [entry], "trajectories": empty | {
        "exact": 0, "loops": {"customers": 0, "pairs": []}, "absences": absences, "attempts": [one]}}


def test_what_is_left_of_an_absence_is_not_told_by_subtraction():
    shown = masked(reading({"customers": 0, "touchpoint": "find"}), 11)["trajectories"]["absences"]
    assert shown["not_back_yet"] == 30 and shown["since"] == []


def test_attempts_and_absences_become_candidates_in_the_words_of_the_map():
    figures = Figures((Figure("find", "Facture", Cell(
        counts={"activated": 60, "late": 0, "attempted": 0, "silent": 20}, due=80, rate=0.25)),), customers=80)
    one = {"touchpoint": "find", "customers": 40, "interrupted": 30, "finished_later": 12,
           "goal": {"measured": 40, "lost": 12, "text": "retrouver une facture"}}
    found = {name: [] for name in ("together", "passed_by")} | {
        "loops": {"pairs": []}, "attempts": [one], "absences": {"since": [{"touchpoint": "find", "customers": 20}]}}
    told = {one.kind: (one.customers, one.why) for one in candidates(figures, found, ())}
    assert {kind: number for kind, (number, _why) in told.items()} == {"interrupted": 18, "lost": 12, "absence": 20}
    assert "retrouver une facture" in told["lost"][1]
