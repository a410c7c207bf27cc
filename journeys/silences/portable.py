"""The engine's SQL for other databases: written once as DuckDB reads it, told to any warehouse in its own words.

Pure texts; needs sqlglot, which Ibis brings. What differs between databases without an error is made explicit before the
translation: least and greatest leave NULLs aside here and not everywhere, numbers are 64 bits wide, and relations of
ours have names that no table of theirs has. `parts` are relations that stand before a query, in the order they build on
each other: {name: text}.
"""
import re

from .instants import NEVER
from .plan import FIXED
from .sql import AFTER, literal, other_name

PREFIX = "silences_"  # of the relations that are ours
FARTHEST = 2**63 - 1
WIDE = 2**31  # whole numbers from here on need their width said
MOMENT = "MOMENT_OF_EVENT()"  # stands for the time of an event, which each dialect counts in its own way
PLACE = "the_table"
FIRST, LAST = -2_208_988_800_000_000, 7_258_118_400_000_000  # 1900 and 2200: beyond, times are those of no event

# Microseconds since 1970 of an instant, and the instant of a time that was written without its zone.
MICROSECONDS = {
    "duckdb": "epoch_us({at})",
    "postgres": "CASE WHEN isfinite({at}) THEN CAST(EXTRACT(EPOCH FROM {at}) * 1000000 AS BIGINT) END",
    "clickhouse": "toUnixTimestamp64Micro(toDateTime64({at}, 6))", "bigquery": "UNIX_MICROS({at})",
    "snowflake": "DATE_PART(EPOCH_MICROSECOND, {at})", "trino": "CAST(to_unixtime({at}) * 1000000 AS BIGINT)",
}
IN_ZONE = {
    "duckdb": "({at} AT TIME ZONE {zone})", "postgres": "({at} AT TIME ZONE {zone})",
    "clickhouse": "{at}",  # its times are instants whichever zone they are shown in
    "bigquery": "TIMESTAMP({at}, {zone})", "snowflake": "CONVERT_TIMEZONE({zone}, 'UTC', {at})",
    "trino": "with_timezone({at}, {zone})",
}
DIALECTS = tuple(MICROSECONDS)
SETTINGS = {"clickhouse": ("SET join_use_nulls = 1", "SET group_by_use_nulls = 1")}  # said once per connection


def events(columns):
    """Query: the relation `events` of a table. columns: (customer, activity, time, *attributes) as it names them.

    Left out, as at import: no customer, no name, no time, infinity, and dates that stand for “never” (before 1900, from 2200 on),
    which would make the log end after everybody's time is up.
    """
    customer, activity, at, *attributes = map(_quoted, columns)
    values = "".join(f", {_text(column)} AS attr_{number}" for number, column in enumerate(attributes))
    return (f"SELECT {_text(customer)} AS customer, {_text(activity)} AS activity, {MOMENT} AS t{values} FROM {PLACE} "
            f"WHERE {_text(customer)} <> '' AND {_text(activity)} <> '' AND {at} IS NOT NULL "
            f"AND {MOMENT} >= {FIRST} AND {MOMENT} < {LAST}")


def _quoted(name):
    return '"' + name.replace("\x00", "").replace('"', '""') + '"'


def _text(column):
    return f"TRIM(CAST({column} AS VARCHAR))"


def names(meanings, kinds):
    """Query: the relation `names` (activity, kind) of the event names that mean something on the map."""
    rows = [f"SELECT {literal(name)} AS activity, {kinds[meaning]} AS kind" for name, meaning in meanings.items()]
    return " UNION ALL ".join(rows) or "SELECT '' AS activity, 0 AS kind"


def people(plan, kinds, attributes, end):
    """({column: type}, query): the relation `people` that `sql` asks, in one statement that needs no table.

    The value of an attribute is that of the customer's first event that has one [14]; of several at that very instant,
    the first in the order of the alphabet.
    """
    def when(numbers, place=None):
        within = f" AND {_within(place)}" if place is not None and place.span else ""
        return f"CASE WHEN kind IN ({', '.join(map(str, numbers)) or '-1'}){within} THEN t END"

    def unless(numbers):
        return f"CASE WHEN kind IS NULL OR kind NOT IN ({', '.join(map(str, numbers)) or '-1'}) THEN t END"

    def having(position, part):
        return [number for meaning, number in kinds.items() if position in meaning[part]]

    leaving = [n for p in plan.exits for n in having(p, 0)]
    columns = {"f": "min(t)"}
    for place in plan.places:
        p = place.position
        columns[f"a{p}"] = f"coalesce(min({when(having(place.shown_by, 0), place)}), {NEVER})"
        if place.touchpoint.start_events:
            columns[f"s{p}"] = f"coalesce(min({when(having(place.shown_by, 1), place)}), {NEVER})"
    for own in plan.others():
        columns[other_name(own)] = f"coalesce(max({unless(leaving + [n for p in own for n in having(p, 1)])}), {-NEVER})"
    values = {f"v{n}": f"coalesce(min(CASE WHEN t = h{n} AND attr_{n} <> '' THEN attr_{n} END), '')" for n in range(attributes)}
    first = "".join(f", min(CASE WHEN attr_{n} <> '' THEN t END) OVER (PARTITION BY customer) AS h{n}" for n in range(attributes))
    first += "".join(f", min({'t' if on is None else when(having(on, 0))}) OVER (PARTITION BY customer) AS {_from(on)}"
                     for on in dict.fromkeys(p.anchor_on for p in plan.places if p.span and p.anchor != FIXED))
    told = ", ".join(f"{text} AS {name}" for name, text in (columns | values).items())
    ends = {name: f"least({', '.join([str(NEVER), *(f'a{p}' for p in positions)])})"
            for name, positions in (("x", plan.exits), ("z", plan.ends))}
    kept = ("customer", *columns, *values)
    query = (f"SELECT {', '.join(kept)}, {', '.join(f'{text} AS {name}' for name, text in ends.items())} FROM "
             f"(SELECT customer, {told} FROM (SELECT events.*, kind{first} FROM events LEFT JOIN names "
             f"ON names.activity = events.activity WHERE t <= {end}) AS named GROUP BY customer) AS reduced")
    types = {name: "string" if name == "customer" or name in values else "int64" for name in (*kept, *ends)}
    return types, query


def said(number, end):
    """Query: the relation `said<n>` of what customers said of an attribute until `end`: customer, t, value, and `told`, whose
    order is that of time.
    """
    return (f"SELECT customer, t, attr_{number} AS value, CAST(t + {AFTER} AS VARCHAR) || attr_{number} AS told FROM events "
            f"WHERE attr_{number} <> '' AND t <= {end}")


def _from(position):
    """The column of the instant that occurrences are counted from: a place's first time, or the first event."""
    return "r" if position is None else f"r{position}"


def _within(place):
    """Whether an event stands in the period of an occurrence."""
    begin, end = place.span
    since = "t" if place.anchor == FIXED else f"(t - {_from(place.anchor_on)})"
    return f"{since} >= {begin} AND {since} < {end}"


def told(query, dialect, parts, moment="", place=None):
    """A query of ours in a warehouse's dialect, with the parts it stands on. moment: the time of an event, as that
    dialect counts it; place: (catalog, schema, table) of the events, None for what is not said.
    """
    import sqlglot
    from sqlglot import exp

    tree = sqlglot.parse_one(_standing(query, parts), read="duckdb")
    found = {}
    for node in tree.walk():  # once: every look through a long question costs as much as writing it
        found.setdefault(type(node), []).append(node)

    def every(*kinds):
        return [node for kind in kinds for node in found.get(kind, ())]

    for table in every(exp.Table):
        if table.name in parts and not table.db:
            table.set("this", exp.to_identifier(PREFIX + table.name))
        elif table.name == PLACE:
            catalog, schema, name = place
            table.replace(exp.table_(name, db=schema, catalog=catalog, quoted=True))
    for name in every(exp.CTE):
        if name.alias in parts:
            name.set("alias", exp.TableAlias(this=exp.to_identifier(PREFIX + name.alias)))
    for column in every(exp.Column):
        if column.table in parts:
            column.set("table", exp.to_identifier(PREFIX + column.table))
    for number in every(exp.Literal):
        if number.is_int and int(number.this) >= WIDE and not isinstance(number.parent, exp.Cast):
            number.replace(_wide(number.copy()))
    for node in every(exp.Least, exp.Greatest):
        node.replace(_null_safe(node, dialect))
    for node in every(exp.Anonymous):
        if node.name.upper() == MOMENT.removesuffix("()"):
            node.replace(sqlglot.parse_one(moment, read=dialect))
    return tree.sql(dialect=dialect, identify=True, copy=False)


def moment(column, zoned, dialect, zone):
    """The microseconds of a column of times, as a dialect counts them; naive ones are in `zone`."""
    from sqlglot import exp

    at = exp.to_identifier(column, quoted=True).sql(dialect=dialect)
    if not zoned:
        at = IN_ZONE[dialect].format(at=at, zone=literal(zone))
    return MICROSECONDS[dialect].format(at=at)


def _standing(query, parts):
    """A query with the parts that it needs, directly or through another part, before it."""
    needed, texts = [], query
    for name in reversed(parts):
        if re.search(rf"\b{name}\b", texts):
            needed.insert(0, name)
            texts += parts[name]
    if not needed:
        return query
    before = ", ".join(f"{name} AS ({parts[name]})" for name in needed)
    return f"WITH {before}, {query[5:]}" if query.startswith("WITH ") else f"WITH {before} {query}"


def _wide(value):
    from sqlglot import exp

    return exp.Cast(this=value, to=exp.DataType.build(exp.DataType.Type.BIGINT))  # a type, where a text would be parsed


def _null_safe(node, dialect):
    """least or greatest of what is not NULL, NULL when all are: the same everywhere."""
    from sqlglot import exp

    several = [node.this, *node.expressions]
    if len(several) == 1:
        return several[0]
    kind = type(node)
    number = exp.Literal.number(FARTHEST)
    limit = _wide(number if kind is exp.Least else exp.Neg(this=number))
    filled = [exp.Coalesce(this=one, expressions=[limit.copy()]) for one in several]
    found = kind(this=filled[0], expressions=filled[1:], ignore_nulls=dialect == "duckdb")  # which way it says it plainly
    return exp.Nullif(this=found, expression=limit.copy())
