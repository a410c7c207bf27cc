"""Events that stay where they live: the same questions asked of a table of PostgreSQL, only counts coming back.

The engine's SQL is the part that DuckDB and PostgreSQL share, over one relation `events` that is made here as a
temporary view. All happens in one transaction that is rolled back: nothing is left in the warehouse but its own log of
queries. Needs the right to make temporary tables and to read one table, nothing else. Trajectories are left out: they
would sort every event. Refuses (`Unreadable`) tables and columns that are not there, and times that are no timestamps.
"""
from dataclasses import dataclass

from .engine import ask
from .instants import Calendar, Unreadable, _
from .plan import plan


@dataclass(frozen=True)
class Table:
    """Where the events are: `name` may hold a schema (sales.events); the others are its columns."""

    name: str
    customer: str
    activity: str
    at: str
    attributes: tuple[str, ...] = ()


def read_table(url, table, touchpoints, segments=None, window_from=None, window_to=None, zone="Europe/Paris", minutes=10):
    """The reading (see `engine`) of `touchpoints` on a table; naive times are in `zone`. A query longer than `minutes`
    is stopped.
    """
    import psycopg

    calendar = Calendar(zone)
    start, end = calendar.window(window_from, window_to)
    asked = plan(touchpoints, calendar)
    try:
        db = psycopg.connect(url, connect_timeout=10, prepare_threshold=None)
    except psycopg.OperationalError:  # its message may hold the address and its password
        raise Unreadable(_("The warehouse does not answer, or refuses this account.")) from None
    try:
        db.execute(f"SET LOCAL statement_timeout = {int(minutes * 60_000)}")
        expose(db, table, zone)
        return ask(db, asked, table.attributes, segments, start, end, {"trajectories": {}})
    except psycopg.errors.QueryCanceled:
        raise Unreadable(_("The warehouse took longer than %(minutes)s minutes to answer."), minutes=minutes) from None
    except psycopg.errors.InsufficientPrivilege:
        raise Unreadable(_("This account may not read the table, or may not make temporary tables.")) from None
    finally:
        db.rollback()
        db.close()


def expose(db, table, zone):
    """Make the view `events` over a table."""
    from psycopg import sql

    name = sql.Identifier(*table.name.split("."))
    found = db.execute(sql.SQL("SELECT * FROM {} LIMIT 0").format(name)) if _exists(db, table.name) else None
    columns = {column.name: column.type_code for column in found.description} if found else {}
    for wanted in (table.customer, table.activity, table.at, *table.attributes):
        if wanted not in columns:
            raise Unreadable(
                _("There is no column “%(column)s” in the table “%(table)s” of the warehouse. It has: %(known)s."),
                column=wanted, table=table.name, known=", ".join(columns) or "—",
            )
    kinds = {db.adapters.types[kind].oid: kind for kind in ("timestamp", "timestamptz")}
    kind = kinds.get(columns[table.at])
    if kind is None:
        raise Unreadable(_("The column “%(column)s” does not hold times."), column=table.at)
    at = sql.Identifier(table.at)
    moment = at if kind == "timestamptz" else sql.SQL("({} AT TIME ZONE {})").format(at, sql.Literal(zone))
    values = [sql.SQL(", {}::text AS {}").format(sql.Identifier(column), sql.Identifier(f"attr_{number}"))
              for number, column in enumerate(table.attributes)]
    db.execute(sql.SQL(
        "CREATE TEMP VIEW events AS SELECT {}::text AS customer, {}::text AS activity, "
        "(extract(epoch FROM {}) * 1000000)::bigint AS t, 1 AS file, 0 AS seq{} FROM {} "
        "WHERE {} IS NOT NULL AND {} IS NOT NULL AND {} IS NOT NULL"
    ).format(
        sql.Identifier(table.customer), sql.Identifier(table.activity), moment, sql.Composed(values), name,
        sql.Identifier(table.customer), sql.Identifier(table.activity), at,
    ))


def _exists(db, name):
    return db.execute("SELECT to_regclass(%s)", [name]).fetchone()[0] is not None
