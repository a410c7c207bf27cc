"""How a program enters: every API path of a space goes through here, to the same 404 as a person's.

Apart from `doors`, because actions and commands need those and no part of the REST framework, which takes a while to load.
"""
from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.views import exception_handler

from .doors import CLOSED, member_of


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
    if isinstance(error, ValidationError):
        detail = error.message_dict if hasattr(error, "error_dict") else {"detail": error.messages}
        error = exceptions.ValidationError(detail)
    return exception_handler(error, context)
