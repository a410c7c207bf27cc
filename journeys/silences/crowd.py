"""The customers of imported logs, ready to be counted: one row each, as columns of numbers, for the rules of `statuses`.

Customers come in parts (`parts.Part`), each small enough for the processor's cache and counted by one thread; what is counted
of the parts is added up. Everything here could be said in SQL (`sql` does, for warehouses); columns without NULL say it
several times faster.
"""
from concurrent.futures import ThreadPoolExecutor

import numpy

from .instants import NEVER
from .parts import Meanings, Part
from .statuses import Statuses
from .tally import OUT_OF_PLACE

BITS = 8  # of a position packed under a time, for "the next one and which it was"
SHOWN = 2 * OUT_OF_PLACE  # codes of segments: the status, whether due, whether out of place


class Who:
    """The customers of a part as `statuses` sees them. What `let` names is computed once."""

    def __init__(self, part, hash_of):
        self.part, self.hash_of, self.named = part, hash_of, {}
        self.f, self.x, self.z = part.first, part.exit, part.end

    def let(self, name, make):
        if name not in self.named:
            self.named[name] = make()
        return self.named[name]

    def a(self, position):
        return self.part.done[position]

    def s(self, position):
        return self.part.begun[position]

    def other(self, own):
        return self.part.other[own]

    def is_value(self, number, value):
        return self.part.values[number] == self.hash_of(value)

    def is_other(self, number, value):
        return ~self.is_value(number, value)

    def latest(self, positions):
        """The time of the first of some places that was activated, else of the first event."""
        if not positions:
            return self.f
        return self.let(("latest", positions), lambda: numpy.where(
            self.a(positions[0]) < NEVER, self.a(positions[0]), self.latest(positions[1:])))

    def none(self, positions):
        """Whether none of some places was activated."""
        never = self.a(positions[0]) >= NEVER
        return self.let(("none", positions), lambda: never & self.none(positions[1:])) if positions[1:] else never

    def way(self, name, after, below):
        """The first place below that was activated after an instant (of this name), packed under its time; NEVER for none."""
        if not below:
            return NEVER
        a = self.a(below[0])
        return self.let(("way", name, below), lambda: numpy.minimum(
            numpy.where((a > after) & (a < NEVER), (a << BITS) + below[0], NEVER), self.way(name, after, below[1:])))

    def position(self, way):
        return way & (2 ** BITS - 1)

    def least(self, first, *others):
        for other in others:
            first = numpy.minimum(first, other)
        return first

    def greatest(self, first, *others):
        for other in others:
            first = numpy.maximum(first, other)
        return first

    def case(self, cases, default):
        """The value of the first case that holds: a small number where the default is one, else a time."""
        small = isinstance(default, int) and abs(default) < 2**31
        found = numpy.empty(len(self.part), numpy.int32 if small else numpy.int64)
        found[:] = default
        for test, value in reversed(cases):
            numpy.copyto(found, value, where=test, casting="unsafe")
        return found


class People:
    """The customers of a log: what `engine` asks of imported events."""

    def __init__(self, log, wanted, threads=None, at_anchor=()):
        """wanted: the attributes to know, by number; at_anchor: those that split each place by the value at its anchor."""
        self.log, self.wanted, self.threads, self.at_anchor = log, wanted, threads or 2, at_anchor
        self.first, self.last, self.names = log.first, log.last, log.names
        self.hashes = {}

    def reduce(self, plan, meanings, end, observe=None):
        """Lay out the customers seen until `end`; how many. observe(events, part) is asked about each part: `observed`."""
        tables = Meanings(plan, self.names, meanings)
        for place in plan.places:  # asked here because threads will look them up
            self.hash_of(place.condition[1] if place.condition else "")

        def reduced(span):
            events = self.log.events(span, end, self.wanted)
            part = Part.of(events, tables, self.at_anchor)
            return part, observe and observe(events, part)

        with ThreadPoolExecutor(self.threads) as pool:
            found = [one for one in pool.map(reduced, self.log.ranges()) if len(one[0])]
        self.parts, self.observed = [part for part, _ in found], [seen for _, seen in found]
        return sum(map(len, self.parts))

    def hash_of(self, value):
        if value not in self.hashes:
            self.hashes[value] = self.log.hash_of(value) if value else 0
        return self.hashes[value]

    def values(self, number):
        """How many values an attribute has."""
        return len(self._present(number))

    def _present(self, number):
        found = [numpy.unique(part.values[number]) for part in self.parts]
        if number in self.at_anchor:  # who said nothing first never said anything
            found += [numpy.unique(part.said[number].value) for part in self.parts]
        return numpy.unique(numpy.concatenate(found or [[]]))

    def concerned(self, number, value):
        """Whether anybody has this value."""
        return any((part.values[number] == self.hash_of(value)).any() for part in self.parts)

    def _rank(self, number):
        """Give each customer the place of their value among those present, sorted; the values. Where the value is read at the
        anchor, `ranked` gives it.
        """
        present = self._present(number)
        spelled = self.log.spellings(number) | {0: ""}
        values = [spelled[one] for one in present.tolist()]
        order = sorted(range(len(values)), key=values.__getitem__)
        ranks = numpy.empty(len(values), numpy.int64)
        ranks[order] = numpy.arange(len(values))
        if number in self.at_anchor:
            self.orders[number] = present, ranks
        else:
            for part in self.parts:
                part.ranks[number] = ranks[numpy.searchsorted(present, part.values[number])]
        return [values[place] for place in order]

    def ranked(self, who, number, began):
        """The place of each customer's value, at the anchor where it is read there. began: the instants of the anchor."""
        if number not in self.at_anchor:
            return who.part.ranks[number]
        present, ranks = self.orders[number]
        return ranks[numpy.searchsorted(present, who.part.said[number].at(began))]

    def counted(self, statuses: Statuses, rows, numbers):
        """For each row of the plan: ({code: customers}, {(i, value): {code: customers}}), i counting `numbers`."""
        self.orders = {}
        self.spelled = {number: self._rank(number) for number in numbers}

        def count(part):
            who, found = Who(part, self.hash_of), []
            for row in rows:
                codes = statuses.code(who, row)
                ranks = [self.ranked(who, number, statuses.began(who, row)) for number in numbers]
                shown = codes % SHOWN
                found.append([numpy.bincount(codes), *(numpy.bincount(shown + SHOWN * rank) for rank in ranks)])
            for place in statuses.plan.places:
                part.statuses[place.position] = statuses.status(who, place).astype(numpy.int8)
            return found

        with ThreadPoolExecutor(self.threads) as pool:
            parts = list(pool.map(count, self.parts))
        for place in range(len(rows)):
            whole, *split = (_sum(part[place][one] for part in parts) for one in range(1 + len(numbers)))
            yield _nonzero(whole), {
                (i, value): cells for i, number in enumerate(numbers) for rank, value in enumerate(self.spelled[number])
                if (cells := _nonzero(split[i][SHOWN * rank: SHOWN * (rank + 1)]))}

    def ended(self, statuses, place, numbers):
        """The customers followed for the curve of a place."""
        def follow(part):
            who = Who(part, self.hash_of)
            who.named[f"t{place.position}"] = part.statuses[place.position]
            lasted, done, gone, followed = statuses.ended(who, place)
            ending = who.case([(done, 0), (gone, 1)], 2)
            ranks = [self.ranked(who, number, statuses.anchor(who, place)) for number in numbers]
            return [column[followed] for column in (lasted, ending, *ranks)]

        with ThreadPoolExecutor(self.threads) as pool:
            return Ended(list(pool.map(follow, self.parts)), [self.spelled[number] for number in numbers])


class Ended:
    """Customers by how long they were followed."""

    def __init__(self, parts, spelled):
        self.parts, self.spelled = parts, spelled
        self.customers = sum(len(lasted) for lasted, *_ in parts)
        done = numpy.concatenate([lasted[ending == 0] for lasted, ending, *_ in parts] or [[]])
        place = -(-98 * len(done) // 100) - 1
        self.longest = int(numpy.partition(done, place)[place]) if len(done) else None

    def table(self, first, width, last):
        """({(step, end): customers}, {(i, value): {(step, end): customers}}); step `last` + 1 is all that lies beyond, end 0 is
        the activation, 1 leaving, 2 the end of the window.
        """
        cells = 3 * (last + 2)
        tables = []
        for lasted, ending, *ranks in self.parts:
            cell = 3 * numpy.clip(-((first - lasted) // width), 0, last + 1) + ending
            tables.append([numpy.bincount(cell), *(numpy.bincount(cell + cells * rank) for rank in ranks)])
        whole, *split = (_sum(part[one] for part in tables) for one in range(1 + len(self.spelled)))
        return _steps(whole), {
            (i, value): steps for i, values in enumerate(self.spelled) for rank, value in enumerate(values)
            if (steps := _steps(split[i][cells * rank: cells * (rank + 1)]))}


def _sum(columns):
    """The sum of columns of different lengths."""
    columns = list(columns)
    found = numpy.zeros(max(map(len, columns), default=0), numpy.int64)
    for column in columns:
        found[:len(column)] += column
    return found


def _nonzero(column):
    at = numpy.flatnonzero(column)
    return dict(zip(at.tolist(), column[at].tolist(), strict=True))


def _steps(column):
    return {divmod(cell, 3): customers for cell, customers in _nonzero(column).items()}
