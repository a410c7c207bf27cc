"""Events reduced to one row per customer, as columns of numbers: no loop over customers, every step is one operation on a
whole column.
"""
from dataclasses import dataclass, field

import numpy

from .instants import NEVER
from .plan import FIXED, START


class Meanings:
    """What each event name counts for, as tables by place among the sorted names."""

    def __init__(self, plan, names, meanings):
        known = [meanings.get(name, ((), ())) for name in names]
        self.plan = plan
        self.done, self.begun = ([_table(layer) for layer in _layers([meaning[part] for meaning in known])] for part in (0, 1))
        self.begins = any(place.touchpoint.start_events for place in plan.places)
        leaving = numpy.array([bool(set(done) & set(plan.exits)) for done, _ in known], bool)
        self.hidden = {own: leaving | numpy.array([bool(set(begun) & set(own)) for _, begun in known], bool)
                       for own in plan.others()}


def _layers(positions):
    """Tuples of positions as columns: the first of each, the second of each… -1 where there is none."""
    deep = max(map(len, positions), default=0)
    return [[one[depth] if depth < len(one) else -1 for one in positions] for depth in range(deep)]


def _table(layer):
    return numpy.array(layer, numpy.int64)


@dataclass
class Part:
    """Some of the customers. Times by place and customer in `done` and `begun`, NEVER for what did not happen."""

    first: numpy.ndarray
    last: numpy.ndarray
    events: numpy.ndarray  # how many
    done: numpy.ndarray
    begun: numpy.ndarray
    exit: numpy.ndarray
    end: numpy.ndarray
    other: dict  # last other event by whose starts are hidden
    repeats: dict  # completions by place, where another place is anchored on it
    values: dict  # hash of the first value by attribute, 0 for none [14]
    said: dict  # `Said` by attribute, where it is read at the anchor
    ranks: dict = field(default_factory=dict)  # place of that value among the sorted ones
    statuses: dict = field(default_factory=dict)  # by place, once counted

    @classmethod
    def of(cls, events, meanings, at_anchor=()):
        """Reduce events to one row per customer. at_anchor: attributes whose changes are kept."""
        plan, starts, name, t = meanings.plan, events.starts, events.name, events.t
        done = _earliest(meanings.done, len(plan.places), events)
        begun = _earliest(meanings.begun, len(plan.places) if meanings.begins else 0, events)
        for places in plan.repeated():
            for layers, found in ((meanings.done, done), (meanings.begun, begun)):
                if len(found):
                    _spread(layers, places, events, t[starts[:-1]] if places[0].anchor == START else done, found)
        anchors = {place.anchor_on for place in plan.places if place.anchor_on is not None}
        return cls(
            t[starts[:-1]], t[starts[1:] - 1], numpy.diff(starts), done,
            begun, done[list(plan.exits)].min(axis=0, initial=NEVER), done[list(plan.ends)].min(axis=0, initial=NEVER),
            {own: _latest(events, ~hidden[name]) if hidden.any() else t[starts[1:] - 1]
             for own, hidden in meanings.hidden.items()},
            {place: _repeats(meanings.done, place, events) for place in anchors},
            {number: _first_value(events, values) for number, values in events.values.items()},
            {number: Said.of(events, events.values[number]) for number in at_anchor})

    def __len__(self):
        return len(self.first)


@dataclass(frozen=True)
class Said:
    """The values of an attribute in order of time, one row for each change: whose, since when, and the value's hash."""

    who: numpy.ndarray
    since: numpy.ndarray
    value: numpy.ndarray
    starts: numpy.ndarray  # where each customer's begin, and the end

    @classmethod
    def of(cls, events, values):
        """Where nothing is said, the value before it still holds; of one instant, what the file says last."""
        at = numpy.flatnonzero(values != 0)
        who, value = events.who[at], values[at]
        changed = numpy.ones(len(at), bool)
        changed[1:] = (who[1:] != who[:-1]) | (value[1:] != value[:-1])
        who, at, value = who[changed], at[changed], value[changed]
        return cls(who, events.t[at], value, numpy.searchsorted(who, numpy.arange(events.customers + 1)))

    def at(self, instants):
        """The value of each customer at an instant: the last one said by then, else the first one said afterwards; 0 for
        customers of whom none ever is. Who never comes to the instant (NEVER) keeps the last one.
        """
        customers = len(self.starts) - 1
        by_then = self.since <= numpy.broadcast_to(instants, customers)[self.who]
        held = numpy.bincount(self.who[by_then], minlength=customers)
        found, some = numpy.zeros(customers, numpy.uint64), self.starts[1:] > self.starts[:-1]
        found[some] = self.value[(self.starts[:-1] + numpy.maximum(held, 1) - 1)[some]]
        return found


def _earliest(layers, places, events):
    """The first time of each place for each customer."""
    found = numpy.full((places, events.customers), NEVER)
    for depth, layer in enumerate(layers):
        times = found if not depth else numpy.full_like(found, NEVER)
        place = layer[events.name]
        at = numpy.flatnonzero(place >= 0)[::-1]  # backwards: what is written last, stays
        times.reshape(-1)[place[at] * events.customers + events.who[at]] = events.t[at]
        if depth:
            numpy.minimum(found, times, out=found)
    return found


def _spread(layers, places, events, anchors, found):
    """The first time of each occurrence of a repeated touchpoint for each customer, in its own period alone. anchors: the
    first event of each customer, or the first times by place.
    """
    first, customers = places[0], events.customers
    counted = numpy.zeros(len(events.who), bool)
    for layer in layers:
        counted |= layer[events.name] == first.position
    at = numpy.flatnonzero(counted)[::-1]  # backwards: what is written last, stays
    who, times = events.who[at], events.t[at]
    if first.anchor != FIXED:
        times = times - (anchors if first.anchor == START else anchors[first.anchor_on])[who]
    number = numpy.searchsorted([place.span[0] for place in places], times, "right") - 1
    within = (number >= 0) & (times < places[-1].span[1])
    rows = numpy.full((len(places), customers), NEVER)
    rows.reshape(-1)[number[within] * customers + who[within]] = events.t[at][within]
    found[[place.position for place in places]] = rows


def _repeats(layers, place, events):
    """How many times each customer did a place."""
    found = numpy.zeros(events.customers, numpy.int64)
    for layer in layers:
        found += numpy.bincount(events.who[layer[events.name] == place], minlength=events.customers)
    return found


def _latest(events, wanted):
    """The last time of the events wanted for each customer, -NEVER for none."""
    found, at = numpy.full(events.customers, -NEVER), numpy.flatnonzero(wanted)
    found[events.who[at]] = events.t[at]
    return found


def _first_value(events, values):
    """The first value that each customer has [14]."""
    found = values[events.starts[:-1]]
    missing = found == 0
    if missing.any():
        at = numpy.flatnonzero((values != 0) & missing[events.who])[::-1]
        found[events.who[at]] = values[at]
    return found
