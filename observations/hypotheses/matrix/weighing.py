"""The arithmetic of an evidence matrix: spread between readers, what a row tells apart, what stands against a column.

Pure tables, no Django. Only the five rated values count; the three ways not to answer are counted beside and never become a
number. Nothing is divided: where nobody rated, the answer is None or a word. Heuer's analysis of competing hypotheses
weighs what contradicts, not what agrees: that is why only the distance below neutral adds up. Nothing here sorts hypotheses.
"""
from collections import Counter
from dataclasses import dataclass
from statistics import median

RATED = {"very_inconsistent": -2, "inconsistent": -1, "neutral": 0, "consistent": 1, "very_consistent": 2}
UNRATED = ("not_applicable", "unknown", "declined")


@dataclass(frozen=True)
class Tally:
    """The answers of several readers to one cell. scores: -2 to 2, sorted; unrated: how many of each way not to answer."""

    scores: tuple[int, ...]
    unrated: dict

    @property
    def readers(self):
        return len(self.scores) + sum(self.unrated.values())

    @property
    def median(self):
        """The middle rating, or None when nobody rated."""
        return median(self.scores) if self.scores else None

    @property
    def spread(self):
        """How far readers stand from one another, as a word: nobody, alone, together, close, apart or opposed."""
        if len(self.scores) < 2:
            return "alone" if self.scores else "nobody"
        return ("together", "close", "apart", "opposed", "opposed")[self.scores[-1] - self.scores[0]]


@dataclass(frozen=True)
class Against:
    """What stands against one hypothesis: squared distances below neutral, over the `rated` rows of `rows`."""

    amount: float
    rated: int
    rows: int

    @property
    def missing(self):
        return self.rows - self.rated


def tally(values):
    """The Tally of some values (keys of RATED or of UNRATED)."""
    counts = Counter(values)
    scores = sorted(RATED[value] for value in counts.elements() if value in RATED)
    return Tally(tuple(scores), {name: counts[name] for name in UNRATED})


def telling(medians):
    """Whether a row tells hypotheses apart, from its medians (None: nobody rated): cannot_tell, same, little or clearly."""
    rated = [value for value in medians if value is not None]
    if len(rated) < 2:
        return "cannot_tell"
    distance = max(rated) - min(rated)
    return "same" if distance == 0 else "little" if distance < 2 else "clearly"


def against(medians):
    """The Against of one column, from the medians of its rows; None when no row was rated."""
    rated = [value for value in medians if value is not None]
    if not rated:
        return None
    return Against(sum(min(0, value) ** 2 for value in rated), len(rated), len(medians))
