"""Readings of silences, computed once and stored, and the register of silences that people read, keep and act upon."""
import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from journeys.logs.models import EventLog
from journeys.maps.models import Journey, JourneyVersion
from project.spaces.models import Member, Space


class SpaceQuerySet(models.QuerySet):
    def visible_to(self, who):
        """Those of the member's own space."""
        return self.filter(space=who.space)


class ReadingQuerySet(SpaceQuerySet):
    def ready(self):
        return self.filter(status="ready")


class Reading(models.Model):
    """The counts of one map on one log over one window. `result` is unmasked (its shape is told in `engine`): pages and
    the API go through `queries.figures` or `masking.masked`.

    For a map that came with figures `log` is empty, as for events that stay in a warehouse (`parameters["warehouse"]` then
    describes the table); it is empty too once the log was deleted: the counts stay.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("waiting")
        COMPUTING = "computing", _("being computed")
        READY = "ready", _("ready")
        FAILED = "failed", _("failed")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    space = models.ForeignKey(Space, models.CASCADE, related_name="readings")
    version = models.ForeignKey(JourneyVersion, models.CASCADE, related_name="readings")
    log = models.ForeignKey(EventLog, models.SET_NULL, null=True, blank=True, related_name="readings")
    parameters = models.JSONField(default=dict)  # {"segments": […], "at_anchor": […], "from": "2026-10-01", "to": …}
    digest = models.CharField(max_length=64)  # of version, log and parameters
    status = models.CharField(max_length=12, choices=Status, default=Status.WAITING)
    attempt = models.CharField(max_length=32, blank=True)  # whose computation this is
    heartbeat_at = models.DateTimeField(null=True)
    problem = models.JSONField(default=dict)  # {"message", "values"} of a failed one, the message an English msgid
    window_from = models.DateTimeField(null=True)
    window_to = models.DateTimeField(null=True)
    customers = models.PositiveBigIntegerField(default=0)
    result = models.JSONField(default=dict)
    created_by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=now)
    objects = ReadingQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["space", "digest"], name="reading_computed_once"),
            models.CheckConstraint(
                condition=Q(status__in=["waiting", "computing", "ready", "failed"]), name="reading_status_known"),
        ]

    def __str__(self):
        return str(self.uuid)

    @property
    def failure(self):
        """Why it failed, in the reader's language; empty unless it did."""
        if not self.problem:
            return ""
        message = self.problem["message"]
        return gettext(message) % self.problem["values"]


class Detection(models.Model):
    """What a reading proposes that the house asked by itself (`detector`): the places of its candidates.

    Listed once per mask, so that saying how many still wait for an answer loads no result. A place is [touchpoint, segment by,
    segment value, kind], as in the register, which knows the answers.
    """

    reading = models.OneToOneField(Reading, models.CASCADE, related_name="detection")
    below = models.PositiveIntegerField(default=0)  # the mask they were listed under; 0 until they are
    places = models.JSONField(default=list)

    def __str__(self):
        return f"{self.reading_id}"


class WarehouseTable(models.Model):
    """A table of events that stays in the warehouse of this server, and which of its columns say who, what and when.

    Named by an owner; the warehouse's own address is nowhere but in the server's environment.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    space = models.ForeignKey(Space, models.CASCADE, related_name="warehouse_tables")
    name = models.CharField(max_length=200)  # with its schema if it has one: sales.events
    customer = models.CharField(max_length=120)
    activity = models.CharField(max_length=120)
    at = models.CharField(max_length=120)
    attributes = models.JSONField(default=list)  # columns to split by
    timezone = models.CharField(max_length=60)  # of times without one
    created_by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=now)
    objects = SpaceQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["space", "name"], name="warehouse_table_once_per_space"),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(customer="") & ~Q(activity="") & ~Q(at=""), name="warehouse_table_is_whole"),
        ]

    def __str__(self):
        return self.name

    @property
    def described(self):
        """The table as a reading of it remembers it."""
        return {"name": self.name, "customer": self.customer, "activity": self.activity, "at": self.at,
                "attributes": self.attributes, "timezone": self.timezone}


class SilenceQuerySet(SpaceQuerySet):
    def to_choose(self, kept=()):
        """Those a list offers: neither dismissed nor merged, but for the ones already chosen (`kept`, their keys)."""
        over = Q(status__in=["dismissed", "merged"])
        return self.exclude(over & ~Q(pk__in=list(kept)))


class Silence(models.Model):
    """Something expected that did not happen, worth reading: a touchpoint of a journey, for everyone or for one
    segment.

    `kind` is "" for not activating; else the trajectory it was noticed as, such as an interrupted attempt or a loop.
    """

    class Status(models.TextChoices):
        CANDIDATE = "candidate", _("candidate")
        ACCEPTED = "accepted", _("accepted")
        MERGED = "merged", _("merged")
        DISMISSED = "dismissed", _("dismissed")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    space = models.ForeignKey(Space, models.CASCADE, related_name="silences")
    journey = models.ForeignKey(Journey, models.CASCADE, related_name="silences")
    touchpoint_key = models.CharField(max_length=120)
    label = models.CharField(max_length=200)
    segment_by = models.CharField(max_length=120, blank=True)
    segment_value = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=40, blank=True)
    status = models.CharField(max_length=12, choices=Status, default=Status.ACCEPTED)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
    keeper = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    review_on = models.DateField(null=True, blank=True)
    would_act = models.TextField(max_length=2000, blank=True)  # what would make us act
    reason = models.TextField(max_length=2000, blank=True)  # of its status
    created_by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=now)
    objects = SilenceQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["journey", "touchpoint_key", "segment_by", "segment_value", "kind"], name="silence_once_per_place",
            ),
            models.CheckConstraint(condition=~Q(touchpoint_key="") & ~Q(label=""), name="silence_is_named"),
            models.CheckConstraint(condition=~Q(segment_by="", segment_value__gt=""), name="silence_value_of_something"),
            models.CheckConstraint(
                condition=Q(status="merged", merged_into__isnull=False) | ~Q(status="merged") & Q(merged_into=None),
                name="silence_merged_somewhere",
            ),
            models.CheckConstraint(condition=Q(merged_into=None) | ~Q(merged_into=F("pk")), name="silence_not_into_itself"),
        ]

    def __str__(self):
        return self.label
