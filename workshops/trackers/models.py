"""External trackers that report on issues, the issue that carries out an action, and the deliveries already heard.

A tracker owns the work status of its issue; the expected and measured effect stay here. What it says is never written over
what people said here when both disagree: the conflict is shown.
"""
import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Provider(models.TextChoices):
    GITHUB = "github", "GitHub"
    GITLAB = "gitlab", "GitLab"
    JIRA = "jira", "Jira"


class TrackerQuerySet(models.QuerySet):
    def visible_to(self, who):
        return self.filter(space=who.space)


class Tracker(models.Model):
    """One webhook of one project elsewhere. `own_account`: whoever acts there for us, whose events are echoes."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    space = models.ForeignKey("spaces.Space", models.CASCADE, related_name="trackers")
    provider = models.CharField(_("tracker"), max_length=10, choices=Provider)
    name = models.CharField(_("name"), max_length=120)
    own_account = models.CharField(_("account that writes for us there"), max_length=120, blank=True)
    secret_number = models.PositiveIntegerField(default=1, editable=False)
    created_by = models.ForeignKey("spaces.Member", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)
    heard_at = models.DateTimeField(null=True, editable=False)
    objects = TrackerQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(provider__in=Provider.values), name="tracker_provider_known")]

    def __str__(self):
        return self.name


class Link(models.Model):
    """The issue that carries out one action. `conflict`: what the tracker says that cannot be so here, in words."""

    tracker = models.ForeignKey(Tracker, models.CASCADE, related_name="links")
    action = models.OneToOneField("backlog.Action", models.CASCADE, related_name="external")
    key = models.CharField(max_length=160)  # "owner/project#12" or "key-12", in lower case
    url = models.URLField(max_length=500, blank=True)
    said = models.CharField(max_length=80, blank=True)  # the tracker's own word
    changed_at = models.DateTimeField(null=True)  # there
    conflict = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tracker", "key"], name="issue_carries_one_action")]

    def __str__(self):
        return self.key


class Delivery(models.Model):
    """One call of a tracker, kept by its name alone so that a repeat does nothing."""

    tracker = models.ForeignKey(Tracker, models.CASCADE, related_name="deliveries")
    name = models.CharField(max_length=100)
    outcome = models.CharField(max_length=12)
    received_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tracker", "name"], name="delivery_heard_once")]
