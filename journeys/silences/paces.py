"""Which groups of customers act sooner or later than the others, from their tables of time to activation.

Pure: rows (time, activated, left, open) of customers by the time their observation ended, in any order. The log-rank test
(Mantel 1966; Peto & Peto 1972) compares the whole of two curves, leaving being an end of observation like any other; its
numbers agree with scipy.stats.logrank. Each group is compared with the sum of the others, and what differs beyond chance
is told within a family, as everywhere (Benjamini & Hochberg 1995). Refuses to compare fewer than ten followed customers.
"""
from collections import defaultdict
from dataclasses import dataclass
from math import erfc, sqrt

from .statistics import TOO_FEW, benjamini_hochberg


def logrank(first, second):
    """How far apart two curves are, in standard errors: above 0 when the first acts sooner, 0.0 when nothing can be told.
    """
    ends = defaultdict(lambda: [0, 0, 0, 0])  # time -> [activated, ended] of the first, then of the second
    for at, table in ((0, first), (2, second)):
        for time, activated, left, still_open in table:
            ends[time][at] += activated
            ends[time][at + 1] += activated + left + still_open
    one, two = (sum(row[at] for row in ends.values()) for at in (1, 3))
    more, variance = 0.0, 0.0
    for time in sorted(ends):
        did, ended, also, also_ended = ends[time]
        at_risk, together = one + two, did + also
        if not at_risk:
            break
        more += did - together * one / at_risk
        if at_risk > 1:
            variance += one * two * together * (at_risk - together) / (at_risk**2 * (at_risk - 1))
        one, two = one - ended, two - also_ended
    return more / sqrt(variance) if variance > 0 else 0.0


def chance(z):
    """Chance of curves at least this far apart, on either side, if there were no difference."""
    return erfc(abs(z) / sqrt(2))


@dataclass(frozen=True)
class Pace:
    """One group at one touchpoint against the others there. `answer`: sooner, later, no_difference or too_few."""

    touchpoint: str
    value: str
    followed: int
    chance: float | None
    answer: str


def paces(groups, q=0.10):
    """[Pace] of (touchpoint, value, table) of every value shown; one family is one map times one segment variable."""
    others = [[row for key, name, table in groups if key == touchpoint and name != value for row in table]
              for touchpoint, value, _ in groups]
    sizes = [(_followed(table), _followed(rest)) for (_, _, table), rest in zip(groups, others, strict=True)]
    judged = [i for i, both in enumerate(sizes) if min(both) >= TOO_FEW]
    apart = {i: logrank(groups[i][2], others[i]) for i in judged}
    adjusted = dict(zip(judged, benjamini_hochberg([chance(apart[i]) for i in judged]), strict=True))
    return [Pace(touchpoint, value, sizes[i][0], adjusted.get(i), _answer(apart.get(i), adjusted.get(i), q))
            for i, (touchpoint, value, _) in enumerate(groups)]


def _followed(table):
    return sum(sum(row[1:]) for row in table)


def _answer(z, adjusted, q):
    if z is None:
        return "too_few"
    if adjusted > q:
        return "no_difference"
    return "sooner" if z > 0 else "later"
