"""What an organisation adds to the rules of redaction: the shape of its references, and a list of first names it brought."""
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Vocabulary(models.Model):
    """One per space; what it says counts from the next fragment on. Sources may have references of their own besides."""

    space = models.OneToOneField("spaces.Space", models.CASCADE, related_name="vocabulary")
    patterns = models.JSONField(_("references of your organisation"), default=list, blank=True)
    names = models.JSONField(default=list, blank=True)  # first names, in small letters
    names_from = models.CharField(max_length=120, blank=True)  # the file they came from
    names_on = models.DateField(null=True, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)
