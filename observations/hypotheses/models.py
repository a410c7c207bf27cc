"""Hypotheses: possible readings kept open, with every wording, what speaks for and against, and the voices that differ.

Wordings, evidence, dissent and changes of status are only ever added: the database refuses to change or delete them.
No status is final: each carries the date when it is looked at again.
"""
import datetime
import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from project.sealing.protection import protect

from .choices import LENSES, Agreement, EvidenceLevel, Kind, Link, Seen, Stance, Status, Weight, WouldHaveSeen  # noqa: F401
from .circulation.models import Circulation, Receipt  # noqa: F401
from .matrix.models import EvidenceItem, Matrix, MatrixCell  # noqa: F401
from .saying import AUTHOR, Said

REVIEW_AFTER = datetime.timedelta(days=90)


def in_ninety_days():
    return timezone.localdate() + REVIEW_AFTER


class HypothesisQuerySet(models.QuerySet):
    def visible_to(self, who):
        return self.filter(space=who.space)

    def in_order(self):
        """By birth, oldest first: hypotheses are never ranked by a score."""
        return self.order_by("created_at", "pk")

    def to_review(self, today):
        return self.filter(review_on__lte=today)


class Hypothesis(models.Model):
    """One possible reading of some silences; what it says is its last version."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    space = models.ForeignKey("spaces.Space", models.PROTECT, related_name="hypotheses")
    silences = models.ManyToManyField("silences.Silence", related_name="hypotheses", blank=True)
    lenses = models.JSONField(_("lenses"), default=list, blank=True)  # keys of LENSES, or a team's own words
    status = models.CharField(_("status"), max_length=24, choices=Status, default=Status.OPEN)
    status_reason = models.TextField(blank=True)
    review_on = models.DateField(_("look again on"), default=in_ninety_days)
    origin = models.CharField(_("born in"), max_length=160, blank=True)  # the session, in words
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    objects = HypothesisQuerySet.as_manager()

    class Meta:
        verbose_name = _("hypothesis")
        constraints = [models.CheckConstraint(condition=Q(status__in=Status.values), name="hypothesis_status_known")]

    def __str__(self):
        return self.statement

    @property
    def current(self):
        """The last version: one query, or none when versions were prefetched."""
        return list(self.versions.all())[-1]

    @property
    def statement(self):
        return self.current.statement

    @property
    def number(self):
        return self.current.number

    @property
    def html(self):
        return self.current.html

    def waits_for_review(self, today):
        return self.review_on <= today


@protect(may_change=AUTHOR)
class HypothesisVersion(Said):
    """One wording. The chain of them is the history of the reformulations."""

    hypothesis = models.ForeignKey(Hypothesis, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    statement = models.TextField(_("statement"))
    html = models.TextField(editable=False)
    reason = models.TextField(_("why it is reworded"), blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["hypothesis", "number"], name="hypothesis_version_number_once"),
            models.CheckConstraint(condition=~Q(statement=""), name="hypothesis_version_says_something"),
            models.CheckConstraint(
                condition=Q(number=1) | Q(number__gt=1) & ~Q(reason=""), name="hypothesis_rewording_has_reason"
            ),
        ]


@protect(may_change=AUTHOR)
class StatusChange(Said):
    """One change of status, with its reason and its next review."""

    hypothesis = models.ForeignKey(Hypothesis, models.PROTECT, related_name="changes")
    before = models.CharField(max_length=24, choices=Status)
    after = models.CharField(max_length=24, choices=Status)
    reason = models.TextField()
    review_on = models.DateField()

    class Meta(Said.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(after__in=Status.values, before__in=Status.values), name="hypothesis_change_status_known"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="hypothesis_change_has_reason"),
        ]


@protect(may_change=AUTHOR)
class Evidence(Said):
    """What supports a hypothesis, contradicts it or gives it context; an absence says whether we would have seen it."""

    hypothesis = models.ForeignKey(Hypothesis, models.PROTECT, related_name="evidence")
    stance = models.CharField(_("it speaks"), max_length=8, choices=Stance)
    kind = models.CharField(_("what it is"), max_length=10, choices=Kind, default=Kind.ACCOUNT)
    text = models.TextField(_("what we have"))
    html = models.TextField(editable=False)
    weight = models.CharField(_("weight"), max_length=8, choices=Weight, default=Weight.UNKNOWN)
    source = models.CharField(_("where it comes from"), max_length=200, blank=True)
    would_have_seen = models.CharField(_("would we have seen it?"), max_length=6, choices=WouldHaveSeen, blank=True)
    ref = models.CharField(max_length=120, blank=True)  # what it points at, as "fragment:<uuid>"

    class Meta(Said.Meta):
        verbose_name = _("evidence item")
        constraints = [
            models.CheckConstraint(condition=Q(stance__in=Stance.values), name="evidence_stance_known"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="evidence_kind_known"),
            models.CheckConstraint(condition=Q(weight__in=Weight.values), name="evidence_weight_known"),
            models.CheckConstraint(condition=~Q(text=""), name="evidence_says_something"),
            models.CheckConstraint(
                condition=Q(kind=Kind.ABSENCE, would_have_seen__in=WouldHaveSeen.values)
                | ~Q(kind=Kind.ABSENCE) & Q(would_have_seen=""),
                name="evidence_absence_could_be_seen",
            ),
        ]


@protect(may_change=AUTHOR)
class Dissent(Said):
    """A reading that differs, kept for good; its author may stay unknown, even to the database."""

    hypothesis = models.ForeignKey(Hypothesis, models.PROTECT, related_name="dissents")
    version = models.ForeignKey(HypothesisVersion, models.PROTECT, related_name="+")
    text = models.TextField(_("how you read it otherwise"))
    html = models.TextField(editable=False)
    anonymous = models.BooleanField(_("without my name"), default=False)

    class Meta(Said.Meta):
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="dissent_says_something"),
            models.CheckConstraint(
                condition=Q(anonymous=False) | Q(author_alias="", trade="", member__isnull=True),
                name="dissent_anonymous_has_no_author",
            ),
        ]


@protect(may_change=AUTHOR)
class Reply(Said):
    """An answer to a dissent: it makes it heard, never makes it go away."""

    dissent = models.ForeignKey(Dissent, models.PROTECT, related_name="replies")
    text = models.TextField(_("answer"))
    html = models.TextField(editable=False)

    class Meta(Said.Meta):
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="dissent_reply_says_something")]


class Confidence(models.Model):
    """How one person stands: how much evidence, how much agreement; two words, never one number."""

    hypothesis = models.ForeignKey(Hypothesis, models.CASCADE, related_name="confidences")
    voice = models.CharField(max_length=60)  # "member:<uuid>" or "participant:<uuid>"
    evidence = models.CharField(_("evidence"), max_length=8, choices=EvidenceLevel)
    agreement = models.CharField(_("agreement"), max_length=8, choices=Agreement)
    given_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hypothesis", "voice"], name="confidence_once_per_voice"),
            models.CheckConstraint(condition=Q(evidence__in=EvidenceLevel.values), name="confidence_evidence_known"),
            models.CheckConstraint(condition=Q(agreement__in=Agreement.values), name="confidence_agreement_known"),
        ]


class ExpectedSign(models.Model):
    """What we should see, where and by when, if the hypothesis holds; and what was seen."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    hypothesis = models.ForeignKey(Hypothesis, models.CASCADE, related_name="signs")
    what = models.CharField(_("what we should see"), max_length=300)
    where = models.CharField(_("where it would show"), max_length=200, blank=True)
    by_when = models.DateField(_("by when"))
    seen = models.CharField(_("what was seen"), max_length=8, choices=Seen, default=Seen.WAITING)
    note = models.TextField(blank=True)
    looked_at = models.DateTimeField(null=True, blank=True)
    author_alias = models.CharField(max_length=80, blank=True)
    member = models.ForeignKey("spaces.Member", models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["by_when", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(seen__in=Seen.values), name="sign_seen_known"),
            models.CheckConstraint(
                condition=Q(seen=Seen.WAITING, looked_at__isnull=True) | ~Q(seen=Seen.WAITING) & Q(looked_at__isnull=False),
                name="sign_seen_has_a_date",
            ),
        ]


class Relation(models.Model):
    """A typed link from one hypothesis to another of the same space."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    a = models.ForeignKey(Hypothesis, models.CASCADE, related_name="relations")
    b = models.ForeignKey(Hypothesis, models.CASCADE, related_name="related_from", verbose_name=_("other hypothesis"))
    kind = models.CharField(_("link"), max_length=12, choices=Link)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["a", "b", "kind"], name="relation_once"),
            models.CheckConstraint(condition=~Q(a=F("b")), name="relation_between_two"),
            models.CheckConstraint(condition=Q(kind__in=Link.values), name="relation_kind_known"),
        ]
