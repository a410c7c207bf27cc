"""Who is asking: accounts, spaces that isolate everything, members with a role, invitations, API tokens, and the audit trail."""
import uuid

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from .roles import ORDER, Role

MASK_FLOOR = 5  # customers; see silences.md, small cells
MASK_DEFAULT = 11


class UserManager(BaseUserManager):
    def create_user(self, email, password=None, **fields):
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """An account. Rights come from memberships; `is_superuser` (administrator) may only create spaces."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=80)
    language = models.CharField(_("language"), max_length=5, blank=True, choices=[("fr", "Français"), ("en", "English")])
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)  # cannot sign in once DEMO is off
    date_joined = models.DateTimeField(default=now)

    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = UserManager()

    def __str__(self):
        return self.name or self.email

    def get_full_name(self):
        return self.name


class Space(models.Model):
    """Everything of one programme, isolated from the others."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(_("address"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    timezone = models.CharField(_("time zone"), max_length=60, default="Europe/Paris")
    language = models.CharField(_("language"), max_length=5, default="fr", choices=[("fr", "Français"), ("en", "English")])
    mask_below = models.PositiveSmallIntegerField(_("mask groups under"), default=MASK_DEFAULT)
    is_demo = models.BooleanField(default=False)
    closed_at = models.DateTimeField(null=True, blank=True)  # read-only since then, and out of the lists
    closed_because = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(mask_below__gte=MASK_FLOOR), name="space_mask_at_least_floor"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return f"/{self.slug}/"


class Member(models.Model):
    """An account in a space, with a role: the person who acts (`by=`)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    space = models.ForeignKey(Space, models.CASCADE, related_name="members")
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.CONTRIBUTOR)
    trade = models.CharField(_("trade"), max_length=60, blank=True)
    joined_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["space", "user"], name="member_once_per_space"),
            models.CheckConstraint(condition=Q(role__in=ORDER), name="member_role_known"),
        ]

    def __str__(self):
        return str(self.user)

    @property
    def member(self):
        """Itself: whoever acts in a room answers `member`, guests with None."""
        return self

    @property
    def language(self):
        return self.user.language or self.space.language

    def at_least(self, role):
        """Whether this role stands at or above `role` (contributor < facilitator < manager < guardian < owner)."""
        return ORDER.index(self.role) >= ORDER.index(role)


class Invitation(models.Model):
    """A link that makes whoever opens it a member; only its digest is stored."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    space = models.ForeignKey(Space, models.CASCADE, related_name="invitations")
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.CONTRIBUTOR)
    note = models.CharField(_("for whom"), max_length=120, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)

    def is_open(self, at):
        return self.accepted_at is None and self.expires_at > at


class ApiToken(models.Model):
    """A named key of one member; only its digest is stored, so that a stolen database opens nothing."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    member = models.ForeignKey(Member, models.CASCADE, related_name="tokens")
    name = models.CharField(_("name"), max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    can_write = models.BooleanField(_("may write"), default=False)
    created_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def is_live(self, at):
        return self.revoked_at is None and self.expires_at > at


class AuditEvent(models.Model):
    """One line of who did what outside a room; never holds what people wrote."""

    space = models.ForeignKey(Space, models.CASCADE, null=True, related_name="audit_events")
    verb = models.CharField(max_length=60)
    member = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    about = models.CharField(max_length=120, blank=True)
    details = models.JSONField(default=dict)
    happened_at = models.DateTimeField(default=now, db_index=True)


class SetupCode(models.Model):
    """The one-time code that the server prints while nobody has an account; its holder becomes administrator."""

    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=now)
