"""The rules of `statuses` as the text of queries, written as DuckDB reads it: only counts come back.

Asked of whatever has a relation `events` (customer, activity, t in microseconds, attr_0, attr_1…) and a relation `people` of
one row per customer. Columns of `people`: those that `statuses` names, `o`, `o_<k>`… for the last other event, `v<n>` for the
value of attribute n, '' for none. All values in the text are quoted by `literal` or are whole numbers.
"""
from .instants import NEVER

AFTER = 2**62  # added to instants, so that all are numbers of as many digits, in the order of the alphabet
BITS = 8  # of a position packed under a time, for "the next one and which it was"


def literal(text):
    """A text as an SQL literal."""
    return "'" + text.replace("\x00", "").replace("'", "''") + "'"


def other_name(own):
    """The column of the last event that is neither an exit nor a start of one of the places `own`."""
    return "_".join(["o", *map(str, own)])


class Text:
    """An expression as text; `level` counts the queries that must stand inside the one it is written in."""

    def __init__(self, text, level=0):
        self.text, self.level = text, level

    def _with(self, sign, other):
        return Text(f"({self.text} {sign} {written(other)})", max(self.level, getattr(other, "level", 0)))

    def __add__(self, other):
        return self._with("+", other)

    def __sub__(self, other):
        return self._with("-", other)

    def __rmul__(self, other):
        return self._with("*", other)

    def __lt__(self, other):
        return self._with("<", other)

    def __le__(self, other):
        return self._with("<=", other)

    def __gt__(self, other):
        return self._with(">", other)

    def __ge__(self, other):
        return self._with(">=", other)

    def __eq__(self, other):
        return self._with("=", other)

    def __and__(self, other):
        return self._with("AND", other)

    def __or__(self, other):
        return self._with("OR", other)

    __radd__, __rand__, __ror__, __hash__ = __add__, __and__, __or__, None


def written(value):
    """An expression, or a number or truth of Python, as text."""
    return value.text if isinstance(value, Text) else str(value).lower() if isinstance(value, bool) else f"({value})"


def call(form, *parts):
    """A function of several expressions."""
    return Text(f"{form}({', '.join(map(written, parts))})", max((getattr(part, "level", 0) for part in parts), default=0))


class Who:
    """The customers of `people` as columns of a query. What is named by `let` is computed by a query further inside."""

    f, x, z = Text("f"), Text("x"), Text("z")

    def __init__(self):
        self.named = {}  # name: expression

    def let(self, name, make):
        """The expression that `make` writes, written only once, under a name."""
        if name not in self.named:
            made = make()
            self.named[name] = made if isinstance(made, Text) else Text(f"{written(made)}::BIGINT")
        return Text(name, self.named[name].level + 1)

    def a(self, position):
        return Text(f"a{position}")

    def s(self, position):
        return Text(f"s{position}")

    def other(self, own):
        return Text(other_name(own))

    def is_value(self, number, value):
        return Text(f"(v{number} = {literal(value)})")

    def is_other(self, number, value):
        return Text(f"(v{number} <> {literal(value)})")

    def latest(self, positions):
        """The time of the first of some places that was activated, else of the first event."""
        return Text(f"coalesce({', '.join(f'nullif(a{p}, {NEVER})' for p in positions)}, f)")

    def none(self, positions):
        """Whether none of some places was activated."""
        return Text("(" + " AND ".join(f"a{p} >= {NEVER}" for p in positions) + ")")

    def way(self, _name, after, below):
        """The first place below that was activated after an instant, packed under its time; NEVER for none."""
        return self.least(NEVER, *[self.case([((self.a(p) > after) & (self.a(p) < NEVER), 2 ** BITS * self.a(p) + p)], NEVER)
                                   for p in below])

    def position(self, way):
        """The place that `way` packed; before 1970 times are negative, and so are their remainders in SQL."""
        return Text(f"((({way.text} % {2 ** BITS}) + {2 ** BITS}) % {2 ** BITS})", way.level)

    def least(self, *parts):
        return call("least", *parts)

    def greatest(self, *parts):
        return call("greatest", *parts)

    def case(self, cases, default):
        """The value of the first case that holds."""
        parts = [part for case in cases for part in case] + [default]
        text = " ".join(f"WHEN {written(test)} THEN {written(value)}" for test, value in cases)
        return Text(f"(CASE {text} ELSE {written(default)} END)", max(getattr(part, "level", 0) for part in parts))

    def query(self, columns):
        """The SELECT of some columns: {name: expression}, or names alone, as text."""
        inside = "people"
        levels = max([0, *(column.level for column in columns.values())])
        for level in range(levels):
            here = ", ".join(f"{made.text} AS {name}" for name, made in self.named.items() if made.level == level)
            inside = f"(SELECT *, {here} FROM {inside}) AS level_{level}"
        chosen = ", ".join(f"{written(column)} AS {name}" for name, column in columns.items())
        return f"SELECT {chosen} FROM {inside}"


class People:
    """The customers of a database, ready to be counted: what `engine` asks of events that stay where they live. `reduce` makes
    the relation `people` there (see `warehouse`).
    """

    def __init__(self, db, attributes, at_anchor=()):
        """at_anchor: attributes (numbers) that split each place by the value at its anchor; `said<n>` is then a relation too."""
        self.db, self.attributes, self.at_anchor = db, attributes, at_anchor
        self.first, self.last = self._one("SELECT min(t), max(t) FROM events")
        self.names = [row[0] for row in db.execute("SELECT DISTINCT activity FROM events").fetchall()]

    def _one(self, query):
        return self.db.execute(query).fetchone()

    def values(self, number):
        """How many values an attribute has."""
        if number in self.at_anchor:
            every = f"SELECT value FROM said{number} UNION SELECT v{number} FROM people"
            return self._one(f"SELECT count(*) FROM ({every}) AS every_value")[0]
        return self._one(f"SELECT count(DISTINCT v{number}) FROM people")[0]

    def valued(self, who, columns, numbers, began):
        """The SELECT of some columns and of the values of some attributes; of those read at the anchor, the value then (see
        `engine.read`; of several at one instant, the last in the order of the alphabet).
        """
        columns, changing = dict(columns), [number for number in numbers if number in self.at_anchor]
        first = {f"v{number}": Text(f"v{number}") for number in numbers if number not in changing}
        if not changing:
            return who.query(columns | first)
        inside, names = who.query(columns | first | {"customer": Text("customer"), "began": began}), [*columns, *first]
        for number in changing:
            told = (f"coalesce(max(CASE WHEN said{number}.t <= inside.began THEN said{number}.told END), min(said{number}.told))")
            here = ", ".join(f"inside.{name}" for name in (*names, "customer", "began"))
            value = f"coalesce(substr({told}, {len(str(AFTER)) + 1}), '') AS v{number}"
            inside = (f"SELECT {here}, {value} FROM ({inside}) AS inside "
                      f"LEFT JOIN said{number} ON said{number}.customer = inside.customer GROUP BY {here}")
            names.append(f"v{number}")
        return inside

    def concerned(self, number, value):
        """Whether anybody has this value."""
        return bool(self._one(f"SELECT count(*) FROM people WHERE v{number} = {literal(value)}")[0])

    def counted(self, statuses, rows, numbers):
        """For each row of the plan: ({code: customers}, {(i, value): {code: customers}}), i counting `numbers`."""
        for row in rows:
            who = Who()
            values, code = [f"v{number}" for number in numbers], statuses.code(who, row)
            inside = self.valued(who, {"code": code}, numbers, statuses.began(who, row))
            chosen = "".join(f", {value}" for value in values)
            yield _margins(self.db.execute(  # counted once by all columns: margins of few rows cost nothing
                f"WITH cells AS (SELECT code{chosen}, count(*) AS customers FROM ({inside}) AS coded GROUP BY code{chosen}) "
                f"SELECT code, sum(customers)::BIGINT{chosen} FROM cells GROUP BY {_sets('code', values)}").fetchall())

    def ended(self, statuses, place, numbers):
        """The customers followed for the curve of a place."""
        who = Who()
        lasted, done, gone, followed = statuses.ended(who, place)
        values = [f"v{number}" for number in numbers]
        columns = {"lasted": lasted, "done": done, "gone": gone, "followed": followed}
        return Ended(self, self.valued(who, columns, numbers, statuses.anchor(who, place)), values)

    def longest(self, followed):
        """(customers followed, the time within which 98 % of those who did it had done it)."""
        return self._one(  # not every database can be asked for a percentile
            "SELECT count(*), min(CASE WHEN done AND 100 * place >= 98 * many THEN lasted END) FROM (SELECT done, lasted, "
            "row_number() OVER (PARTITION BY done ORDER BY lasted) AS place, count(*) OVER (PARTITION BY done) AS many "
            f"FROM {followed}) AS ranked")


class Ended:
    """Customers by how long they were followed."""

    def __init__(self, people, query, values):
        self.db, self.values, self.source = people.db, values, f"({query}) AS ended WHERE followed"
        self.customers, self.longest = people.longest(self.source)

    def table(self, first, width, last):
        """({(step, end): customers}, {(i, value): {(step, end): customers}}); step `last` + 1 is all that lies beyond, end 0 is
        the activation, 1 leaving, 2 the end of the window.
        """
        step = f"greatest(0, least(ceil((lasted - ({first}))::DOUBLE PRECISION / {width})::BIGINT, {last + 1}))"
        chosen = "".join(f", {value}" for value in self.values)
        rows = self.db.execute(
            f"SELECT step, ending, count(*){chosen} FROM (SELECT {step} AS step, CASE WHEN done THEN 0 WHEN gone THEN 1 "
            f"ELSE 2 END AS ending{chosen} FROM {self.source}) AS steps GROUP BY {_sets('step, ending', self.values)}").fetchall()
        return _margins([((step, ending), *others) for step, ending, *others in rows])


def _sets(key, values):
    return f"GROUPING SETS ({', '.join([f'({key})', *(f'({key}, {value})' for value in values)])})"


def _margins(rows):
    """(whole, parts) of rows (key, customers, value or None…)."""
    whole, parts = {}, {}
    for key, customers, *values in rows:
        by = next((i for i, value in enumerate(values) if value is not None), None)
        group = whole if by is None else parts.setdefault((by, values[by]), {})
        group[key] = group.get(key, 0) + customers
    return whole, parts
