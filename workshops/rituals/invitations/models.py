"""Who is invited by e-mail to the meetings of a series, and which letters left.

Of someone outside, the address and the language of their letters are kept, and nothing else; of a member, nothing at all: their
account says both. Whoever is taken off the list, and a member who leaves the space or is erased, go with their letters.
"""
import uuid

from django.db import models
from django.db.models import Q

from project.sealing.beside import BAR
from project.sealing.erasing import forgets

LANGUAGES = [("fr", "Français"), ("en", "English")]


class Invitee(models.Model):
    """A member, or an address outside, that letters about the meetings of a series go to."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    series = models.ForeignKey("rituals.Series", models.CASCADE, related_name="invitees")
    member = models.ForeignKey("spaces.Member", models.CASCADE, null=True, blank=True, related_name="+")
    address = models.EmailField(blank=True)
    language = models.CharField(max_length=5, blank=True, choices=LANGUAGES)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "member"], name="invitee_member_once"),
            models.UniqueConstraint(
                fields=["series", "address"], condition=~Q(address="") & ~Q(address__contains=BAR), name="invitee_address_once"
            ),
            models.CheckConstraint(
                condition=Q(member__isnull=False, address="", language="")
                | Q(member=None, language__in=[code for code, _name in LANGUAGES]) & ~Q(address=""),
                name="invitee_member_or_address",
            ),
        ]

    def __str__(self):
        return str(self.member) if self.member else self.address

    @property
    def writes_to(self):
        return self.member.user.email if self.member else self.address

    @property
    def reads(self):
        """The language of their letters."""
        return self.member.language if self.member else self.language


class Letter(models.Model):
    """One person was written to about one revision of a meeting. The row comes first, then the letter: never twice the same."""

    invitee = models.ForeignKey(Invitee, models.CASCADE, related_name="letters")
    meeting = models.ForeignKey("rituals.Meeting", models.CASCADE, related_name="letters")
    revision = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["invitee", "meeting", "revision"], name="letter_once_per_revision")]


@forgets
def address_of(member):
    """Forget the address of someone who is erased, where it was written down before they were a member."""
    Invitee.objects.filter(series__space=member.space, address__iexact=member.user.email).delete()
