"""What the pages of run sheets show: those of the house and of the space, their versions, the sessions opened with each."""
from dataclasses import dataclass

from django.db.models import Count

from . import plans
from .models import RunSheet
from .shipped import SHIPPED


@dataclass(frozen=True)
class Row:
    """One run sheet in a list. `sheet` is None for a shipped one that the space has not used yet."""

    name: str
    title: str
    steps: tuple
    sheet: RunSheet | None
    sessions: int = 0

    @property
    def minutes(self):
        return plans.minutes(self.steps)


def sheets_of(space):
    """([Row of each shipped sheet], [Row of each local sheet]), shipped ones in the reader's language."""
    kept = {sheet.name: sheet for sheet in RunSheet.objects.filter(space=space).annotate(used=Count("versions__sessions"))}
    shipped = []
    for key, (title, steps) in SHIPPED.items():
        sheet = kept.pop(key, None)
        shipped.append(Row(key, str(title), steps, sheet, sheet.used if sheet else 0))
    return shipped, [Row(name, sheet.title, tuple(sheet.steps), sheet, sheet.used) for name, sheet in kept.items()]


def choices(space):
    """(name, title) of what a session can be opened with: shipped sheets, then local ones with a sealed version."""
    local = RunSheet.objects.filter(space=space, shipped="").exclude(versions=None)
    return [(key, title) for key, (title, _steps) in SHIPPED.items()] + [(one.name, one.title) for one in local]


def versions_of(sheet):
    """The sealed versions, latest first, each with its sessions."""
    return list(sheet.versions.select_related("revision").prefetch_related("sessions__space").order_by("-number"))
