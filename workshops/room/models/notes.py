"""What people write, and lay beside what others wrote."""
import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .. import agenda
from .people import Participant
from .sessions import Session, SessionSilence, Step


class NoteGroup(models.Model):
    """Notes laid together by hand, under a title."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(Session, models.CASCADE, related_name="groups")
    silence = models.ForeignKey(SessionSilence, models.CASCADE, null=True, related_name="groups")
    title = models.CharField(_("title"), max_length=80)
    made_number = models.PositiveIntegerField()

    class Meta:
        ordering = ["made_number"]


class Note(models.Model):
    """What someone wrote, private until it is shown. In an anonymous session only a key's digest is stored, and no author."""

    class Answer(models.TextChoices):
        UNKNOWN = "unknown", _("We do not know")
        NOT_APPLICABLE = "not_applicable", _("Not applicable")
        DECLINES = "declines", _("We decline to decide")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(Session, models.CASCADE, related_name="notes")
    silence = models.ForeignKey(SessionSilence, models.CASCADE, null=True, related_name="notes")
    step = models.ForeignKey(Step, models.SET_NULL, null=True, related_name="+")
    author = models.ForeignKey(Participant, models.RESTRICT, null=True, related_name="notes")
    key_digest = models.CharField(max_length=64, blank=True)  # anonymous: sha256 of the secret the author's browser holds
    side = models.CharField(_("group"), max_length=1, choices=agenda.SIDES, blank=True)  # of its author, when written apart
    answer = models.CharField(max_length=20, choices=Answer, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    written_at = models.DateTimeField(default=timezone.now)
    shown_number = models.PositiveIntegerField(null=True)  # of the event that showed it to the table; none while private
    group = models.ForeignKey(NoteGroup, models.SET_NULL, null=True, related_name="notes")

    class Meta:
        ordering = ["shown_number", "uuid"]  # never the order of writing, which would tell who writes fast
        indexes = [models.Index(fields=["session", "silence", "shown_number"], name="note_shown_by_silence")]
        constraints = [
            models.CheckConstraint(condition=~Q(text="") | ~Q(answer=""), name="note_says_something"),
            models.CheckConstraint(
                condition=Q(author__isnull=False, key_digest="") | (Q(author=None) & ~Q(key_digest="")),
                name="note_has_an_author_or_a_key",
            ),
            models.CheckConstraint(
                condition=Q(side="") | Q(side__in=["a", "b"], author__isnull=False), name="note_side_is_of_its_author"
            ),
        ]

    @property
    def is_private(self):
        return self.shown_number is None


class Reaction(models.Model):
    """One small sign of one person on a note that is shown."""

    class Kind(models.TextChoices):
        HOLDS = "holds", _("holds")
        SURPRISES = "surprises", _("surprises me")
        DOUBTFUL = "doubtful", _("in doubt")

    note = models.ForeignKey(Note, models.CASCADE, related_name="reactions")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="reactions")
    kind = models.CharField(max_length=10, choices=Kind)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["note", "participant", "kind"], name="reaction_once"),
            models.CheckConstraint(condition=Q(kind__in=["holds", "surprises", "doubtful"]), name="reaction_kind_known"),
        ]


class Evidence(models.Model):
    """What speaks for or against a note. Hypotheses keep their own evidence, in the observations."""

    class Stance(models.TextChoices):
        FOR = "for", _("for")
        AGAINST = "against", _("against")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    note = models.ForeignKey(Note, models.CASCADE, related_name="evidence")
    stance = models.CharField(max_length=7, choices=Stance)
    text = models.TextField()
    html = models.TextField()
    author = models.ForeignKey(Participant, models.RESTRICT, null=True, related_name="+")
    given_number = models.PositiveIntegerField()

    class Meta:
        ordering = ["given_number"]
        constraints = [
            models.CheckConstraint(condition=Q(stance__in=["for", "against"]), name="room_evidence_stance_known"),
            models.CheckConstraint(condition=~Q(text=""), name="room_evidence_says_something"),
        ]
