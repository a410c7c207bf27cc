"""The evidence matrix of a silence: what we have, in rows; the hypotheses that compete to explain it, in columns.

Each reader answers for herself; the answers of the others stay on the server until the facilitator reveals them, or she has
answered the same cell. What a group answers together is held back from everyone, whoever else has answered, until that group
reveals it. A cell is about one wording: rewording a hypothesis asks the question again and keeps the old answers.
"""
import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..choices import WouldHaveSeen


class ItemKind(models.TextChoices):
    PASSAGE = "passage", _("a passage of a fragment")
    FRAGMENT = "fragment", _("a fragment")
    ACCOUNT = "account", _("what someone told or saw")
    FIGURE = "figure", _("a figure")
    GRID_CELL = "grid_cell", _("a cell of a grid")
    DOCUMENT = "document", _("a document")
    ABSENCE = "absence", _("an absence")


class Value(models.TextChoices):
    """Five values and the three ways not to answer, which are answers too."""

    VERY_INCONSISTENT = "very_inconsistent", pgettext_lazy("evidence", "very inconsistent")
    INCONSISTENT = "inconsistent", pgettext_lazy("evidence", "inconsistent")
    NEUTRAL = "neutral", pgettext_lazy("evidence", "neutral")
    CONSISTENT = "consistent", pgettext_lazy("evidence", "consistent")
    VERY_CONSISTENT = "very_consistent", pgettext_lazy("evidence", "very consistent")
    NOT_APPLICABLE = "not_applicable", _("not applicable")
    UNKNOWN = "unknown", _("we do not know")
    DECLINED = "declined", _("declines to decide")


ALONE = "alone"  # of a group that ended without revealing: its writer's, until she answers again


class Matrix(models.Model):
    """The matrix of one silence. Revealing shows what stood in it at that moment; later items and wordings wait again."""

    silence = models.OneToOneField("silences.Silence", models.CASCADE, related_name="matrix")
    revealed_at = models.DateTimeField(null=True, blank=True)


class EvidenceItem(models.Model):
    """One row: something we have, or something expected that did not come. Its words are never changed, it can be withdrawn."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    silence = models.ForeignKey("silences.Silence", models.PROTECT, related_name="evidence_items")
    kind = models.CharField(_("what it is"), max_length=10, choices=ItemKind)
    text = models.TextField(_("what we have"))
    html = models.TextField(editable=False)
    source = models.CharField(_("where it comes from"), max_length=200, blank=True)
    credibility = models.CharField(_("how far it can be believed"), max_length=300, blank=True)
    fragment = models.ForeignKey("traces.Fragment", models.SET_NULL, null=True, blank=True, related_name="+")
    passage = models.ForeignKey("traces.Mark", models.SET_NULL, null=True, blank=True, related_name="+")
    evidence = models.ForeignKey("hypotheses.Evidence", models.PROTECT, null=True, blank=True, related_name="+")
    expected = models.CharField(_("what should have happened"), max_length=300, blank=True)
    window = models.CharField(_("when and where it was looked for"), max_length=200, blank=True)
    would_have_seen = models.CharField(_("would we have seen it?"), max_length=6, choices=WouldHaveSeen, blank=True)
    trade = models.CharField(max_length=60, blank=True)  # who brought it: a trade, never a name
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ItemKind.values), name="matrix_item_kind_known"),
            models.CheckConstraint(condition=~Q(text=""), name="matrix_item_says_something"),
            models.CheckConstraint(
                condition=Q(kind=ItemKind.ABSENCE, would_have_seen__in=WouldHaveSeen.values) & ~Q(expected="")
                | ~Q(kind=ItemKind.ABSENCE) & Q(would_have_seen="", expected="", window=""),
                name="matrix_item_absence_was_expected",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_because=""), name="matrix_item_withdrawn_with_a_reason"
            ),
            models.UniqueConstraint(fields=["silence", "evidence"], name="matrix_item_once_per_evidence"),
        ]

    def __str__(self):
        return self.text


class MatrixCell(models.Model):
    """What one voice says of one item beside one wording, and why. One per voice; again replaces it."""

    item = models.ForeignKey(EvidenceItem, models.CASCADE, related_name="cells")
    version = models.ForeignKey("hypotheses.HypothesisVersion", models.PROTECT, related_name="matrix_cells")
    voice = models.CharField(max_length=60)  # "member:<uuid>" or "participant:<uuid>"
    trade = models.CharField(max_length=60, blank=True)
    value = models.CharField(max_length=20, choices=Value)
    why = models.CharField(_("why"), max_length=500, blank=True)
    given_at = models.DateTimeField(default=timezone.now)
    held = models.CharField(max_length=60, blank=True)  # the group that has not revealed it ("session:<uuid>"), or ALONE

    class Meta:
        ordering = ["given_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["item", "version", "voice"], name="matrix_cell_once_per_voice"),
            models.CheckConstraint(condition=Q(value__in=Value.values), name="matrix_cell_value_known"),
        ]
