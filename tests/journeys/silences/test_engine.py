"""The engine counts what the rules say: the golden log, a slow second reading of the rules, and laws that hold for any
log.
"""
import itertools
import random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as some

from journeys.maps.expectations import Touchpoint
from journeys.silences.engine import read
from journeys.silences.tally import STATUSES

from .by_hand import read_by_hand
from .small_logs import DAY, golden_expected, golden_log, golden_map, place, write_log

ATTRIBUTES = ("access", "age")
UNMEASURED = ("low", "high", "label", "members", "repeats", "number")
FILES = itertools.count()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("logs")


def measure(folder, log, touchpoints, attributes=ATTRIBUTES, **question):
    path = write_log(folder / f"{next(FILES)}.parquet", log, attributes)
    return read([path], touchpoints, attributes, **question)


def bare(entry):
    """An entry without what the slow reading does not compute."""
    entry = {name: value for name, value in entry.items() if name not in UNMEASURED}
    entry["segments"] = [{n: v for n, v in part.items() if n not in UNMEASURED} for part in entry["segments"]]
    return entry


def agrees(expected, found):
    assert found["customers"] == expected["customers"]
    assert [bare(e) for e in found["touchpoints"]] == expected["touchpoints"]


def test_the_golden_log_comes_out_exactly(folder):
    agrees(golden_expected(), measure(folder, golden_log(), golden_map(), relative_days=True))


def test_the_slow_reading_finds_the_golden_log_too():
    assert read_by_hand(golden_log(), golden_map(), ATTRIBUTES, relative=True) == golden_expected()


NAMES = ["a", "b", "c", "d", "e", "ab", "visit"]


@some.composite
def maps(draw):
    size = draw(some.integers(2, 6))
    keys = [f"t{n}" for n in range(size)]
    found = []
    for n, key in enumerate(keys):
        expectation = draw(some.sampled_from(["required"] * 4 + ["optional", "conditional", "alternative", "alternative"]))
        delay = draw(some.sampled_from([None, 0, 1, 3, 7]))
        found.append(Touchpoint(
            key=key, label=key, order=n, expectation=expectation,
            group=draw(some.sampled_from(["g", "h"])) if expectation == "alternative" else "",
            condition="access=fibre" if expectation == "conditional" else "",
            anchor=draw(some.sampled_from(["", "", "", "start", "day 3", "day 8", *keys[:n], *keys[n + 1:]])),
            due_after=delay, due_unit="" if delay is None else draw(some.sampled_from(["days", "hours", "days", "weeks"])),
            events=draw(some.sampled_from([("a",), ("b",), ("c",), ("d",), ("e",), ("a*",), ("b", "c"), ("missing",)])),
            start_events=draw(some.sampled_from([(), (), ("a",), ("b",), ("ab",)])),
            terminal=draw(some.sampled_from(["", "", "", "", "yes", "exit"])),
        ))
    return tuple(found)


@some.composite
def logs(draw):
    people = draw(some.integers(1, 16))
    log = []
    for n in range(people):
        for _ in range(draw(some.integers(1, 6))):
            moment = draw(some.integers(-2, 20)) * DAY + draw(some.sampled_from([0, 0, DAY // 2]))
            traits = {"access": draw(some.sampled_from(["fibre", "adsl", "", None])),
                      "age": draw(some.sampled_from(["young", "young", "old", ""]))}
            log.append((f"c{n}", draw(some.sampled_from(NAMES)), moment, traits))
    return log


SLOW = settings(max_examples=15, deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate],
                suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large])
windows = some.sampled_from([{}, {}, {"window_to": "day 9"}, {"window_from": "day 2"},
                             {"window_from": "day 1", "window_to": "day 12"}])


@SLOW
@given(maps(), logs(), windows)
def test_engine_and_slow_reading_agree_on_any_map_and_log(folder, touchpoints, log, window):
    if window.get("window_to") and min(at for _, _, at, _ in log) > 9 * DAY:
        return
    found = measure(folder, log, touchpoints, relative_days=True, **window)
    agrees(read_by_hand(log, touchpoints, ATTRIBUTES, relative=True, **window), found)
    for entry in found["touchpoints"]:
        assert sum(entry[status] for status in STATUSES) == found["customers"]
        assert sum(entry["instead"].values()) == entry["silent"] + entry["attempted"]
        for by in ATTRIBUTES:
            parts = [part for part in entry["segments"] if part["by"] == by]
            assert all(sum(part[name] for part in parts) == entry[name] for name in (*STATUSES, "due", "out_of_place"))


@SLOW
@given(maps(), logs(), some.randoms(use_true_random=False))
def test_the_order_of_lines_changes_nothing(folder, touchpoints, log, chance):
    log = [(c, name, moment, {"access": "fibre" if c < "c5" else "adsl", "age": ""}) for c, name, moment, _ in log]
    mixed = list(log)
    chance.shuffle(mixed)
    one, two = (measure(folder, lines, touchpoints, relative_days=True) for lines in (log, mixed))
    one.pop("trajectories"), two.pop("trajectories")  # within one instant, a sequence follows the file
    assert one == two


@SLOW
@given(maps(), logs(), some.data())
def test_a_log_split_in_two_files_reads_the_same(folder, touchpoints, log, data):
    cut = data.draw(some.integers(0, len(log)))
    first = write_log(folder / f"{next(FILES)}.parquet", log[:cut], ATTRIBUTES)
    follows = data.draw(some.sampled_from([1, cut + 1]))
    second = write_log(folder / f"{next(FILES)}.parquet", log[cut:], ATTRIBUTES, first_seq=follows)
    whole = measure(folder, log, touchpoints, relative_days=True)
    assert read([first, second], touchpoints, ATTRIBUTES, relative_days=True) == whole


@SLOW
@given(logs())
def test_a_silent_customer_more_never_lowers_a_rate(folder, log):
    touchpoints = (place("a", 1, anchor="start"), place("b", 2, due_after=2, due_unit="days"),
                   place("c", 3, anchor="a", due_after=1, due_unit="days"))
    log = [("stay", "visit", 30 * DAY, {}), *log]
    before = measure(folder, log, touchpoints, relative_days=True)
    after = measure(folder, [*log, ("new", "a", 5 * DAY, {"access": "fibre"})], touchpoints, relative_days=True)
    for one, two in zip(before["touchpoints"], after["touchpoints"], strict=True):
        assert two["silent"] >= one["silent"]
        if one["rate"] is not None and two["rate"] is not None:
            assert two["rate"] >= one["rate"]


@SLOW
@given(maps(), logs(), some.integers(0, 20))
def test_censoring_is_never_counted_as_silence(folder, touchpoints, log, last):
    """Whoever is silent in a window that ends earlier is, in the longer one, silent still or shown to have come late.
    """
    if min(at for _, _, at, _ in log) >= (last + 1) * DAY:
        return
    short = measure(folder, log, touchpoints, relative_days=True, window_to=f"day {last}")
    for entry in short["touchpoints"]:
        assert entry["silent"] + entry["attempted"] <= entry["due"]
    closing = [t for t in touchpoints if t.due_after is not None and not t.terminal]
    for t in closing:
        found = next(e for e in short["touchpoints"] if e["touchpoint"] == t.key)
        if t.anchor in ("start", "") and t.due_after and t.due_after * (7 if t.due_unit == "weeks" else 1) > 22 + last:
            assert found["due"] == 0 or t.due_unit == "hours"


def test_a_thousand_customers_agree_with_the_slow_reading(folder):
    chance = random.Random(7)
    log = []
    for n in range(1000):
        first = chance.randrange(40) * DAY
        traits = {"access": chance.choice(["fibre", "adsl", ""]), "age": chance.choice(["18-34", "35-64", "65+"])}
        steps = [(name, first + round(chance.expovariate(0.1) * DAY)) for name in
                 ("signup", "app start", "app done", "guide p1", "fibre set", "chat", "call", "bill", "survey", "done", "quit")
                 if chance.random() < 0.6]
        log += [(f"c{n}", "visit", first, traits), *((f"c{n}", name, moment, traits) for name, moment in steps)]
    found = measure(folder, log, golden_map(), relative_days=True)
    agrees(read_by_hand(log, golden_map(), ATTRIBUTES, relative=True), found)
