"""How customers really went, as aids to reading: variants beside the expected path, what is skipped together, going
back and forth, passing by, long absences. None of them is a silence until a group takes it for one.

Seen part by part while a log is reduced (`crowd`), and added up. Variants are whole sequences of event names; only the most
frequent are aligned, and the answer says how many customers that leaves aside.

The answer, under "trajectories" in the reading:

    {"variants": int, "aligned": {"variants", "customers"}, "exact": customers who followed the path to the letter,
    "fitness": mean over aligned customers or None, "top": [{"steps", "customers", "open", "fitness", "skipped",
    "inserted"}], "skipped": [{"touchpoint", "customers"}], "inserted": [{"activity", "customers"}], "together":
    [{"touchpoints", "customers"}], "passed_by": [{"touchpoint", "customers"}], "loops": {"customers", "pairs":
    [{"between", "and", "customers"}]}, "revisits": share of events that repeat a name, "absences": {"followed",
    "came_back", "not_back_yet", "days", "since": [{"touchpoint", "customers"}]}, "attempts": see `attempts`}
"""
from collections import Counter
from dataclasses import dataclass
from functools import reduce
from operator import and_

import numpy

from .alignment import LONGEST, align, slots
from .attempts import Begun, attempts
from .instants import DAY, NEVER
from .statuses import SILENT

MOST_VARIANTS = 500
MOST_WORK = 3_000_000  # cells of alignment tables, so that a strange log cannot hold the engine
TOP = 12
SHOWN = 20
ABSENT_DAYS, ABSENT_TIMES, FEWEST_GAPS = 14, 3, 3  # longer than both, by customers with enough gaps to have a habit
PASSES = 2  # times at the step before, from which a silent customer passed by


@dataclass(frozen=True)
class Seen:
    """What is kept of one part of the customers."""

    steps: numpy.ndarray  # names of their events, in order
    starts: numpy.ndarray  # where each customer's begin, and the end
    way: numpy.ndarray  # a number for each customer's sequence
    over: numpy.ndarray  # whether their journey ended
    distinct: int  # different names, added over customers
    back: numpy.ndarray  # pairs of names gone between, once per customer
    looping: int  # customers who went back and forth
    absences: tuple  # followed, came back, not back yet
    since: numpy.ndarray  # last events of those not back yet, by name
    begun: Begun | None


class Trajectories:
    """Looks at the parts of a log as they are reduced, and answers as described above."""

    def __init__(self, plan, names, meanings, end):
        self.plan, self.names, self.meanings, self.end = plan, names, meanings, end
        self.required = [p.position for p in plan.places if p.touchpoint.expectation == "required" and not p.is_end]
        self.begins = numpy.array([bool(meanings.get(name, ((), ()))[1]) for name in names], bool)

    def observe(self, events, part):
        """`Seen` of the events of a part."""
        over = (part.exit < NEVER) | (part.end < NEVER)
        pairs, looping = _back(events, len(self.names))
        distinct = numpy.sort(events.who * numpy.int64(len(self.names)) + events.name)
        distinct = int(numpy.count_nonzero(distinct[1:] != distinct[:-1])) + (len(distinct) > 0)
        awaited = (part.done[self.required] >= NEVER).any(axis=0) if self.required else True
        absences, away = _absences(events, part, ~over & awaited, self.end)
        since = numpy.bincount(events.name[events.starts[1:] - 1][away], minlength=len(self.names))
        return Seen(events.name, events.starts, _ways(events), over, distinct, pairs, looping, absences, since,
                    Begun.of(events, self.begins) if self.begins.any() else None)

    def answer(self, people):
        """Everything said of the customers of `people`, once they are counted."""
        seen = people.observed
        events = sum(len(one.steps) for one in seen)
        followed, back, away = (sum(one.absences[n] for one in seen) for n in range(3))
        pairs, customers = _unique([one.back for one in seen])
        return self.variants(seen) | self.together(people.parts) | {
            "loops": {"customers": sum(one.looping for one in seen), "pairs": self._pairs(pairs, customers)},
            "revisits": round(1 - sum(one.distinct for one in seen) / events, 6) if events else None,
            "absences": {"followed": followed, "came_back": back, "not_back_yet": away, "days": ABSENT_DAYS,
                         "since": self._since(sum(one.since for one in seen))},
            "attempts": attempts(self.plan, self.names, self.meanings, people.parts, [one.begun for one in seen], self.end)}

    def variants(self, seen):
        """Sequences of event names, the most frequent ones aligned with the expected path."""
        lengths = [numpy.diff(one.starts) for one in seen]
        short = [length <= LONGEST for length in lengths]
        ways, overs, lengths = (
            numpy.concatenate([column[kept] for column, kept in zip(columns, short, strict=True)] or [numpy.empty(0, kind)])
            for columns, kind in (([one.way for one in seen], "uint64"), ([one.over for one in seen], bool), (lengths, int)))
        keys, ones, customers = numpy.unique(ways | overs, return_index=True, return_counts=True)
        order = lengths[ones] - customers * (LONGEST + 1)  # the most frequent first, the shorter among equals
        few = numpy.flatnonzero(order <= numpy.partition(order, MOST_VARIANTS)[MOST_VARIANTS]) if len(order) > MOST_VARIANTS \
            else numpy.arange(len(order))
        chosen = few[numpy.lexsort((keys[few], order[few]))][:MOST_VARIANTS]
        places = numpy.cumsum([0, *(kept.sum() for kept in short)])
        found = []
        for one, number in zip(ones[chosen].tolist(), customers[chosen].tolist(), strict=True):
            at = int(numpy.searchsorted(places, one, "right")) - 1
            customer = numpy.flatnonzero(short[at])[one - places[at]]
            steps = seen[at].steps[seen[at].starts[customer]: seen[at].starts[customer + 1]]
            found.append((steps.tolist(), bool(overs[one]), number))
        different = int(numpy.count_nonzero(numpy.diff(keys >> numpy.uint64(1)))) + (len(keys) > 0)  # whether over or not
        return {"variants": different} | self._aligned(sorted(found, key=lambda row: (-row[2], row[0])))

    def _aligned(self, found):
        path, keys = slots(self.plan), [place.key for place in self.plan.places]
        beside = {places[0].position for places in self.plan.repeated()}
        fills = [set(self.meanings.get(name, ((), ()))[0]) for name in self.names]
        labels = [next((g.name for g in self.plan.groups if g.members == s.positions), keys[s.positions[0]]) for s in path]
        skipped, inserted, top, work = Counter(), Counter(), [], 0
        customers = exact = used = fit = 0
        for steps, over, people in found:
            work += (len(steps) + 1) * (len(path) + 1)
            if work > MOST_WORK:
                break
            laid = [step for step in steps if not fills[step] or fills[step] - beside]
            lain = align([fills[step] for step in laid], path, is_open=not over)
            used, customers, fit = used + 1, customers + people, fit + people * lain.fitness
            exact += people if over and lain.cost == 0 else 0
            missed, extra = [labels[slot] for slot in lain.skipped], [self.names[laid[event]] for event in lain.inserted]
            for key in missed:
                skipped[key] += people
            for name in dict.fromkeys(extra):
                inserted[name] += people
            if len(top) < TOP:
                top.append({"steps": [self.names[step] for step in steps], "customers": people, "open": not over,
                            "fitness": round(lain.fitness, 6), "skipped": missed, "inserted": extra})
        return {
            "aligned": {"variants": used, "customers": customers}, "exact": exact,
            "fitness": round(fit / customers, 6) if customers else None, "top": top,
            "skipped": [{"touchpoint": key, "customers": n} for key, n in skipped.most_common()],
            "inserted": [{"activity": name, "customers": n} for name, n in inserted.most_common(SHOWN)],
        }

    def together(self, parts):
        """Which silences the same customers keep, and which touchpoints silent customers passed by more than once.
        Alternatives are one silence, which whoever is silent at each of them keeps.
        """
        places = [place for place in self.plan.places if not place.is_end]
        grouped = [(place, self.plan.group_of(place)) for place in places if place.touchpoint.expectation != "optional"]
        kept = [(group.name, group.members) if group else (place.key, (place.position,)) for place, group in grouped
                if not group or group.members[0] == place.position]
        passed = Counter()
        for part in parts:
            for place in places:
                if place.anchor_on is not None:
                    silent = part.statuses[place.position] == SILENT
                    passed[place.key] += int((silent & (part.repeats[place.anchor_on] >= PASSES)).sum())
        patterns, customers = _unique([_patterns(part, [positions for _key, positions in kept]) for part in parts])
        found = []
        for one in numpy.lexsort((*numpy.atleast_2d(~patterns.T)[::-1], -customers))[:SHOWN]:
            words = patterns[one].reshape(-1).tolist()
            silences = [key for n, (key, _positions) in enumerate(kept) if words[n // 64] >> (63 - n % 64) & 1]
            found.append({"touchpoints": silences, "customers": int(customers[one])})
        return {"together": found, "passed_by": [{"touchpoint": key, "customers": n} for key, n in passed.items() if n]}

    def _since(self, counted):
        """Those not back yet, by the touchpoint that their last event completed, if it did."""
        since, places = Counter(), self.plan.places
        for number in numpy.flatnonzero(counted).tolist():
            for position in self.meanings.get(self.names[number], ((), ()))[0]:
                if not places[position].touchpoint.is_occurrence:  # which time it was, nobody says
                    since[places[position].key] += int(counted[number])
        return [{"touchpoint": place.key, "customers": since[place.key]} for place in places if since[place.key]]

    def _pairs(self, pairs, customers):
        rows = [(-n, self.names[pair // len(self.names)], self.names[pair % len(self.names)])
                for pair, n in zip(pairs.tolist(), customers.tolist(), strict=True)]
        return [{"between": one, "and": other, "customers": -n} for n, one, other in sorted(rows)[:SHOWN]]


def _unique(columns):
    """(different rows, how many of each) of some columns laid end to end."""
    columns = [column for column in columns if len(column)]
    if not columns:
        return numpy.empty(0, numpy.uint64), numpy.empty(0, int)
    rows = numpy.concatenate(columns)
    return numpy.unique(rows, return_counts=True, axis=None if rows.ndim == 1 else 0)


def _ways(events):
    """A 64-bit number for the sequence of each customer: the sum of its mixed steps, as good as a hash of it."""
    place = numpy.arange(len(events.who), dtype=numpy.uint64) - events.starts[events.who].astype(numpy.uint64)
    mixed = (place << numpy.uint64(32)) + events.name + numpy.uint64(0x9E3779B97F4A7C15)  # splitmix64
    mixed = (mixed ^ (mixed >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> numpy.uint64(31)
    return numpy.add.reduceat(mixed, events.starts[:-1]) & ~numpy.uint64(1) if len(mixed) else mixed  # a bit is kept for `over`


def _back(events, names):
    """Going to something and straight back (A-B-A): the pairs of names, once per customer; how many customers."""
    who, name = events.who, events.name.astype(numpy.int64)
    at = numpy.flatnonzero((who[2:] == who[:-2]) & (name[2:] == name[:-2]) & (name[1:-1] != name[:-2]))
    pairs = numpy.unique((who[at].astype(numpy.int64) * names + name[at]) * names + name[at + 1])
    return pairs % (names * names), len(numpy.unique(who[at]))


def _absences(events, part, awaited, end):
    """Customers away for longer than two weeks and three times their own usual gap: how many were followed, are back since,
    are not back yet; and which ones are not.

    Only those with at least three gaps have a habit to compare with. The gap that the end of the log cuts short counts
    as not back yet only once it is itself that long, and only for those awaited: who did not leave, whose journey did not end,
    and of whom something required was still expected.
    """
    gaps = numpy.diff(events.t, prepend=0)
    gaps[events.starts[:-1]] = 0  # no gap before the first event: sorted, it comes first
    bits = int(gaps.max(initial=0)).bit_length()
    if bits + len(part).bit_length() < 64:  # both in one number, which sorts ten times faster
        gaps = numpy.sort((events.who.astype(numpy.int64) << bits) + gaps) & ((1 << bits) - 1)
    else:
        gaps = gaps[numpy.lexsort((gaps, events.who))]
    count, begin = part.events - 1, events.starts[:-1] + 1
    kept = count >= FEWEST_GAPS
    count, begin = count[kept], begin[kept]
    usual = (gaps[begin + (count - 1) // 2] + gaps[begin + count // 2]) / 2
    long = numpy.maximum(ABSENT_DAYS * DAY, ABSENT_TIMES * usual)
    away = numpy.zeros(len(part), bool)
    away[kept] = awaited[kept] & (end - part.last[kept] > long)
    return (int(kept.sum()), int((gaps[begin + count - 1] > long).sum()), int(away.sum())), away


def _patterns(part, places):
    """Bits of the places (tuples of positions, of which all count) where each customer is silent, the first place highest, of
    those who are silent at two or more: one word for each, or several where the map is large.
    """
    words = numpy.zeros((len(part), -(-len(places) // 64)), numpy.uint64)
    several = numpy.zeros(len(part), numpy.int32)
    for n, positions in enumerate(places):
        silent = reduce(and_, [part.statuses[position] == SILENT for position in positions])
        several += silent
        words[:, n // 64] |= silent.astype(numpy.uint64) << numpy.uint64(63 - n % 64)
    words = words[several > 1]
    return words[:, 0] if words.shape[1] == 1 else words
