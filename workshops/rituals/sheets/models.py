"""Run sheets (trames): a draft of steps that facilitators write, and the sealed versions that sessions are opened with.

A shipped sheet becomes a row the first time a space uses it, and its words are never edited there: one edits a local copy.
"""
import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from project.sealing.models import Sealed, SealedQuerySet
from project.sealing.protection import protect

from .plans import StepPlan, minutes


class RunSheetQuerySet(models.QuerySet):
    def visible_to(self, who):
        return self.filter(space=who.space)


class RunSheet(models.Model):
    """A run sheet of a space. `draft` is a list of StepPlan.as_dict(); `revision` grows at each edit of it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    space = models.ForeignKey("spaces.Space", models.PROTECT, related_name="run_sheets")
    shipped = models.CharField(max_length=20, blank=True)  # which one of the house; empty for a local sheet
    parent = models.ForeignKey("RunSheetVersion", models.PROTECT, null=True, related_name="copies")
    title = models.CharField(_("title"), max_length=80)
    draft = models.JSONField(default=list)
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    objects = RunSheetQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["space", "shipped"], condition=~Q(shipped=""), name="shipped_sheet_once_per_space"),
            models.CheckConstraint(condition=~Q(title=""), name="run_sheet_has_a_title"),
        ]

    def __str__(self):
        return self.title

    @property
    def chain(self):
        """Name of its sealed revisions."""
        return f"runsheet:{self.uuid}"

    @property
    def name(self):
        """How forms name it."""
        return self.shipped or str(self.uuid)

    @property
    def steps(self):
        return [StepPlan.from_dict(kept) for kept in self.draft]

    @property
    def minutes(self):
        return minutes(self.steps)

    @property
    def latest(self):
        """The last sealed version, or None."""
        return self.versions.select_related("revision").order_by("-number").first()


def witness(version):
    return version.sheet.chain, version.number, version.revision.content


class VersionQuerySet(SealedQuerySet):
    def visible_to(self, who):
        return self.filter(sheet__space=who.space)


@protect(witness=witness)
class RunSheetVersion(Sealed):
    """What a session is opened with: sealed, whatever becomes of the draft."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sheet = models.ForeignKey(RunSheet, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    revision = models.OneToOneField("sealing.SealedRevision", models.PROTECT, related_name="+")
    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["sheet", "number"], name="run_sheet_version_number_once")]

    def __str__(self):
        return self.title

    @property
    def title(self):
        return self.revision.content["title"]

    @property
    def steps(self):
        return [StepPlan.from_dict(kept) for kept in self.revision.content["steps"]]

    @property
    def digest(self):
        return self.revision.digest
