"""Three ways of voting, whose limits the database holds: a few dots, positions on a proposal, impact against effort."""
import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .notes import Note
from .outcomes import SessionHypothesis
from .people import Participant
from .sessions import Session

DOTS_AT_MOST = 10


class Ballot(models.Model):
    """A vote; what it gives stays hidden until it is closed, and who voted what for ever.

    dots: on the hypotheses (on the notes, while there are none); positions and placing: on one proposal, in words.
    """

    class Kind(models.TextChoices):
        DOTS = "dots", _("dots, where to look further")
        POSITIONS = "positions", _("consent, concern or objection to a proposal")
        PLACING = "placing", _("impact and effort of a proposal")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(Session, models.CASCADE, related_name="ballots")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.DOTS)
    proposal = models.CharField(_("proposal"), max_length=300, blank=True)
    dots = models.PositiveSmallIntegerField(default=3)
    opened_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["session"], condition=Q(closed_at=None), name="one_open_ballot_per_session"),
            models.CheckConstraint(condition=Q(dots__gte=1, dots__lte=DOTS_AT_MOST), name="ballot_dots_in_range"),
            models.CheckConstraint(
                condition=Q(kind="dots", proposal="") | (Q(kind__in=["positions", "placing"]) & ~Q(proposal="")),
                name="ballot_is_on_something",
            ),
        ]


class Vote(models.Model):
    """One dot of one person. The dots of a person are numbered 1 to `cap`, so the database itself refuses one too many."""

    ballot = models.ForeignKey(Ballot, models.CASCADE, related_name="votes")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="votes")
    dot = models.PositiveSmallIntegerField()
    cap = models.PositiveSmallIntegerField()  # the ballot's dots
    note = models.ForeignKey(Note, models.CASCADE, null=True, related_name="votes")
    hypothesis = models.ForeignKey(SessionHypothesis, models.CASCADE, null=True, related_name="votes")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ballot", "participant", "dot"], name="dot_once"),
            models.CheckConstraint(condition=Q(dot__gte=1, dot__lte=F("cap")), name="dots_within_cap"),
            models.CheckConstraint(condition=Q(cap__lte=DOTS_AT_MOST), name="cap_within_range"),
            models.CheckConstraint(
                condition=Q(note=None, hypothesis__isnull=False) | Q(note__isnull=False, hypothesis=None),
                name="dot_on_one_thing",
            ),
        ]


class Opinion(models.Model):
    """What one person thinks of a proposal: a stance, or a place on both scales, or one of the three answers that are neither."""

    class Stance(models.TextChoices):
        CONSENT = "consent", pgettext_lazy("opinion", "I consent")
        CONCERN = "concern", pgettext_lazy("opinion", "I have a concern")
        OBJECTION = "objection", pgettext_lazy("opinion", "I object")

    ballot = models.ForeignKey(Ballot, models.CASCADE, related_name="opinions")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="opinions")
    stance = models.CharField(_("position"), max_length=10, choices=Stance, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)  # never kept in an anonymous session
    impact = models.PositiveSmallIntegerField(_("impact"), null=True)
    effort = models.PositiveSmallIntegerField(_("effort"), null=True)
    answer = models.CharField(_("answer"), max_length=20, choices=Note.Answer, blank=True)

    class Meta:
        ordering = ["stance", "reason"]  # never the order of voting
        constraints = [
            models.UniqueConstraint(fields=["ballot", "participant"], name="one_opinion_per_person"),
            models.CheckConstraint(
                condition=(
                    Q(stance__in=["consent", "concern", "objection"], impact=None, effort=None, answer="")
                    | Q(stance="", reason="", answer="") & Q(impact__isnull=False, effort__isnull=False)
                    & Q(impact__range=(1, 5), effort__range=(1, 5))
                    | Q(stance="", reason="", impact=None, effort=None, answer__in=["unknown", "not_applicable", "declines"])
                ),
                name="opinion_says_one_thing",
            ),
        ]
