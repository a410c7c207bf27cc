"""The job in six steps, and which of them a space has done; the empty home teaches it with them."""
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from journeys.logs.models import EventLog
from journeys.maps.models import Journey
from journeys.silences.models import Reading
from observations.grids.models import GridVersion
from workshops.backlog.models import MeasuredEffect
from workshops.decisions.models import Decision
from workshops.room.models import Session


@dataclass(frozen=True)
class Step:
    """One step of the job: done, next, or later."""

    title: str
    detail: str
    label: str
    address: str
    state: str


def steps(member):
    """The job in six steps, with the first that is not done marked as next."""
    space = member.space
    done = [
        Journey.objects.filter(space=space, versions__isnull=False).exists(),
        EventLog.objects.filter(space=space, status="ready").exists(),
        Reading.objects.filter(space=space, status="ready").exists(),
        Session.objects.filter(space=space).exclude(state="draft").exists(),
        GridVersion.objects.filter(grid__space=space).exists() or Decision.objects.filter(space=space).standing().exists(),
        MeasuredEffect.objects.filter(action__space=space).exists(),
    ]
    texts = [
        (_("Say what was meant"), _("Draw the journey in the browser, or load its map from a file, and publish it."),
         _("Describe a journey"), "journeys"),
        (_("Bring what happened"), _("Load an event log: who, what, when. Customers are pseudonymised on the way in."),
         _("Load a log"), "logs"),
        (_("Read the silences"), _("Each touchpoint gets its counts, its interval, and what the silent ones did instead."),
         _("Ask for a reading"), "readings"),
        (_("Read them together"), _("An hour, several trades, a code to join: write in silence, then share."),
         _("Open a session"), "sessions"),
        (_("Decide, and seal the grid"), _("What is retained, what would change our mind, who does what by when."),
         _("See the decisions"), "decisions"),
        (_("Measure what changed"), _("The next log answers: reduced, unchanged, worse, or we do not know yet."),
         _("See the actions"), "actions"),
    ]  # fmt: skip
    following = done.index(False) if False in done else None
    return [
        Step(title, detail, label, _address(name, space), "done" if finished else "next" if place == following else "later")
        for place, ((title, detail, label, name), finished) in enumerate(zip(texts, done, strict=True))
    ]


def _address(name, space):
    try:
        return reverse(name, args=[space.slug])
    except NoReverseMatch:
        return ""
