"""An attack with everything at once: two successive readings, their curves, trajectories and sums by stage, solved as one linear
program.
"""
import random
from collections import Counter
from itertools import combinations, pairwise

import numpy
import pytest
from scipy.optimize import linprog

from journeys.silences.density import density
from journeys.silences.engine import read
from journeys.silences.figures import build, state_of
from journeys.silences.masking import STATUSES, masked, too_close

from .small_logs import DAY, place, write_log
from .test_masking import BELOW

NAMES = (*STATUSES, "due")
MAP = [place("signup", 1, anchor="start"), place("app", 2, due_after=7, due_unit="days", anchor="signup"),
       place("guide", 3, due_after=12, due_unit="days", anchor="signup"), place("leave", 4, terminal="exit")]


class Knowledge:
    """What is known of numbers that are not: unknowns by name, all of them 0 or more, and what holds between them."""

    def __init__(self):
        self.unknowns, self.equal, self.less = {}, [], []

    def says(self, terms, total, at_most=False):
        """The sum of factor × unknown is `total`, or no more than that. terms: {name: factor}."""
        for name in terms:
            self.unknowns.setdefault(name, len(self.unknowns))
        (self.less if at_most else self.equal).append((terms, total))

    def row(self, terms):
        line = numpy.zeros(len(self.unknowns))
        for name, factor in terms.items():
            line[self.unknowns[name]] = factor
        return line

    def solve(self):
        self.known = {f"{word}_{kind}": value for kind, rows in (("eq", self.equal), ("ub", self.less)) for word, value in (
            ("A", numpy.array([self.row(terms) for terms, _ in rows])), ("b", [total for _, total in rows]))}

    def range_of(self, terms):
        """(least, most) that the sum of some unknowns can be."""
        goal = self.row(terms)
        low, high = (linprog(sign * goal, **self.known, method="highs") for sign in (1, -1))
        assert low.success and high.success
        return low.fun, -high.fun


def learn(knowledge, which, shown):
    """Everything that one masked reading tells."""
    open_entries = [entry for entry in shown["touchpoints"] if not entry.get("masked") and entry["instrument"] == "ok"]
    for entry in open_entries:
        key, values = entry["touchpoint"], [part["value"] for part in entry["segments"]]
        for name in NAMES:
            knowledge.says({(which, key, value, name): 1 for value in values}, entry[name])
        for part in entry["segments"]:
            value = part["value"]
            at = {name: (which, key, value, name) for name in NAMES}
            if not part.get("masked"):
                for name in NAMES:
                    knowledge.says({at[name]: 1}, part[name])
            knowledge.says({at[name]: 1 for name in STATUSES} | {(which, "size", value): -1}, 0)
            knowledge.says({at["silent"]: 1, at["attempted"]: 1, at["due"]: -1}, 0, at_most=True)
            counted = ("activated", "late", "attempted", "silent")
            knowledge.says({at["due"]: 1} | {at[name]: -1 for name in counted}, 0, at_most=True)
    for curve in shown["curves"]:
        key = curve["touchpoint"]
        entry = next(entry for entry in open_entries if entry["touchpoint"] == key)
        values = [part["value"] for part in entry["segments"]]
        times, told = [step[0] for step in curve["steps"]], {part["value"]: part["table"] for part in curve["segments"]}
        for time, _share, _low, _high, at_risk in curve["steps"]:
            knowledge.says({(which, key, value, time): 1 for value in values}, at_risk)
        for value in values:
            for one, other in pairwise(times):
                knowledge.says({(which, key, value, other): 1, (which, key, value, one): -1}, 0, at_most=True)
            knowledge.says({(which, key, value, times[0]): 1, (which, "size", value): -1}, 0, at_most=True)
            for time in times:
                if value in told and time <= told[value][-1][0]:
                    knowledge.says({(which, key, value, time): 1},
                                   sum(sum(row[1:]) for row in told[value] if row[0] >= time))
    learn_ways(knowledge, which, shown, open_entries)
    for one in shown["trajectories"]["together"]:  # the same customers, silent at each of these
        for key in one["touchpoints"]:
            values = [part["value"] for entry in open_entries if entry["touchpoint"] == key for part in entry["segments"]]
            knowledge.says({(which, key, value, "silent"): -1 for value in values}, -one["customers"], at_most=True)


def learn_ways(knowledge, which, shown, open_entries):
    """What whole sequences tell: how many did just these steps, by those shown and at most all the others besides."""
    done_by = {entry["touchpoint"]: [part["value"] for part in entry["segments"]] for entry in open_entries}
    values = {value for values in done_by.values() for value in values}
    sets = [frozenset(some) for size in range(len(done_by) + 1) for some in combinations(done_by, size)]
    counted = Counter()
    for way in shown["trajectories"]["top"]:
        counted[frozenset(done_by.keys() & set(way["steps"]))] += way["customers"]
    others = shown["customers"] - sum(counted.values())
    for steps in sets:
        terms = {(which, "ways", value, steps): 1 for value in values}
        knowledge.says({name: -1 for name in terms}, -counted[steps], at_most=True)
        knowledge.says(terms, counted[steps] + others, at_most=True)
    for value in values:
        knowledge.says({(which, "ways", value, steps): 1 for steps in sets} | {(which, "size", value): -1}, 0)
        for key in done_by:
            knowledge.says({(which, "ways", value, steps): 1 for steps in sets if key in steps} | {
                (which, key, value, name): -1 for name in ("activated", "late")}, 0)


def learn_sums(knowledge, shown):
    """What the sums of interactions tell, of everybody and of each group, in each reading and over both: whoever reads them takes
    them for the sums of the touchpoints that are counted there.
    """
    readings = [build(one, MAP, BELOW) for one in shown]
    groups = [("group", value) for value in readings[0].variables["group"]]
    for which, found in enumerate(readings):
        for segment in (None, *groups):
            cells = {one.key: one.of(*segment) if segment else one.cell for one in found if one.state == "counted"}
            counted = [key for key, cell in cells.items() if state_of(cell) == "counted"]
            (stage,) = density(found, segment)
            add_up(knowledge, which, counted, segment and segment[1:] or [value for _by, value in groups], stage.now)
    (stage,), values = density(readings[1], before=readings[0]), [value for _by, value in groups]
    both = [one.key for one in readings[1] if one.state == readings[0].get(one.key).state == "counted"]
    for which, found in enumerate((stage.before, stage.now)):
        add_up(knowledge, which, both, values, found)


def add_up(knowledge, which, keys, values, found):
    for name, total in (("silent", found.missed), ("due", found.expected)):
        knowledge.says({(which, key, value, name): 1 for key in keys for value in values}, total)


def made(seed, tmp_path):
    """A log of some weeks: a few customers of some groups come late, or do it late."""
    chance, log = random.Random(seed), []
    for n in range(chance.choice([90, 160])):
        group = chance.choices("abcd", [50, 30, 9, 5])[0]
        first = chance.choices([chance.randrange(0, 8), chance.randrange(20, 40)], [9, 1])[0]
        steps = [("signup", first)] + [(name, first + chance.randrange(1, late)) for name, late in (("app", 14), ("guide", 40))
                                       if chance.random() < {"a": 0.7, "b": 0.4, "c": 0.9, "d": 0.1}[group]]
        steps += [("leave", first + chance.randrange(2, 30))] if chance.random() < 0.1 else []
        log += [(f"c{n}", name, day * DAY, {"group": group}) for name, day in steps]
    return write_log(tmp_path / "log.parquet", [*log, ("last", "visit", 80 * DAY, {"group": "a"})], ("group",))


@pytest.mark.parametrize("seed", range(6))
def test_two_readings_with_their_curves_and_trajectories_rebuild_no_small_group(seed, tmp_path):
    path = made(seed, tmp_path)
    first, second = (read([path], MAP, ("group",), relative_days=True, window_to=f"day {day}") for day in (30, 44))
    second["too_close"] = too_close(second, first, BELOW)
    knowledge, shown = Knowledge(), [masked(one, BELOW) for one in (first, second)]
    for which, one in enumerate(shown):
        learn(knowledge, which, one)
        told = {entry["touchpoint"] for entry in one["touchpoints"] if not entry.get("masked")}
        assert all(told.issuperset(found["touchpoints"]) for found in one["trajectories"]["together"])
    learn_sums(knowledge, shown)
    true = {(which, entry["touchpoint"], part["value"], name): part[name] for which, one in enumerate((first, second))
            for entry in one["touchpoints"] for part in entry["segments"] for name in NAMES}
    places = {name[1:3] for name in knowledge.unknowns if len(name) == 4 and name[3] in NAMES}
    both = [at for at in places if all((which, *at, "due") in knowledge.unknowns for which in (0, 1))]
    for at in both:  # who was due or had done it stays so, and nobody disappears
        for names in (("due",), ("activated", "late")):
            knowledge.says({(0, *at, name): 1 for name in names} | {(1, *at, name): -1 for name in names}, 0, at_most=True)
        knowledge.says({(0, "size", at[1]): 1, (1, "size", at[1]): -1}, 0, at_most=True)
    knowledge.solve()
    tried = 0
    for which, one in enumerate(shown):
        for entry in one["touchpoints"]:
            for part in entry["segments"]:
                at = (which, entry["touchpoint"], part["value"])
                if not part.get("masked") or (*at, "due") not in knowledge.unknowns or not 0 < true[*at, "due"] < BELOW:
                    continue
                for name in ("due", "silent"):
                    low, high = knowledge.range_of({(*at, name): 1})
                    assert low - 1e-6 <= true[*at, name] <= high + 1e-6
                    everybody = name == "silent" and entry["silent"] in (0, entry["due"])
                    assert everybody or high - low >= 1, (at, name, low, high)
                    tried += 1
    for key, value in both:
        moved = [true[1, key, value, name] - true[0, key, value, name] for name in NAMES]
        if 0 < max(map(abs, moved)) < BELOW:
            for name, change in zip(NAMES, moved, strict=True):
                if change and name in ("due", "silent", "activated", "late"):
                    low, high = knowledge.range_of({(1, key, value, name): 1, (0, key, value, name): -1})
                    assert high - low >= 1, (key, value, name, low, high)
                    tried += 1
    assert tried


def test_the_attack_is_worth_something(tmp_path):
    """Without covers it finds what a few customers did between two readings."""
    path = made(0, tmp_path)
    knowledge = Knowledge()
    for which, day in enumerate((30, 44)):
        learn(knowledge, which, read([path], MAP, ("group",), relative_days=True, window_to=f"day {day}"))
    knowledge.solve()
    assert all(high - low < 1e-6 for low, high in (
        knowledge.range_of({(1, "guide", value, "silent"): 1, (0, "guide", value, "silent"): -1}) for value in "ab"))
