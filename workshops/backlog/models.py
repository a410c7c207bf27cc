"""Actions, the effect each one announced before it began, and the effect that later readings measured.

The database refuses an accepted action that does not say which silence it should change, by how much, by when, and what
would disprove it; and a measured effect that claims a verdict without its difference and interval.
"""
import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from . import rules


class Status(models.TextChoices):
    PROPOSED = "proposed", pgettext_lazy("action", "proposed")
    ACCEPTED = "accepted", pgettext_lazy("action", "accepted")
    IN_PROGRESS = "in_progress", pgettext_lazy("action", "in progress")
    WAITING = "waiting", pgettext_lazy("action", "waiting for others")
    DONE = "done", pgettext_lazy("action", "done")
    ABANDONED = "abandoned", pgettext_lazy("action", "abandoned")


class Kind(models.TextChoices):
    SCRIPT = "script", pgettext_lazy("action", "script")
    ARTICLE = "article", pgettext_lazy("action", "knowledge-base article")
    WORKFLOW = "workflow", pgettext_lazy("action", "workflow change")
    PRODUCT = "product", pgettext_lazy("action", "product fix")
    TRAINING = "training", pgettext_lazy("action", "training")
    COMMUNICATION = "communication", pgettext_lazy("action", "communication")
    NOTHING = "nothing", pgettext_lazy("action", "do nothing, on purpose")
    OTHER = "other", pgettext_lazy("action", "other")


class Direction(models.TextChoices):
    LESS = "less", _("less silence")
    MORE = "more", _("more silence")


class Verdict(models.TextChoices):
    CHANGED = "changed", pgettext_lazy("effect", "changed")
    UNCHANGED = "unchanged", pgettext_lazy("effect", "unchanged")
    WORSE = "worse", pgettext_lazy("effect", "worse")
    UNDECIDABLE = "undecidable", pgettext_lazy("effect", "we do not know yet")


class Obstacle(models.TextChoices):
    """Why an effect cannot be told; empty when the interval itself is what leaves us undecided."""

    NONE = "", _("the interval holds both no change and the expected one")
    FEW = "few", _("too few customers to compare")
    INSTRUMENT = "instrument", _("check the instrument: the log may be silent, not the customers")
    FOLLOW_UP = "follow_up", _("the two readings did not observe for the same time")
    EXPECTATION = "expectation", _("the touchpoint is no longer expected in the same way")
    ABSENT = "absent", _("the silence is not in one of the two readings")
    NO_BEFORE = "no_before", _("no reading ended before the action began")


EFFECT_STATED = (
    Q(silence__isnull=False) & Q(expected_size__isnull=False) & Q(observe_from__isnull=False)
    & Q(observe_until__isnull=False) & ~Q(expected_direction="") & ~Q(would_disprove="")
)


class ActionQuerySet(models.QuerySet):
    def visible_to(self, who):
        return self.filter(space=who.space)

    def open(self):
        return self.exclude(status__in=[Status.DONE, Status.ABANDONED])

    def late(self, today):
        return self.open().filter(due__lt=today)

    def announced(self):
        """Accepted at least once, with the effect that a reading can judge."""
        return self.filter(EFFECT_STATED).exclude(status__in=[Status.PROPOSED, Status.ABANDONED])


class Action(models.Model):
    """An owned, dated step, with the effect it should have on one silence (`expected_size` in points of its rate)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    space = models.ForeignKey("spaces.Space", models.CASCADE, related_name="actions")
    decision = models.ForeignKey("decisions.Decision", models.SET_NULL, null=True, blank=True, related_name="actions")
    title = models.CharField(_("title"), max_length=160)
    text = models.TextField(_("details"), blank=True)
    html = models.TextField(editable=False, blank=True)
    kind = models.CharField(_("kind"), max_length=14, choices=Kind, default=Kind.OTHER)
    owner = models.ForeignKey("spaces.Member", models.SET_NULL, null=True, blank=True, related_name="owned_actions")
    owner_name = models.CharField(_("owner without an account"), max_length=80, blank=True)
    due = models.DateField(_("due date"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.PROPOSED)
    silence = models.ForeignKey("silences.Silence", models.PROTECT, null=True, blank=True, related_name="actions")
    read_in = models.ForeignKey("silences.Reading", models.SET_NULL, null=True, blank=True, related_name="+")
    expected_direction = models.CharField(_("expected effect"), max_length=4, choices=Direction, blank=True)
    expected_size = models.DecimalField(_("by how many points"), max_digits=4, decimal_places=1, null=True, blank=True)
    observe_from = models.DateField(_("effect visible from"), null=True, blank=True)
    observe_until = models.DateField(_("effect expected by"), null=True, blank=True)
    would_disprove = models.TextField(_("what would disprove it"), blank=True)
    proposed_by = models.ForeignKey("spaces.Member", models.SET_NULL, null=True, related_name="+")
    proposed_name = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    accepted_at = models.DateTimeField(null=True, editable=False)
    done_at = models.DateTimeField(null=True, editable=False)
    objects = ActionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="action_status_known"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="action_kind_known"),
            models.CheckConstraint(
                condition=Q(status__in=[Status.PROPOSED, Status.ABANDONED]) | EFFECT_STATED,
                name="action_accepted_states_its_effect",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[Status.PROPOSED, Status.ABANDONED]) | Q(accepted_at__isnull=False),
                name="action_under_way_was_accepted",
            ),
            models.CheckConstraint(
                condition=Q(expected_size__isnull=True) | Q(expected_size__gt=0, expected_size__lte=100),
                name="action_size_in_points",
            ),
            models.CheckConstraint(
                condition=Q(observe_from__isnull=True) | Q(observe_until__isnull=True) | Q(observe_until__gte=F("observe_from")),
                name="action_observed_forwards",
            ),
            models.CheckConstraint(condition=Q(owner__isnull=True) | Q(owner_name=""), name="action_one_owner"),
        ]

    def __str__(self):
        return self.title

    @property
    def owner_label(self):
        return str(self.owner) if self.owner_id else self.owner_name

    @property
    def states_effect(self):
        """Whether everything that must be said before accepting is said."""
        return bool(
            self.silence_id and self.expected_size and self.expected_direction
            and self.observe_from and self.observe_until and self.would_disprove.strip()
        )

    @property
    def expected_change(self):
        """The expected difference of the silent rate, in points, negative for less silence; None while unstated."""
        if self.expected_size is None or not self.expected_direction:
            return None
        return float(self.expected_size) * (1 if self.expected_direction == Direction.MORE else -1)

    def is_late(self, today):
        return rules.is_late(self.status, self.due, today)


class StatusChange(models.Model):
    """One dated step of an action, with the reason given."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="changes")
    status = models.CharField(max_length=12, choices=Status)
    reason = models.TextField(blank=True)
    voice = models.CharField(max_length=60, blank=True)  # "member:<uuid>" or "participant:<uuid>"; empty for a tracker
    who = models.CharField(max_length=80, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["changed_at", "pk"]
        constraints = [models.CheckConstraint(condition=Q(status__in=Status.values), name="action_change_status_known")]


class MeasuredEffect(models.Model):
    """What one later reading says of one action: after minus before, in points of the silent rate, with its interval."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    action = models.ForeignKey(Action, models.CASCADE, related_name="effects")
    before = models.ForeignKey("silences.Reading", models.CASCADE, null=True, related_name="+")
    after = models.ForeignKey("silences.Reading", models.CASCADE, related_name="+")
    difference = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    due_before = models.PositiveIntegerField(null=True)
    due_after = models.PositiveIntegerField(null=True)
    verdict = models.CharField(max_length=12, choices=Verdict)
    obstacle = models.CharField(max_length=12, choices=Obstacle, blank=True)
    judged_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["judged_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["action", "after"], name="effect_once_per_reading"),
            models.CheckConstraint(condition=Q(verdict__in=Verdict.values), name="effect_verdict_known"),
            models.CheckConstraint(
                condition=Q(verdict=Verdict.UNDECIDABLE)
                | Q(difference__isnull=False, low__isnull=False, high__isnull=False, before__isnull=False, obstacle=""),
                name="effect_verdict_has_interval",
            ),
            models.CheckConstraint(
                condition=Q(difference__isnull=True) | Q(low__lte=F("difference"), high__gte=F("difference")),
                name="effect_difference_within_interval",
            ),
        ]


class Notice(models.Model):
    """Closing the loop: what customers were told of an action, where and when, or why they were not told."""

    action = models.OneToOneField(Action, models.CASCADE, related_name="notice")
    text = models.TextField(_("what customers are told"), blank=True)
    html = models.TextField(editable=False, blank=True)
    channel = models.CharField(_("where"), max_length=80, blank=True)
    told_on = models.DateField(_("told on"), null=True, blank=True)
    untold_because = models.TextField(_("not told, because"), blank=True)
    voice = models.CharField(max_length=60, blank=True)  # "member:<uuid>" or "participant:<uuid>"; empty for a tracker
    who = models.CharField(max_length=80, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(told_on__isnull=False, untold_because="") & ~Q(text="") & ~Q(channel="")
                | Q(told_on__isnull=True) & ~Q(untold_because=""),
                name="notice_told_or_says_why_not",
            ),
        ]
