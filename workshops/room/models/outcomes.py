"""What a session leaves to the rest of the house: links to hypotheses, decisions and actions."""
import uuid

from django.db import models

from .notes import Note
from .sessions import Session, SessionSilence


class SessionHypothesis(models.Model):
    """A hypothesis worked on in this session, and the note it came from."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(Session, models.CASCADE, related_name="hypotheses")
    hypothesis = models.ForeignKey("hypotheses.Hypothesis", models.CASCADE, related_name="sessions")
    silence = models.ForeignKey(SessionSilence, models.CASCADE, null=True, related_name="hypotheses")
    note = models.ForeignKey(Note, models.SET_NULL, null=True, related_name="hypotheses")
    position = models.PositiveIntegerField()  # number of the event that brought it: the order of arrival, no ranking

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["session", "hypothesis"], name="hypothesis_once_per_session"),
            models.UniqueConstraint(fields=["note"], name="note_becomes_one_hypothesis"),
        ]


class SessionDecision(models.Model):
    """A decision taken in this session."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="decisions")
    decision = models.ForeignKey("decisions.Decision", models.CASCADE, related_name="sessions")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["decision"], name="decision_in_one_session")]


class SessionAction(models.Model):
    """An action planned in this session."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="actions")
    action = models.ForeignKey("backlog.Action", models.CASCADE, related_name="sessions")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["action"], name="action_in_one_session")]
