"""What every act in a room has in common: one transaction on the locked session, done once, numbered, told after the commit."""
import threading
from contextlib import contextmanager
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _

from project import live
from project.prepared import insert, update
from project.spaces.doors import CLOSED, require

from .. import often, rules
from ..models import Event, Participant, Session

PATIENCE = 5000  # milliseconds
_turn = threading.Lock()


def act(function):
    """Make `function(*, by, session, …)` an act of the room.

    by: the Participant who acts, read again under the lock, so that whoever was just removed does nothing more;
    op_id: UUID made by the client. Returns the Event; a repeated op_id returns the first one and changes nothing.
    """

    @wraps(function)
    def done_once(*, by, session, op_id=None, **given):
        with turn(), transaction.atomic():
            session = locked(session)
            if op_id is not None and (first := often.acts_done.first(session=session.pk, op_id=op_id)):
                return first
            by = again(session, by)
            return function(by=by, session=session, op_id=op_id, **given)

    return done_once


@contextmanager
def turn():
    """SQLite has one writer and makes the others sleep and try again: acts of this process queue here instead, in order."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    if not _turn.acquire(timeout=PATIENCE / 1000):
        raise OperationalError("another act takes too long")
    try:
        yield
    finally:
        _turn.release()


def locked(session):
    """The session's row, ours until the end of the transaction, with its space. Raises Session.DoesNotExist when it was erased
    meanwhile, PermissionDenied when its space is closed."""
    hurry()
    found = often.sessions_locked.first(pk=session.pk)
    if found is None:
        raise Session.DoesNotExist
    if found.space.closed_at is not None:
        raise PermissionDenied(_(CLOSED))
    if "step" in session._state.fields_cache and found.step_id == session.step_id:
        found.step = session.step  # read with the seat, and no act in a room changes it: not read twice
    return found


def again(session, by):
    """Who acts, as they are now under the lock."""
    found = (often.members if by.member_id else often.guests).first(session=session.pk, pk=by.pk)
    if found is None:
        raise Participant.DoesNotExist
    found.session = session
    return found


def hurry():
    """In this transaction, fail after PATIENCE rather than make someone in a room wait (SQLite: see `turn`)."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = {PATIENCE}")


def record(verb, session, by=None, op_id=None, private=False, **payload):
    """Give the act its number, keep it, and poke every screen once the transaction commits."""
    session.number += 1
    update(session, "number")
    event = Event(session=session, number=session.number, verb=verb, op_id=op_id, actor=by, private=private, payload=payload)
    insert(event)
    live.poke(session.room)
    return event


def lead(by, session):
    """Only who facilitates goes on from here."""
    require(rules.can_lead(by, session))
