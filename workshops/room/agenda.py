"""The clock of a session and the order of its steps, as plain values. Pure: `now` is an argument, no database.

Refuses to decide for the facilitator: a step whose time is up goes on until someone moves.
"""
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

from django.utils.translation import gettext_lazy as _

from project.dates import DAY

MORE = {"minute": 1, "day": DAY}  # minutes that one press adds to a step; a day, where the step takes days
SIDES = [("a", _("group A")), ("b", _("group B"))]


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


def shifted(clock, seconds):
    """The same clock where every instant is so many seconds later (earlier, negative): what is left does not change."""
    by = timedelta(seconds=seconds)
    return replace(clock, started_at=clock.started_at and clock.started_at + by, ends_at=clock.ends_at and clock.ends_at + by)


def spent(entries):
    """{step: minutes, not rounded} of all the visits to a step. entries: [(instant, step)] in order; the last one goes on."""
    found = Counter()
    for (begun, step), (ended, _next) in pairwise(entries):
        found[step] += (ended - begun).total_seconds() / 60
    return dict(found)


def neighbours(steps, current):
    """The steps before and after `current` that are not skipped (None at the ends). steps: in order, with `.skipped`."""
    kept = [step for step in steps if not step.skipped or step == current]
    if current is None:
        return None, kept[0] if kept else None
    place = kept.index(current)
    return (kept[place - 1] if place else None), (kept[place + 1] if place + 1 < len(kept) else None)


def deal(people):
    """Who goes to which of two groups: {key: "a" or "b"} for those without one, every trade spread over both.

    people: (key, trade, side or "") in the order of the table. Sizes end one apart at most, unless those already placed are not.
    """
    sizes = Counter(side for _key, _trade, side in people if side)
    trades = Counter((trade, side) for _key, trade, side in people if side)
    dealt = {}
    for key, trade, side in sorted(people, key=lambda one: one[1].casefold()):
        if not side:
            dealt[key] = side = min("ab", key=lambda one: (sizes[one], trades[trade, one], one))
            sizes[side] += 1
            trades[trade, side] += 1
    return dealt
