"""Doors of trackers: the page that connects them, the link from an action, and the address that they call."""
import json
from functools import partial

from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from project.network import site_address
from project.spaces.doors import attempt, member_view
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
    if request.method == "POST" and attempt(form, partial(actions.connect_tracker, by=member)):
        return redirect("trackers", member.space.slug)
    rows = [
        (tracker, site_address(request) + reverse("tracker-hook", args=[tracker.uuid]), signatures.secret_of(tracker))
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
    if request.method == "POST" and attempt(form, partial(actions.link_issue, by=member, action=action)):
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
