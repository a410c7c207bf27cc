"""The events of imported logs as the engine reads them: columns of numbers, a range of customers at a time.

Parquet files under DuckDB, in memory, with nothing else in reach. The importer leaves a file sorted by customer, time and
place in the file, so that a range of customers is a few row groups and comes in order; several files, or a file that is not
sorted, are sorted here.
"""
from dataclasses import dataclass

import numpy

from .sql import literal

RANGE = 1_000_000  # events read at a time, about


@dataclass(frozen=True)
class Budget:
    """What the engine may use; None leaves DuckDB's own choice."""

    memory: str = "1GB"
    threads: int | None = None
    spill: str | None = None  # a folder for what does not fit


@dataclass(frozen=True)
class Events:
    """Events of some customers in order. `starts`: where each customer's begin, and the end; `who`: the customer of each, from
    0; `t`: microseconds; `name`: place among the sorted event names; `values`: {attribute: hash of its value, 0 for none}.
    """

    starts: numpy.ndarray
    who: numpy.ndarray
    t: numpy.ndarray
    name: numpy.ndarray
    values: dict

    @property
    def customers(self):
        return len(self.starts) - 1


class Log:
    """Files read as if they were one. `names`: event names, sorted; `first`, `last`: instants, None without events."""

    def __init__(self, files, attributes, budget):
        self.db, self.files = connect(files, attributes, budget), files
        self.first, self.last = self.db.execute("SELECT epoch_us(min(moment)), epoch_us(max(moment)) FROM events").fetchone()
        self.names = [row[0] for row in self.db.execute("SELECT DISTINCT activity FROM events ORDER BY 1").fetchall()]
        if self.names:
            self.db.execute(f"CREATE TYPE names AS ENUM ({', '.join(map(literal, self.names))})")

    def close(self):
        self.db.close()

    def ranges(self):
        """[(first customer or None, first customer of the next range or None)…], of about RANGE events each."""
        listed = f"[{', '.join(literal(str(path)) for path in self.files)}]"
        groups = self.db.execute(
            f"SELECT stats_min_value, row_group_num_rows FROM parquet_metadata({listed}) WHERE path_in_schema = 'customer' "
            "AND stats_min_value IS NOT NULL ORDER BY 1").fetchall()
        bounds, held = [None], 0
        for least, rows in groups:
            if held >= RANGE and least != bounds[-1]:
                bounds.append(least)
                held = 0
            held += rows
        return list(zip(bounds, [*bounds[1:], None], strict=True))

    def events(self, span, end, attributes):
        """`Events` of a range of customers until `end`, with the values of some attributes (numbers)."""
        least, beyond = span
        wanted = [f"t <= {end}"]
        wanted += [] if least is None else [f"customer >= {literal(least)}"]
        wanted += [] if beyond is None else [f"customer < {literal(beyond)}"]
        values = "".join(f", CASE WHEN attr_{n} <> '' THEN hash(attr_{n}) ELSE 0::UBIGINT END AS v{n}" for n in attributes)
        query = (f"SELECT hash(customer) AS c, t, enum_code(CAST(activity AS names)) AS name{values} FROM events "
                 f"WHERE {' AND '.join(wanted)}")
        columns = self._columns(query)
        starts = _starts(columns["c"])
        if not _sorted(columns, starts):
            columns = self._columns(f"{query} ORDER BY customer, t, file, seq")
            starts = _starts(columns["c"])
        who = numpy.repeat(numpy.arange(len(starts) - 1, dtype=numpy.int32), numpy.diff(starts))
        return Events(starts, who, columns["t"], columns["name"], {n: columns[f"v{n}"] for n in attributes})

    def _columns(self, query):
        with self.db.cursor() as db:
            return db.execute(query).fetchnumpy()

    def hash_of(self, value):
        """What stands for a value in `Events.values`."""
        return self.db.execute("SELECT hash(?::VARCHAR)", [value]).fetchone()[0]

    def spellings(self, attribute):
        """{hash: value} of an attribute (a number)."""
        return dict(self.db.execute(
            f"SELECT hash(v), v FROM (SELECT DISTINCT attr_{attribute} AS v FROM events) WHERE v <> ''").fetchall())


def _starts(customers):
    changes = numpy.flatnonzero(customers[1:] != customers[:-1]) + 1
    return numpy.concatenate([[0], changes, [len(customers)]]) if len(customers) else numpy.zeros(1, int)


def _sorted(columns, starts):
    """Whether every customer's events stand together, in order of time."""
    back = columns["t"][1:] < columns["t"][:-1]
    back[starts[1:-1] - 1] = False
    customers = numpy.sort(columns["c"][starts[:-1]])
    return not back.any() and not (customers[1:] == customers[:-1]).any()


def connect(files, attributes, budget):
    """A DuckDB with the relation `events` over these files, read as one in the order given; it can reach no other file.
    """
    import duckdb

    settings = {"memory_limit": budget.memory}
    if budget.threads:
        settings["threads"] = budget.threads
    db = duckdb.connect(":memory:", config=settings)
    if budget.spill:
        db.execute(f"SET temp_directory = {literal(budget.spill)}")
        db.execute(f"SET allowed_directories = [{literal(budget.spill)}]")
    listed = f"[{', '.join(literal(str(path)) for path in files)}]"
    db.execute(f"SET allowed_paths = {listed}")
    db.execute("SET enable_external_access = false")
    db.execute("SET lock_configuration = true")
    named, place = ("", "1") if len(files) == 1 else (", filename = 'source'", f"list_position({listed}, source)")
    values = "".join(f", attr_{number}" for number in range(len(attributes)))
    db.execute(f"CREATE VIEW events AS SELECT customer, activity, \"at\" AS moment, epoch_us(\"at\") AS t, {place} AS file, "
               f"seq{values} FROM read_parquet({listed}, union_by_name = true{named})")
    return db
