"""Everything that happens in a room, numbered without gaps."""
from django.db import models
from django.utils import timezone

from .people import Participant
from .sessions import Session


class Verb(models.TextChoices):
    """Everything that can happen in a room; `screens` has a case for each, and a test says so."""

    OPENED = "session.opened"
    CLOSED = "session.closed"
    STEP_MOVED = "step.moved"
    STEP_CHANGED = "step.changed"
    CLOCK_CHANGED = "clock.changed"
    FOCUSED = "silence.focused"
    NAMES_CHANGED = "names.changed"
    FROZEN = "writing.frozen"
    SPOTLIT = "note.spotlit"
    UNDONE = "act.undone"
    DOOR_CHANGED = "door.changed"
    JOINED = "participant.joined"
    CLAIMED = "participant.claimed"
    ADMITTED = "participant.admitted"
    REMOVED = "participant.removed"
    ROLE_CHANGED = "participant.role_changed"
    SIDE_CHANGED = "participant.side_changed"
    DONE = "participant.done"
    NOTE_WRITTEN = "note.written"
    NOTE_EDITED = "note.edited"
    NOTE_DELETED = "note.deleted"
    NOTE_SHARED = "note.shared"
    REVEALED = "notes.revealed"
    GROUPED = "notes.grouped"
    REACTED = "note.reacted"
    EVIDENCE_GIVEN = "evidence.given"
    HYPOTHESIS_WRITTEN = "hypothesis.written"
    HYPOTHESIS_CHANGED = "hypothesis.changed"
    ITEM_BROUGHT = "matrix.item_brought"
    JUDGED = "matrix.answered"
    MATRIX_REVEALED = "matrix.revealed"
    BALLOT_OPENED = "ballot.opened"
    BALLOT_CLOSED = "ballot.closed"
    VOTED = "vote.cast"
    DECIDED = "decision.made"
    PLANNED = "action.planned"
    TOOL_TOLD = "tool.told"


class Event(models.Model):
    """Something that happened in the room, numbered without gaps. The payload names things, never what people wrote."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="events")
    number = models.PositiveIntegerField()
    verb = models.CharField(max_length=40, choices=Verb)
    op_id = models.UUIDField(null=True)  # made by the client: a repeat finds the first answer
    actor = models.ForeignKey(Participant, models.SET_NULL, null=True, related_name="+")  # nobody when anonymous
    private = models.BooleanField(default=False)  # concerns its actor alone; the others only see a count move
    payload = models.JSONField(default=dict)
    happened_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["session", "number"], name="room_event_number_once"),
            models.UniqueConstraint(fields=["session", "op_id"], name="room_operation_once"),
        ]
