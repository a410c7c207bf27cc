"""Doors of trackers: the page that connects them, the link from an action, and the address that they call."""
import json

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from project.spaces.doors import member_view
from workshops.backlog.models import Action

from . import actions, forms, payloads, rules, signatures
from .models import Tracker

LARGEST = 2**20  # bytes of one call


@require_http_methods(["GET", "HEAD", "POST"])
@member_view
def trackers(request, member):
    if not rules.can_connect(member, member.space):
        raise PermissionDenied
    form = forms.TrackerForm(request.POST or None)
    if request.method == "POST" and _attempt(form, lambda values: actions.connect_tracker(by=member, **values)):
        return redirect("trackers", member.space.slug)
    rows = [
        (tracker, _base(request) + reverse("tracker-hook", args=[tracker.uuid]), signatures.secret_of(tracker))
        for tracker in Tracker.objects.visible_to(member).filter(closed_at=None).order_by("name")
    ]
    return render(request, "workshops/trackers/trackers.html", {"rows": rows, "form": form}, status=422 if form.errors else 200)


@require_POST
@member_view
def tracker_renewal(request, member, uuid):
    actions.renew_secret(by=member, tracker=get_object_or_404(Tracker.objects.visible_to(member), uuid=uuid))
    return redirect("trackers", member.space.slug)


@require_POST
@member_view
def tracker_closure(request, member, uuid):
    actions.close_tracker(by=member, tracker=get_object_or_404(Tracker.objects.visible_to(member), uuid=uuid))
    return redirect("trackers", member.space.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@member_view
def action_issue(request, member, uuid):
    action = get_object_or_404(Action.objects.visible_to(member).select_related("space", "external__tracker"), uuid=uuid)
    if not rules.can_link(member, action):
        raise PermissionDenied
    form = forms.LinkForm(member, request.POST or None)
    if request.method == "POST" and _attempt(form, lambda values: actions.link_issue(by=member, action=action, **values)):
        return redirect("action", member.space.slug, uuid)
    context = {"action": action, "form": form, "can_connect": rules.can_connect(member, member.space)}
    return render(request, "workshops/trackers/issue.html", context, status=422 if form.errors else 200)


@require_POST
@member_view
def action_issue_removal(request, member, uuid):
    actions.unlink_issue(by=member, action=get_object_or_404(Action.objects.visible_to(member), uuid=uuid))
    return redirect("action", member.space.slug, uuid)


@csrf_exempt
@require_POST
def tracker_hook(request, uuid):
    """What a tracker calls: signed, at most a megabyte, JSON; answers what became of it."""
    tracker = get_object_or_404(Tracker.objects.select_related("space"), uuid=uuid, closed_at=None)
    if int(request.headers.get("Content-Length") or 0) > LARGEST:
        return JsonResponse({"error": "too large"}, status=413)
    body = request.body
    if not signatures.is_genuine(tracker, request.headers, body):
        return JsonResponse({"error": "bad signature"}, status=401)
    try:
        issue = payloads.issue_of(tracker.provider, json.loads(body))
    except (payloads.Unreadable, ValueError):
        return JsonResponse({"error": "unreadable"}, status=400)
    with translation.override(tracker.space.language):
        outcome = actions.hear(tracker=tracker, name=signatures.name_of(tracker, request.headers, body), issue=issue)
    return JsonResponse({"outcome": outcome})


def _attempt(form, act):
    """Run `act` on the form's values; an error it raises lands beside its field. Returns what it made, or None."""
    if not form.is_valid():
        return None
    try:
        return act(form.cleaned_data)
    except ValidationError as error:
        found = error.message_dict if hasattr(error, "error_dict") else {None: error.messages}
        for name, texts in found.items():
            form.add_error(name if name in form.fields else None, texts)
        return None


def _base(request):
    return settings.BASE_URL or f"{request.scheme}://{request.get_host()}"
