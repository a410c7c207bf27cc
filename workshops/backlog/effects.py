"""How a measured effect is compared, drawn and said. Pure: numbers in, numbers and short texts out, no database.

Refuses to compare two readings that did not observe for the same time, that expect the touchpoint differently, or that
count fewer customers than may be shown: the answer is then *undecidable*, with the obstacle named.
"""
from dataclasses import dataclass

LENGTH_TOLERANCE = 0.10  # two windows are as long as each other within a tenth (a month is 28 to 31 days)
FEWEST = 11  # customers due on each side: below, an interval is too wide to compare, and nothing leaves the space (silences.md)
PASSING = ("no_before", "follow_up", "absent")  # obstacles that another reading of the time before may lift
SAME_EXPECTATION = ("expectation", "group", "condition", "anchor", "due_after", "due_unit", "start_events", "events", "terminal")
STRIP_WIDTH, STRIP_HEIGHT, STRIP_MARGIN = 160, 20, 6  # user units of the drawing


@dataclass(frozen=True)
class Side:
    """One reading of one silence: customers due and silent, length observed in seconds, and what was expected then."""

    due: int
    silent: int
    seconds: float
    instrument: str = "ok"
    expectation: tuple = ()


@dataclass(frozen=True)
class Strip:
    """Positions along the drawing of an effect, in its user units; `target` is None when nothing was announced."""

    zero: float
    low: float | None
    high: float | None
    dot: float | None
    target: float | None
    width: int = STRIP_WIDTH
    height: int = STRIP_HEIGHT

    @property
    def middle(self):
        return self.height / 2

    @property
    def span(self):
        """Length of the interval's bar; at least 1, so that a narrow one is still seen."""
        return None if self.low is None else round(max(self.high - self.low, 1), 1)


def expectation_of(touchpoint):
    """The part of a touchpoint (its dict) that must stay the same for two readings to be comparable."""
    return tuple((name, _frozen(touchpoint.get(name))) for name in SAME_EXPECTATION)


def as_long(one, other):
    """Whether two lengths, in seconds, are the same within a tenth; lengths that nobody knows (0) are."""
    longest = max(one, other)
    return not longest or not min(one, other) or abs(one - other) / longest <= LENGTH_TOLERANCE


def obstacle(before, after, fewest=FEWEST):
    """Why two Sides cannot be compared, as a value of models.Obstacle; "" when they can. A missing Side is None."""
    if before is None or after is None:
        return "absent"
    if "check" in (before.instrument, after.instrument):
        return "instrument"
    if before.expectation and after.expectation and before.expectation != after.expectation:
        return "expectation"
    if not as_long(before.seconds, after.seconds):
        return "follow_up"
    if min(before.due, after.due) < fewest:
        return "few"
    return ""


def reach(values):
    """Half-width, in points, of a drawing that holds all `values` and zero; shared by the rows of one page."""
    largest = max((abs(value) for value in values if value is not None), default=0)
    return max(10.0, 5.0 * (int(largest / 5.0) + 1))


def strip(difference, low, high, target, half_width):
    """The Strip of one effect on a scale from -half_width to +half_width points, zero in the middle."""

    def place(points):
        if points is None:
            return None
        held = max(-half_width, min(half_width, points))
        return round(STRIP_MARGIN + (held + half_width) / (2 * half_width) * (STRIP_WIDTH - 2 * STRIP_MARGIN), 1)

    return Strip(place(0), place(low), place(high), place(difference), place(target))


def decimals(low, high):
    """How many decimals an interval deserves: none when it is wider than 4 points, else one."""
    return 0 if low is None or high - low > 4 else 1


def _frozen(value):
    return tuple(value) if isinstance(value, list) else value
