"""Voting with a few dots, capped by the database."""
import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from .notes import Note
from .outcomes import SessionHypothesis
from .people import Participant
from .sessions import Session

DOTS_AT_MOST = 10


class Ballot(models.Model):
    """A vote with a few dots on the hypotheses (on the notes, while there are none); counts stay hidden until it is closed."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(Session, models.CASCADE, related_name="ballots")
    dots = models.PositiveSmallIntegerField(default=3)
    opened_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["session"], condition=Q(closed_at=None), name="one_open_ballot_per_session"),
            models.CheckConstraint(condition=Q(dots__gte=1, dots__lte=DOTS_AT_MOST), name="ballot_dots_in_range"),
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
