"""What every act in a room has in common: one transaction on the locked session, done once, numbered, told after the commit."""
from functools import wraps

from django.db import connection, transaction

from project import live
from project.spaces.doors import require

from .. import rules
from ..models import Event, Session

PATIENCE = 5000  # milliseconds


def act(function):
    """Make `function(*, by, session, …)` an act of the room.

    by: the Participant who acts, read again under the lock, so that whoever was just removed does nothing more;
    op_id: UUID made by the client. Returns the Event; a repeated op_id returns the first one and changes nothing.
    """

    @wraps(function)
    def done_once(*, by, session, op_id=None, **given):
        with transaction.atomic():
            session = locked(session)
            if op_id is not None and (first := session.events.filter(op_id=op_id).first()):
                return first
            by = session.participants.select_related("member__user", "member__space").get(pk=by.pk)
            by.session = session
            return function(by=by, session=session, op_id=op_id, **given)

    return done_once


def locked(session):
    """The session's row, ours until the end of the transaction."""
    hurry()
    found = Session.objects.select_for_update(of=("self",)).select_related("space", "journey", "step", "focus")
    return found.get(pk=session.pk)


def hurry():
    """In this transaction, fail after PATIENCE rather than make someone in a room wait (SQLite is told at the door)."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = {PATIENCE}")


def record(verb, session, by=None, op_id=None, private=False, **payload):
    """Give the act its number, keep it, and poke every screen once the transaction commits."""
    session.number += 1
    session.save(update_fields=["number"])
    event = Event.objects.create(
        session=session, number=session.number, verb=verb, op_id=op_id, actor=by, private=private, payload=payload
    )
    live.poke(session.room)
    return event


def lead(by, session):
    """Only who facilitates goes on from here."""
    require(rules.can_lead(by, session))
