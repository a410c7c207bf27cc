"""A map made ready for counting: implicit anchors named, what lies below each place, which event names count for what.

Pure: a tuple of `Touchpoint` and a `Calendar` in, one `Place` per touchpoint in map order out. The rules are those of
`silences.md`; numbers in brackets name them. Refuses (`Unreadable`) anchors that name nothing and conditions that say
nothing.
"""
import re
from dataclasses import dataclass, field

from journeys.maps.expectations import Touchpoint, is_fixed_anchor
from journeys.maps.repeats import period, shortest, unfold

from .instants import SECOND, Calendar, Unreadable, _

START, FIXED, OTHER, ABOVE = "start", "fixed", "other", "above"


@dataclass(frozen=True)
class Place:
    """One touchpoint among its neighbours; neighbours are named by their position in map order."""

    position: int
    touchpoint: Touchpoint
    anchor: str  # START, FIXED (a day), OTHER (a named touchpoint) or ABOVE (the nearest required one above) [2]
    anchor_at: int | None = None  # FIXED: the same instant for all
    anchor_on: int | None = None  # OTHER, ABOVE: the position anchored on
    fallbacks: tuple[int, ...] = ()  # ABOVE: places above, nearest first, exits left out
    required_below: tuple[int, ...] = ()  # [3]
    below: tuple[int, ...] = ()  # [12]
    delay: int | None = None  # microseconds after the anchor
    due_at: int | None = None  # FIXED: the last instant of the due day
    condition: tuple[str, str] | None = None  # attribute and value [8]
    shift: int = 0  # an occurrence: microseconds from the anchor to its beginning
    span: tuple[int, int] | None = None  # an occurrence: its period, from the anchor (FIXED: instants), end left out
    shown_by: int = -1  # whose events show it: its own, or those of the first occurrence

    @property
    def key(self):
        """The touchpoint's own id."""
        return self.touchpoint.key

    @property
    def is_again(self):
        """Whether it is a second or later time of a repeated touchpoint, which shares everything with the first."""
        return self.shown_by != self.position

    @property
    def is_end(self):
        """Whether the row is an end, which is no silence [10]."""
        return bool(self.touchpoint.terminal)


@dataclass(frozen=True)
class Group:
    """Alternatives of which any one suffices, counted once more as a whole after its last member [8]."""

    name: str
    members: tuple[int, ...]


@dataclass(frozen=True)
class Plan:
    """Everything the engine needs to know of a map."""

    places: tuple[Place, ...]
    groups: tuple[Group, ...]
    calendar: Calendar = field(compare=False)

    @property
    def exits(self):
        """Positions where a customer leaves."""
        return tuple(p.position for p in self.places if p.touchpoint.terminal == "exit")

    @property
    def ends(self):
        """Positions where a journey ends well."""
        return tuple(p.position for p in self.places if p.touchpoint.terminal == "yes")

    def group_of(self, place):
        """The group a place belongs to, or None."""
        return next((g for g in self.groups if place.position in g.members), None)

    def others(self):
        """Whose starts are no other event [12]: nobody's, or those of each place and of each group that has starts."""
        own = [(), *((place.shown_by,) for place in self.places), *(group.members for group in self.groups)]
        return list(dict.fromkeys(tuple(p for p in ones if self.places[p].touchpoint.start_events) for ones in own))

    def repeated(self):
        """The places of each repeated touchpoint: [(first occurrence, second…)…]."""
        first = [place for place in self.places if place.touchpoint.is_occurrence and not place.is_again]
        return [tuple(place for place in self.places if place.shown_by == one.position) for one in first]

    def rows(self):
        """Places and groups in the order of the result: a group stands after its last member."""
        for place in self.places:
            yield place
            yield from (g for g in self.groups if g.members[-1] == place.position)


def plan(touchpoints, calendar):
    """The plan of a map on the calendar of a log; repeated touchpoints become their occurrences."""
    ordered = unfold(sorted(touchpoints, key=lambda t: t.order))
    keys = {t.key: position for position, t in enumerate(ordered)}
    names = {}
    for position, touchpoint in enumerate(ordered):
        if touchpoint.expectation == "alternative" and touchpoint.group and not touchpoint.terminal:
            names.setdefault(touchpoint.group, []).append(position)
    places = tuple(_place(position, ordered, keys, calendar) for position in range(len(ordered)))
    return Plan(places, tuple(Group(name, tuple(members)) for name, members in names.items()), calendar)


def _place(position, ordered, keys, calendar):
    touchpoint = ordered[position]
    staying = [p for p, other in enumerate(ordered) if other.terminal != "exit"]
    required = [p for p in staying if ordered[p].expectation == "required"]
    once = [p for p in staying if p < position and not ordered[p].is_occurrence]  # nothing is counted from a repetition
    anchor = _anchor(position, touchpoint, keys, [p for p in once if p in required], calendar)
    delay = None if touchpoint.due_seconds is None else round(touchpoint.due_seconds * SECOND)
    again = _occurrence(touchpoint, anchor, delay, calendar) if touchpoint.is_occurrence else {"delay": delay}
    return Place(
        position, touchpoint, condition=_condition(touchpoint), fallbacks=tuple(reversed(once)),
        required_below=tuple(p for p in required if p > position),
        below=tuple(p for p in staying if p > position),
        shown_by=keys[f"{touchpoint.of}:1"] if touchpoint.is_occurrence else position,
        **anchor | again,
    )


def _occurrence(touchpoint, anchor, delay, calendar):
    """When one time of a repeated touchpoint begins, is due and is over. A delay as long as the period ends with it."""
    number, unit = period(touchpoint.every)
    before = (touchpoint.number - 1) * number
    if anchor["anchor"] == FIXED:
        day = calendar.day(touchpoint.anchor)
        begin, end = (calendar.first(calendar.later(day, plus, unit)) for plus in (before, before + number))
        due = end - 1 if delay is None else min(end - 1, calendar.due(calendar.later(day, before, unit), touchpoint))
        return {"anchor_at": begin, "due_at": due, "delay": due - begin, "span": (begin, end)}
    if unit == "month":
        raise Unreadable(_("Touchpoint “%(key)s” is repeated by months of the calendar: anchor it on a date."), key=touchpoint.of)
    if anchor["anchor"] == ABOVE:
        raise Unreadable(_("Touchpoint “%(key)s” is repeated, but nothing says from when."), key=touchpoint.of)
    each = shortest(f"1 {unit}") * SECOND
    begin, end = before * each, (before + number) * each
    return {"shift": begin, "delay": min(end - begin, end if delay is None else delay), "span": (begin, end)}


def _anchor(position, touchpoint, keys, required_above, calendar):
    text = touchpoint.anchor.strip()
    if text == "start" or (not text and not required_above):
        return {"anchor": START}
    if not text:
        return {"anchor": ABOVE, "anchor_on": required_above[-1]}
    if text in keys:
        if keys[text] == position:
            raise Unreadable(_("Touchpoint “%(key)s” is anchored on itself."), key=touchpoint.key)
        return {"anchor": OTHER, "anchor_on": keys[text]}
    if not is_fixed_anchor(text):
        raise Unreadable(
            _("Touchpoint “%(key)s” is anchored on “%(anchor)s”, which is neither a touchpoint of this map nor a day."),
            key=touchpoint.key, anchor=text,
        )
    day = calendar.day(text)
    due = None if touchpoint.due_seconds is None else calendar.due(day, touchpoint)
    return {"anchor": FIXED, "anchor_at": calendar.first(day), "due_at": due}


def _condition(touchpoint):
    if touchpoint.expectation != "conditional":
        return None
    text = touchpoint.condition.strip()
    attribute, equals, value = text.partition("=")
    if not equals or not attribute.strip():
        raise Unreadable(
            _("The condition of touchpoint “%(key)s” is “%(condition)s”: write it as attribute=value."),
            key=touchpoint.key, condition=text,
        )
    return attribute.strip(), value.strip()


def signatures(plan, names):
    """What each event name counts for: {name: (positions completed, positions started)}, names that count for nothing
    left out. A repeated touchpoint stands there by its first occurrence: which one an event counts for, its time says.

    Patterns are case-sensitive, with `*` standing for anything; each is tried once per distinct name, never per event.
    """
    def matcher(patterns):
        if not patterns:
            return lambda name: False
        parts = ["".join(".*" if c == "*" else re.escape(c) for c in p.strip()) for p in patterns]
        return re.compile("|".join(parts), re.DOTALL).fullmatch

    wanted = [(p.position, matcher(p.touchpoint.events), matcher(p.touchpoint.start_events)) for p in plan.places
              if not p.is_again]
    found = {}
    for name in names:
        done = tuple(position for position, completes, _ in wanted if completes(name))
        begun = tuple(position for position, _, starts in wanted if starts(name))
        if done or begun:
            found[name] = (done, begun)
    return found
