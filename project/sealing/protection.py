"""Which tables are sealed, and from when; refuses to protect a table twice with different words."""
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Protection:
    """How one table is sealed.

    may_change: names of fields that may still change (a foreign key emptied when its object is deleted).
    once: (field, value): rows are sealed only from the moment `field` holds `value`; None: from their first write.
    unless: quote -> SQL over OLD and NEW, true of the one change that is let through; None: none is.
    witness: row -> (chain, number, content), compared with the chain by `verify`; None: the row repeats none.
    A witness may answer None for a row that repeats nothing yet.
    """

    model: type
    may_change: tuple[str, ...] = ()
    once: tuple[str, Any] | None = None
    witness: Callable | None = None
    unless: Callable | None = None


PROTECTIONS: dict[type, Protection] = {}


def protect(model=None, *, may_change=(), once=None, witness=None, unless=None):
    """Put a model's table behind triggers that refuse UPDATE, DELETE and TRUNCATE; as a call or as a class decorator.

    The triggers are made after the next `migrate`. See Protection for the options.
    """
    if model is None:
        return lambda model: protect(model, may_change=may_change, once=once, witness=witness, unless=unless)
    PROTECTIONS[model] = Protection(model, tuple(may_change), once, witness, unless)
    return model


def agreed(quote, table, key, column, cast=""):
    """SQL that is true when NEW says in a column what two people agreed should stand there (see everywhere.py)."""
    return (
        f"EXISTS (SELECT 1 FROM {quote('sealing_redactedplace')} AS p JOIN {quote('sealing_redaction')} AS r"
        f" ON r.id = p.redaction_id WHERE r.state = 'confirmed' AND r.decided_by <> r.proposed_by"
        f" AND p.{quote('table')} = '{table}' AND p.{quote('key')} = OLD.{quote(key)}"
        f" AND CASE WHEN p.{quote('column')} = '{column}' AND p.{quote('value')} <> ''"
        f" THEN NEW.{quote(column)} = p.{quote('value')}{cast} ELSE FALSE END)"
    )
