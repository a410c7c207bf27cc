"""Narration protocols: prompts that may help someone to tell, and may be ignored. Each wording is kept, for a telling keeps
what its teller was shown."""
import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from project.sealing.models import Sealed, SealedQuerySet
from project.sealing.protection import protect

from .marking import SpaceQuerySet


class Protocol(models.Model):
    """A set of prompts under one title; what it asks is its last version."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    space = models.ForeignKey("spaces.Space", models.PROTECT, related_name="protocols")
    title = models.CharField(_("title"), max_length=120)
    objects = SpaceQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]
        constraints = [models.UniqueConstraint(fields=["space", "title"], name="protocol_titled_once")]

    def __str__(self):
        return self.title

    @property
    def current(self):
        """The last version: no query when versions were prefetched."""
        return list(self.versions.all())[-1]


@protect
class ProtocolVersion(Sealed):
    """One wording of the prompts, for good."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    protocol = models.ForeignKey(Protocol, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    prompts = models.JSONField()  # a list of texts
    created_at = models.DateTimeField(default=timezone.now)
    objects = SealedQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["protocol", "number"], name="protocol_version_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="protocol_version_from_one"),
        ]

    def __str__(self):
        return f"{self.protocol} {self.number}"
