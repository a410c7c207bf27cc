"""A closed space is read, never written: its owner closes and reopens it. Whoever is not of it meets what strangers meet.

The rule stands where acts are carried out (`doors.require_open`): pages, API, rooms, commands and background work all meet it.
What is here answers early, on a page that says why.
"""
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import SlugField
from django.http import Http404
from django.shortcuts import render
from django.utils.timezone import now
from django.utils.translation import gettext as _

from project.audit import record
from project.outage import OUTAGES, unavailable
from project.prepared import Prepared

from . import rules
from .doors import require
from .models import Member, Space

READING = ("GET", "HEAD", "OPTIONS")
closed_spaces = Prepared(lambda slug: Space.objects.filter(slug=slug, closed_at__isnull=False), slug=SlugField())
OPENS = "space-reopening"  # the one address that a closed space still writes at


@transaction.atomic
def close_space(*, by, reason):
    """Read-only from now on, and out of the list of spaces. Returns the Space."""
    require(rules.can_close(by))
    if not reason.strip():
        raise ValidationError({"reason": _("Say why, in a few words.")})
    space = Space.objects.select_for_update().get(pk=by.space_id)
    if space.closed_at is None:
        space.closed_at, space.closed_because = now(), reason.strip()[:300]
        space.save(update_fields=["closed_at", "closed_because"])
        record("space.closed", by=by, about=space)
    return space


@transaction.atomic
def reopen_space(*, by):
    """Written again, and back in the list. Returns the Space."""
    require(rules.can_close(by))
    space = Space.objects.select_for_update().get(pk=by.space_id)
    if space.closed_at is not None:
        space.closed_at, space.closed_because = None, ""
        space.save(update_fields=["closed_at", "closed_because"])
        record("space.reopened", by=by, about=space)
    return space


class ClosedMiddleware:
    """Answers every writing request to a closed space with a page that says so. The API has its own words (api_door.SpaceAPI)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, arguments, named):
        elsewhere = "space" not in named or request.path.startswith("/api/") or request.resolver_match.url_name == OPENS
        if request.method in READING or elsewhere:
            return None
        try:
            space = closed_spaces.first(slug=named["space"])
        except OUTAGES as error:  # nobody after us would turn it into an answer
            return unavailable(request, error)
        if space is None:
            return None
        if not Member.objects.filter(space=space, user=request.user.pk).exists():
            raise Http404
        return render(request, "project/spaces/closed.html", {"closed": space}, status=403)
