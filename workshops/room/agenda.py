"""The run sheet and the clock of a session, as plain values. Pure: `now` is an argument, nothing here knows the database.

Refuses to decide for the facilitator: a step whose time is up goes on until someone moves.
"""
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

KINDS = {
    "recall": pgettext_lazy("step", "Recall open actions"),
    "read": pgettext_lazy("step", "Read the map"),
    "write": pgettext_lazy("step", "Write in silence"),
    "share": pgettext_lazy("step", "Share"),
    "tension": pgettext_lazy("step", "Put in tension"),
    "decide": pgettext_lazy("step", "Decide"),
    "close": pgettext_lazy("step", "Close"),
}
WRITES = {
    "none": _("nobody writes"),
    "private": _("everyone for themselves"),
    "table": _("everyone, seen at once"),
}
LONGEST_STEP = 24 * 60 * 14  # minutes: an asynchronous reading may take two weeks


@dataclass(frozen=True)
class StepPlan:
    """One line of a run sheet. minutes: planned; writes: who sees what is written; reveals: entering shows private notes."""

    kind: str
    prompt: str
    minutes: int
    writes: str = "none"
    reveals: bool = False
    title: str = ""


RECALL = _("What had we decided, and what did it change?")
READ = _("Look for yourself: where do customers stay silent, and what did they do instead?")
WRITE = _("What can this silence mean, and what would make us change our mind?")
SHARE = _("What do we recognise, what surprises us? We listen before we answer.")
TENSION = _("What speaks for each reading, what speaks against it? What are we missing?")
DECIDE = _("What do we decide, what do we leave open, and which effect do we expect by when?")
CLOSE = _("What do we take away? What do we still not know? What helped or hindered in this hour?")

SHEETS = {
    "full": (
        _("Full reading, 75 minutes"),
        (
            StepPlan("recall", RECALL, 5),
            StepPlan("read", READ, 10, "private"),
            StepPlan("write", WRITE, 10, "private"),
            StepPlan("share", SHARE, 15, "table", reveals=True),
            StepPlan("tension", TENSION, 15, "table"),
            StepPlan("decide", DECIDE, 15, "table"),
            StepPlan("close", CLOSE, 5, "table"),
        ),
    ),
    "express": (
        _("Express reading, 30 minutes"),
        (
            StepPlan("recall", RECALL, 2),
            StepPlan("read", READ, 4, "private"),
            StepPlan("write", WRITE, 5, "private"),
            StepPlan("share", SHARE, 6, "table", reveals=True),
            StepPlan("tension", TENSION, 5, "table"),
            StepPlan("decide", DECIDE, 5, "table"),
            StepPlan("close", CLOSE, 3, "table"),
        ),
    ),
    "review": (
        _("Journey review, 60 minutes"),
        (
            StepPlan("recall", RECALL, 10),
            StepPlan("read", _("Where is there no contact at all on this journey, and since when?"), 15, "private"),
            StepPlan("write", _("Which silences must we keep watching, and what would make us act?"), 10, "private"),
            StepPlan("share", SHARE, 15, "table", reveals=True),
            StepPlan("decide", _("What do we watch, until when, and who keeps it?"), 7, "table"),
            StepPlan("close", CLOSE, 3, "table"),
        ),
    ),
    "days": (
        _("Reading over several days"),
        (
            StepPlan("read", READ, 24 * 60, "private"),
            StepPlan("write", WRITE, 3 * 24 * 60, "private"),
            StepPlan("share", SHARE, 2 * 24 * 60, "table", reveals=True),
            StepPlan("tension", TENSION, 24 * 60, "table"),
            StepPlan("decide", DECIDE, 45, "table"),
            StepPlan("close", CLOSE, 15, "table"),
        ),
    ),
}
DEFAULT_SHEET = "full"


@dataclass(frozen=True)
class Clock:
    """The time of the current step. Running: `ends_at`; paused: `left` seconds; neither: not started."""

    started_at: datetime | None = None
    ends_at: datetime | None = None
    left: int | None = None

    @property
    def is_paused(self):
        return self.left is not None

    def seconds_left(self, now):
        """Seconds until the end, negative when time is up, None when the clock has not started."""
        if self.is_paused:
            return self.left
        return None if self.ends_at is None else round((self.ends_at - now).total_seconds())


def start(minutes, now):
    """The clock of a step that begins now."""
    return Clock(started_at=now, ends_at=now + timedelta(minutes=minutes))


def add(clock, minutes, now):
    """More time (or less, negative). A step whose time was up gets the minutes from now on, not from its old end."""
    seconds = minutes * 60
    if clock.is_paused:
        return replace(clock, left=max(0, clock.left + seconds))
    if clock.ends_at is None:
        return clock
    base = max(clock.ends_at, now) if minutes > 0 else clock.ends_at
    return replace(clock, ends_at=max(base + timedelta(seconds=seconds), now))


def pause(clock, now):
    if clock.is_paused or clock.ends_at is None:
        return clock
    return Clock(started_at=clock.started_at, left=max(0, clock.seconds_left(now)))


def resume(clock, now):
    if not clock.is_paused:
        return clock
    return Clock(started_at=clock.started_at, ends_at=now + timedelta(seconds=clock.left))


def neighbours(steps, current):
    """The steps before and after `current` that are not skipped (None at the ends). steps: in order, with `.skipped`."""
    kept = [step for step in steps if not step.skipped or step == current]
    if current is None:
        return None, kept[0] if kept else None
    place = kept.index(current)
    return (kept[place - 1] if place else None), (kept[place + 1] if place + 1 < len(kept) else None)
