"""The database's own refusal: triggers on every protected table, on SQLite and on PostgreSQL.

They are dropped and made again after each `migrate`. Nothing here switches them off: the only switch is in the tests. One change
passes: the words that two people took out, at the very places they named, to the very values they saw.
"""
from django.db import connections, models

from .protection import PROTECTIONS, agreed

REFUSAL = "sealed: rows of this table are never changed or deleted"
FUNCTION = f"""
CREATE OR REPLACE FUNCTION {{name}}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN {{first}} RAISE EXCEPTION '{REFUSAL} (%)', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$
"""


def create_after_migrate(using, **_):
    """Receiver of post_migrate: make the triggers of every protected table that exists."""
    create(connections[using])


def create(connection):
    """Drop and make again every trigger; tables that are not there yet are left for a later migration."""
    drop(connection)
    run(connection, "create")


def drop(connection):
    """Remove every trigger (before making them again, and for tests that must empty their tables)."""
    run(connection, "drop")


def missing(connection):
    """Names of the triggers that should be there and are not."""
    query = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(query)
        present = {name for (name,) in cursor.fetchall()}
    wanted = {name for guarded in existing(connection) for name in names(guarded, connection)}
    return sorted(wanted - present)


def existing(connection):
    """The protections whose table exists in this database."""
    tables = set(connection.introspection.table_names())
    return [guarded for guarded in PROTECTIONS.values() if guarded.model._meta.db_table in tables]


def names(guarded, connection):
    """Trigger names of one table: one per refused statement."""
    verbs = ("update", "delete", "replace") if connection.vendor == "sqlite" else ("update", "delete", "truncate")
    return [f"sealed_{guarded.model._meta.db_table}_{verb}" for verb in verbs]


def run(connection, what):
    statements = {"sqlite": sqlite, "postgresql": postgresql}[connection.vendor]
    with connection.cursor() as cursor:
        for sql in statements(connection, what):
            cursor.execute(sql)


def let_through(guarded, connection):
    """SQL over OLD and NEW, true of the one change a row may see: its own, or words that two people took out (beside.py)."""
    quote = connection.ops.quote_name
    if guarded.unless:
        return guarded.unless(quote)
    words = (models.CharField, models.TextField, models.JSONField)
    table, options, parts, nothing = guarded.model._meta.db_table, guarded.model._meta, [], []
    postgresql = connection.vendor == "postgresql"
    same = "IS NOT DISTINCT FROM" if postgresql else "IS"
    for field in options.local_concrete_fields:
        if field.name in guarded.may_change:
            continue
        column = quote(field.column)
        kept = f"NEW.{column} {same} OLD.{column}"
        nothing.append(kept)
        if isinstance(field, words) and not field.choices:
            cast = "::jsonb" if postgresql and isinstance(field, models.JSONField) else ""
            kept += f" OR {agreed(quote, table, options.pk.column, field.column, cast)}"
        parts.append(f"({kept})")
    return f"{' AND '.join(parts)} AND NOT ({' AND '.join(nothing)})"


def kept_columns(guarded):
    """Columns that may not change once a row is sealed."""
    fields = guarded.model._meta.local_concrete_fields
    return [field.column for field in fields if field.name not in guarded.may_change]


def sealed_when(guarded, connection, row="OLD"):
    """SQL that is true of a row already sealed, or "" when rows are sealed from the start."""
    if guarded.once is None:
        return ""
    name, value = guarded.once
    column = connection.ops.quote_name(guarded.model._meta.get_field(name).column)
    literal = "'" + value.replace("'", "''") + "'" if isinstance(value, str) else str(value)
    return f"{row}.{column} = {literal}"


def sqlite(connection, what):
    """Statements for SQLite; `replace` is there because INSERT OR REPLACE deletes without waking DELETE triggers."""
    quote = connection.ops.quote_name
    for guarded in existing(connection):
        table, condition = quote(guarded.model._meta.db_table), sealed_when(guarded, connection)
        update, delete, replace = (quote(name) for name in names(guarded, connection))
        if what == "drop":
            yield from (f"DROP TRIGGER IF EXISTS {name}" for name in (update, delete, replace))
            continue
        refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        when = f"WHEN {condition} " if condition else ""
        changing = f"WHEN {condition or 'TRUE'} AND NOT ({let_through(guarded, connection)}) "
        columns = ", ".join(quote(column) for column in kept_columns(guarded))
        yield f"CREATE TRIGGER {update} BEFORE UPDATE OF {columns} ON {table} {changing}{refuse}"
        yield f"CREATE TRIGGER {delete} BEFORE DELETE ON {table} {when}{refuse}"
        same = " OR ".join(f"({same_key(key, quote)})" for key in unique_keys(guarded.model))
        there = f"({same}) AND {sealed_when(guarded, connection, 'kept')}" if condition else same
        yield (
            f"CREATE TRIGGER {replace} BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} AS kept WHERE {there}) {refuse}"
        )


def same_key(key, quote):
    return " AND ".join(f"kept.{quote(column)} = NEW.{quote(column)}" for column in key)


def unique_keys(model):
    """Column lists that identify one row: the key, unique fields, unconditional unique constraints."""
    options = model._meta
    keys = [[field.column] for field in options.local_concrete_fields if field.unique]
    sets = [*options.unique_together, *(c.fields for c in options.total_unique_constraints)]
    keys += [[options.get_field(name).column for name in fields] for fields in sets]
    return list(dict.fromkeys(map(tuple, keys)))


def postgresql(connection, what):
    """Statements for PostgreSQL; ALWAYS keeps them awake for replication roles too."""
    quote = connection.ops.quote_name
    if what == "create":
        yield FUNCTION.format(name="sealing_refuse", first="")
    for guarded in existing(connection):
        table, condition = quote(guarded.model._meta.db_table), sealed_when(guarded, connection)
        update, delete, truncate = (quote(name) for name in names(guarded, connection))
        if what == "drop":
            yield from (f"DROP TRIGGER IF EXISTS {name} ON {table}" for name in (update, delete, truncate))
            continue
        when = f" WHEN ({condition})" if condition else ""
        columns = ", ".join(quote(column) for column in kept_columns(guarded))
        refuse, name = "EXECUTE FUNCTION sealing_refuse()", f"sealing_refuse_{guarded.model._meta.db_table}"
        opened = let_through(guarded, connection)  # in a function of its own: PostgreSQL takes no subquery in WHEN
        yield FUNCTION.format(name=name, first=f"IF {opened} THEN RETURN NEW; END IF;")
        yield f"CREATE TRIGGER {update} BEFORE UPDATE OF {columns} ON {table} FOR EACH ROW{when} EXECUTE FUNCTION {name}()"
        yield f"CREATE TRIGGER {delete} BEFORE DELETE ON {table} FOR EACH ROW{when} {refuse}"
        yield f"CREATE TRIGGER {truncate} BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refuse}"
        yield from (f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}" for name in (update, delete, truncate))
