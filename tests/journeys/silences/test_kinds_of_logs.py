"""Logs of the kinds met in public data, generated small: courses with due days, tickets without delays, permits by channel."""
import random

import pytest

from journeys.silences.engine import read

from .by_hand import read_by_hand
from .small_logs import DAY, days, place, write_log
from .test_engine import bare


@pytest.fixture
def entries(tmp_path):
    def measured(log, touchpoints, attributes=(), **question):
        path = write_log(tmp_path / "log.parquet", log, attributes)
        question = {"relative_days": True} | question
        found = read([path], touchpoints, attributes, **question)
        relative = question.pop("relative_days")
        slow = read_by_hand(log, touchpoints, attributes, relative=relative, **question)
        assert [bare(entry) for entry in found["touchpoints"]] == slow["touchpoints"]
        return {entry["touchpoint"]: entry for entry in found["touchpoints"]}

    return measured


def course(students=120):
    """Registrations before day 0, submissions around due days 19 and 54, withdrawals as exits, an exam nobody records."""
    chance, log = random.Random(3), []
    for n in range(students):
        mine = [("registration", -chance.randrange(1, 160))]
        leaves = chance.randrange(5, 200) if n % 6 == 0 else None
        for name, due in (("essay 1", 19), ("essay 2", 54)):
            day = due + chance.choice([-6, -2, 0, 0, 1, 4])
            if chance.random() < 0.9 and (leaves is None or day < leaves):
                mine.append((name, day))
        if leaves is not None:
            mine.append(("withdrawal", leaves))
        log += days(*mine, customer=f"s{n}", age="old" if n % 3 else "young")
    return log + days(("registration", 240), customer="next year")


COURSE = (place("one", 1, ("essay 1",), anchor="day 0", due_after=19, due_unit="days"),
          place("two", 2, ("essay 2",), anchor="day 0", due_after=54, due_unit="days"),
          place("exam", 3, ("exam",), anchor="day 0"),
          place("out", 4, ("withdrawal",), terminal="exit", expectation="optional"))


def test_a_course_with_due_days_counts_what_came_on_the_day_itself_as_in_time(entries):
    found = entries(course(), COURSE, ("age",))
    on_the_day = sum(name == "essay 1" and at == 19 * DAY for _, name, at, _ in course())
    in_time = sum(name == "essay 1" and at <= 19 * DAY for _, name, at, _ in course())
    assert on_the_day and found["one"]["activated"] == in_time
    assert found["one"]["left_before_due"] and found["two"]["left_before_due"] > found["one"]["left_before_due"]
    assert found["one"]["not_observable"] == 1, "whoever registers after the due day cannot have been silent"


def test_an_exam_that_nobody_records_is_an_instrument_to_check_and_no_silence(entries):
    exam = entries(course(), COURSE)["exam"]
    assert exam["instrument"] == "check" and exam["rate"] is None and exam["silent"] == 0


def test_a_file_cut_before_the_due_day_makes_nobody_silent(entries):
    cut = [event for event in course() if event[2] < 50 * DAY]
    found = entries(cut, COURSE)
    assert found["two"]["due"] == 0 and found["two"]["rate"] is None and found["two"]["not_yet_due"] > 50


def test_tickets_without_delays_are_due_when_they_are_closed(entries):
    def ticket(n, *names):
        return [(f"t{n}", name, (n * 100 + step) * 3600 * 10**6, {}) for step, name in enumerate(names)]

    path = ("Assign", "Take in charge", "Resolve", "Closed")
    log = ticket(0, *path) + ticket(1, "Assign", "Resolve", "Closed") + ticket(2, "Take in charge", "Resolve", "Closed")
    log += ticket(3, "Assign", "Take in charge") + ticket(4, "Wait", "Wait")
    log += ticket(5, "Assign", "Resolve", "Closed", "Take in charge")
    touchpoints = (place("assign", 1, ("Assign",), anchor="start"), place("take", 2, ("Take in charge",)),
                   place("resolve", 3, ("Resolve",)), place("closed", 4, ("Closed",), terminal="yes"))
    found = entries(log, touchpoints, relative_days=False)
    assert (found["assign"]["activated"], found["assign"]["silent"], found["assign"]["not_yet_due"]) == (4, 1, 1)
    assert (found["take"]["activated"], found["take"]["late"], found["take"]["silent"]) == (3, 1, 1)
    assert (found["take"]["not_reached"], found["take"]["due"]) == (1, 4)
    assert (found["resolve"]["activated"], found["resolve"]["not_yet_due"], found["resolve"]["not_reached"]) == (4, 1, 1)
    assert (found["closed"]["activated"], found["closed"]["not_reached"], found["closed"]["due"]) == (4, 2, 0)


def test_permits_are_split_by_the_channel_they_came_through(entries):
    log = []
    for n in range(60):
        channel = ["Internet", "Desk", "Post"][n % 3]
        steps = [("Receipt", n), *([("T05 Print and send confirmation", n + 1)] if n % 10 else [])]
        log += days(*steps, customer=f"p{n}", channel=channel)
    log += days(("Receipt", 100), customer="last", channel="Desk")
    touchpoint = place("confirm", 1, ("T05*",), anchor="start", due_after=2, due_unit="days")
    found = entries(log, (touchpoint,), ("channel",))["confirm"]
    assert {part["value"]: (part["silent"], part["due"]) for part in found["segments"]} == {
        "Desk": (2, 20), "Internet": (2, 20), "Post": (2, 20)}


def test_an_approval_that_may_legitimately_be_absent_is_optional_and_counted_all_the_same(entries):
    claims = [event for n in range(30) for event in days(
        ("submitted", n), *([("approved by BUDGET OWNER", n + 1)] if n % 3 == 0 else []), ("paid", n + 2), customer=f"d{n}")]
    touchpoints = (place("submit", 1, ("submitted",), anchor="start"),
                   place("budget", 2, ("*BUDGET OWNER",), expectation="optional"),
                   place("paid", 3, ("paid",), terminal="yes"))
    found = entries(claims, touchpoints)
    assert (found["budget"]["activated"], found["budget"]["silent"], found["budget"]["due"]) == (10, 20, 30)
    assert found["budget"]["instead"] == {"bypassed": 20, "elsewhere": 0, "gone": 0}
