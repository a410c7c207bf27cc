"""Events that stay where they live: the same questions asked of a table of PostgreSQL or DuckDB, only counts coming back.

The engine's SQL is the part that both share, over one relation `events` that is made here as a temporary view. Nothing is
written but temporary tables, and nothing is left behind: PostgreSQL rolls its one transaction back, DuckDB's file is opened
for reading only. Needs the right to make temporary tables and to read one table, nothing else. Trajectories are left out:
they would sort every event. Refuses (`Unreadable`) other warehouses, tables and columns that are not there, and times that
are no timestamps.
"""
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Timer
from urllib.parse import unquote, urlsplit

from .columnar import Budget
from .engine import ask
from .instants import Calendar, Unreadable, _
from .plan import plan
from .sql import literal


@dataclass(frozen=True)
class Table:
    """Where the events are: `name` may hold a schema (sales.events); the others are its columns."""

    name: str
    customer: str
    activity: str
    at: str
    attributes: tuple[str, ...] = ()

    @property
    def columns(self):
        return (self.customer, self.activity, self.at, *self.attributes)


def read_table(url, table, touchpoints, segments=None, window_from=None, window_to=None, zone="Europe/Paris", minutes=10):
    """The reading (see `engine`) of `touchpoints` on a table; naive times are in `zone`. A query longer than `minutes`
    is stopped. url: postgresql://… or duckdb:///path/to/file.
    """
    calendar = Calendar(zone)
    start, end = calendar.window(window_from, window_to)
    asked = plan(touchpoints, calendar)
    reached = {"postgresql": _postgresql, "postgres": _postgresql, "duckdb": _duckdb}.get(urlsplit(url).scheme)
    if reached is None:
        raise Unreadable(_("The address of a warehouse begins with postgresql:// or duckdb://."))
    with reached(url, minutes) as (db, kinds, place):
        _expose(db, table, kinds(table.name), place(table.name), zone)
        return ask(db, asked, table.attributes, segments, start, end, {"trajectories": {}})


def _expose(db, table, kinds, place, zone):
    """Make the view `events` over the table at `place`. kinds: {column: "naive", "zoned" or ""}, empty for no such table.
    """
    for wanted in table.columns:
        if wanted not in kinds:
            raise Unreadable(
                _("There is no column “%(column)s” in the table “%(table)s” of the warehouse. It has: %(known)s."),
                column=wanted, table=table.name, known=", ".join(kinds) or "—",
            )
    if not kinds[table.at]:
        raise Unreadable(_("The column “%(column)s” does not hold times."), column=table.at)
    customer, activity, at, *attributes = map(_name, table.columns)
    moment = at if kinds[table.at] == "zoned" else f"({at} AT TIME ZONE {literal(zone)})"
    values = "".join(f", CAST({column} AS VARCHAR) AS attr_{number}" for number, column in enumerate(attributes))
    db.execute(
        f"CREATE TEMP VIEW events AS SELECT CAST({customer} AS VARCHAR) AS customer, CAST({activity} AS VARCHAR) AS activity, "
        f"CAST(extract(epoch FROM {moment}) * 1000000 AS BIGINT) AS t, 1 AS file, 0 AS seq{values} FROM {place} "
        f"WHERE {customer} IS NOT NULL AND {activity} IS NOT NULL AND {at} IS NOT NULL")


def _name(text):
    """A column as both databases quote it."""
    return '"' + text.replace("\x00", "").replace('"', '""') + '"'


def _path(name):
    return ".".join(map(_name, name.split(".")))


@contextmanager
def _postgresql(url, minutes):
    """(connection, table → kinds of its columns, table → its place), in one transaction that is rolled back."""
    import psycopg

    try:
        db = psycopg.connect(url, connect_timeout=10, prepare_threshold=None)
    except psycopg.Error:  # its message may hold the address and its password
        raise Unreadable(SILENT) from None

    def kinds(name):
        if db.execute("SELECT to_regclass(%s)", [_path(name)]).fetchone()[0] is None:
            return {}
        known = {db.adapters.types["timestamp"].oid: "naive", db.adapters.types["timestamptz"].oid: "zoned"}
        found = db.execute(f"SELECT * FROM {_path(name)} LIMIT 0").description
        return {column.name: known.get(column.type_code, "") for column in found}

    try:
        db.execute(f"SET LOCAL statement_timeout = {int(minutes * 60_000)}")
        yield db, kinds, _path
    except psycopg.errors.QueryCanceled:
        raise Unreadable(TOO_SLOW, minutes=minutes) from None
    except psycopg.errors.InsufficientPrivilege:
        raise Unreadable(_("This account may not read the table, or may not make temporary tables.")) from None
    finally:
        db.rollback()
        db.close()


@contextmanager
def _duckdb(url, minutes):
    """(connection, table → kinds of its columns, table → its place) of a file opened for reading only."""
    import duckdb

    budget = Budget()
    try:
        db = duckdb.connect(unquote(urlsplit(url).path), read_only=True, config={"memory_limit": budget.memory})
    except duckdb.Error:
        raise Unreadable(SILENT) from None

    def place(name):  # in full, because the view that is made is called `events` as well
        here = db.execute("SELECT current_database(), current_schema()").fetchone()
        parts = name.split(".")
        return ".".join(map(_name, (*here[:max(0, 3 - len(parts))], *parts)))

    def kinds(name):
        try:
            found = db.execute(f"DESCRIBE SELECT * FROM {place(name)}").fetchall()
        except duckdb.CatalogException:
            return {}
        known = {"TIMESTAMP": "naive", "TIMESTAMP WITH TIME ZONE": "zoned"}
        return {column: known.get(kind, "") for column, kind, *_rest in found}

    watch = Timer(minutes * 60, db.interrupt)
    watch.start()
    try:
        yield db, kinds, place
    except duckdb.InterruptException:
        raise Unreadable(TOO_SLOW, minutes=minutes) from None
    finally:
        watch.cancel()
        db.close()


SILENT = _("The warehouse does not answer, or refuses this account.")
TOO_SLOW = _("The warehouse took longer than %(minutes)s minutes to answer.")
