"""The reading of silences: set-based SQL over a log, one status per customer and touchpoint, by the rules of
`silences.md`.

Shape before engine: the log is reduced once to one row per customer (first event, first time of each touchpoint), and
each touchpoint is then one query over a few columns of that table. No loop over customers. Runs in DuckDB, in memory,
with only the given files readable and nothing to fetch; call it through `crunch`, which gives it a process and limits
of its own.

Events: Parquet files with columns customer, activity, at (UTC), seq (file order) and one `attr_<n>` per attribute, ''
or NULL when missing. Files are read as if they were one.

The reading, as `manage.py read_silences` prints it (there, `journey`, `version` and `log` come first):

    {"window": {"from", "to"}, "customers": int, "touchpoints": [entry…], "detours": [{"from", "to", "customers"}],
     "curves": see `curves`,
     "cautions": [{"kind", "touchpoint", …}], "instants": {"first", "from", "to"},
     "trajectories": see `trajectories`}

An entry is one touchpoint in map order, or one group of alternatives (its id is the group's name) after its last
member: see `tally.entry`. `instants` are microseconds since 1970 (or since day 0): the log's first event, the window.
Nothing is masked here. Refuses (`Unreadable`) what cannot be asked of this log, never guessing.
"""
from . import columnar, tally
from .curves import MOST_CURVES, curve
from .instants import Calendar, Unreadable, _
from .plan import Group, plan, signatures
from .sql import coded_group, coded_place, literal, people
from .trajectories import trajectories

MOST_VALUES = 200  # of one attribute: above, it identifies people rather than groups
MISSING = tally.CODE["not_observable"]


def read(
    files, touchpoints, attributes=(), segments=None, window_from=None, window_to=None, zone="Europe/Paris",
    relative_days=False, budget=None, known=None,
):
    """The reading (see above) of `touchpoints` on the events of `files`.

    attributes: names of attr_0, attr_1…; segments: those to split by (all when None); window_from, window_to: days,
    both included (a date, or `day N` in logs of relative days); known: see `ask`.
    """
    calendar = Calendar(zone, relative_days)
    start, end = calendar.window(window_from, window_to)
    db = columnar.connect(files, attributes, budget or columnar.Budget())
    try:
        return ask(db, plan(touchpoints, calendar), tuple(attributes), segments, start, end, known)
    finally:
        db.close()


def ask(db, plan, attributes, segments, start, end, known=None):
    """The reading of a plan on a database that has a relation `events`: customer, activity, t (microseconds), file and
    seq (the order within one instant), attr_0, attr_1….

    known: {"trajectories"} of an earlier reading that differs by its segments alone, which they do not depend on; or
    {"trajectories": {}} where they are not wanted.
    """
    work = Reading(db, plan, attributes, start, end)
    return work.answer(tuple(attributes if segments is None else segments), segments is not None, known or {})


class Reading:
    """One log reduced to one row per customer, ready to be asked about each touchpoint."""

    def __init__(self, db, plan, attributes, start, end):
        self.db, self.plan, self.attributes, self.start = db, plan, attributes, start
        first, last = self.one("SELECT min(t), max(t) FROM events")
        if first is None:
            raise Unreadable(_("This log holds no event."))
        self.first = first
        self.end = last if end is None else end
        names = [row[0] for row in self.db.execute("SELECT DISTINCT activity FROM events").fetchall()]
        self.meanings = signatures(plan, names)
        self.people()

    def one(self, query):
        return self.db.execute(query).fetchone()

    def longest(self, ended):
        """(customers followed, the time within which 98 % of those who did it had done it) of a query of `curves`."""
        most = "percentile_disc(0.98) WITHIN GROUP (ORDER BY lasted) FILTER (WHERE done)"
        return self.one(f"SELECT count(*), {most} FROM ({ended}) AS followed")

    def people(self):
        """Reduce the log: the table `people`, and the customers it counts."""
        kinds = {meaning: number for number, meaning in enumerate(sorted(set(self.meanings.values())), 1)}
        self.db.execute("CREATE TEMP TABLE names (activity VARCHAR, kind SMALLINT)")
        if self.meanings:
            rows = ", ".join(f"({literal(name)}, {kinds[meaning]})" for name, meaning in self.meanings.items())
            self.db.execute(f"INSERT INTO names VALUES {rows}")
        for statement in people(self.plan, kinds, len(self.attributes), self.end):
            self.db.execute(statement)
        self.customers = self.one("SELECT count(*) FROM people")[0]

    def answer(self, segments, asked, known):
        """The whole reading, split by `segments`; `asked` when somebody named them, which makes a useless one an error.
        """
        for name in segments:
            if name not in self.attributes:
                raise Unreadable(
                    _("This log has no attribute “%(name)s”. It has: %(known)s."), name=name,
                    known=", ".join(self.attributes) or "—")
        kept, narrow, cautions = self.usable(segments, asked)
        entries, detours, curves = [], [], []
        keys = [place.key for place in self.plan.places]
        for row in self.plan.rows():
            whole, parts = self.coded(row, kept)
            if isinstance(row, Group):
                key, label, never_due, members = row.name, row.name, False, [keys[m] for m in row.members]
            else:
                key, label, never_due, members = row.key, row.touchpoint.label, self.never_due(row), ()
                detours += tally.detours(whole, key, keys)
                curves += [] if row.is_end else [curve(self, row, narrow)]
            entries.append(tally.entry(key, label, whole, parts, never_due, members))
        return {
            "window": self.window(), "customers": self.customers, "touchpoints": entries, "detours": detours,
            "curves": [c for c in curves if c], "cautions": cautions + self.cautions(),
            "trajectories": known["trajectories"] if "trajectories" in known else trajectories(self),
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
            values = self.one(f"SELECT count(DISTINCT v{number}) FROM people")[0]
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

    def expressions(self):
        """What the queries of one touchpoint need to know besides the plan."""
        return {"plan": self.plan, "attributes": self.attributes, "start": self.start, "end": self.end,
                "lately": self.end - (self.end - self.first) // 5}

    def coded(self, row, segments):
        """({code: customers}, [(by, value, {code: customers})…]) of one place or group."""
        query = coded_group if isinstance(row, Group) else coded_place
        columns = [f"v{number}" for _, number in segments]
        sets = ", ".join(["(code)", *(f"(code, {column})" for column in columns)])
        chosen = "".join(f", {column}" for column in columns)
        rows = self.db.execute(  # counted once by all columns: margins of few rows cost nothing
            f"WITH coded AS ({query(row, columns, **self.expressions())}), "
            f"cells AS (SELECT code{chosen}, count(*) AS customers FROM coded GROUP BY code{chosen}) "
            f"SELECT code, sum(customers)::BIGINT{chosen} FROM cells GROUP BY GROUPING SETS ({sets})"
        ).fetchall()
        whole, parts = {}, {}
        for code, customers, *values in rows:
            by = next((i for i, value in enumerate(values) if value is not None), None)
            group = whole if by is None else parts.setdefault((by, values[by]), {})
            group[code] = group.get(code, 0) + customers
        return whole, [(segments[by][0], value, part) for (by, value), part in sorted(parts.items())]

    def cautions(self):
        """What a reader should know before believing: names never seen, days before the log, attributes it lacks."""
        found = []
        seen = {position for done, _ in self.meanings.values() for position in done}
        for place in self.plan.places:
            if place.touchpoint.events and place.position not in seen:
                found.append({"kind": "never_seen", "touchpoint": place.key})
            if place.anchor_at is not None and self.plan.calendar.write(place.anchor_at)[:10] < \
                    self.plan.calendar.write(self.first)[:10] and not self.plan.calendar.relative_days:
                found.append({"kind": "anchor_before_log", "touchpoint": place.key})
            if place.condition and place.condition[0] not in self.attributes:
                found.append({"kind": "attribute_missing", "touchpoint": place.key, "name": place.condition[0]})
            elif place.condition and not self.concerned(*place.condition):
                found.append({"kind": "condition_never", "touchpoint": place.key, "name": place.condition[0],
                              "values": place.condition[1]})
        return found

    def concerned(self, attribute, value):
        """Whether a condition holds for anybody at all."""
        column = f"v{self.attributes.index(attribute)}"
        return self.one(f"SELECT count(*) FROM people WHERE {column} = {literal(value)}")[0]
