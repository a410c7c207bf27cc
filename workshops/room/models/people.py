"""Who sits in a session."""
import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .. import agenda
from .sessions import Session, Step


class Participant(models.Model):
    """Someone in one session: a member of the space, or a guest who holds a token. The person who acts in the room (`by=`)."""

    class Role(models.TextChoices):
        FACILITATOR = "facilitator", _("facilitates")
        PARTICIPANT = "participant", _("takes part")
        OBSERVER = "observer", _("observes")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(Session, models.CASCADE, related_name="participants")
    member = models.ForeignKey("spaces.Member", models.SET_NULL, null=True, related_name="+")
    name = models.CharField(_("name"), max_length=40)
    trade = models.CharField(_("trade"), max_length=60, blank=True)
    language = models.CharField(max_length=5, default="fr")
    role = models.CharField(max_length=12, choices=Role, default=Role.PARTICIPANT)
    token_digest = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001 - of a guest's 256-bit token
    joined_at = models.DateTimeField(default=timezone.now)
    joined_number = models.PositiveIntegerField(default=0)  # of the event by which they came: the order at the table
    side = models.CharField(_("group"), max_length=1, choices=agenda.SIDES, blank=True)  # of two, in a cross-analysis
    waiting = models.BooleanField(default=False)  # for approval
    removed_at = models.DateTimeField(null=True)
    muted = models.BooleanField(default=False)
    seen_at = models.DateTimeField(null=True)  # last heartbeat, kept coarse
    done = models.ForeignKey(Step, models.SET_NULL, null=True, related_name="+")  # the step they are done with

    class Meta:
        ordering = ["joined_number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["session", "member"], name="member_once_per_session"),
            models.CheckConstraint(condition=~Q(name=""), name="participant_has_a_name"),
            models.CheckConstraint(
                condition=Q(role__in=["facilitator", "participant", "observer"]), name="participant_role_known"
            ),
            models.CheckConstraint(condition=Q(side__in=["", "a", "b"]), name="participant_side_known"),
        ]

    def __str__(self):
        return self.name

    @property
    def space(self):
        return self.session.space

    @property
    def listens(self):
        """Takes no part for now: observes, or was asked to listen."""
        return self.role == self.Role.OBSERVER or self.muted

    @property
    def facilitates(self):
        return self.role == self.Role.FACILITATOR

    @property
    def initials(self):
        words = self.name.split()
        return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()

    @property
    def may_lead(self):
        """Whether the lead may be handed to them."""
        return self.at_least("facilitator")

    @property
    def colour(self):
        """Which of the eight colours is theirs at this table."""
        return self.joined_number % 8

    def at_least(self, role):
        """A guest holds no role in the space."""
        return self.member is not None and self.member.at_least(role)


def participant_of(session, who):
    """The Participant a member is in this session, or None."""
    return session.participants.select_related("member__user", "member__space").filter(member=who).first()
