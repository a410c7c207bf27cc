"""Decisions with their reasons, what people think of them, and the dissent that nobody may take away.

A decision says what and why, whom it touches and when it is looked at again; no status is final. Positions are one per
voice; dissent only accumulates. What was taken is sealed by `actions`, never changed here.
"""
import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from project.sealing.models import Sealed
from project.sealing.protection import protect


class Status(models.TextChoices):
    PROPOSED = "proposed", pgettext_lazy("decision", "proposed")
    TAKEN = "taken", pgettext_lazy("decision", "taken")
    TO_REVIEW = "to_review", pgettext_lazy("decision", "to review")
    SUPERSEDED = "superseded", pgettext_lazy("decision", "superseded")
    ABANDONED = "abandoned", pgettext_lazy("decision", "abandoned")


class Answer(models.TextChoices):
    DECIDED = "decided", _("we decide")
    DECLINED = "declined", _("we decline to decide")


class Reversibility(models.TextChoices):
    EASY = "easy", _("easy to undo")
    COSTLY = "costly", _("costly to undo")
    FINAL = "final", _("cannot be undone")
    UNKNOWN = "unknown", _("we do not know")


class Evasion(models.TextChoices):
    REMOVES = "removes", _("it removes the problem")
    LOWERS = "lowers", _("it lowers the expectation")
    BOTH = "both", _("a little of both")
    UNKNOWN = "unknown", _("we do not know")


class Stance(models.TextChoices):
    CONSENT = "consent", pgettext_lazy("position", "consent")
    CONCERN = "concern", pgettext_lazy("position", "concern")
    OBJECTION = "objection", pgettext_lazy("position", "objection")
    NO_OPINION = "no_opinion", pgettext_lazy("position", "no opinion")


IMPACTS = [(1, _("1, very small")), (2, _("2, small")), (3, _("3, middling")), (4, _("4, large")), (5, _("5, very large"))]


class DecisionQuerySet(models.QuerySet):
    def visible_to(self, who):
        return self.filter(space=who.space)

    def by_review(self):
        """Soonest review first: what waits for us stands on top."""
        return self.order_by("review_on", "created_at")

    def waiting_for_review(self, today):
        """Taken, and their day has come; or sent back to be looked at again."""
        return self.filter(Q(status=Status.TO_REVIEW) | Q(status=Status.TAKEN, review_on__lte=today))

    def standing(self):
        return self.filter(status__in=[Status.TAKEN, Status.TO_REVIEW])


class Decision(models.Model):
    """What a group chose, or declined to choose; `*_html` is what project.markup made of the text beside it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    space = models.ForeignKey("spaces.Space", models.CASCADE, related_name="decisions")
    title = models.CharField(_("title"), max_length=160)
    answer = models.CharField(_("answer"), max_length=10, choices=Answer, default=Answer.DECIDED)
    what = models.TextField(_("what we decide"))
    what_html = models.TextField(editable=False)
    why = models.TextField(_("why"))
    why_html = models.TextField(editable=False)
    considered = models.TextField(_("what else was considered"), blank=True)
    considered_html = models.TextField(editable=False, blank=True)
    hypotheses = models.ManyToManyField("hypotheses.Hypothesis", related_name="decisions", blank=True)
    impact_customer = models.PositiveSmallIntegerField(_("impact for customers"), choices=IMPACTS, null=True, blank=True)
    impact_business = models.PositiveSmallIntegerField(_("impact for the business"), choices=IMPACTS, null=True, blank=True)
    reversibility = models.CharField(_("reversibility"), max_length=10, choices=Reversibility, default=Reversibility.UNKNOWN)
    evasion = models.CharField(_("evasion check"), max_length=10, choices=Evasion, default=Evasion.UNKNOWN)
    review_on = models.DateField(_("review date"))
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.PROPOSED)
    superseded_by = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="supersedes")
    proposed_by = models.ForeignKey("spaces.Member", models.SET_NULL, null=True, related_name="+")
    proposed_name = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    taken_at = models.DateTimeField(null=True, editable=False)
    objects = DecisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="decision_status_known"),
            models.CheckConstraint(condition=Q(answer__in=Answer.values), name="decision_answer_known"),
            models.CheckConstraint(
                condition=Q(impact_customer__isnull=True) | Q(impact_customer__range=(1, 5)), name="decision_impact_customer_1_5"
            ),
            models.CheckConstraint(
                condition=Q(impact_business__isnull=True) | Q(impact_business__range=(1, 5)), name="decision_impact_business_1_5"
            ),
            models.CheckConstraint(
                condition=Q(status__in=[Status.PROPOSED, Status.ABANDONED]) | Q(taken_at__isnull=False),
                name="decision_standing_was_taken",
            ),
            models.CheckConstraint(
                condition=Q(superseded_by__isnull=True) | ~Q(superseded_by=F("pk")), name="decision_not_its_own_successor"
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def chain(self):
        """Name of its sealed revisions."""
        return f"decision:{self.uuid}"

    def waits_for_review(self, today):
        return self.status == Status.TO_REVIEW or (self.status == Status.TAKEN and self.review_on <= today)


class Position(models.Model):
    """What one voice thinks of one decision; silence is not consent, so no row means no answer."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    decision = models.ForeignKey(Decision, models.CASCADE, related_name="positions")
    voice = models.CharField(max_length=60)  # "member:<uuid>" or "participant:<uuid>"; random when anonymous
    who = models.CharField(max_length=80, blank=True)  # the name shown; empty when anonymous
    trade = models.CharField(max_length=60, blank=True)
    stance = models.CharField(_("position"), max_length=12, choices=Stance)
    reason = models.TextField(_("reason"), blank=True)
    reason_html = models.TextField(editable=False, blank=True)
    taken_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["taken_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "voice"], name="position_once_per_voice"),
            models.CheckConstraint(condition=Q(stance__in=Stance.values), name="position_stance_known"),
            models.CheckConstraint(
                condition=Q(stance__in=[Stance.CONSENT, Stance.NO_OPINION]) | ~Q(reason=""), name="position_against_says_why"
            ),
        ]


@protect(may_change=["who", "trade"])
class Dissent(Sealed):
    """A reading that differs from the decision, kept with it for good; only ever added, erasing who said it apart."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="dissents")
    text = models.TextField(_("dissent"))
    html = models.TextField(editable=False)
    voice = models.CharField(max_length=60, blank=True)  # "member:<uuid>" or "participant:<uuid>"; empty when anonymous
    who = models.CharField(max_length=80, blank=True)  # empty when anonymous
    trade = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="decision_dissent_says_something")]


class StatusChange(models.Model):
    """One dated change of status with its reason, so that no status is final and none is unexplained."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="changes")
    status = models.CharField(max_length=12, choices=Status)
    reason = models.TextField(blank=True)
    review_on = models.DateField()
    voice = models.CharField(max_length=60, blank=True)  # "member:<uuid>" or "participant:<uuid>"
    who = models.CharField(max_length=80, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["changed_at", "pk"]
        constraints = [models.CheckConstraint(condition=Q(status__in=Status.values), name="decision_change_status_known")]
