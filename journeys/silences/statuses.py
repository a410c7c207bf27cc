"""The rules of `silences.md` as expressions over one row per customer, written once for whoever evaluates them.

Pure. `who` is the customers: columns of numbers (`crowd.Who`) or their names in a query (`sql.Who`). Both offer the same
columns, `f` first event, `x` first exit, `z` first good end, `a(k)` first completion and `s(k)` first start of place k,
`other(k)` last event that is neither an exit nor a start of one of the places k; and, besides the operators of Python, the
few forms that those lack: `case`, `least`, `greatest`. Times are microseconds; NEVER for what did not happen, -NEVER for no
other event: what is missing compares like a number, and nothing here knows of NULL. Numbers in brackets name the rules.
"""
from functools import reduce
from operator import and_, or_

from .instants import NEVER, UNDUE
from .plan import ABOVE, FIXED, START, Group
from .tally import CODE, DONE_BEFORE, FELL_LATELY, IN_DUE, INSTEAD_UNIT, NEXT_UNIT, OUT_OF_PLACE

# Best first: a group is as its best member [8]; one that may still happen is better than one that did not.
BEST = ("activated", "late", "not_yet_due", "left_before_due", "attempted", "silent", "not_observable", "not_reached",
        "not_applicable")
LATE, ATTEMPTED, FOLLOWED = CODE["late"], CODE["attempted"], CODE["left_before_due"]  # the last done, undone, followed code
SILENT, MUTE = CODE["silent"], (CODE["not_reached"], CODE["not_observable"])


class Statuses:
    """A map, and the window it is read over. attributes: names, in the order of their columns."""

    def __init__(self, plan, attributes, first, start, end):
        self.plan, self.attributes, self.start, self.end = plan, attributes, start, end
        self.lately = end - (end - first) // 5

    def anchor(self, who, place):
        """When the delay of a place begins [2]."""
        def found():
            if place.shift:
                return (who.f if place.anchor == START else who.a(place.anchor_on)) + place.shift
            if place.anchor == START:
                return who.f
            if place.anchor == FIXED:
                return place.anchor_at
            return who.latest((place.anchor_on, *place.fallbacks)) if place.anchor == ABOVE else who.a(place.anchor_on)
        return who.let(f"c{place.position}", found)

    def began(self, who, row):
        """When the delay of a place begins, or of the first alternative of a group that has one."""
        if isinstance(row, Group):
            self.code(who, row)
            return who.let(f"cg{row.members[0]}", None)  # named there
        return self.anchor(who, row)

    def _named(self, place):
        """What tells the anchor of a place from others: where several follow the same step, each has its own fallbacks."""
        return place.anchor, place.anchor_at, place.anchor_on, place.shift, place.fallbacks if place.anchor == ABOVE else ()

    def due(self, who, place):
        """The due instant [5]: beyond NEVER while its anchor is missing, UNDUE while nothing ends the journey."""
        def found():
            if place.delay is None:
                return who.least(who.z, UNDUE)
            return self.anchor(who, place) + place.delay if place.due_at is None else place.due_at
        return who.let(f"d{place.position}", found)

    def status(self, who, place):
        """The status of each customer, in the order of precedence [11]."""
        return who.let(f"t{place.position}", lambda: who.case(*self._cases(who, place)))

    def _cases(self, who, place):
        done = who.a(place.position) < NEVER
        if place.is_end:
            return [(done, CODE["activated"])], CODE["not_reached"]
        anchor, due = self.anchor(who, place), self.due(who, place)
        cases, attribute = [], place.condition and place.condition[0]
        if attribute and attribute not in self.attributes:
            cases.append((True, "not_observable"))
        elif attribute:
            number = self.attributes.index(attribute)
            cases += [(who.is_value(number, ""), "not_observable"),
                      (who.is_other(number, place.condition[1]), "not_applicable")]
        if self.start is not None:
            cases.append((anchor < self.start, "not_observable"))
        cases += [(done & (who.a(place.position) <= due), "activated"), (done, "late")]
        if others := self._others(place):
            cases.append((reduce(or_, [self._in_time(who, other) for other in others]), "not_applicable"))
        if place.anchor == FIXED:
            cases.append((who.f > due, "not_observable"))
        if place.anchor not in (START, FIXED):  # [3]; who activated it came as far
            cases.append((who.none((place.anchor_on, *(place.required_below if place.anchor == ABOVE else ()))), "not_reached"))
        cases += [(who.x <= due, "left_before_due"), (due > self.end, "not_yet_due")]
        if place.touchpoint.start_events:
            cases.append((who.s(place.position) <= due, "attempted"))
        return [(test, CODE[name]) for test, name in cases], SILENT

    def _others(self, place):
        group = self.plan.group_of(place)
        return [self.plan.places[m] for m in group.members if m != place.position] if group else []

    def _in_time(self, who, place):
        """Whether a place was activated in time, for the other alternatives of its group [8]."""
        done = (who.a(place.position) < NEVER) & (who.a(place.position) <= self.due(who, place))
        return done if self.start is None else done & (self.anchor(who, place) >= self.start)

    def code(self, who, row):
        """The code (see `tally`) of each customer at a place, or at a group of alternatives taken as a whole."""
        return self._of_group(who, row) if isinstance(row, Group) else self._of_place(who, row)

    def _of_place(self, who, place):
        p, status = place.position, self.status(who, place)
        if place.is_end:
            return status
        anchor = self.anchor(who, place)
        way = who.way(self._named(place), anchor, place.below)
        bypassed = (way < NEVER, INSTEAD_UNIT + NEXT_UNIT + NEXT_UNIT * who.position(way))
        return self._code(who, status, who.a(p), anchor, self.due(who, place),
                          (who.a(p) < anchor) & (anchor < NEVER), bypassed, (place.shown_by,))

    def _of_group(self, who, group):
        members = [self.plan.places[m] for m in group.members]
        each = [(self.status(who, m), who.a(m.position), self.anchor(who, m), self.due(who, m)) for m in members]
        best = who.let(f"tg{group.members[0]}", lambda: who.case(
            [(reduce(or_, [t == CODE[name] for t, *_ in each]), CODE[name]) for name in BEST[:-1]], CODE[BEST[-1]]))
        # members never reached, or not observable, say nothing about when the group was due
        mute = [reduce(or_, [t == code for code in MUTE]) for t, *_ in each]
        anchor = who.let(f"cg{group.members[0]}", lambda: who.least(*[
            who.case([(silent, NEVER)], c) for silent, (_, _, c, _) in zip(mute, each, strict=True)]))
        latest = who.let(f"eg{group.members[0]}", lambda: who.greatest(*[
            who.case([(silent | (d >= NEVER), -NEVER)], d) for silent, (_, _, _, d) in zip(mute, each, strict=True)]))
        due = who.let(f"dg{group.members[0]}", lambda: who.case([(latest == -NEVER, NEVER)], latest))
        misplaced = reduce(and_, [(t > LATE) | ((a < c) & (c < NEVER)) for t, a, c, _ in each])
        way = who.way(group.members, anchor, members[-1].below)
        return self._code(who, best, who.least(*[a for _, a, *_ in each]), anchor, due, misplaced,
                          (way < NEVER, INSTEAD_UNIT), group.members)

    def _code(self, who, status, done_at, anchor, due, misplaced, bypassed, own):
        counted = (status <= ATTEMPTED) & (due <= self.end) & (who.x > due)
        done, elsewhere = status <= LATE, who.other(tuple(p for p in own if self.plan.places[p].touchpoint.start_events))
        return (
            status + who.case([(counted & (due > self.lately), IN_DUE + FELL_LATELY), (counted, IN_DUE)], 0)
            + who.case([(done & misplaced, OUT_OF_PLACE)], 0) + who.case([(done & (done_at <= self.lately), DONE_BEFORE)], 0)
            + who.case([(done | (status > ATTEMPTED), 0), bypassed, (elsewhere > anchor, 2 * INSTEAD_UNIT)],
                       3 * INSTEAD_UNIT))  # [12]

    def ended(self, who, place):
        """For curves: how long each customer was followed, whether the activation ended it, whether they left at all, and
        whether they are followed.
        """
        anchor, status, done = self.anchor(who, place), self.status(who, place), who.a(place.position)
        lasted = who.greatest(who.least(done, who.x, self.end) - anchor, 0)
        return lasted, (done < NEVER) & (done <= who.x), who.x < NEVER, (status <= FOLLOWED) & (anchor <= self.end)
