"""Reads that feed the pages of journeys, as plain values; none of them grows in queries with what it shows."""
from dataclasses import dataclass, field

from django.db.models import Count, OuterRef, Subquery

from . import arrangement, wording
from .drafts import content_of, digest_of, draft_of
from .models import Journey, JourneyVersion
from .problems import errors, warnings
from .validation import check_map


@dataclass(frozen=True)
class Row:
    """One touchpoint as pages show it."""

    touchpoint: object
    expected: str  # of whom, in words
    due: str  # by when, in words
    draft: object = None  # its DraftTouchpoint, when it can be edited
    problems: list = field(default_factory=list)
    first: bool = False
    last: bool = False


@dataclass(frozen=True)
class Stage:
    """A run of touchpoints under one name; `again` when another stage interrupted it."""

    name: str
    rows: tuple
    first: bool = False
    last: bool = False
    again: bool = False


def listed(member):
    """Journeys of the member's space, each with `touchpoint_count`, `latest_number` and `latest_at`."""
    latest = JourneyVersion.objects.filter(journey=OuterRef("pk")).order_by("-number")
    return Journey.objects.visible_to(member).annotate(
        touchpoint_count=Count("draft"), latest_number=Subquery(latest.values("number")[:1]),
        latest_at=Subquery(latest.values("published_at")[:1])).order_by("name", "pk")


def stages(touchpoints, names=(), drafts=None, problems=()):
    """Touchpoints in map order → (Stage…), in words; `drafts` gives the editable rows by key."""
    labels = {touchpoint.key: touchpoint.label for touchpoint in touchpoints}
    runs, seen, found = arrangement.runs(touchpoints, names), set(), []
    ends = (touchpoints[0].key, touchpoints[-1].key) if touchpoints else ("", "")
    for index, (name, run) in enumerate(runs):
        rows = tuple(Row(
            touchpoint, wording.expectation_words(touchpoint), wording.due_words(touchpoint, labels),
            (drafts or {}).get(touchpoint.key),
            [problem for problem in problems if problem.values.get("key") == touchpoint.key],
            first=touchpoint.key == ends[0] and index == 0, last=touchpoint.key == ends[1] and index == len(runs) - 1,
        ) for touchpoint in run)
        found.append(Stage(name, rows, first=index == 0, last=index == len(runs) - 1, again=name in seen))
        seen.add(name)
    return tuple(found)


def draft(journey):
    """The editor's page: stages, problems, whether it differs from the last version."""
    rows = {row.key: row for row in journey.draft.all()}
    touchpoints, names = tuple(row.touchpoint for row in rows.values()), list(journey.draft_stages)
    problems = check_map(touchpoints) if touchpoints else []
    return {
        "journey": journey, "touchpoint_count": len(touchpoints), "errors": errors(problems),
        "warnings": warnings(problems), "general": [p for p in problems if "key" not in p.values],
        "stage_names": arrangement.stage_names(touchpoints, names),
        "stages": stages(touchpoints, names, rows, problems),
    }


def journey_page(journey):
    """The journey's own page: its published map, its versions, and what the draft would change."""
    versions = list(journey.versions.select_related("published_by__user").order_by("-number"))
    latest = versions[0] if versions else None
    touchpoints, names = draft_of(journey)
    return {
        "journey": journey, "versions": versions, "latest": latest, "draft_count": len(touchpoints),
        "stages": stages(latest.touchpoints, latest.stages) if latest else stages(touchpoints, names),
        "touchpoint_count": len(latest.touchpoints) if latest else len(touchpoints),
        "draft_differs": latest is None or digest_of(content_of(journey)) != latest.digest,
    }


def held_by(journey, number):
    """Touchpoints of the version with this number, or of the draft for "draft"; None when there is none."""
    if number == "draft":
        return draft_of(journey)[0]
    version = journey.versions.filter(number=number).first() if number.isdigit() else None
    return version.touchpoints if version else None
