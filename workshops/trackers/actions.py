"""Everything that changes trackers: connect, renew, close, link an issue, and hear what a tracker says.

Hearing is idempotent: a repeated delivery, an older event, or an echo of our own account changes nothing.
"""
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from project.audit import record
from project.spaces.doors import require
from workshops.backlog import actions as backlog

from . import rules
from .models import Delivery, Link, Tracker
from .payloads import key_of


@transaction.atomic
def connect_tracker(*, by, provider, name, own_account=""):
    """A tracker whose webhook may report here; its address and secret are shown to whoever may connect."""
    require(rules.can_connect(by, by.space))
    tracker = Tracker(space=by.space, provider=provider, name=name.strip(), own_account=own_account.strip(), created_by=by.member)
    tracker.full_clean(exclude=["space", "created_by"])
    tracker.save()
    record("tracker.connected", by=by, space=by.space, about=tracker, provider=provider)
    return tracker


@transaction.atomic
def renew_secret(*, by, tracker):
    """Another secret; calls signed with the old one are refused from now on."""
    require(rules.can_connect(by, tracker.space))
    tracker.secret_number += 1
    tracker.save()
    record("tracker.secret_renewed", by=by, space=tracker.space, about=tracker)
    return tracker


@transaction.atomic
def close_tracker(*, by, tracker):
    """Hear nothing more from it; its links stay readable."""
    require(rules.can_connect(by, tracker.space))
    tracker.closed_at = tracker.closed_at or timezone.now()
    tracker.save()
    record("tracker.closed", by=by, space=tracker.space, about=tracker)
    return tracker


@transaction.atomic
def link_issue(*, by, action, tracker, issue):
    """Say which issue carries out an action. issue: its address or key. Returns the Link."""
    require(rules.can_link(by, action) and tracker.space_id == action.space_id)
    key = key_of(tracker.provider, issue)
    if not key:
        raise ValidationError({"issue": _("This is not the address of an issue of %(tracker)s.") % {"tracker": tracker}})
    if Link.objects.filter(tracker=tracker, key=key).exclude(action=action).exists():
        raise ValidationError({"issue": _("This issue already carries out another action.")})
    url = issue.strip() if issue.strip().startswith(("https://", "http://")) else ""
    fresh = {"tracker": tracker, "key": key, "url": url, "said": "", "changed_at": None, "conflict": ""}
    link, _created = Link.objects.update_or_create(action=action, defaults=fresh)
    record("action.linked", by=by, space=action.space, about=action)
    return link


@transaction.atomic
def unlink_issue(*, by, action):
    require(rules.can_link(by, action))
    Link.objects.filter(action=action).delete()
    record("action.unlinked", by=by, space=action.space, about=action)
    return action


def hear(*, tracker, name, issue):
    """Take in one delivery; returns its outcome: moved, same, conflict, unknown, stale, own, ignored or repeated.

    name: of the delivery (see signatures.name_of); issue: payloads.Issue, or None for an event about something else.
    """
    try:
        with transaction.atomic():
            delivery = Delivery.objects.create(tracker=tracker, name=name, outcome="")
            delivery.outcome = _follow(tracker, issue)
            delivery.save()
            Tracker.objects.filter(pk=tracker.pk).update(heard_at=timezone.now())
    except IntegrityError:
        if Delivery.objects.filter(tracker=tracker, name=name).exists():
            return "repeated"
        raise
    return delivery.outcome


def _follow(tracker, issue):
    if issue is None:
        return "ignored"
    found = Link.objects.select_for_update(of=("self",)).select_related("action")
    link = found.filter(tracker=tracker, key=issue.key).first()
    if link is None:
        return "unknown"
    if tracker.own_account and issue.actor.casefold() == tracker.own_account.casefold():
        return "own"
    if link.changed_at is not None and issue.at < link.changed_at:
        return "stale"
    link.said, link.url, link.changed_at = issue.said[:80], issue.url[:500], issue.at
    status = rules.status_after(issue.state, link.action.status)
    link.conflict = "" if status else issue.state
    link.save()
    if status is None:
        return "conflict"
    if status == link.action.status:
        return "same"
    reason = _("%(tracker)s says: %(said)s") % {"tracker": tracker, "said": issue.said}
    backlog.follow_tracker(action=link.action, status=status, reason=reason, who=str(tracker))
    return "moved"
