"""Journeys, the draft of their map, and the versions that were published. Versions are sealed: written once.

A draft may be wrong in ways that need the other touchpoints to see (an anchor that names nothing); what one row can
say wrongly on its own, the database refuses.
"""
import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from project.sealing.models import Sealed, SealedQuerySet
from project.sealing.protection import protect
from project.spaces.models import Member, Space

from .expectations import EXPECTATIONS, TERMINALS, UNITS, Touchpoint
from .repeats import unfold
from .rows import LIMITS, slug_of


class JourneyQuerySet(models.QuerySet):
    def visible_to(self, who):
        """Those of the member's own space."""
        return self.filter(space=who.space)

    def free_slug(self, space, name):
        """A short name made of `name` that no journey of the space has yet."""
        slug = slug_of(name, 56) or "journey"
        taken = set(self.filter(space=space).values_list("slug", flat=True))
        return next(n for n in (slug, *(f"{slug}-{number}" for number in range(2, 10_000))) if n not in taken)


class Journey(models.Model):
    """What a customer is meant to live; `draft_stages` are the names of its stages in order, empty ones included."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    space = models.ForeignKey(Space, models.CASCADE, related_name="journeys")
    slug = models.SlugField(_("short name"), max_length=64)
    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("description"), max_length=2000, blank=True)
    language = models.CharField(_("language"), max_length=5, default="fr",
                                choices=[("fr", "Français"), ("en", "English")])
    draft_stages = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now)

    objects = JourneyQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["space", "slug"], name="journey_slug_once_per_space"),
            models.CheckConstraint(condition=~Q(slug="") & ~Q(name=""), name="journey_is_named"),
        ]

    def __str__(self):
        return self.name

    @property
    def chain(self):
        """Name of the chain that seals its versions."""
        return f"journey:{self.uuid}"

    @property
    def latest(self):
        """Its last published version, or None."""
        return self.versions.order_by("-number").first()


class DraftQuerySet(models.QuerySet):
    def visible_to(self, who):
        return self.filter(journey__space=who.space)


class DraftTouchpoint(models.Model):
    """One row of a draft; fields as in `Touchpoint`. `revision` grows at each edit, so that nobody overwrites unseen."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    journey = models.ForeignKey(Journey, models.CASCADE, related_name="draft")
    revision = models.PositiveIntegerField(default=1)
    order = models.PositiveIntegerField()
    key = models.CharField(max_length=LIMITS["touchpoint"])
    label = models.CharField(max_length=LIMITS["label"])
    stage = models.CharField(max_length=LIMITS["stage"], blank=True)
    channel = models.CharField(max_length=LIMITS["channel"], blank=True)
    expectation = models.CharField(max_length=20, default="required")
    group = models.CharField(max_length=LIMITS["group"], blank=True)
    condition = models.CharField(max_length=LIMITS["condition"], blank=True)
    anchor = models.CharField(max_length=LIMITS["anchor"], blank=True)
    due_after = models.FloatField(null=True)
    due_unit = models.CharField(max_length=10, blank=True)
    start_events = models.JSONField(default=list)
    events = models.JSONField(default=list)
    terminal = models.CharField(max_length=10, blank=True)
    intent = models.TextField(blank=True)
    owner = models.CharField(max_length=LIMITS["owner"], blank=True)
    note = models.TextField(blank=True)
    goal = models.CharField(max_length=LIMITS["goal"], blank=True)
    minimum = models.PositiveIntegerField(null=True)
    every = models.CharField(max_length=LIMITS["every"], blank=True)
    times = models.PositiveIntegerField(null=True)
    counts = models.JSONField(default=list)

    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["journey", "key"], name="draft_key_once_per_journey"),
            models.CheckConstraint(condition=~Q(key="") & ~Q(label=""), name="draft_is_named"),
            models.CheckConstraint(condition=Q(expectation__in=EXPECTATIONS), name="draft_expectation_known"),
            models.CheckConstraint(condition=Q(terminal__in=TERMINALS), name="draft_terminal_known"),
            models.CheckConstraint(condition=Q(due_unit__in=["", *UNITS]), name="draft_unit_known"),
            models.CheckConstraint(condition=Q(minimum=None) | Q(minimum__gte=1), name="draft_minimum_at_least_one"),
            models.CheckConstraint(condition=Q(due_after=None) | Q(due_after__gte=0), name="draft_delay_not_negative"),
            models.CheckConstraint(condition=Q(due_after=None, due_unit="") | Q(due_after__isnull=False) & ~Q(due_unit=""),
                                   name="draft_delay_with_unit"),
            models.CheckConstraint(condition=Q(every="", times=None) | ~Q(every="") & Q(times__isnull=False, times__gte=2),
                                   name="draft_rhythm_with_times"),
        ]

    def __str__(self):
        return self.label

    @property
    def touchpoint(self):
        """The row as the plain value that checks, files and the engine read."""
        values = {name: getattr(self, name) for name in Touchpoint.__dataclass_fields__}
        if self.due_after is not None and float(self.due_after).is_integer():
            values["due_after"] = int(self.due_after)
        return Touchpoint.from_dict(values)


class JourneyVersionQuerySet(SealedQuerySet):
    def visible_to(self, who):
        return self.filter(journey__space=who.space)


def sealed_as(version):
    """The link of the chain that a version repeats: what `verify_seals` compares it with."""
    return version.journey.chain, version.number, version.content


@protect(may_change=["published_by"], witness=sealed_as)
class JourneyVersion(Sealed):
    """A published map: `content` is {"stages": [names], "touchpoints": [Touchpoint.as_dict()…]}, in map order.

    `digest` is the SHA-256 of the canonical JSON of the content: equal digests, equal maps.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    journey = models.ForeignKey(Journey, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")

    objects = JourneyVersionQuerySet.as_manager()

    class Meta:
        ordering = ["journey", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["journey", "number"], name="version_number_once_per_journey"),
            models.CheckConstraint(condition=Q(number__gte=1), name="version_from_one"),
        ]

    def __str__(self):
        return f"{self.journey} v{self.number}"

    @property
    def touchpoints(self):
        """tuple[Touchpoint] in map order."""
        return tuple(Touchpoint.from_dict(values) for values in self.content["touchpoints"])

    @property
    def unfolded(self):
        """The same with each repeated touchpoint as its occurrences: what readings count."""
        return unfold(self.touchpoints)

    @property
    def stages(self):
        return tuple(self.content["stages"])


class UploadQuerySet(models.QuerySet):
    def visible_to(self, who):
        """A file waiting for a decision is seen by whoever brought it, nobody else."""
        return self.filter(by=who)


class MapUpload(models.Model):
    """A map file between its preview and its acceptance; deleted when it is thrown away or a day old.

    Once accepted it holds no bytes any more, only where they went, so that accepting twice does nothing twice.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    by = models.ForeignKey(Member, models.CASCADE, related_name="+")
    journey = models.ForeignKey(Journey, models.CASCADE, null=True, related_name="+")
    name = models.CharField(max_length=200)
    data = models.BinaryField()
    choices = models.JSONField(default=dict)
    uploaded_at = models.DateTimeField(default=timezone.now)
    accepted_at = models.DateTimeField(null=True)

    objects = UploadQuerySet.as_manager()

    def __str__(self):
        return self.name
