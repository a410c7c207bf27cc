"""The reading of silences: set-based questions to a log, one status per customer and touchpoint, by the rules of
`silences.md`.

Shape before engine: the log is reduced once to one row per customer (first event, first time of each touchpoint), and
each touchpoint is then a few operations on whole columns. No loop over customers. The rules are written once
(`statuses`); imported logs are counted in memory (`crowd`, over the columns that DuckDB reads), events that stay in a
warehouse by its own SQL (`sql`). Only the given files are readable, and there is nothing to fetch; call it through
`crunch`, which gives it a process and limits of its own.

Events: Parquet files with columns customer, activity, at (UTC), seq (file order) and one `attr_<n>` per attribute, ''
or NULL when missing. Files are read as if they were one.

The reading, as `manage.py read_silences` prints it (there, `journey`, `version` and `log` come first):

    {"window": {"from", "to"}, "customers": int, "touchpoints": [entry…], "detours": [{"from", "to", "customers"}],
     "curves": see `curves`,
     "cautions": [{"kind", "touchpoint", …}], "instants": {"first", "from", "to"},
     "trajectories": see `trajectories`}

An entry is one touchpoint in map order, or one group of alternatives (its id is the group's name) after its last
member: see `tally.entry`. A repeated touchpoint has an entry for each time (“pay:3”), which says what it is the time of:
"repeats", "number". `instants` are microseconds since 1970 (or since day 0): the log's first event, the window.
Nothing is masked here. Refuses (`Unreadable`) what cannot be asked of this log, never guessing.
"""
from . import columnar, tally
from .crowd import People
from .curves import MOST_CURVES, curve
from .instants import Calendar, Unreadable, _
from .plan import Group, plan, signatures
from .statuses import Statuses
from .trajectories import Trajectories

MOST_VALUES = 200  # of one attribute: above, it identifies people rather than groups


def read(
    files, touchpoints, attributes=(), segments=None, window_from=None, window_to=None, zone="Europe/Paris",
    relative_days=False, budget=None, known=None, at_anchor=(),
):
    """The reading (see above) of `touchpoints` on the events of `files`.

    attributes: names of attr_0, attr_1…; segments: those to split by (all when None); window_from, window_to: days,
    both included (a date, or `day N` in logs of relative days); known: {"trajectories"} of an earlier reading that differs
    by its segments alone, which they do not depend on; at_anchor: those of the segments that change over time and are read
    at the anchor of each touchpoint. Elsewhere a segment is the customer's first value [14]; there it is the last value said
    at or before the anchor (the first one said later when none was; the last of all for whom the anchor never came).
    """
    calendar = Calendar(zone, relative_days)
    start, end = calendar.window(window_from, window_to)
    asked, budget = plan(touchpoints, calendar), budget or columnar.Budget()
    log = columnar.Log(files, attributes, budget)
    try:
        conditions = {place.condition[0] for place in asked.places if place.condition}
        wanted = [n for n, name in enumerate(attributes) if segments is None or name in segments or name in conditions]
        changing = tuple(n for n, name in enumerate(attributes) if name in at_anchor and n in wanted)
        return ask(People(log, wanted, budget.threads, changing), asked, tuple(attributes), segments, start, end, known)
    finally:
        log.close()


def ask(people, plan, attributes, segments, start, end, known=None):
    """The reading of a plan on `crowd.People` or `sql.People`. known: as above; {"trajectories": {}} when not wanted."""
    unknown = [name for name in segments or () if name not in attributes]
    if unknown:
        raise Unreadable(
            _("This log has no attribute “%(name)s”. It has: %(known)s."), name=unknown[0],
            known=", ".join(attributes) or "—",
        )
    if people.first is None:
        raise Unreadable(_("This log holds no event."))
    return Reading(people, plan, attributes, start, end, known or {}).answer(
        tuple(attributes if segments is None else segments), segments is not None)


class Reading:
    """One log reduced to one row per customer, ready to be asked about each touchpoint."""

    def __init__(self, people, plan, attributes, start, end, known):
        self.people, self.plan, self.attributes, self.start, self.known = people, plan, attributes, start, known
        self.first, self.end = people.first, people.last if end is None else end
        self.meanings = signatures(plan, people.names)
        self.statuses = Statuses(plan, attributes, self.first, start, self.end)
        self.trajectories = None if "trajectories" in known else Trajectories(plan, people.names, self.meanings, self.end)
        self.customers = people.reduce(plan, self.meanings, self.end, **(
            {"observe": self.trajectories.observe} if self.trajectories else {}))

    def answer(self, segments, asked):
        """The whole reading, split by `segments`; `asked` when somebody named them, which makes a useless one an error.
        """
        kept, narrow, cautions = self.usable(segments, asked)
        entries, detours, rows, keys = [], [], list(self.plan.rows()), [place.key for place in self.plan.places]
        counted = list(self.people.counted(self.statuses, rows, [number for _, number in kept]))
        for by, (_name, number) in enumerate(kept):
            if number in self.people.at_anchor:  # a group that nobody is in here has a place all the same
                for value in {value for _, parts in counted for i, value in parts if i == by}:
                    for _, parts in counted:
                        parts.setdefault((by, value), {})
        for row, (whole, parts) in zip(rows, counted, strict=True):
            if isinstance(row, Group):
                key, label, never_due, members = row.name, row.name, False, [keys[m] for m in row.members]
            else:
                key, label, never_due, members = row.key, row.touchpoint.label, self.never_due(row), ()
                detours += tally.detours(whole, key, keys)
            split = [(kept[by][0], value, part) for (by, value), part in sorted(parts.items())]
            entries.append(tally.entry(key, label, whole, split, never_due, members) | _told_of(row))
        curves = [curve(self.people, self.statuses, place, narrow) for place in self.plan.places if not place.is_end]
        return {
            "window": self.window(), "customers": self.customers, "touchpoints": entries, "detours": detours,
            "curves": [c for c in curves if c], "cautions": cautions + self.cautions() + [
                {"kind": "at_anchor", "touchpoint": "", "name": self.attributes[n]} for n in self.people.at_anchor],
            "trajectories": self.trajectories.answer(self.people) if self.trajectories else self.known["trajectories"],
            "instants": {"first": self.first, "from": self.first if self.start is None else self.start, "to": self.end},
        }

    def never_due(self, place):
        return not place.is_end and place.delay is None and not self.plan.ends

    def window(self):
        write = self.plan.calendar.write
        return {"from": write(self.first if self.start is None else self.start), "to": write(self.end)}

    def usable(self, segments, asked):
        """Segments with few enough values to be groups of people, those with few enough for a curve each, and cautions
        about the others.
        """
        kept, narrow, cautions = [], [], []
        for name in segments:
            number = self.attributes.index(name)
            values = self.people.values(number)
            if values <= MOST_VALUES:
                kept.append((name, number))
                narrow += [(name, number)] if values <= MOST_CURVES else []
            elif asked:
                raise Unreadable(
                    _("“%(name)s” has %(values)s different values: it tells people apart rather than groups. "
                       "Choose another attribute."), name=name, values=values,
                )
            else:
                cautions.append({"kind": "too_many_values", "touchpoint": "", "name": name, "values": values})
        return kept, narrow, cautions

    def cautions(self):
        """What a reader should know before believing: channels and names never seen, days before the log, attributes it lacks.
        """
        seen = {position for done, _ in self.meanings.values() for position in done}
        found = [{"kind": "channel_missing", "touchpoint": "", "name": name} for name in self.missing_channels()]
        for place in self.plan.places:
            if place.is_again:
                continue
            if place.touchpoint.events and place.position not in seen:
                found.append({"kind": "never_seen", "touchpoint": place.key})
            if place.anchor_at is not None and self.plan.calendar.write(place.anchor_at)[:10] < \
                    self.plan.calendar.write(self.first)[:10] and not self.plan.calendar.relative_days:
                found.append({"kind": "anchor_before_log", "touchpoint": place.key})
            if place.condition and place.condition[0] not in self.attributes:
                found.append({"kind": "attribute_missing", "touchpoint": place.key, "name": place.condition[0]})
            elif place.condition and not self.people.concerned(
                    self.attributes.index(place.condition[0]), place.condition[1]):
                found.append({"kind": "condition_never", "touchpoint": place.key, "name": place.condition[0],
                              "values": place.condition[1]})
        return found

    def missing_channels(self):
        """Channels of which this log holds nothing, in map order, when it does hold something of another."""
        seen, channels = {position for meaning in self.meanings.values() for part in meaning for position in part}, {}
        for place in self.plan.places:
            if place.touchpoint.channel and place.touchpoint.events:
                channels.setdefault(place.touchpoint.channel, set()).add(place.shown_by)
        missing = [name for name, places in channels.items() if not places & seen]
        return missing if len(missing) < len(channels) else []


def _told_of(row):
    """What an entry says more of one time of a repeated touchpoint."""
    if isinstance(row, Group) or not row.touchpoint.is_occurrence:
        return {}
    return {"repeats": row.touchpoint.of, "number": row.touchpoint.number}
