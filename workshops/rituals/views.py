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
from .invitations import queries as of_invitations
from .invitations.forms import InviteForm, SendForm, TellForm
from .invitations.queries import people_told
from .invitations.telling import write_to_them
from .models import Meeting, Series


@require_safe
@member_view
def series_list(request, member):
    context = {"rows": queries.series_of(member, timezone.now()), "can_plan": rules.can_plan(member, member.space)}
    return render(request, "workshops/rituals/series_list.html", context)


@require_safe
@member_view
def series(request, member, uuid):
    return page(request, member, load(member, uuid))


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
    found = load(member, uuid)
    if not rules.can_plan(member, found.space):
        raise PermissionDenied
    form = forms.SeriesForm(member, request.POST or None, instance=found)
    if request.method == "POST" and attempt(form, partial(actions.change_series, by=member, series=found)):
        return redirect("series-one", member.space.slug, uuid)
    return render(request, "workshops/rituals/form.html", {"form": form, "series": found}, status=422 if form.errors else 200)


@require_POST
@member_view
def planning(request, member, uuid):
    actions.plan_more(by=member, series=load(member, uuid))
    return redirect("series-one", member.space.slug, uuid)


@require_POST
@member_view
def ending(request, member, uuid):
    found = load(member, uuid)
    coming = queries.meetings_to_tell(found, timezone.now())
    form = TellForm(request.POST, told=people_told(coming))
    actions.end_series(by=member, series=found)
    if form.is_valid() and form.cleaned_data.get("tell"):
        write_to_them(request, member, found, queries.meetings_to_tell(found, timezone.now()), changed_only=True)
    return redirect("series-one", member.space.slug, uuid)


@require_POST
@member_view
def feed_renewal(request, member, uuid):
    actions.renew_feed(by=member, series=load(member, uuid))
    return redirect("series-one", member.space.slug, uuid)


@require_safe
@member_view
def meeting(request, member, uuid):
    return _meeting_page(request, member, _load_meeting(member, uuid))


@require_POST
@member_view
def meeting_move(request, member, uuid):
    return _act(request, member, uuid, "move_form", forms.MoveForm, actions.move_meeting)


@require_POST
@member_view
def meeting_cancellation(request, member, uuid):
    return _act(request, member, uuid, "cancel_form", forms.CancelForm, actions.cancel_meeting)


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


def load(member, uuid):
    return get_object_or_404(Series.objects.visible_to(member).select_related("space", "journey", "run_sheet"), uuid=uuid)


def _load_meeting(member, uuid):
    found = Meeting.objects.filter(series__space=member.space).select_related("series__space", "session")
    return get_object_or_404(found, uuid=uuid)


def _act(request, member, uuid, name, shape, action):
    """Move or cancel a meeting, then tell whoever was invited to it, unless the box was unticked."""
    found = _load_meeting(member, uuid)
    form = shape(request.POST, told=people_told([found]))

    def act(tell=False, **given):
        return action(by=member, meeting=found, **given)

    if attempt(form, act):
        if form.cleaned_data.get("tell"):
            write_to_them(request, member, found.series, [found], changed_only=True)
        return redirect("series-one", member.space.slug, found.series.uuid)
    return _meeting_page(request, member, _load_meeting(member, uuid), status=422, **{name: form})


def page(request, member, found, status=200, **bound):
    """The page of a series; those who plan see who is invited to it."""
    now = timezone.now()
    context = {"page": queries.series_page(found, now), "can_plan": rules.can_plan(member, found.space)}
    context["feed"] = site_address(request) + reverse("series-feed", args=[feed.key_of(found)])
    if context["can_plan"]:
        invitees = of_invitations.invitees_of(found)
        posts = of_invitations.posts(found, queries.meetings_to_tell(found, now), invitees)
        told = {one for post in posts if post.meeting.cancelled_at is None for one in post.told}
        context |= {
            "invitees": invitees, "end_form": TellForm(told=len(told), auto_id="end_%s"), "send_form": SendForm(posts),
            "invite_form": InviteForm(found, initial={"language": found.space.language}, auto_id="invite_%s"),
        }  # fmt: skip
    return render(request, "workshops/rituals/series.html", context | bound, status=status)


def _meeting_page(request, member, found, status=200, **bound):
    if not rules.can_plan(member, found.series.space):
        raise PermissionDenied
    start = {"starts_at": timezone.localtime(found.starts_at), "minutes": found.minutes}
    told = people_told([found])
    context = {
        "meeting": found, "move_form": forms.MoveForm(initial=start, told=told),
        "cancel_form": forms.CancelForm(auto_id="cancel_%s", told=told),
        "held_form": forms.HeldForm(member, instance=found),
    }  # fmt: skip
    return render(request, "workshops/rituals/meeting.html", context | bound, status=status)


def _address(request, found):
    return site_address(request) + reverse("series-one", args=[found.space.slug, found.uuid])


def _ics(content, name):
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    return response
