"""Touchpoints expected again and again, such as each month: how the rhythm is written, and what it unfolds into.

Pure. One row of a map says `every` (7 days, 2 weeks, 1 month) and `times` (how many); for a reading it stands for as many
ordinary touchpoints, its occurrences, of which the first begins at its anchor and each next one a period later. What
customers do counts for the occurrence in whose period it falls, and is due within its delay, or within the period without
one. Months are those of the calendar, so they need a date as anchor; a period that begins with each customer is written in
days or weeks.
"""
import re
from dataclasses import dataclass

from .expectations import UNITS, Touchpoint

MOST_TIMES = 60
PERIOD_WORDS = {
    "day": "day", "days": "day", "d": "day", "jour": "day", "jours": "day", "j": "day",
    "week": "week", "weeks": "week", "w": "week", "semaine": "week", "semaines": "week", "sem": "week",
    "month": "month", "months": "month", "mois": "month",
}
SHORTEST = {"day": UNITS["days"], "week": UNITS["weeks"], "month": 28 * UNITS["days"]}  # seconds
LONGEST = {"day": 3660, "week": 520, "month": 120}
WRITTEN = re.compile(r"(?:each|every|chaque|tous les|toutes les)?\s*(\d{0,4})\s*([a-z]+)")


def period(every):
    """(number, unit: day, week or month) of `every` as files hold it."""
    number, unit = every.split()
    return int(number), unit.removesuffix("s")


def read_period(text):
    """A period as people type it (already in plain letters) in its one spelling, "7 days", "1 month"; "" when it is none."""
    found = WRITTEN.fullmatch(text)
    unit = found and PERIOD_WORDS.get(found[2])
    number = int(found[1] or 1) if unit else 0
    return f"{number} {unit}{'s' if number > 1 else ''}" if unit and 1 <= number <= LONGEST[unit] else ""


def shortest(every):
    """Seconds of the shortest such period."""
    number, unit = period(every)
    return number * SHORTEST[unit]


@dataclass(frozen=True)
class Occurrence(Touchpoint):
    """One time of a touchpoint that is repeated: the `number`th of `times`, from 1; `of` is the touchpoint's key."""

    of: str = ""
    number: int = 1

    is_occurrence = True


def unfold(touchpoints):
    """Touchpoints in map order, each repeated one as its occurrences; what is unfolded already stays as it is."""
    return tuple(one for touchpoint in touchpoints for one in _times(touchpoint))


def _times(touchpoint):
    if touchpoint.is_occurrence or not touchpoint.every or not touchpoint.times:
        return [touchpoint]
    return [Occurrence(**vars(touchpoint) | {
        "key": f"{touchpoint.key}:{number}", "label": f"{touchpoint.label} ({number}/{touchpoint.times})",
        "of": touchpoint.key, "number": number}) for number in range(1, touchpoint.times + 1)]
