"""How a person enters: every view of a space goes through here, and every API path (`api_door`), so a stranger always meets the
same 404.
"""
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as DjangoValidationError
from django.db.models import IntegerField, SlugField
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

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
