"""Where events come from and what was kept of them: sources and imported event logs.

A ready log's events are in DATA_DIR/logs/<uuid>/events.parquet, sorted by customer, at, seq, with columns
`customer VARCHAR` (pseudonym), `activity VARCHAR` (trimmed), `at TIMESTAMP` (UTC, microseconds; day 0 is 1970-01-01T00:00Z in
logs with relative days), `seq BIGINT` (order in the file) and `attr_0, attr_1… VARCHAR`, one per name of `attributes`, in order.
NULL means missing. `at` is a word of SQL: quote it. What was refused is in rejects.csv beside it.
"""
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from project.spaces.models import Member, Space

STALLED_AFTER = 30  # seconds without a sign of life


class SpaceQuerySet(models.QuerySet):
    def visible_to(self, who):
        return self.filter(space=who.space)

    def ready(self):
        return self.filter(status="ready")


class Source(models.Model):
    """A place events come from, month after month, with the column choices that worked last time."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    space = models.ForeignKey(Space, models.CASCADE, related_name="sources")
    name = models.CharField(_("name"), max_length=120)
    options = models.JSONField(default=dict)
    objects = SpaceQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["space", "name"], name="source_name_once_per_space")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return f"/{self.space.slug}/logs/sources/{self.uuid}/"


class ListedCustomer(models.Model):
    """A customer of a source to leave out (staff, robots), or one known under a second identifier. Pseudonyms only."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="listed")
    pseudonym = models.CharField(max_length=64)
    same_as = models.CharField(max_length=64, blank=True)  # empty: left out; else the pseudonym that counts

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "pseudonym"], name="customer_listed_once_per_source")]

    def __str__(self):
        return self.pseudonym


class EventLog(models.Model):
    """One imported file: its counts in the database, its events in columnar files under DATA_DIR/logs/<uuid>/.

    Waiting without options: its columns are still to be chosen. Waiting with options: its turn will come.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("waiting")
        IMPORTING = "importing", _("being imported")
        READY = "ready", _("ready")
        FAILED = "failed", _("failed")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    space = models.ForeignKey(Space, models.CASCADE, related_name="logs")
    source = models.ForeignKey(Source, models.SET_NULL, null=True, blank=True, related_name="logs")
    title = models.CharField(_("title"), max_length=160)
    file_name = models.CharField(max_length=255, blank=True)
    file_size = models.PositiveBigIntegerField(default=0)  # bytes, as received
    file_digest = models.CharField(max_length=64, blank=True)
    status = models.CharField(max_length=12, choices=Status, default=Status.WAITING)
    progress = models.PositiveSmallIntegerField(default=0)  # percent
    phase = models.CharField(max_length=20, blank=True)
    attempt = models.CharField(max_length=32, blank=True)  # whose import this is
    heartbeat_at = models.DateTimeField(null=True)
    problem = models.JSONField(default=dict)  # {"problem": code, "details": {…}} of a failed import
    lines = models.PositiveBigIntegerField(default=0)
    kept = models.PositiveBigIntegerField(default=0)
    filtered = models.PositiveBigIntegerField(default=0)
    rejected = models.PositiveBigIntegerField(default=0)
    reasons = models.JSONField(default=dict)  # {reason: lines} of what was not kept
    customers = models.PositiveBigIntegerField(default=0)
    first_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField(null=True)
    timezone = models.CharField(max_length=60, default="Europe/Paris")
    relative_days = models.BooleanField(default=False)  # times count days from day 0, stored as 1970-01-01T00:00Z
    options = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)  # of the file's bytes and the options
    attributes = models.JSONField(default=list)
    activities = models.JSONField(default=list)  # [[name, count], …]
    cautions = models.JSONField(default=list)  # [{"code", "count", …}, …]
    instrument = models.JSONField(default=dict)  # see instrument.report
    created_by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=now)
    objects = SpaceQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["space", "digest"], name="log_once_per_space"),
            models.CheckConstraint(
                condition=~Q(status="ready") | Q(lines=models.F("kept") + models.F("filtered") + models.F("rejected")),
                name="log_lines_add_up",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return f"/{self.space.slug}/logs/{self.uuid}/"

    @property
    def folder(self):
        """Where this log's files are."""
        return settings.DATA_DIR / "logs" / str(self.uuid)

    @property
    def events_path(self):
        return self.folder / "events.parquet"

    @property
    def rejects_path(self):
        return self.folder / "rejects.csv"

    @property
    def upload_path(self):
        """The file as received, while its columns are chosen and until it is imported."""
        return self.folder / "upload"

    @property
    def has_upload(self):
        return self.upload_path.exists()

    @property
    def needs_mapping(self):
        return self.status == self.Status.WAITING and not self.options

    def is_stalled(self, at):
        """Whether its import stopped giving signs of life."""
        return (
            self.status == self.Status.IMPORTING
            and (self.heartbeat_at is None or (at - self.heartbeat_at).total_seconds() > STALLED_AFTER)
        )

    @property
    def events(self):
        """How many events the log holds: those of this file, and of the log it continues."""
        return sum(count for _name, count in self.activities) if "continues" in self.options else self.kept

    def column_of(self, attribute):
        """The Parquet column of an attribute. Raises ValueError for a name the log does not have."""
        return f"attr_{self.attributes.index(attribute)}"
