"""The shape of what one person adds for good: the base of versions, evidence, dissent and changes of status."""
import uuid

from django.db import models
from django.utils import timezone

from project.sealing.models import Sealed, SealedQuerySet

AUTHOR = ("member", "author_alias")  # what erasing a person empties in rows that are otherwise never changed


class Said(Sealed):
    """What one person added, for good; erasing the person empties who said it, never what was said."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    author_alias = models.CharField(max_length=80, blank=True)
    trade = models.CharField(max_length=60, blank=True)
    member = models.ForeignKey("spaces.Member", models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    objects = SealedQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["created_at", "pk"]
