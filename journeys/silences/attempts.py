"""Attempts at a touchpoint, from an event that begins it to the one that completes it: interrupted or not, lost or not.

Asked of the events in order, for touchpoints that say which events begin them and that are expected once. An attempt begins with
the first such event after a pause or after a completion, and ends with the completion, or with the last event before a
pause. A pause is half an hour, or the time within which 95 % of those who completed it had done so, when that is longer and
they are at least twenty. An attempt that the end of the log may have cut short is open, and counts as neither.

Lostness (Smith 1996, Interacting with Computers 8(4):365-381) is measured only where the map gives a goal and the least
number R of different events that lead to it: L = sqrt((N/S - 1)² + (R/N - 1)²) of S events, N different ones; under 0.4
nobody is lost, above 0.5 somebody is. An attempt broken off with fewer than R different events is short, not lost: R/N counts
as 1 at most. A log does not know what people wanted to do, so it is an aid to reading, never a finding.

The answer, one entry per touchpoint that was begun: {"touchpoint", "minutes": the pause, "customers", "attempts",
"completed", "open", "interrupted": customers with an attempt broken off, "finished_later": those of them who completed it
afterwards, "goal": None or {"text", "minimum", "seen", "different", "lostness": medians over attempts that are over,
"measured": customers with such an attempt, "lost": those of them who were lost at least once}}
"""
from collections import Counter
from dataclasses import dataclass
from math import sqrt

import numpy

from .instants import NEVER, SECOND

HALF_AN_HOUR = 1800 * SECOND
ENOUGH = 20  # customers who completed it, from which they say how long it takes
LOST = 0.5


def lostness(seen, different, least):
    """L of one attempt: `seen` events, `different` ones among them, `least` that the goal needs; all above 0."""
    return sqrt((different / seen - 1) ** 2 + (min(1.0, least / different) - 1) ** 2)


@dataclass(frozen=True)
class Begun:
    """The events, in order, of the customers of one part who began something."""

    who: numpy.ndarray
    t: numpy.ndarray
    name: numpy.ndarray

    @classmethod
    def of(cls, events, begins):
        """begins: for each event name, whether it begins anything."""
        theirs = numpy.zeros(events.customers, bool)
        theirs[events.who[begins[events.name]]] = True
        kept = theirs[events.who]
        return cls(events.who[kept], events.t[kept], events.name[kept])


@dataclass(frozen=True)
class Tried:
    """The attempts of one part at one place, in order: whose, how many events, how many different, and how they ended."""

    who: numpy.ndarray
    seen: numpy.ndarray
    different: numpy.ndarray
    done: numpy.ndarray
    running: numpy.ndarray

    @property
    def broken(self):
        return ~self.done & ~self.running

    def customers(self, which=slice(None)):
        """How many customers have such attempts."""
        return len(numpy.unique(self.who[which]))

    def finished_later(self):
        """How many customers completed an attempt after one that was broken off."""
        first, last = (numpy.full(self.who.max(initial=-1) + 1, -1) for _ in range(2))
        broken, done = numpy.flatnonzero(self.broken)[::-1], numpy.flatnonzero(self.done)
        first[self.who[broken]], last[self.who[done]] = broken, done
        return int(((first >= 0) & (last > first)).sum())


def attempts(plan, names, meanings, parts, begun, end):
    """The answer described above, in map order. names: event names; parts: the customers; begun: their `Begun`."""
    found = []
    for place in plan.places:
        p = place.position
        begins, ends = (numpy.array([p in meanings.get(name, ((), ()))[part] for name in names], bool) for part in (1, 0))
        if begins.any() and not place.touchpoint.is_occurrence:
            pause = _pause(parts, p)
            found.append(_told(place, pause, [_tried(one, pause, begins, ends, end) for one in begun]))
    return [one for one in found if one["attempts"]]


def _pause(parts, p):
    """Microseconds without an event after which an attempt at a place is over."""
    took = numpy.concatenate([(part.done[p] - part.begun[p])[(part.done[p] >= part.begun[p]) & (part.done[p] < NEVER)]
                              for part in parts] or [[]])
    if len(took) < ENOUGH:
        return HALF_AN_HOUR
    place = -(-95 * len(took) // 100) - 1
    return max(HALF_AN_HOUR, int(numpy.partition(took, place)[place]))


def _tried(begun, pause, begins, ends, end):
    """`Tried` at a place that events of some names begin and others end."""
    who, t, name = begun.who, begun.t, begun.name
    began, ended = begins[name], ends[name]
    fresh = numpy.ones(len(who), bool)
    fresh[1:] = (who[1:] != who[:-1]) | (numpy.diff(t) > pause) | ended[:-1]
    block, so_far = numpy.cumsum(fresh) - 1, numpy.cumsum(began)
    kept = so_far > (so_far - began)[fresh][block]  # from the first event of the block that begins it
    who, t, ended, block = who[kept], t[kept], ended[kept], block[kept]
    starts = numpy.flatnonzero(numpy.diff(block, prepend=-1))
    if not len(starts):
        return Tried(*(numpy.empty(0, kind) for kind in (int, int, int, bool, bool)))
    seen = numpy.diff(starts, append=len(block))
    number = numpy.repeat(numpy.arange(len(starts)), seen)
    different = numpy.bincount(numpy.unique(number * len(begins) + name[kept]) // len(begins))
    done = numpy.logical_or.reduceat(ended, starts)
    return Tried(who[starts], seen, different, done, ~done & (t[starts + seen - 1] > end - pause))


def _told(place, pause, tried):
    return {
        "touchpoint": place.key, "minutes": round(pause / (60 * SECOND)), "customers": sum(one.customers() for one in tried),
        "attempts": sum(len(one.who) for one in tried), "completed": int(sum(one.done.sum() for one in tried)),
        "open": int(sum(one.running.sum() for one in tried)), "interrupted": sum(one.customers(one.broken) for one in tried),
        "finished_later": sum(one.finished_later() for one in tried),
        "goal": _goal(place.touchpoint, tried) if place.touchpoint.goal and place.touchpoint.minimum else None}


def _goal(touchpoint, tried):
    """Lostness is reckoned once per size of attempts."""
    sizes = Counter()
    for one in tried:
        over = ~one.running
        sizes.update(zip(one.seen[over].tolist(), one.different[over].tolist(), strict=True))
    if not sizes:
        return None
    far = {size: lostness(*size, touchpoint.minimum) for size in sizes}

    def strayed(one):
        found = [far.get(size, 0) > LOST for size in zip(one.seen.tolist(), one.different.tolist(), strict=True)]
        return numpy.array(found, bool)

    def middle(of):
        return _median([(of(size), number) for size, number in sizes.items()])

    return {"text": touchpoint.goal, "minimum": touchpoint.minimum, "seen": middle(lambda size: size[0]),
            "different": middle(lambda size: size[1]), "lostness": round(middle(far.get), 2),
            "measured": sum(one.customers(~one.running) for one in tried),
            "lost": sum(one.customers(~one.running & strayed(one)) for one in tried)}


def _median(counted):
    """The middle of [(value, how many)]; the lower one of two."""
    half = sum(number for _, number in counted) / 2
    for value, number in sorted(counted):
        half -= number
        if half <= 0:
            return value
    return None
