"""What waits for one person: actions to accept or carry out, silences they keep, and, for facilitators, reviews that are due and
silences that a reading proposes which nobody asked for.
"""
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from journeys.silences.models import Silence
from journeys.silences.queries import waiting_candidates
from observations.hypotheses.models import ExpectedSign, Hypothesis
from project.markup import excerpt
from workshops.backlog.models import MeasuredEffect
from workshops.backlog.models import Status as ActionStatus
from workshops.decisions.models import Decision
from workshops.rituals.queries import next_meetings

SOON = timedelta(days=14)  # how far ahead


@dataclass(frozen=True)
class Task:
    """Something that waits for me: when (a date or None), what, a line of detail, and the button that answers it."""

    day: object
    title: str
    detail: str
    label: str
    address: str
    late: bool = False


def tasks(member, rows, today):
    """What waits for this person, most urgent first."""
    found = [*_own_actions(member, rows, today), *_own_silences(member, today), *_meetings(member, today)]
    if member.at_least("facilitator"):
        found += [*_reviews(member, today), *_hypotheses_due(member, today), *_signs_due(member, today), *_proposed(member)]
    return sorted(found, key=lambda task: (task.day is None, task.day or today, task.title.casefold()))


def _own_actions(member, rows, today):
    for row in rows:
        action = row.action
        if action.owner_id != member.pk or action.status == ActionStatus.ABANDONED:
            continue
        address = reverse("action", args=[member.space.slug, action.uuid])
        aims = _("Aims at “%(label)s”") % {"label": action.silence.label} if action.silence else _("Aims at no silence yet")
        if action.status == ActionStatus.PROPOSED:
            title = _("Accept the action “%(title)s”") % {"title": action.title}
            yield Task(action.due, title, aims, pgettext("verb", "Accept"), address, row.late)
        elif action.status == ActionStatus.DONE and not hasattr(action, "notice"):
            title = _("Tell customers about “%(title)s”, or say why not") % {"title": action.title}
            yield Task(None, title, aims, pgettext("verb", "Tell"), address)
        elif action.status != ActionStatus.DONE and (row.late or action.due is None or action.due <= today + SOON):
            title = _("Carry out “%(title)s”") % {"title": action.title}
            yield Task(action.due, title, aims, pgettext("verb", "Follow"), address, row.late)


def _meetings(member, today):
    now = timezone.now()
    for meeting in next_meetings(member, now, now + SOON)[:3]:
        title = _("Come to “%(title)s”") % {"title": meeting.series.title}
        starts = timezone.localtime(meeting.starts_at)
        address = reverse("series-one", args=[member.space.slug, meeting.series.uuid])
        detail = f"{time_format(starts)}, {meeting.series.question}"
        yield Task(starts.date(), title, detail, pgettext("verb", "Look"), address)


def _own_silences(member, today):
    kept = Silence.objects.filter(space=member.space, keeper=member, review_on__lte=today + SOON)
    for silence in kept.exclude(status=Silence.Status.MERGED):  # the one it counts in is looked at instead
        title = _("Look again at the silence “%(label)s”") % {"label": silence.label}
        address = reverse("silence", args=[member.space.slug, silence.uuid])
        late = silence.review_on <= today
        yield Task(silence.review_on, title, excerpt(silence.would_act), pgettext("verb", "Look"), address, late)


def _reviews(member, today):
    for decision in Decision.objects.filter(space=member.space).waiting_for_review(today).annotate(
        measured=Exists(MeasuredEffect.objects.filter(action__decision=OuterRef("pk")))
    ):
        title = _("Review the decision “%(title)s”") % {"title": decision.title}
        detail = _("An effect has been measured since.") if decision.measured else _("No effect has been measured yet.")
        address = reverse("decision", args=[member.space.slug, decision.uuid])
        yield Task(decision.review_on, title, detail, pgettext("verb", "Review"), address, decision.review_on < today)


def _hypotheses_due(member, today):
    found = Hypothesis.objects.filter(space=member.space).to_review(today).prefetch_related("versions")
    for hypothesis in found.order_by("review_on")[:5]:
        title = _("Look again at the hypothesis “%(statement)s”") % {"statement": excerpt(hypothesis.statement)}
        address = reverse("hypothesis", args=[member.space.slug, hypothesis.uuid])
        status = str(hypothesis.get_status_display())
        yield Task(hypothesis.review_on, title, status, pgettext("verb", "Look"), address, hypothesis.review_on < today)


def _signs_due(member, today):
    found = ExpectedSign.objects.filter(hypothesis__space=member.space, seen="waiting", by_when__lte=today)
    for sign in found.select_related("hypothesis").order_by("by_when")[:5]:
        title = _("Say whether the expected sign was seen: “%(what)s”") % {"what": excerpt(sign.what)}
        address = reverse("hypothesis", args=[member.space.slug, sign.hypothesis.uuid])
        yield Task(sign.by_when, title, sign.where, pgettext("verb", "Answer"), address, sign.by_when < today)


def _proposed(member):
    for found in waiting_candidates(member):
        title = ngettext(
            "%(n)s silence is proposed by the reading of “%(journey)s”, %(window)s",
            "%(n)s silences are proposed by the reading of “%(journey)s”, %(window)s", found.number,
        ) % {"n": found.number, "journey": found.journey, "window": found.window}  # fmt: skip
        detail = _("Asked again by itself when the log was continued. Nothing is noted until somebody answers.")
        address = reverse("reading", args=[member.space.slug, found.reading]) + "#candidates"
        yield Task(None, title, detail, pgettext("verb", "Answer"), address)
