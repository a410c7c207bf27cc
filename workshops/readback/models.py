"""What is given back of a session: words added by whoever facilitates, links that expire, and names that agreed to be shown.

The restitution itself is read from the session each time; nothing of it is copied here. Only a link's digest is stored.
"""
import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Readback(models.Model):
    """The words that a facilitator adds to the restitution of one session."""

    session = models.OneToOneField("room.Session", models.CASCADE, related_name="readback")
    headline = models.CharField(_("headline"), max_length=300, blank=True)
    method = models.TextField(_("evidence and method note"), blank=True)
    method_html = models.TextField(editable=False, blank=True)
    unknown = models.TextField(_("what we do not know"), blank=True)
    unknown_html = models.TextField(editable=False, blank=True)
    edited_at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return self.headline


class LinkQuerySet(models.QuerySet):
    def visible_to(self, who):
        return self.filter(session__space=who.space)

    def live(self, now):
        return self.filter(revoked_at=None, expires_at__gt=now)


class Link(models.Model):
    """An address that shows one restitution without an account, until it expires; figures masked, names held back."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey("room.Session", models.CASCADE, related_name="readback_links")
    digest = models.CharField(max_length=64, unique=True)
    language = models.CharField(_("language"), max_length=5, default="fr", choices=[("fr", "Français"), ("en", "English")])
    sent_to = models.EmailField(_("sent to"), blank=True)
    created_by = models.ForeignKey("spaces.Member", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    opened = models.PositiveIntegerField(default=0)
    last_opened_at = models.DateTimeField(null=True)
    objects = LinkQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="readback_link_expires_later"),
            models.CheckConstraint(
                condition=Q(opened=0, last_opened_at=None) | Q(opened__gt=0, last_opened_at__isnull=False),
                name="readback_link_opened_has_a_date",
            ),
        ]

    def is_live(self, now):
        return self.revoked_at is None and self.expires_at > now


class NameConsent(models.Model):
    """Someone of the session agreed that their name appears outside the space; deleting the row takes it back."""

    participant = models.OneToOneField("room.Participant", models.CASCADE, related_name="name_consent")
    agreed_at = models.DateTimeField(default=timezone.now)
