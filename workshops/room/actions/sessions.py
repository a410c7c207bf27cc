"""Preparing, opening, leading and closing a session: its run sheet, its clock, what is in focus, its door."""
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from observations.hypotheses.matrix import actions as matrix
from project.audit import record as audit
from project.spaces.doors import require
from workshops.rituals.actions import prepare_meeting
from workshops.rituals.sheets.actions import version_named
from workshops.rituals.sheets.shipped import DEFAULT

from .. import agenda, figures, rules
from ..models import Participant, Session, SessionSilence, Step, Verb, new_code
from ..weighing import group_of
from .acts import act, lead, locked, record
from .seats import take_sides
from .weighing import bring_what_was_given

SILENCES_AT_MOST = 12


@transaction.atomic
def prepare_session(*, by, reading, silences, title, question="", sheet=DEFAULT, anonymous=False, approves=False, meeting=None):
    """A session in draft, with `by` (a Member) as its facilitator.

    silences: list of silences.Silence of the reading's journey, in the order of reading; sheet: the name of a run sheet, of
    which the session keeps the last sealed version; meeting: the planned Meeting it is for. Returns the Session.
    """
    require(rules.can_prepare(by) and reading.space_id == by.space_id)
    silences = list(silences)
    if not 1 <= len(silences) <= SILENCES_AT_MOST:
        raise ValidationError(
            {"silences": _("Choose between one and %(most)s silences to read.") % {"most": SILENCES_AT_MOST}}
        )
    version = version_named(space=by.space, name=sheet)
    if anonymous and any(plan.apart for plan in version.steps):
        raise ValidationError({"sheet": _("An anonymous session could not tell two groups apart. Choose another run sheet.")})
    session = Session.objects.create(
        space=by.space, journey=reading.version.journey, reading=reading, title=title, question=question,
        sheet_version=version, anonymous=anonymous, names_hidden=anonymous, approves=approves, created_by=by,
    )
    Participant.objects.create(
        session=session, member=by, name=str(by)[:40], trade=by.trade, language=by.language, role="facilitator"
    )
    shown = figures.of(reading, silences, by)
    placed = SessionSilence.objects.bulk_create(
        SessionSilence(session=session, silence=silence, position=place, label=one["label"][:200], figures=one)
        for place, (silence, one) in enumerate(zip(silences, shown, strict=True))
    )
    Step.objects.bulk_create(
        Step(
            session=session, position=place, kind=plan.kind, title=plan.title, minutes=plan.minutes, writes=plan.writes,
            prompt=question if question and plan.kind == "write" else plan.prompt, reveals=plan.reveals, desk_note=plan.note,
            apart=plan.apart, one_by_one=plan.one_by_one,
        )
        for place, plan in enumerate(version.steps)
    )
    session.focus = placed[0]
    session.save(update_fields=["focus"])
    if meeting is not None:
        prepare_meeting(by=by, meeting=meeting, session=session)
    audit("session.prepared", by=by, space=by.space, about=session, silences=len(silences))
    return session


@act
def open_session(*, by, session, op_id=None):
    """Begin: the first step's clock runs, the table may write when the step says so."""
    lead(by, session)
    if session.state != Session.State.DRAFT:
        return record(Verb.CLOCK_CHANGED, session, by, op_id)
    _previous, first = agenda.neighbours(list(session.steps.all()), None)
    session.state, session.opened_at, session.step = Session.State.OPEN, timezone.now(), first
    session.clock = agenda.start(first.minutes, session.opened_at)
    session.save()
    if first.apart:
        take_sides(session)
    audit("session.opened", by=by, space=session.space, about=session)
    sheet = session.sheet_version
    return record(Verb.OPENED, session, by, op_id, step=str(first.uuid), sheet=str(sheet.uuid), digest=sheet.digest)


@act
def move_step(*, by, session, to, op_id=None, seen=None):
    """Go to another step, forward or back, with nothing held up; entering one that reveals (at once) shows every private note.

    to: a Step of this session; seen: uuid of the step on the screen where the button was pressed: when the room has already
    moved on from it, nothing happens twice (a double click, a second facilitator).
    """
    lead(by, session)
    if not session.is_open or to.session_id != session.pk:
        raise ValidationError(_("Open the session before moving through its steps."))
    if seen and str(session.step.uuid) != str(seen):
        return record(Verb.CLOCK_CHANGED, session, by, op_id)
    reveals = to.position > session.step.position and to.reveals and not to.one_by_one
    before = place(session)
    session.step, session.clock, session.spotlight = to, agenda.start(to.minutes, timezone.now()), None
    session.save()
    if to.apart:
        take_sides(session)
    if to.kind == "matrix":
        bring_what_was_given(by, session)
    event = record(Verb.STEP_MOVED, session, by, op_id, step=str(to.uuid), revealed=reveals, before=before)
    if reveals:
        session.notes.filter(shown_number=None).update(shown_number=event.number)
    return event


def place(session):
    """Where the session is in its run sheet and on its clock, and what is held up, as JSON: enough to come back."""
    clock = session.clock
    times = {name: at and at.isoformat() for name, at in (("started_at", clock.started_at), ("ends_at", clock.ends_at))}
    return {"step": str(session.step.uuid), "left": clock.left, "spotlight": held_up(session), **times}


def held_up(session):
    """The uuid of the note held up before everyone, or ""."""
    return str(session.notes.filter(pk=session.spotlight_id).values_list("uuid", flat=True).first() or "")


@act
def reveal(*, by, session, one=False, seen="", op_id=None):
    """Show every private note to the table, now; or one alone, held up before everyone.

    one: the next about the silence in focus, then about the others, in an order that says neither who wrote nor when;
    seen: uuid of the note held up on the screen where the button was pressed, or "none": when another one is up since, nothing
    happens twice (a double click, a second facilitator).
    """
    lead(by, session)
    if one and seen and seen != (held_up(session) or "none"):
        return record(Verb.CLOCK_CHANGED, session, by, op_id)
    if one:
        return reveal_next(by, session, op_id)
    event = record(Verb.REVEALED, session, by, op_id)
    session.notes.filter(shown_number=None).update(shown_number=event.number)
    return event


def reveal_next(by, session, op_id):
    waiting = session.notes.filter(shown_number=None).select_related("author", "silence").order_by("uuid")  # drawn at random
    note = waiting.filter(silence=session.focus_id).first() or waiting.first()
    if note is None:
        raise ValidationError(_("There is no private note left to reveal."))
    note.shown_number = session.number + 1
    note.save(update_fields=["shown_number"])
    session.spotlight = note
    session.save(update_fields=["spotlight"])
    about = {"note": str(note.uuid), "silence": str(note.silence.uuid) if note.silence else ""}
    return record(Verb.REVEALED, session, by, op_id, author=str(note.author.uuid) if note.author else "", **about)


@act
def change_clock(*, by, session, act, op_id=None):
    """act: "minute" or "day" (one more), "pause" or "resume"."""
    lead(by, session)
    now = timezone.now()
    if act in agenda.MORE:
        session.clock = agenda.add(session.clock, agenda.MORE[act], now)
    else:
        session.clock = agenda.pause(session.clock, now) if act == "pause" else agenda.resume(session.clock, now)
    session.save(update_fields=["started_at", "ends_at", "left"])
    return record(Verb.CLOCK_CHANGED, session, by, op_id, act=act)


@transaction.atomic
def mend_clock(*, session, now):
    """The server's clock was set back: the step keeps the time it had left, and whoever was seen in the future is seen now.

    Nobody acts: presence is the last instant that the room knows. Returns the Event, or None when there is nothing to mend.
    """
    session = locked(session)
    ahead = session.participants.filter(seen_at__gt=now)
    last = ahead.aggregate(at=Max("seen_at"))["at"]
    if last is None:
        return None
    ahead.update(seen_at=now)
    session.clock = agenda.shifted(session.clock, (now - last).total_seconds())
    session.save(update_fields=["started_at", "ends_at"])
    return record(Verb.CLOCK_CHANGED, session, act="mend")


@act
def change_step(*, by, session, step, op_id=None, **changes):
    """Reword, time, skip or take back a step. changes: among title, prompt, minutes, skipped, desk_note, writes,
    reveals, one_by_one."""
    lead(by, session)
    step = session.steps.get(pk=step.pk)
    if changes.get("skipped") and step.pk == session.step_id:
        raise ValidationError({"skipped": _("This step is going on; move to another one first.")})
    for name, value in changes.items():
        setattr(step, name, value)
    if step.reveals and step.writes == "private":
        raise ValidationError({"reveals": _("In this step everyone writes for themselves; it cannot reveal the notes.")})
    step.full_clean(exclude=["session", "desk_note", "title"], validate_unique=False, validate_constraints=False)
    step.save()
    return record(Verb.STEP_CHANGED, session, by, op_id, step=str(step.uuid))


@act
def reorder_step(*, by, session, step, down, op_id=None):
    """Change a step's place with its neighbour's. down: towards the end."""
    lead(by, session)
    steps = list(session.steps.all())
    here = next(place for place, one in enumerate(steps) if one.pk == step.pk)
    there = here + (1 if down else -1)
    if 0 <= there < len(steps):
        one, other = steps[here], steps[there]
        session.steps.filter(pk=one.pk).update(position=1000 + len(steps))  # free its place first: no two share one
        session.steps.filter(pk=other.pk).update(position=one.position)
        session.steps.filter(pk=one.pk).update(position=other.position)
    return record(Verb.STEP_CHANGED, session, by, op_id, step=str(step.uuid))


@act
def focus(*, by, session, silence, op_id=None):
    """Put a silence in the middle of every screen; anyone may look elsewhere and come back."""
    lead(by, session)
    before = str(session.focus.uuid) if session.focus else ""
    session.focus = session.silences.get(pk=silence.pk)
    session.save(update_fields=["focus"])
    return record(Verb.FOCUSED, session, by, op_id, silence=str(silence.uuid), before=before)


@act
def hide_names(*, by, session, hidden, op_id=None):
    """Take the authors off every screen, or bring them back; an anonymous session has none to bring back."""
    lead(by, session)
    before, session.names_hidden = session.names_hidden, hidden or session.anonymous
    session.save(update_fields=["names_hidden"])
    return record(Verb.NAMES_CHANGED, session, by, op_id, hidden=session.names_hidden, before=before)


@act
def freeze(*, by, session, frozen, op_id=None):
    """Pause what participants write, sign and vote, so that all listen; or let it go on. What they type meanwhile is kept."""
    lead(by, session)
    before, session.frozen = session.frozen, frozen
    session.save(update_fields=["frozen"])
    return record(Verb.FROZEN, session, by, op_id, frozen=frozen, before=before)


@act
def spotlight(*, by, session, note=None, op_id=None):
    """Hold a shown note up before everyone (None: put it down)."""
    lead(by, session)
    before = held_up(session)
    session.spotlight = session.notes.exclude(shown_number=None).get(pk=note.pk) if note else None
    session.save(update_fields=["spotlight"])
    return record(Verb.SPOTLIT, session, by, op_id, note=str(note.uuid) if note else "", before=before)


@act
def change_door(*, by, session, act, op_id=None):
    """act: "rotate" (a new code; the old one is dead), "lock", "unlock", "approve" (guests wait) or "welcome" (they do not)."""
    lead(by, session)
    if act == "rotate":
        session.code = new_code()
    elif act in ("lock", "unlock"):
        session.locked = act == "lock"
    else:
        session.approves = act == "approve"
    session.save(update_fields=["code", "locked", "approves"])
    return record(Verb.DOOR_CHANGED, session, by, op_id, act=act)


@transaction.atomic
def close_session(*, by, session, op_id=None):
    """End the session: its code dies, its ballots close, the journey's grid is sealed under its name.

    by: the Participant who facilitates. What outlives the session (hypotheses, grid, decisions, actions) is already in its place.
    """
    from . import sealing

    session = locked(session)
    if op_id is not None and (first := session.events.filter(op_id=op_id).first()):
        return first
    by = session.participants.select_related("member__user", "member__space").get(pk=by.pk)
    by.session = session
    lead(by, session)
    if session.state == Session.State.DRAFT:
        raise ValidationError(_("This session has not begun; there is nothing to close."))
    session.ballots.filter(closed_at=None).update(closed_at=timezone.now())
    matrix.leave_held(held=group_of(session))
    session.grid_version = sealing.seal_grid(session, by)
    session.state, session.closed_at, session.code = Session.State.CLOSED, timezone.now(), None
    session.clock = agenda.Clock()
    session.rights += 1
    session.save()
    audit("session.closed", by=by, space=session.space, about=session)
    return record(Verb.CLOSED, session, by, op_id)
