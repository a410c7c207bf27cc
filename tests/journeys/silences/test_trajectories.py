"""Trajectories: optimal alignments checked against an exhaustive search, and the aids to reading on logs small enough
to see.
"""
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from journeys.silences.alignment import Slot, align, slots
from journeys.silences.engine import read
from journeys.silences.instants import Calendar
from journeys.silences.masking import masked
from journeys.silences.plan import plan

from .small_logs import days, golden_log, golden_map, place, write_log

PATH = (Slot((0,), True), Slot((1,), False), Slot((2, 3), True), Slot((4,), True))


def fewest_moves(events, path, is_open):
    """Every way of laying events beside the path, the slow and obvious way."""

    @cache
    def rest(i, j):
        if is_open and i == len(events):
            return 0
        ways = [float("inf")]
        if i == len(events) and j == len(path):
            return 0
        if i < len(events) and j < len(path) and events[i] & set(path[j].positions):
            ways.append(rest(i + 1, j + 1))
        if i < len(events):
            ways.append(1 + rest(i + 1, j))
        if j < len(path):
            ways.append(path[j].needed + rest(i, j + 1))
        return min(ways)

    return rest(0, 0)


@settings(max_examples=300, deadline=None)
@given(some.lists(some.frozensets(some.integers(0, 5), max_size=2), max_size=7), some.booleans(),
       some.lists(some.builds(Slot, some.tuples(some.integers(0, 5)), some.booleans()), max_size=5))
def test_alignments_are_optimal_and_account_for_every_move(events, is_open, path):
    found = align(events, tuple(path), is_open)
    assert found.cost == fewest_moves(tuple(events), tuple(path), is_open)
    assert found.cost == len(found.skipped) + len(found.inserted)
    assert 0 <= found.fitness <= 1
    assert all(path[slot].needed for slot in found.skipped)


@pytest.mark.parametrize("events, is_open, cost, skipped, inserted", [
    ([{0}, {1}, {2}, {4}], False, 0, (), ()),
    ([{0}, {3}, {4}], False, 0, (), ()),  # the other alternative, the optional step left out
    ([{0}, {4}], False, 1, (2,), ()),
    ([{0}], True, 0, (), ()),  # still open: what may come is not charged
    ([{0}], False, 2, (2, 3), ()),
    ([{0}, set(), {2}, {4}], False, 1, (), (1,)),
    ([{2}, {0}, {4}], False, 2, (2,), (0,)),
])
def test_what_was_skipped_and_what_was_inserted(events, is_open, cost, skipped, inserted):
    found = align([set(event) for event in events], PATH, is_open)
    assert (found.cost, found.skipped, found.inserted) == (cost, skipped, inserted)


def test_the_expected_path_follows_the_map():
    path = slots(plan(golden_map(), Calendar(relative_days=True)))
    assert [slot.positions for slot in path] == [(0,), (1,), (2,), (3,), (4, 5), (6,), (7,), (8,), (9,), (10,)]
    assert [slot.needed for slot in path] == [True, True, False, False, True, True, True, True, True, False]


@pytest.fixture
def walked(tmp_path):
    def answer(log, touchpoints):
        path = write_log(tmp_path / "log.parquet", log)
        return read([path], touchpoints, relative_days=True)["trajectories"]

    return answer


STEPS = (place("a", 1, anchor="start"), place("b", 2), place("c", 3), place("end", 4, terminal="yes"))


def test_variants_are_counted_aligned_and_said_to_be_open_or_over(walked):
    log = [event for n in range(3) for event in days(("a", 0), ("b", 1), ("c", 2), ("end", 3), customer=f"x{n}")]
    log += days(("a", 0), ("x", 1), ("end", 3), customer="y") + days(("a", 0), customer="z")
    found = walked(log, STEPS)
    assert found["variants"] == 3 and found["exact"] == 3 and found["aligned"] == {"variants": 3, "customers": 5}
    assert found["top"][0] == {"steps": ["a", "b", "c", "end"], "customers": 3, "open": False, "fitness": 1.0, "skipped": [],
                               "inserted": []}
    assert {"touchpoint": "b", "customers": 1} in found["skipped"] and found["inserted"] == [{"activity": "x", "customers": 1}]
    assert next(v for v in found["top"] if v["open"])["fitness"] == 1.0
    assert found["fitness"] == round((3 + (1 - 3 / 7) + 1) / 5, 6)


def test_very_long_sequences_are_left_aside_and_the_answer_says_so(walked):
    log = days(*[("a", n) for n in range(101)], customer="long") + days(("a", 0), customer="short")
    assert walked(log, STEPS)["aligned"] == {"variants": 1, "customers": 1}


def test_going_back_and_forth_is_counted_by_customer(walked):
    log = days(("a", 0), ("b", 1), ("a", 2), ("b", 3), customer="x") + days(("a", 0), ("a", 1), ("b", 2), customer="y")
    found = walked(log, STEPS)
    assert found["loops"] == {"customers": 1, "pairs": [
        {"between": "a", "and": "b", "customers": 1}, {"between": "b", "and": "a", "customers": 1}]}
    assert found["revisits"] == round(1 - 4 / 7, 6)


def test_silences_that_go_together_and_steps_passed_by(walked):
    due = {"due_after": 2, "due_unit": "days"}
    touchpoints = (place("a", 1, anchor="start"), place("b", 2, anchor="a", **due), place("c", 3, anchor="a", **due),
                   place("d", 4, anchor="a", expectation="optional", **due))
    log = [event for n in range(4) for event in days(("a", 0), ("a", 1), customer=f"x{n}")]
    log += days(("a", 0), ("c", 1), customer="y") + days(("z", 30), customer="last")
    found = walked(log, touchpoints)
    assert found["together"] == [{"touchpoints": ["b", "c"], "customers": 4}]
    assert {"touchpoint": "b", "customers": 4} in found["passed_by"], "y was at a only once"


def test_alternatives_are_one_silence_among_those_that_go_together(walked):
    due = {"anchor": "a", "due_after": 2, "due_unit": "days"}
    ways = [place(key, order, expectation="alternative", group="help", **due) for order, key in ((2, "chat"), (3, "phone"))]
    touchpoints = (place("a", 1, anchor="start"), *ways, place("c", 4, **due))
    log = days(("a", 0), customer="both") + days(("a", 0), ("c", 1), customer="help alone") + days(("z", 30), customer="last")
    assert walked(log, touchpoints)["together"] == [{"touchpoints": ["help", "c"], "customers": 1}]


def test_an_absence_is_long_against_the_customers_own_habit(walked):
    weekly = [("a", 7 * n) for n in range(5)]
    log = days(*weekly, ("a", 60), customer="came back") + days(*[("a", n) for n in range(5)], customer="away")
    log += days(*weekly, ("end", 29), customer="done") + days(("a", 0), ("a", 50), customer="no habit")
    log += days(*[("a", 20 * n) for n in range(5)], customer="rare by habit") + days(("a", 95), customer="last")
    log += days(("a", 0), ("b", 1), ("c", 2), ("a", 3), ("a", 4), customer="nothing more was expected")
    assert walked(log, STEPS)["absences"] == {"followed": 5, "came_back": 1, "not_back_yet": 2, "days": 14,
                                            "since": [{"touchpoint": "a", "customers": 2}]}


def test_what_few_customers_share_is_masked(tmp_path):
    path = write_log(tmp_path / "log.parquet", golden_log(), ("access", "age"))
    found = masked(read([path], golden_map(), ("access", "age"), relative_days=True), 11)["trajectories"]
    counted = [row for name in ("top", "skipped", "inserted", "together", "passed_by") for row in found[name]]
    assert all(row["customers"] >= 11 for row in (*counted, *found["loops"]["pairs"]))
    assert all(value is None or value == 0 or value >= 11 for name, value in found["absences"].items()
               if name not in ("days", "since"))
