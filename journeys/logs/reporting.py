"""The instrument report in words and bars: what the log says about itself before anybody reads a silence in it.

Findings come from `instrument.py`; volumes under the space's mask are drawn at the mask and never said.
"""
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from . import wording
from .masking import masked
from .moments import moment_of_day


@dataclass(frozen=True)
class Bar:
    """One bar of the picture of volumes, in units of its 600 × 80 box; `events` is None when too few to show."""

    start: str
    events: int | None
    x: float
    width: float
    height: float


@dataclass(frozen=True)
class Instrument:
    """What the log says about itself: findings as sentences, and volumes over time."""

    findings: list
    bars: list
    step_days: int


STOPPED = (
    gettext_lazy("“%(name)s” stopped on %(day)s, after %(count)s occurrences."),
    gettext_lazy("%(number)s event names stopped on %(day)s: %(names)s."),
    gettext_lazy("“%(name)s” stopped on %(day)s."),
)
BEGAN = (
    gettext_lazy("“%(name)s” only began on %(day)s, then occurred %(count)s times."),
    gettext_lazy("%(number)s event names only began on %(day)s: %(names)s."),
    gettext_lazy("“%(name)s” only began on %(day)s."),
)
SENTENCES = 6  # of one kind


def _names_over_time(rows, day, words, mask):
    """Sentences about names that stop or begin; three of the same day make one sentence, which is the stronger sign. How often
    one occurred is not said under the mask.
    """
    by_day = {}
    for name, at, count in rows:
        by_day.setdefault(day(at), []).append((name, count))
    many = [
        words[1] % {"number": wording.said(len(names)), "day": when, "names": wording.listed([name for name, _n in names], 6)}
        for when, names in by_day.items() if len(names) > 2
    ]  # fmt: skip
    few = [
        words[2 if count < mask else 0] % {"name": name, "day": when, "count": wording.said(count)}
        for when, names in by_day.items() if len(names) < 3 for name, count in names
    ]  # fmt: skip
    return _first(many + few)


def _first(sentences):
    """The first SENTENCES, and how many more."""
    more = len(sentences) - SENTENCES
    if more <= 0:
        return sentences
    said = ngettext("And %(more)s more of this kind.", "And %(more)s more of this kind.", more) % {"more": wording.said(more)}
    return [*sentences[:SENTENCES], said]


def instrument_of(log):
    """The instrument report of a log, in words and bars; None for logs without one."""
    found = log.instrument
    if not found:
        return None

    def day(text):
        return moment_of_day(timezone.datetime.fromisoformat(text), log)

    mask = log.space.mask_below
    sentences = [
        *_names_over_time(found["stopped"], day, STOPPED, mask),
        *_names_over_time(found["began"], day, BEGAN, mask),
        *_first([_("No event at all between %(first)s and %(last)s.") % {"first": day(first), "last": day(last)}
                 for first, last in found["gaps"]]),
        *_first([_dip(day(start), n, usual, mask) for start, n, usual in found["dips"]]),
        *[_break(day(start), times) for start, times in found.get("breaks", ())],
    ]  # fmt: skip
    return Instrument(sentences, _bars(found["bars"], day, mask), found["step_days"])


def _dip(day, count, usual, mask):
    """A sentence about a stretch with much less than usual, which says no number that the picture of volumes hides."""
    values = {"day": day, "count": wording.said(count), "usual": wording.said(usual), "below": mask}
    if 0 < count < mask:
        if usual < mask:
            return _("Far fewer events than usual from %(day)s.") % values
        return _("Fewer than %(below)s events from %(day)s, where %(usual)s are usual.") % values
    return _("Only %(count)s events from %(day)s, where %(usual)s are usual.") % values


def _break(day, times):
    """A sentence about a volume that changed for good."""
    if times < 1:
        return _("From %(day)s on, there are about %(percent)s%% fewer events than before.") % {
            "day": day, "percent": round(100 * (1 - times))}
    return _("From %(day)s on, there are about %(times)s times as many events as before.") % {
        "day": day, "times": wording.said(round(times, 1))}


def _bars(rows, day, mask):
    """Bars of a 600 × 80 picture; those too small to say are drawn at the height of the mask."""
    counts = [count for _start, count in rows]
    said, most, width = masked(counts, mask), max(*counts, mask), 600 / len(rows)
    return [
        Bar(day(start), count, round(place * width, 2), round(max(width - 1, 0.5), 2),
            round(78 * (mask if count is None else count) / most, 2))
        for place, ((start, _count), count) in enumerate(zip(rows, said, strict=True))
    ]  # fmt: skip
