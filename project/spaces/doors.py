"""How a person enters: every view and every API path of a space goes through here, so a stranger always meets the same 404."""
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as DjangoValidationError
from django.db.models import IntegerField, SlugField
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from rest_framework import exceptions
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.views import exception_handler

from project.prepared import Prepared

from .models import Member, Space

CLOSED = gettext_noop("This space is closed: it is read, nothing in it changes.")
memberships = Prepared(
    lambda user, slug: Member.objects.select_related("space", "user").filter(space__slug=slug, user=user),
    user=IntegerField(), slug=SlugField(),
)  # fmt: skip


def member_of(user, slug):
    """The Member that `user` is in the space `slug`; 404 for everyone else, as if the space did not exist."""
    member = memberships.first(user=user.pk, slug=slug) if user.pk else None
    if member is None:
        raise Http404
    return member


def member_view(view):
    """A page of a space: signs visitors in, refuses strangers (404), passes the Member instead of the slug."""

    @login_required
    @wraps(view)
    def through_the_door(request, space, *args, **kwargs):
        request.member = member_of(request.user, space)
        timezone.activate(request.member.space.timezone)
        return view(request, request.member, *args, **kwargs)

    return through_the_door


def require(allowed):
    """Enforce a rule inside an action: 403 unless `allowed`."""
    if not allowed:
        raise PermissionDenied


def require_open(space):
    """Enforce inside an action that its space is not closed: 403. Asks the database, for whoever acts may have read it long ago.

    `audit.record` and the lock of a room ask it for every act; those that leave no trace of who acted ask it themselves.
    """
    if space is not None and Space.objects.filter(pk=space.pk, closed_at__isnull=False).exists():
        raise PermissionDenied(_(CLOSED))


def attempt(form, act):
    """Run `act` with the form's values; an error it raises lands beside its field. Returns what it made, or None."""
    if not form.is_valid():
        return None
    try:
        return act(**form.cleaned_data)
    except DjangoValidationError as error:
        found = error.message_dict if hasattr(error, "error_dict") else {None: error.messages}
        for name, texts in found.items():
            form.add_error(name if name in form.fields else None, texts)
        return None


class TokenScope(BasePermission):
    """A read token reads; writing needs a token that may write (or a signed-in browser)."""

    def has_permission(self, request, view):
        return request.auth is None or request.method in SAFE_METHODS or request.auth.can_write


class SpaceAPI:
    """Mixin of every API view under /api/<space>/: `self.member` is who asks, strangers get 404."""

    permission_classes = [TokenScope]

    def initial(self, request, *args, **kwargs):
        if not request.user.is_authenticated:
            raise exceptions.NotAuthenticated
        self.member = member_of(request.user, kwargs["space"])
        if request.auth is not None and request.auth.member_id != self.member.pk:
            raise Http404  # a token opens the space it was made for, no other
        request.member = self.member
        if request.method not in SAFE_METHODS and self.member.space.closed_at is not None:
            raise exceptions.PermissionDenied(_(CLOSED))
        super().initial(request, *args, **kwargs)

    def get_serializer_context(self):
        return {**super().get_serializer_context(), "member": getattr(self, "member", None)}


def api_error(error, context):
    """DRF's handler, with the errors our actions raise turned into 400s that name the field."""
    if isinstance(error, DjangoValidationError):
        detail = error.message_dict if hasattr(error, "error_dict") else {"detail": error.messages}
        error = exceptions.ValidationError(detail)
    return exception_handler(error, context)
