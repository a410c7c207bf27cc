"""Pages of series and their meetings, and the calendars that other programs read."""
from functools import partial

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from project.network import site_address
from project.spaces.doors import attempt, member_view

from . import actions, feed, forms, queries, rules
from .models import Meeting, Series


@require_safe
@member_view
def series_list(request, member):
    context = {"rows": queries.series_of(member, timezone.now()), "can_plan": rules.can_plan(member, member.space)}
    return render(request, "workshops/rituals/series_list.html", context)


@require_safe
@member_view
def series(request, member, uuid):
    return _page(request, member, _load(member, uuid))


@require_http_methods(["GET", "HEAD", "POST"])
@member_view
def series_new(request, member):
    if not rules.can_plan(member, member.space):
        raise PermissionDenied
    form = forms.SeriesForm(member, request.POST or None)
    made = attempt(form, partial(actions.start_series, by=member)) if request.method == "POST" else None
    if made:
        return redirect("series-one", member.space.slug, made.uuid)
    return render(request, "workshops/rituals/form.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@member_view
def series_edit(request, member, uuid):
    found = _load(member, uuid)
    if not rules.can_plan(member, found.space):
        raise PermissionDenied
    form = forms.SeriesForm(member, request.POST or None, instance=found)
    if request.method == "POST" and attempt(form, partial(actions.change_series, by=member, series=found)):
        return redirect("series-one", member.space.slug, uuid)
    return render(request, "workshops/rituals/form.html", {"form": form, "series": found}, status=422 if form.errors else 200)


@require_POST
@member_view
def planning(request, member, uuid):
    actions.plan_more(by=member, series=_load(member, uuid))
    return redirect("series-one", member.space.slug, uuid)


@require_POST
@member_view
def ending(request, member, uuid):
    actions.end_series(by=member, series=_load(member, uuid))
    return redirect("series-one", member.space.slug, uuid)


@require_POST
@member_view
def feed_renewal(request, member, uuid):
    actions.renew_feed(by=member, series=_load(member, uuid))
    return redirect("series-one", member.space.slug, uuid)


@require_safe
@member_view
def meeting(request, member, uuid):
    return _meeting_page(request, member, _load_meeting(member, uuid))


@require_POST
@member_view
def meeting_move(request, member, uuid):
    return _act(request, member, uuid, "move_form", forms.MoveForm(request.POST), actions.move_meeting)


@require_POST
@member_view
def meeting_cancellation(request, member, uuid):
    return _act(request, member, uuid, "cancel_form", forms.CancelForm(request.POST), actions.cancel_meeting)


@require_POST
@member_view
def meeting_session(request, member, uuid):
    found = _load_meeting(member, uuid)
    form = forms.HeldForm(member, request.POST, instance=_load_meeting(member, uuid))
    if attempt(form, partial(actions.say_held, by=member, meeting=found)):
        return redirect("series-one", member.space.slug, found.series.uuid)
    return _meeting_page(request, member, _load_meeting(member, uuid), status=422, held_form=form)


@require_safe
@member_view
def meeting_ics(request, member, uuid):
    found = _load_meeting(member, uuid)
    return _ics(feed.calendar(found.series, [found], _address(request, found.series)), f"{found.starts_at:%Y-%m-%d}")


@require_safe
def series_feed(request, key):
    """The calendar of a series for programs that subscribe to it, without an account."""
    found = feed.series_of_key(key)
    if found is None:
        raise Http404
    with translation.override(found.space.language):
        return _ics(feed.calendar(found, found.meetings.all(), _address(request, found)), "silences")


def _load(member, uuid):
    return get_object_or_404(Series.objects.visible_to(member).select_related("space", "journey", "run_sheet"), uuid=uuid)


def _load_meeting(member, uuid):
    found = Meeting.objects.filter(series__space=member.space).select_related("series__space", "session")
    return get_object_or_404(found, uuid=uuid)


def _act(request, member, uuid, name, form, action):
    found = _load_meeting(member, uuid)
    if attempt(form, partial(action, by=member, meeting=found)):
        return redirect("series-one", member.space.slug, found.series.uuid)
    return _meeting_page(request, member, _load_meeting(member, uuid), status=422, **{name: form})


def _page(request, member, found):
    context = {"page": queries.series_page(found, timezone.now()), "can_plan": rules.can_plan(member, found.space)}
    context["feed"] = site_address(request) + reverse("series-feed", args=[feed.key_of(found)])
    return render(request, "workshops/rituals/series.html", context)


def _meeting_page(request, member, found, status=200, **bound):
    if not rules.can_plan(member, found.series.space):
        raise PermissionDenied
    start = {"starts_at": timezone.localtime(found.starts_at), "minutes": found.minutes}
    context = {
        "meeting": found, "move_form": forms.MoveForm(initial=start), "cancel_form": forms.CancelForm(auto_id="cancel_%s"),
        "held_form": forms.HeldForm(member, instance=found),
    }  # fmt: skip
    return render(request, "workshops/rituals/meeting.html", context | bound, status=status)


def _address(request, found):
    return site_address(request) + reverse("series-one", args=[found.space.slug, found.uuid])


def _ics(content, name):
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    return response
