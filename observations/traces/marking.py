"""What people add to released traces: labels that merge and split, marks on passages, motifs, confrontations with silences."""
import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SpaceQuerySet(models.QuerySet):
    def visible_to(self, who):
        return self.filter(space=who.space)


class Feeling(models.TextChoices):
    DE_ESCALATION = "de_escalation", _("de-escalation")
    REASSURANCE = "reassurance", _("reassurance")
    BREAK = "break", pgettext_lazy("feeling", "break")
    REPAIR = "repair", _("repair")
    CANNOT_TELL = "cannot_tell", _("cannot tell")


class Verdict(models.TextChoices):
    RESONATES = "resonates", _("resonates")
    CONTRADICTS = "contradicts", pgettext_lazy("fragment", "contradicts")
    CANNOT_TELL = "cannot_tell", _("cannot tell")


class Label(models.Model):
    """An open category: free words first, attached, merged or taken apart later; every move is kept."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    space = models.ForeignKey("spaces.Space", models.PROTECT, related_name="labels")
    name = models.CharField(_("label"), max_length=80)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    objects = SpaceQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["space", "name"], name="label_named_once"),
            models.CheckConstraint(condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("pk")), name="label_not_into_itself"),
        ]

    def __str__(self):
        return self.name


class LabelMove(models.Model):
    """What happened to a label: merged into another, taken apart again, split in two."""

    label = models.ForeignKey(Label, models.CASCADE, related_name="moves")
    WHAT = [
        ("merged", pgettext_lazy("label", "merged")), ("split", pgettext_lazy("label", "taken apart")),
        ("parted", pgettext_lazy("label", "split in two")),
    ]  # fmt: skip
    what = models.CharField(max_length=10, choices=WHAT)
    before = models.CharField(max_length=80, blank=True)
    after = models.CharField(max_length=80, blank=True)
    author_alias = models.CharField(max_length=80, blank=True)
    member = models.ForeignKey("spaces.Member", models.SET_NULL, null=True, blank=True, related_name="+")
    moved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["moved_at", "pk"]


class Mark(models.Model):
    """A passage of a released text, with a label, a memo, or an emotional moment; `exact`, `prefix`, `suffix` anchor it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    fragment = models.ForeignKey("traces.Fragment", models.CASCADE, related_name="marks")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    exact = models.TextField()
    prefix = models.CharField(max_length=40, blank=True)
    suffix = models.CharField(max_length=40, blank=True)
    label = models.ForeignKey(Label, models.PROTECT, null=True, blank=True, related_name="marks")
    feeling = models.CharField(_("emotional moment"), max_length=16, choices=Feeling, blank=True)
    memo = models.TextField(_("memo"), blank=True)
    author_alias = models.CharField(max_length=80, blank=True)
    voice = models.CharField(max_length=60)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["start", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="mark_has_length"),
            models.CheckConstraint(
                condition=Q(label__isnull=False) | ~Q(feeling="") | ~Q(memo=""), name="mark_says_something"
            ),
        ]

    @property
    def shown_label(self):
        """The label under which it stands today: the one it was given, or the one that label was merged into."""
        return self.label and (self.label.merged_into or self.label)


class SecondReading(models.Model):
    """What somebody else reads in the same emotional moment; the difference is shown, not settled."""

    mark = models.ForeignKey(Mark, models.CASCADE, related_name="readings")
    voice = models.CharField(max_length=60)
    author_alias = models.CharField(max_length=80, blank=True)
    feeling = models.CharField(max_length=16, choices=Feeling)
    read_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mark", "voice"], name="second_reading_once_per_voice")]


class Motif(models.Model):
    """Fragments provisionally brought together, with those that speak against the motif."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    space = models.ForeignKey("spaces.Space", models.PROTECT, related_name="motifs")
    title = models.CharField(_("motif"), max_length=160)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    objects = SpaceQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]
        constraints = [models.UniqueConstraint(fields=["space", "title"], name="motif_titled_once")]

    def __str__(self):
        return self.title


class MotifItem(models.Model):
    motif = models.ForeignKey(Motif, models.CASCADE, related_name="items")
    fragment = models.ForeignKey("traces.Fragment", models.CASCADE, related_name="motif_items")
    counter_example = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["motif", "fragment"], name="motif_item_once")]


class Confrontation(models.Model):
    """A told story beside a counted silence: it resonates, it contradicts, one cannot tell."""

    fragment = models.ForeignKey("traces.Fragment", models.CASCADE, related_name="confrontations")
    silence = models.ForeignKey("silences.Silence", models.CASCADE, related_name="confrontations")
    voice = models.CharField(max_length=60)
    author_alias = models.CharField(max_length=80, blank=True)
    verdict = models.CharField(max_length=12, choices=Verdict)
    note = models.CharField(max_length=500, blank=True)
    said_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fragment", "silence", "voice"], name="confrontation_once_per_voice"),
            models.CheckConstraint(condition=Q(verdict__in=Verdict.values), name="confrontation_verdict_known"),
        ]
