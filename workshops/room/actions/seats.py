"""Who sits in the room: joining, with or without an account; being let in or sent away; handing the lead over; being done."""
import hashlib
import secrets

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from observations.hypotheses.matrix import actions as matrix
from project.sealing import voice_of
from project.spaces.doors import require

from .. import agenda, rules
from ..models import Participant, Verb
from ..weighing import group_of
from .acts import act, lead, locked, record


def digest(secret):
    """What is stored of a secret that someone else keeps."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def join_as_member(*, by, session, trade="", role="participant", op_id=None):
    """Take a seat as a Member of the space; coming back finds the same seat. Returns the Participant."""
    require(session.space_id == by.space_id)
    session = locked(session)
    seat = Participant.objects.filter(session=session, member=by).first()
    if seat is not None:
        require(seat.removed_at is None)
        return seat
    require(not session.is_closed)
    seat = Participant(
        session=session, member=by, name=str(by)[:40], trade=(trade or by.trade)[:60], language=by.language, role=role
    )
    return _sit(seat, op_id)


@transaction.atomic
def join_as_guest(*, session, name, trade, language, role="participant", op_id=None):
    """Take a seat with the session's code, without an account. Returns (Participant, token): the token is shown once."""
    session = locked(session)
    if session.is_closed or session.locked:
        raise ValidationError(_("The door of this session is closed. Ask the facilitator to open it."))
    if op_id is not None and session.events.filter(op_id=op_id).exists():
        raise ValidationError(_("You have already joined. Use the page that opened, or join again."))
    if session.participants.filter(member=None, removed_at=None).count() >= session.guests_at_most:
        raise ValidationError(_("This session is full."))
    token = secrets.token_urlsafe(32)
    seat = Participant(
        session=session, name=name.strip()[:40], trade=trade.strip()[:60], language=language, token_digest=digest(token),
        role=role, waiting=session.approves,
    )
    return _sit(seat, op_id), token


@transaction.atomic
def claim_seat(*, by, seat, op_id=None):
    """A guest who has an account makes the seat theirs, even after the session: `by` is the Member. Returns the Participant.

    What was written stays under the name given at the table; the guest's token opens nothing any more.
    """
    session = locked(seat.session)
    require(session.space_id == by.space_id)
    seat = session.participants.get(pk=seat.pk, member=None, removed_at=None, waiting=False)
    if session.participants.filter(member=by).exists():
        raise ValidationError(_("You already have a seat in this session under your account. The guest’s seat stays as it is."))
    matrix.carry_voice(before=voice_of(seat), after=voice_of(by))
    seat.member, seat.token_digest, seat.trade = by, None, seat.trade or by.trade[:60]
    seat.save(update_fields=["member", "token_digest", "trade"])
    session.rights += 1
    session.save(update_fields=["rights"])
    record(Verb.CLAIMED, session, None, op_id, participant=str(seat.uuid))
    return seat


def _sit(seat, op_id):
    event = record(Verb.JOINED, seat.session, None, op_id)
    seat.joined_number = event.number
    seat.save()
    if seat.session.step and seat.session.step.apart and not seat.waiting:
        take_sides(seat.session)
        seat.refresh_from_db(fields=["side"])
    event.payload = {"participant": str(seat.uuid)}
    event.save(update_fields=["payload"])
    return seat


@act
def admit(*, by, session, participant, op_id=None):
    """Let a waiting guest in."""
    lead(by, session)
    return _let_in(by, session, [participant], op_id)


@act
def admit_all(*, by, session, op_id=None):
    """Let in everyone who waits, in the order in which they knocked: one event each, the last of which carries the op_id."""
    lead(by, session)
    waiting = list(session.participants.filter(removed_at=None, waiting=True))
    if not waiting:
        raise ValidationError(_("Nobody waits at the door any more."))
    return _let_in(by, session, waiting, op_id)


def _let_in(by, session, guests, op_id):
    for place, guest in enumerate(guests, start=1):  # they come to the table now, whenever they knocked
        seated = session.number + place
        session.participants.filter(pk=guest.pk, waiting=True).update(waiting=False, joined_number=seated)
    if session.step and session.step.apart:
        take_sides(session)
    for guest in guests[:-1]:
        record(Verb.ADMITTED, session, by, participant=str(guest.uuid))
    return record(Verb.ADMITTED, session, by, op_id, participant=str(guests[-1].uuid))


@act
def remove_participant(*, by, session, participant, op_id=None):
    """Send someone away: every screen they have closes within two seconds. What they shared stays; what is private goes too."""
    participant = session.participants.get(pk=participant.pk)
    require(rules.can_remove(by, session, participant))
    participant.removed_at = timezone.now()
    participant.save(update_fields=["removed_at"])
    session.notes.filter(author=participant, shown_number=None).delete()
    matrix.forget_held(voice=voice_of(participant), held=group_of(session))
    _rights_changed(session)
    return record(Verb.REMOVED, session, by, op_id, participant=str(participant.uuid))


@act
def mute(*, by, session, participant, muted, op_id=None):
    """Let someone listen without writing, or write again."""
    lead(by, session)
    session.participants.filter(pk=participant.pk).exclude(pk=by.pk).update(muted=muted)
    return record(Verb.ROLE_CHANGED, session, by, op_id, participant=str(participant.uuid))


@act
def hand_over(*, by, session, participant, together=False, op_id=None):
    """Give the lead to someone else at the table, or share it with them (together)."""
    lead(by, session)
    other = session.participants.exclude(pk=by.pk).get(pk=participant.pk, removed_at=None, waiting=False)
    if not other.at_least("facilitator"):
        raise ValidationError(_("Only a facilitator of this space can lead a session. A manager can give them that role."))
    other.role = "facilitator"
    other.save(update_fields=["role"])
    if not together:
        session.participants.filter(pk=by.pk).update(role="participant")
    _rights_changed(session)
    return record(Verb.ROLE_CHANGED, session, by, op_id, participant=str(other.uuid), left=None if together else str(by.uuid))


@act
def end_lead(*, by, session, participant, op_id=None):
    """Step down, or take the lead back from someone else who leads; refused when nobody else would lead."""
    lead(by, session)
    facilitators = list(session.participants.filter(role="facilitator", removed_at=None))
    if len(facilitators) < 2:
        raise ValidationError(_("Nobody else leads this session: hand over the lead first."))
    require(rules.can_end_lead(by, session, participant, facilitators))
    session.participants.filter(pk=participant.pk).update(role="participant")
    _rights_changed(session)
    return record(Verb.ROLE_CHANGED, session, by, op_id, participant=str(participant.uuid))


@act
def take_over(*, by, session, op_id=None):
    """Become facilitator when nobody who leads has been here for thirty seconds."""
    facilitators = list(session.participants.filter(role="facilitator", removed_at=None))
    require(rules.can_take_over(by, session, facilitators, timezone.now()))
    by.role = "facilitator"
    by.save(update_fields=["role"])
    _rights_changed(session)
    return record(Verb.ROLE_CHANGED, session, by, op_id, participant=str(by.uuid))


@act
def change_side(*, by, session, participant, op_id=None):
    """In a cross-analysis, move someone to the other group; what they wrote stays with the group it was written in."""
    lead(by, session)
    other = session.participants.get(pk=participant.pk)
    if not other.side:
        raise ValidationError(_("Groups are made when the table enters a step in two groups."))
    other.side = "a" if other.side == "b" else "b"
    other.save(update_fields=["side"])
    return record(Verb.SIDE_CHANGED, session, by, op_id, participant=str(other.uuid), side=other.side)


def speak(*, by, language):
    """What is pushed to someone speaks the language of the page they have just opened: a browser's, or a choice made since."""
    Participant.objects.filter(pk=by.pk).update(language=language)
    by.language = language


@act
def say_done(*, by, session, done=True, op_id=None):
    """“I am done with this step”: the others only see a count."""
    require(rules.can_take_part(by, session))
    by.done = session.step if done else None
    by.save(update_fields=["done"])
    return record(Verb.DONE, session, by, op_id, private=True)


def take_sides(session):
    """Give a group to everyone at the table who takes part and has none."""
    people = session.participants.filter(removed_at=None, waiting=False).exclude(role="observer")
    for key, side in agenda.deal(list(people.values_list("pk", "trade", "side"))).items():
        session.participants.filter(pk=key).update(side=side)


def _rights_changed(session):
    session.rights += 1
    session.save(update_fields=["rights"])
