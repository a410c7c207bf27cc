"""Arithmetic of silences: intervals, differences, families of tests, time to activation, verdicts.

Pure: plain numbers in, plain numbers out; no Django, no database. Every formula names its source and is checked against
scipy in the tests; scipy itself is only imported for the exact test, because importing it costs most of a second.
Refuses impossible counts (`ValueError`), and answers None rather than a number when nothing can be said (no
denominator, too few customers).
"""
from dataclasses import dataclass
from math import erfc, exp, log, sqrt
from statistics import NormalDist, mean

TOO_FEW = 10  # customers due in a group, under which an interval is too wide to compare
FALSE_FINDS = 0.10  # of what a family of comparisons calls a difference, the share that chance may explain
SMALL = 30  # customers due in a group, under which the exact test replaces the score test


def _check(count, total):
    if not 0 <= count <= total:
        raise ValueError(f"{count} of {total} is not a share")


def wilson(count, total, confidence=0.95):
    """Score interval (low, high) of a share, or None when total is 0. Wilson 1927; Brown, Cai & DasGupta 2001."""
    _check(count, total)
    if not total:
        return None
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    p, spread = count / total, z * z / total
    centre = (p + spread / 2) / (1 + spread)
    half = z * sqrt(p * (1 - p) / total + spread / (4 * total)) / (1 + spread)
    low = 0.0 if count == 0 else max(0.0, centre - half)
    return low, 1.0 if count == total else min(1.0, centre + half)


@dataclass(frozen=True)
class Difference:
    """Second share minus first, with its interval; -0.08 means eight points fewer in the second."""

    points: float
    low: float
    high: float

    @property
    def holds_zero(self):
        """Whether no difference at all remains possible."""
        return self.low <= 0 <= self.high


def difference(first, second, confidence=0.95):
    """Second minus first, each (count, total), with Newcombe's hybrid score interval (1998, method 10); None when a
    total is 0.
    """
    one, two = wilson(*first, confidence), wilson(*second, confidence)
    if one is None or two is None:
        return None
    p, q = first[0] / first[1], second[0] / second[1]
    low = q - p - sqrt((q - two[0]) ** 2 + (one[1] - p) ** 2)
    high = q - p + sqrt((two[1] - q) ** 2 + (p - one[0]) ** 2)
    return Difference(q - p, max(-1.0, low), min(1.0, high))


def p_value(first, second):
    """Chance of a difference at least this large between two (count, total) if there were none.

    Fisher's exact test when either group has fewer than 30, the pooled score test (normal) above; 1.0 when a total is
    0.
    """
    (a, n), (b, m) = first, second
    _check(a, n)
    _check(b, m)
    if not n or not m:
        return 1.0
    if min(n, m) < SMALL:
        from scipy.stats import fisher_exact

        return min(1.0, float(fisher_exact([[a, n - a], [b, m - b]]).pvalue))
    pooled = (a + b) / (n + m)
    error = sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))
    return 1.0 if error == 0 else erfc(abs(a / n - b / m) / error / sqrt(2))


def benjamini_hochberg(chances):
    """Adjusted p-values of one family, in the order given, to compare with a rate of false finds (Benjamini & Hochberg
    1995).
    """
    total, adjusted, smallest = len(chances), [1.0] * len(chances), 1.0
    for rank, index in sorted(enumerate(sorted(range(total), key=chances.__getitem__), 1), reverse=True):
        smallest = min(smallest, chances[index] * total / rank)
        adjusted[index] = smallest
    return adjusted


def family(pairs):
    """Adjusted p-value of each pair of (count, total) compared in one family, to hold against FALSE_FINDS; None where either
    has fewer than ten, which stays out of the family.
    """
    judged = [i for i, (first, second) in enumerate(pairs) if min(first[1], second[1]) >= TOO_FEW]
    adjusted = dict(zip(judged, benjamini_hochberg([p_value(*pairs[i]) for i in judged]), strict=True))
    return [adjusted.get(i) for i in range(len(pairs))]


@dataclass(frozen=True)
class Contrast:
    """One segment of one touchpoint against everybody else there. `answer`: differs, no_difference or too_few."""

    touchpoint: str
    value: str
    silent: int
    due: int
    rest_silent: int
    rest_due: int
    difference: Difference | None
    chance: float | None
    answer: str


def contrasts(cells, q=FALSE_FINDS):
    """Which segments differ beyond chance: one family is one map times one segment variable.

    cells: (touchpoint, value, silent, due) of every value. Each is compared with the sum of the other values of its
    touchpoint; groups under ten on either side are answered too_few and stay out of the family.
    """
    totals = {}
    for touchpoint, _, silent, due in cells:
        whole = totals.get(touchpoint, (0, 0))
        totals[touchpoint] = (whole[0] + silent, whole[1] + due)
    rests = [(totals[t][0] - silent, totals[t][1] - due) for t, _, silent, due in cells]
    chances = family([(cell[2:], rest) for cell, rest in zip(cells, rests, strict=True)])
    return [
        Contrast(
            touchpoint, value, silent, due, *rests[i], difference(rests[i], (silent, due)), chances[i],
            "too_few" if chances[i] is None else "differs" if chances[i] <= q else "no_difference",
        )
        for i, (touchpoint, value, silent, due) in enumerate(cells)
    ]


@dataclass(frozen=True)
class Step:
    """Share of customers who had activated by `time`, its interval (None where it cannot be told), those still at risk.
    """

    time: float
    share: float
    low: float | None
    high: float | None
    at_risk: int


def time_to_activation(table, confidence=0.95):
    """Cumulative share activated over time, leaving counted as another end (Aalen & Johansen 1978).

    table: rows (time, activated, left, open) of customers by the time their observation ended, in any order. Without
    `left` this is one minus Kaplan & Meier, and its variance Greenwood's; with it, the delta-method variance of
    Marubini & Valsecchi. Intervals are log-log. Whoever is still open at a time is counted at risk up to and including
    it.
    """
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    at_risk = sum(sum(row[1:]) for row in table)
    alive, share, steps = 1.0, 0.0, []
    v0 = v1 = v2 = own = crossed0 = crossed1 = 0.0
    for time, activated, left, still_open in sorted(table):
        ends = activated + left
        if ends:
            before = alive
            share += before * activated / at_risk
            alive *= 1 - ends / at_risk
            own += before**2 * (at_risk - activated) * activated / at_risk**3
            crossed0 += before * activated / at_risk**2
            crossed1 += share * before * activated / at_risk**2
            if at_risk > ends:
                weight = ends / (at_risk * (at_risk - ends))
                v0, v1, v2 = v0 + weight, v1 + weight * share, v2 + weight * share * share
            if activated:
                variance = share * share * v0 - 2 * share * v1 + v2 + own - 2 * (share * crossed0 - crossed1)
                certain = at_risk > ends and 0 < share < 1 and variance > 0
                low, high = _log_log(share, sqrt(variance), z) if certain else (None, None)
                steps.append(Step(time, share, low, high, at_risk))
        at_risk -= ends + still_open
    return steps


def _log_log(share, error, z):
    """Interval of a cumulative share on the log-log scale of its complement, which stays inside 0 and 1."""
    rest = 1 - share
    width = z * error / (rest * abs(log(rest)))
    return 1 - rest ** exp(-width), 1 - rest ** exp(width)


def verdict(before, after, expected_size=None, direction="down", confidence=0.95):
    """Rule 15: what an action did to a share of silence, two (silent, due) of readings with equal follow-up.

    expected_size: points hoped for as a positive share (0.10), in `direction` ("down": fewer silences, or "up").
    Answers (verdict, Difference or None): changed, worse, unchanged, or undecidable, which is a normal answer.
    """
    if direction not in ("down", "up"):
        raise ValueError("direction is down or up")
    found = difference(before, after, confidence)
    if found is None:
        return "undecidable", None
    if not found.holds_zero:
        return ("changed" if (found.points < 0) == (direction == "down") else "worse"), found
    hoped = None if expected_size is None else abs(expected_size) * (-1 if direction == "down" else 1)
    if hoped is None or found.low <= hoped <= found.high:
        return "undecidable", found
    return "unchanged", found


@dataclass(frozen=True)
class Limits:
    """Natural process limits of a series of shares, and the positions of the points that leave them."""

    centre: float
    low: float
    high: float
    signals: tuple[int, ...]


def process_limits(series, baseline=None, least=5):
    """XmR chart limits (Shewhart; Wheeler): mean ± 2.66 mean moving range of the first `baseline` points.

    Shares: the limits stay inside 0 and 1. None under `least` points: then nothing distinguishes a change from noise.
    """
    base = series[: baseline or len(series)]
    if len(base) < least:
        return None
    centre, reach = mean(base), 2.66 * mean(abs(a - b) for a, b in zip(base, base[1:], strict=False))
    low, high = max(0.0, centre - reach), min(1.0, centre + reach)
    return Limits(centre, low, high, tuple(i for i, value in enumerate(series) if not low <= value <= high))
