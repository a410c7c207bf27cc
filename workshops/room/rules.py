"""Who may do what in a room. Pure questions, asked by the action (to refuse), the page (to hide) and the socket (to admit)."""
from datetime import timedelta

AWAY_AFTER = timedelta(seconds=30)  # a facilitator not seen for so long may be replaced


def can_prepare(who):
    """Make a session in the space."""
    return who.at_least("facilitator")


def is_in(who, session):
    """Sits in this session, was let in and not sent away."""
    return who.session_id == session.pk and who.removed_at is None and not who.waiting


def can_take_part(who, session):
    paused = session.frozen and not who.facilitates
    return is_in(who, session) and session.is_open and not who.listens and not paused


def can_write(who, session):
    """Write a note now; in a step where nobody writes, only what was begun before is kept (privately)."""
    return can_take_part(who, session)


def can_change_note(who, note, key_digest=""):
    """One's own note, while the session is open; an anonymous one by whoever holds its key."""
    if not can_take_part(who, note.session):
        return False
    if note.author_id is None:
        return bool(key_digest) and key_digest == note.key_digest
    return note.author_id == who.pk


def can_react(who, note):
    return can_take_part(who, note.session) and not note.is_private


def can_vote(who, ballot):
    return can_take_part(who, ballot.session) and ballot.closed_at is None


def can_lead(who, session):
    """Move the steps, open and close, show, hide, remove."""
    return is_in(who, session) and who.facilitates and not session.is_closed


def can_take_over(who, session, facilitators, now):
    """Become facilitator without being asked: a member who could prepare sessions, when nobody who leads is here any more."""
    if not is_in(who, session) or session.is_closed or who.facilitates or not who.at_least("facilitator"):
        return False
    return all(one.seen_at is None or now - one.seen_at > AWAY_AFTER for one in facilitators)


def can_end_lead(who, session, participant, facilitators):
    """Of oneself or of another who leads, and only while someone else at the table (`facilitators`) goes on leading."""
    ending = participant.session_id == session.pk and participant in facilitators
    return can_lead(who, session) and ending and len(facilitators) > 1


def can_remove(who, session, participant):
    return can_lead(who, session) and participant.session_id == session.pk and participant.pk != who.pk
