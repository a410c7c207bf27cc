"""Logs read in several ranges of customers, and maps beyond the words of 64 bits, give what small ones give."""
import random

import duckdb
import pytest

from journeys.silences import columnar
from journeys.silences.columnar import Budget, Log
from journeys.silences.engine import read
from journeys.silences.tally import STATUSES

from .by_hand import read_by_hand
from .small_logs import DAY, days, golden_map, place, write_log
from .test_engine import ATTRIBUTES, agrees

NAMES = ("signup", "app start", "app done", "guide p1", "fibre set", "chat", "call", "bill", "survey", "done", "quit")


@pytest.fixture(scope="module")
def log():
    """Some 9,000 events of 1,200 customers, one of whom has more events than a group of rows of the file holds."""
    chance, found = random.Random(5), []
    for n in range(1200):
        first, traits = chance.randrange(40) * DAY, {"access": chance.choice(["fibre", "adsl", ""])}
        steps = [(name, first + round(chance.expovariate(0.1) * DAY)) for name in NAMES if chance.random() < 0.6]
        found += [(f"c{n:04}", "visit", first, traits), *((f"c{n:04}", name, moment, traits) for name, moment in steps)]
    return found + [("c0600", "visit", (n % 60) * DAY + n, {}) for n in range(2500)]


@pytest.fixture
def sorted_file(log, tmp_path):
    """The log as the importer leaves it: by customer and time, in groups of 2,048 rows."""
    whole, path = write_log(tmp_path / "whole.parquet", log, ATTRIBUTES), str(tmp_path / "sorted.parquet")
    with duckdb.connect() as db:
        db.execute("SET threads = 1")
        db.execute(f"COPY (FROM read_parquet('{whole}') ORDER BY customer, \"at\", seq) TO '{path}' (FORMAT parquet, "
                   "ROW_GROUP_SIZE 2048)")
    return path


def test_a_log_read_in_several_ranges_is_the_same_log(sorted_file, log, monkeypatch):
    touchpoints = (*golden_map(), place("again", 99, ("visit",), anchor="start", every="3 days", times=4))
    at_once = read([sorted_file], touchpoints, ATTRIBUTES, relative_days=True, at_anchor=("access",))
    monkeypatch.setattr(columnar, "RANGE", 2000)
    ranged = Log([sorted_file], ATTRIBUTES, Budget())
    spans = ranged.ranges()
    met = [ranged.events(span, 10**18, ()).customers for span in spans]
    ranged.close()
    assert len(spans) >= 4 and sum(met) == 1200 and all(met)  # nobody is cut in two, not even who fills a group of rows
    assert read([sorted_file], touchpoints, ATTRIBUTES, relative_days=True, at_anchor=("access",)) == at_once
    agrees(read_by_hand(log, golden_map(), ATTRIBUTES, relative=True),
           read([sorted_file], golden_map(), ATTRIBUTES, relative_days=True))


def test_two_files_that_share_customers_are_read_in_ranges_too(log, tmp_path, monkeypatch):
    half = len(log) // 2
    files = [write_log(tmp_path / "one.parquet", log[:half], ATTRIBUTES),
             write_log(tmp_path / "two.parquet", log[half:], ATTRIBUTES, first_seq=half + 1)]
    whole = read([write_log(tmp_path / "whole.parquet", log, ATTRIBUTES)], golden_map(), ATTRIBUTES, relative_days=True)
    monkeypatch.setattr(columnar, "RANGE", 1000)
    assert read(files, golden_map(), ATTRIBUTES, relative_days=True) == whole


def test_a_map_of_many_touchpoints_is_counted_to_its_last(tmp_path):
    size = 130
    touchpoints = [place(f"t{n}", n, anchor="start", due_after=5, due_unit="days") for n in range(size)]
    log = [event for n in range(12) for event in days(("t0", 0), ("t129", 3), customer=f"near{n}")]
    log += [event for n in range(9) for event in days(("t0", 0), *((f"t{k}", 1) for k in range(1, 128)), customer=f"far{n}")]
    log += days(("visit", 30), customer="late comer")
    found = read([write_log(tmp_path / "log.parquet", log)], touchpoints, relative_days=True)
    slow = read_by_hand(log, touchpoints, (), relative=True)
    agrees(slow, found)
    assert {"from": "t127", "to": "t129", "customers": 12} in found["detours"]
    together = {tuple(one["touchpoints"]): one["customers"] for one in found["trajectories"]["together"]}
    assert together == {tuple(f"t{n}" for n in range(1, 129)): 12, ("t128", "t129"): 9}
    assert all(sum(entry[status] for status in STATUSES) == 22 for entry in found["touchpoints"])
