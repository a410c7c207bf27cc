"""Series of reading sessions: a framing (question, scope, out of scope), a rhythm, and the meetings it gives rise to.

A meeting points at its session from the day that is prepared, and was held once it opened; attendance, hypotheses and actions
are read from there, never copied.
"""
import uuid
from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .invitations.models import Invitee, Letter  # noqa: F401
from .sheets.models import RunSheet, RunSheetVersion  # noqa: F401

NOT_HELD = Q(session__opened_at=None)  # of a meeting: it has no session, or one that has not begun


class Rhythm(models.TextChoices):
    ONCE = "once", pgettext_lazy("rhythm", "once")
    WEEKLY = "weekly", _("every week")
    FORTNIGHTLY = "fortnightly", _("every other week")
    MONTHLY = "monthly", _("every month, same weekday")
    QUARTERLY = "quarterly", _("every quarter, same weekday")


class SpaceQuerySet(models.QuerySet):
    def visible_to(self, who):
        return self.filter(space=who.space)


class Series(models.Model):
    """A habit of reading together. `feed` grows when its calendar address is renewed, which closes the old one."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    space = models.ForeignKey("spaces.Space", models.CASCADE, related_name="series")
    journey = models.ForeignKey("maps.Journey", models.SET_NULL, null=True, blank=True, related_name="series")
    title = models.CharField(_("title"), max_length=120)
    question = models.CharField(_("question"), max_length=300)
    scope = models.TextField(_("what we read"), blank=True)
    scope_html = models.TextField(editable=False, blank=True)
    out_of_scope = models.TextField(_("what we leave out"), blank=True)
    out_of_scope_html = models.TextField(editable=False, blank=True)
    run_sheet = models.ForeignKey(RunSheet, models.PROTECT, null=True, blank=True, related_name="series")
    rhythm = models.CharField(_("rhythm"), max_length=12, choices=Rhythm, default=Rhythm.MONTHLY)
    first_on = models.DateField(_("first day"))
    at = models.TimeField(_("at"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=75)
    place = models.CharField(_("place or link"), max_length=200, blank=True)
    feed = models.PositiveIntegerField(default=1, editable=False)
    created_by = models.ForeignKey("spaces.Member", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    objects = SpaceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(rhythm__in=Rhythm.values), name="series_rhythm_known"),
            models.CheckConstraint(condition=Q(minutes__gte=5, minutes__lte=24 * 60), name="series_minutes_in_a_day"),
            models.CheckConstraint(condition=~Q(title="") & ~Q(question=""), name="series_is_framed"),
        ]

    def __str__(self):
        return self.title


class Meeting(models.Model):
    """One planned session of a series. `revision` grows when calendars are to replace what they had."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    series = models.ForeignKey(Series, models.CASCADE, related_name="meetings")
    starts_at = models.DateTimeField(_("begins"))
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    session = models.OneToOneField("room.Session", models.SET_NULL, null=True, blank=True, related_name="meeting")
    cancelled_at = models.DateTimeField(null=True, editable=False)
    reason = models.CharField(_("why"), max_length=200, blank=True)
    revision = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["series", "starts_at"], name="meeting_once_per_instant"),
            models.CheckConstraint(condition=Q(cancelled_at=None) | ~Q(reason=""), name="meeting_cancelled_says_why"),
            models.CheckConstraint(condition=Q(cancelled_at=None) | Q(session=None), name="meeting_cancelled_was_not_held"),
        ]

    def __str__(self):
        return f"{self.series}, {self.starts_at:%Y-%m-%d}"

    @property
    def was_held(self):
        return self.session is not None and self.session.opened_at is not None

    @property
    def ends_at(self):
        return self.starts_at + timedelta(minutes=self.minutes)
