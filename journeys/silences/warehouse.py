"""Events that stay where they live: the same questions asked of a table in a warehouse, only counts coming back.

Ibis reaches the warehouse, knows its types and keeps one temporary table there, of one row per customer, where it can; what
is asked are the engine's own rules as SQL (`sql`, told by `portable`), so a status means the same here and there. DuckDB and
PostgreSQL are tested with it; ClickHouse, BigQuery, Snowflake and Trino need Ibis's driver for them. Needs the right to read
one table, and to make temporary ones. Trajectories are left out: they would sort every event. Refuses (`Unreadable`) other
addresses, tables and columns that are not there, times that are no timestamps, and maps whose patterns name thousands of
events. What a warehouse says when it refuses stays here: it may hold its address and its password.
"""
import logging
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from . import portable
from .engine import ask
from .instants import Calendar, Unreadable, _
from .plan import plan
from .sql import People

SCHEMES = ("postgresql", "postgres", "duckdb", "clickhouse", "bigquery", "snowflake", "trino")
MOST_NAMES = 5_000  # event names that one query may list
REDUCED = "silences_people_here"  # the temporary table
logger = logging.getLogger(__name__)


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


def read_table(url, table, touchpoints, segments=None, window_from=None, window_to=None, zone="Europe/Paris", minutes=10,
               memory="1GB", at_anchor=()):
    """The reading (see `engine`) of `touchpoints` on a table; naive times are in `zone`. url: the warehouse's address, as
    Ibis writes it; at_anchor: as in `engine.read`, at the cost of one more look at the events for each touchpoint and for each of
    them. Where it can be told so, a query is stopped after `minutes`.
    """
    calendar = Calendar(zone)
    start, end = calendar.window(window_from, window_to)
    asked = plan(touchpoints, calendar)
    with _reached(url, minutes, memory) as backend:
        changing = tuple(n for n, name in enumerate(table.attributes) if name in at_anchor)
        away = Away(Warehouse(backend, table, zone), table.attributes, changing)
        return ask(away, asked, table.attributes, segments, start, end, {"trajectories": {}})


@contextmanager
def _reached(url, minutes, memory):
    """An Ibis backend, and what goes wrong there in words that keep its secrets."""
    scheme = urlsplit(url).scheme
    if scheme not in SCHEMES:
        raise Unreadable(_("The address of a warehouse begins with one of: %(schemes)s."), schemes=", ".join(SCHEMES))
    try:
        import ibis
    except ImportError:
        raise Unreadable(MISSING) from None
    try:
        backend = _connected(ibis, url, scheme, memory)
        for setting in (*portable.SETTINGS.get(backend.name, ()), *_limits(backend.name, minutes)):
            backend.raw_sql(setting)
    except ImportError:
        raise Unreadable(MISSING) from None
    except Exception as problem:  # each driver has errors of its own
        logger.warning("The warehouse could not be reached: %s", type(problem).__name__)
        raise Unreadable(_("The warehouse does not answer, or refuses this account.")) from None
    try:
        yield backend
    except Unreadable:
        raise
    except Exception as problem:
        logger.warning("The warehouse refused a question: %s", type(problem).__name__)
        raise Unreadable(_("The warehouse refused the question (%(error)s): this account may not read the table or make "
                           "temporary tables, or it took longer than %(minutes)s minutes."),
                         error=type(problem).__name__, minutes=minutes) from None
    finally:
        backend.disconnect()


def _connected(ibis, url, scheme, memory):
    if scheme == "duckdb":
        return ibis.connect(url, read_only=True, memory_limit=memory)
    if scheme.startswith("postgres"):  # its own driver knows more of its addresses than Ibis: sslmode, sockets
        import psycopg

        return ibis.postgres.from_connection(psycopg.connect(url, connect_timeout=10, autocommit=True, prepare_threshold=None))
    return ibis.connect(url)


def _limits(name, minutes):
    return {"postgres": (f"SET statement_timeout = {minutes * 60_000}",),
            "snowflake": (f"ALTER SESSION SET STATEMENT_TIMEOUT_IN_SECONDS = {minutes * 60}",),
            "clickhouse": (f"SET max_execution_time = {minutes * 60}",)}.get(name, ())


class Warehouse:
    """What the engine takes for its database: `execute` tells a query to the warehouse in its dialect."""

    def __init__(self, backend, table, zone):
        self.backend, self.dialect = backend, backend.name
        *before, name = table.name.split(".")
        catalog, schema = (None, None, *before)[-2:]
        columns, zoned = self.columns(table, name, (catalog, schema) if catalog else schema)
        self.parts = {"events": portable.events(columns)}
        self.moment = portable.moment(columns[2], zoned, self.dialect, zone)
        self.place = (catalog, schema, name)

    def columns(self, table, name, database):
        """The columns asked for, as the table writes them, and whether its times know their zone."""
        from ibis.common.exceptions import TableNotFound

        try:
            known = dict(self.backend.table(name, database=database).schema().items())
        except TableNotFound:
            known = {}
        folded = {column.casefold(): column for column in known}
        found = []
        for wanted in table.columns:
            column = wanted if wanted in known else folded.get(wanted.casefold())
            if column is None:
                raise Unreadable(
                    _("There is no column “%(column)s” in the table “%(table)s” of the warehouse. It has: %(known)s."),
                    column=wanted, table=table.name, known=", ".join(known) or "—")
            found.append(column)
        if not known[found[2]].is_timestamp():
            raise Unreadable(_("The column “%(column)s” does not hold times."), column=table.at)
        return found, known[found[2]].timezone is not None

    def told(self, query):
        return portable.told(query, self.dialect, self.parts, self.moment, self.place)

    def execute(self, query):
        return Rows(self.backend.raw_sql(self.told(query)))

    def keep(self, name, types, query):
        """Let `name` be a relation: a temporary table of the warehouse, or the query itself where there is no such thing."""
        try:
            made = self.backend.create_table(REDUCED, obj=self.backend.sql(self.told(query), schema=types), temp=True).op()
        except NotImplementedError:
            self.parts[name] = query
        else:
            where = ".".join(f'"{part}"' for part in (made.namespace.catalog, made.namespace.database, made.name) if part)
            self.parts[name] = f"SELECT * FROM {where}"


class Rows:
    """The answer of any driver."""

    def __init__(self, answer):
        if hasattr(answer, "fetchall"):
            self.rows = answer.fetchall()
        else:  # ClickHouse's, then BigQuery's
            self.rows = getattr(answer, "result_rows", None) or [tuple(row.values()) for row in answer]

    def fetchall(self):
        return self.rows

    def fetchone(self):
        return self.rows[0] if self.rows else None


class Away(People):
    """The customers of a table that is elsewhere: reduced there, in one statement."""

    def reduce(self, plan, meanings, end):
        """Let the warehouse have the relation `people` of the events until `end`; the number of customers."""
        if len(meanings) > MOST_NAMES:
            raise Unreadable(_("%(names)s event names of the warehouse match this map: more than a question may list. Write "
                               "its patterns so that they match fewer."), names=len(meanings))
        kinds = {meaning: number for number, meaning in enumerate(sorted(set(meanings.values())), 1)}
        self.db.parts["names"] = portable.names(meanings, kinds)
        for number in self.at_anchor:
            self.db.parts[f"said{number}"] = portable.said(number, end)
        self.db.keep("people", *portable.people(plan, kinds, len(self.attributes), end))
        return self.db.execute("SELECT count(*) FROM people").fetchone()[0]


MISSING = _("This server cannot reach a warehouse: install the extra `warehouse`, and Ibis’s driver for yours.")
