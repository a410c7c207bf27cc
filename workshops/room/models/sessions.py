"""A session, its run sheet and clock, its door, and the silences on its table."""
import secrets
import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from project.dates import DAY
from workshops.rituals.sheets import plans

from .. import agenda

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # 31 letters and digits that nobody confuses aloud or on a screen
CODE_LENGTH = 8


def new_code():
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def new_epoch():
    return secrets.token_hex(4)


class SessionQuerySet(models.QuerySet):
    def visible_to(self, who):
        """Every session of a member's space; of a guest or another participant, theirs alone."""
        if hasattr(who, "session_id"):
            return self.filter(pk=who.session_id)
        return self.filter(space=who.space)


class Session(models.Model):
    """A group reads some silences of one reading together."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("session", "being prepared")
        OPEN = "open", pgettext_lazy("session", "open")
        CLOSED = "closed", pgettext_lazy("session", "closed")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    space = models.ForeignKey("spaces.Space", models.CASCADE, related_name="sessions")
    journey = models.ForeignKey("maps.Journey", models.CASCADE, related_name="sessions")
    reading = models.ForeignKey("silences.Reading", models.RESTRICT, related_name="sessions")
    title = models.CharField(_("title"), max_length=160)
    question = models.CharField(_("question of the session"), max_length=300, blank=True)
    sheet_version = models.ForeignKey("rituals.RunSheetVersion", models.PROTECT, related_name="sessions")  # as it was prepared
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)

    code = models.CharField(max_length=CODE_LENGTH, unique=True, null=True, default=new_code)  # noqa: DJ001 - none once closed
    locked = models.BooleanField(default=False)
    approves = models.BooleanField(_("guests wait for approval"), default=False)
    guests_at_most = models.PositiveSmallIntegerField(default=500)

    step = models.ForeignKey("Step", models.SET_NULL, null=True, related_name="+")
    started_at = models.DateTimeField(null=True)  # of the current step
    ends_at = models.DateTimeField(null=True)
    left = models.PositiveIntegerField(null=True)  # seconds, while the clock is paused
    focus = models.ForeignKey("SessionSilence", models.SET_NULL, null=True, related_name="+")
    frozen = models.BooleanField(_("writing is paused"), default=False)
    spotlight = models.ForeignKey("Note", models.SET_NULL, null=True, related_name="+")  # held up before everyone
    names_hidden = models.BooleanField(_("hide names"), default=False)
    anonymous = models.BooleanField(_("anonymous"), default=False)  # fixed once the session opens

    number = models.PositiveIntegerField(default=0)  # of the latest event
    rights = models.PositiveIntegerField(default=0)  # grows when someone's rights change
    epoch = models.CharField(max_length=8, default=new_epoch)

    grid_version = models.ForeignKey("grids.GridVersion", models.RESTRICT, null=True, related_name="sessions")
    created_by = models.ForeignKey("spaces.Member", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=["draft", "open", "closed"]), name="session_state_known"),
            models.CheckConstraint(
                condition=Q(state="draft", opened_at=None) | Q(state__in=["open", "closed"], opened_at__isnull=False),
                name="session_opened_once_open",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False, code=None) | (~Q(state="closed") & Q(closed_at=None)),
                name="session_closed_has_no_code",
            ),
            models.CheckConstraint(condition=Q(left=None) | Q(ends_at=None), name="session_paused_or_running"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("session", args=[self.space.slug, self.uuid])

    @property
    def room(self):
        """Its name on the live road."""
        return f"session.{self.uuid}"

    @property
    def is_open(self):
        return self.state == self.State.OPEN

    @property
    def is_closed(self):
        return self.state == self.State.CLOSED

    @property
    def clock(self):
        return agenda.Clock(self.started_at, self.ends_at, self.left)

    @clock.setter
    def clock(self, clock):
        self.started_at, self.ends_at, self.left = clock.started_at, clock.ends_at, clock.left

    @property
    def shown_code(self):
        """The code as people read it aloud: two groups of four."""
        return f"{self.code[:4]}-{self.code[4:]}" if self.code else ""

    @property
    def hides_authors(self):
        return self.anonymous or self.names_hidden


class Step(models.Model):
    """One line of this session's run sheet."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(Session, models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=list(plans.KINDS.items()))
    title = models.CharField(_("title"), max_length=60)
    prompt = models.CharField(_("prompt"), max_length=300, blank=True)
    minutes = models.PositiveIntegerField(_("minutes"))
    writes = models.CharField(_("who sees"), max_length=10, choices=list(plans.WRITES.items()), default="none")
    reveals = models.BooleanField(_("reveals the private notes"), default=False)
    one_by_one = models.BooleanField(_("one by one"), default=False)  # entering shows none yet; whoever leads asks for each
    apart = models.BooleanField(_("in two groups"), default=False)
    desk_note = models.CharField(_("note for the facilitator"), max_length=500, blank=True)
    skipped = models.BooleanField(_("skipped"), default=False)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["session", "position"], name="step_position_once"),
            models.CheckConstraint(condition=Q(kind__in=list(plans.KINDS)), name="step_kind_known"),
            models.CheckConstraint(condition=Q(writes__in=list(plans.WRITES)), name="step_writes_known"),
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=plans.LONGEST_STEP), name="step_lasts_a_minute_or_more"
            ),
            models.CheckConstraint(condition=Q(one_by_one=False) | Q(reveals=True), name="step_one_by_one_reveals"),
        ]

    def __str__(self):
        return self.title

    @property
    def takes_days(self):
        return self.minutes >= DAY


class SessionSilence(models.Model):
    """A silence on this session's table, with its masked figures as they were when it was put there."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(Session, models.CASCADE, related_name="silences")
    silence = models.ForeignKey("silences.Silence", models.RESTRICT, related_name="sessions")
    position = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=200)
    figures = models.JSONField(default=dict)  # see queries.Figures
    weighed_at = models.DateTimeField(null=True)  # when this table revealed its evidence matrix

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["session", "silence"], name="silence_once_per_session"),
            models.UniqueConstraint(fields=["session", "position"], name="session_silence_position_once"),
        ]

    def __str__(self):
        return self.label
