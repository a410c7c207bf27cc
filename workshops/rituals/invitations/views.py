"""Doors of the list of people invited to a series, and of the letters to them."""
from functools import partial

from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from project.spaces.doors import attempt, member_view, require

from .. import rules
from ..queries import meetings_to_tell
from ..views import load, page
from . import actions, forms, queries
from .models import Invitee
from .telling import write_to_them


@require_POST
@member_view
def invitees(request, member, uuid):
    series = load(member, uuid)
    form = forms.InviteForm(series, request.POST)
    if attempt(form, partial(actions.invite, by=member, series=series)):
        return _list(series)
    require(rules.can_plan(member, series.space))
    return page(request, member, series, status=422, invite_form=form)


@require_POST
@member_view
def invitee_removal(request, member, uuid):
    found = Invitee.objects.filter(series__space=member.space).select_related("series__space")
    found = get_object_or_404(found, uuid=uuid)
    actions.remove_invitee(by=member, invitee=found)
    return _list(found.series)


@require_POST
@member_view
def letters(request, member, uuid):
    series = load(member, uuid)
    require(rules.can_plan(member, series.space))
    posts = queries.posts(series, meetings_to_tell(series, timezone.now()))
    form = forms.SendForm(posts, request.POST)
    if attempt(form, partial(write_to_them, request, member, series)):
        return _list(series)
    return page(request, member, series, status=422, send_form=form)


def _list(series):
    return redirect(reverse("series-one", args=[series.space.slug, series.uuid]) + "#invited")
