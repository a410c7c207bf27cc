"""Everything that changes a series: make it, frame it, plan more meetings, move, cancel or prepare one, say it was held.

Refuses meetings in the past, two at one instant, sessions of another space or already told of another meeting.
"""
from datetime import datetime
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from project.audit import record
from project.markup import render
from project.spaces.doors import require

from . import rules
from .dates import days_of, next_day
from .models import NOT_HELD, Meeting, Series
from .sheets.actions import sheet_named

AHEAD = 6  # meetings planned at once
FIELDS = ("title", "question", "scope", "out_of_scope", "journey", "sheet", "rhythm", "first_on", "at", "minutes", "place")


@transaction.atomic
def start_series(*, by, uuid=None, **fields):
    """A series with its next meetings; names of `fields` are those of FIELDS. The same uuid twice writes once.

    sheet: among them, the name of the run sheet that its sessions start from, or empty.
    """
    require(rules.can_plan(by, by.space))
    if uuid and (existing := Series.objects.filter(uuid=uuid, space=by.space).first()):
        return existing
    series = Series(space=by.space, created_by=by.member, **({"uuid": uuid} if uuid else {}))
    _write(series, fields)
    series.save()
    for day in days_of(series.first_on, series.rhythm, AHEAD):
        Meeting.objects.create(series=series, starts_at=_instant(series, day), minutes=series.minutes)
    record("series.started", by=by, space=series.space, about=series, rhythm=series.rhythm)
    return series


@transaction.atomic
def change_series(*, by, series, **fields):
    """Change the framing; meetings already planned keep their day and hour, and calendars learn of another title or place."""
    require(rules.can_plan(by, series.space))
    before = Series.objects.values("title", "place").get(pk=series.pk)
    _write(series, fields)
    series.save()
    if before != {"title": series.title, "place": series.place}:
        now = timezone.now()
        coming = series.meetings.filter(NOT_HELD, starts_at__gt=now, cancelled_at=None)
        coming.update(revision=F("revision") + 1, changed_at=now)
    record("series.changed", by=by, space=series.space, about=series)
    return series


@transaction.atomic
def end_series(*, by, series):
    """Stop planning; what is planned and not held is taken back, or cancelled once people were invited. Anyone who may plan can
    start again.
    """
    require(rules.can_plan(by, series.space))
    if series.ended_at is None:
        series.ended_at = timezone.now()
        series.save()
        planned = series.meetings.filter(NOT_HELD, starts_at__gt=series.ended_at, cancelled_at=None)
        for meeting in planned.filter(letters__isnull=False).distinct():
            cancel_meeting(by=by, meeting=meeting, reason=_("The series has ended."))
        planned.delete()
        record("series.ended", by=by, space=series.space, about=series)
    return series


@transaction.atomic
def plan_more(*, by, series, number=AHEAD):
    """Plan the next meetings after the last one; taking up an ended series again. Returns them."""
    require(rules.can_plan(by, series.space))
    series.ended_at = None
    series.save()
    last = series.meetings.last()
    day = timezone.localtime(last.starts_at, ZoneInfo(series.space.timezone)).date() if last else series.first_on
    made = []
    while len(made) < number and (day := next_day(day, series.first_on, series.rhythm)) is not None:
        if _instant(series, day) > timezone.now():
            made.append(Meeting.objects.create(series=series, starts_at=_instant(series, day), minutes=series.minutes))
    record("series.planned", by=by, space=series.space, about=series, meetings=len(made))
    return made


@transaction.atomic
def move_meeting(*, by, meeting, starts_at, minutes):
    """Another day, hour or length; a cancelled meeting is on again."""
    require(rules.can_plan(by, meeting.series.space))
    if meeting.was_held:
        raise ValidationError(_("This meeting was held: its day no longer changes."))
    if starts_at <= timezone.now():
        raise ValidationError({"starts_at": _("Give a day and an hour to come.")})
    if meeting.series.meetings.filter(starts_at=starts_at).exclude(pk=meeting.pk).exists():
        raise ValidationError({"starts_at": _("This series already meets then.")})
    meeting.starts_at, meeting.minutes, meeting.cancelled_at, meeting.reason = starts_at, minutes, None, ""
    return _changed(meeting, by, "meeting.moved")


@transaction.atomic
def cancel_meeting(*, by, meeting, reason):
    """Say that it will not take place, and why; a session that was prepared for it stays, on its own."""
    require(rules.can_plan(by, meeting.series.space))
    if not reason.strip():
        raise ValidationError({"reason": _("Say why, in a few words.")})
    if meeting.was_held:
        raise ValidationError(_("This meeting was held: it is not cancelled."))
    meeting.session = None
    meeting.cancelled_at, meeting.reason = meeting.cancelled_at or timezone.now(), reason.strip()
    return _changed(meeting, by, "meeting.cancelled")


@transaction.atomic
def say_held(*, by, meeting, session):
    """Link the session that took place at this meeting (None takes the link back)."""
    require(rules.can_plan(by, meeting.series.space))
    if session is not None:
        if session.space_id != meeting.series.space_id:
            raise ValidationError({"session": _("Choose a session of this space.")})
        if Meeting.objects.filter(session=session).exclude(pk=meeting.pk).exists():
            raise ValidationError({"session": _("This session already belongs to another meeting.")})
        meeting.cancelled_at, meeting.reason = None, ""
    meeting.session = session
    return _changed(meeting, by, "meeting.held")


@transaction.atomic
def prepare_meeting(*, by, meeting, session):
    """Tie a session just prepared to its meeting: opening it is holding the meeting. A cancelled meeting is on again."""
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("series__space").get(pk=meeting.pk)
    require(rules.can_plan(by, meeting.series.space) and session.space_id == meeting.series.space_id)
    if meeting.session_id is not None:
        raise ValidationError(_("A session was already prepared for this meeting."))
    meeting.session, meeting.cancelled_at, meeting.reason = session, None, ""
    return _changed(meeting, by, "meeting.prepared")


@transaction.atomic
def renew_feed(*, by, series):
    """Give the calendar another address; the old one opens nothing any more."""
    require(rules.can_plan(by, series.space))
    series.feed += 1
    series.save()
    record("series.feed_renewed", by=by, space=series.space, about=series)
    return series


def _changed(meeting, by, verb):
    """Save a change; the revision grows when calendars would show another day, hour, length or cancellation."""
    before = Meeting.objects.select_for_update().get(pk=meeting.pk)
    shown = ("starts_at", "minutes", "cancelled_at", "reason")
    changed = any(getattr(before, name) != getattr(meeting, name) for name in shown)
    meeting.revision = before.revision + changed
    meeting.changed_at = timezone.now() if changed else before.changed_at
    meeting.save()
    record(verb, by=by, space=meeting.series.space, about=meeting)
    return meeting


def _write(series, fields):
    for name, value in fields.items():
        if name not in FIELDS:
            raise TypeError(f"a series has no field {name!r}")
        if name == "sheet":
            series.run_sheet = sheet_named(space=series.space, name=value) if value else None
            continue
        setattr(series, name, value)
        if name in ("scope", "out_of_scope"):
            try:
                setattr(series, f"{name}_html", render(value) if value.strip() else "")
            except ValidationError as error:
                raise ValidationError({name: error.messages}) from None
    if series.journey is not None and series.journey.space_id != series.space_id:
        raise ValidationError({"journey": _("Choose a journey of this space.")})
    series.full_clean(exclude=["space", "created_by"])


def _instant(series, day):
    """The instant at which a meeting begins on `day`, in the zone of the space."""
    return datetime.combine(day, series.at, tzinfo=ZoneInfo(series.space.timezone))
