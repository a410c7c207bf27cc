"""What a corpus may be called: redacted, pseudonymised, or anonymous, which takes three answers and nothing left to undo it.

The three questions are those of the European data protection authorities: can one person be singled out, can records be
linked, can something about a person be inferred? A source is the corpus; the word is withdrawn by itself when it grows.
"""
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Risk(models.TextChoices):
    NO = "no", _("no, we looked")
    YES = "yes", _("yes")
    UNKNOWN = "unknown", _("we do not know")


class Word(models.TextChoices):
    REDACTED = "redacted", _("redacted")
    PSEUDONYMISED = "pseudonymised", _("pseudonymised")
    ANONYMOUS = "anonymous", _("anonymous (checked)")


class AnonymityCheck(models.Model):
    """A guardian's three answers about one source on one day; a later check replaces it, none is deleted."""

    source = models.ForeignKey("traces.Source", models.CASCADE, related_name="checks")
    individualisation = models.CharField(_("Can one person be singled out?"), max_length=8, choices=Risk)
    correlation = models.CharField(_("Can several traces be tied to the same person?"), max_length=8, choices=Risk)
    inference = models.CharField(_("Can something be inferred about someone?"), max_length=8, choices=Risk)
    why = models.TextField(_("how it was checked"))
    checked_by = models.CharField(max_length=120)  # an alias
    checked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["checked_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(individualisation__in=Risk.values, correlation__in=Risk.values, inference__in=Risk.values),
                name="anonymity_check_answers_known",
            ),
            models.CheckConstraint(condition=~Q(why=""), name="anonymity_check_says_how"),
        ]

    @property
    def passes(self):
        return {self.individualisation, self.correlation, self.inference} == {Risk.NO}


def word_for(*, passes, checked_at, released_at, keys, originals):
    """The Word for a corpus. passes, checked_at: of its last check; released_at: of its last released fragment, None when it
    holds none and has no such word to deserve.

    keys: aliases that still lead to someone; originals: encrypted originals still kept. Either can undo the redaction.
    """
    settled = None not in (released_at, checked_at) and released_at <= checked_at
    if passes and settled and not keys and not originals:
        return Word.ANONYMOUS
    return Word.PSEUDONYMISED if keys else Word.REDACTED
