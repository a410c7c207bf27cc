"""What a journey map expects, as plain values: the one description that files, editor, engine and pictures share.

Pure: no Django, no database. A `Touchpoint` is one row of the long layout; a tuple of them, in map order, is a map.
"""
import re
from dataclasses import asdict, dataclass
from datetime import date

LONG_COLUMNS = (
    "stage", "order", "touchpoint", "label", "channel", "expectation", "group", "condition", "anchor", "due_after",
    "due_unit", "start_events", "events", "terminal", "intent", "owner", "note", "goal", "minimum", "every", "times",
)
COUNT_COLUMNS = ("expected_count", "activated_count", "segment")

EXPECTATIONS = ("required", "optional", "conditional", "alternative")
UNITS = {"minutes": 60, "hours": 3600, "days": 86400, "weeks": 7 * 86400}  # in seconds
TERMINALS = ("", "yes", "exit")
DAY = re.compile(r"(?:day|jour)\s*([+-]?\d{1,5})", re.IGNORECASE)  # an anchor in days of the log


def is_fixed_anchor(anchor):
    """True for `start`, a date or `day N`: an instant that needs no other touchpoint."""
    return anchor == "start" or bool(DAY.fullmatch(anchor)) or is_date(anchor)


def is_date(anchor):
    """True for a date, written 2026-10-01."""
    try:
        return len(anchor) == 10 and bool(date.fromisoformat(anchor))
    except ValueError:
        return False


@dataclass(frozen=True)
class Count:
    """Figures given with the map instead of a log: customers expected and activated, of all or of one segment."""

    expected: int
    activated: int
    segment: str = ""  # attribute=value


@dataclass(frozen=True)
class Touchpoint:
    """One expected touchpoint; fields are the columns of the long layout, where `key` is called `touchpoint`."""

    key: str
    label: str
    stage: str = ""
    order: int = 0
    channel: str = ""
    expectation: str = "required"
    group: str = ""  # name of the alternatives it belongs to
    condition: str = ""  # attribute=value
    anchor: str = ""  # "start", a touchpoint's key, "2026-10-01", "day 0", or "" (nearest required above)
    due_after: float | None = None
    due_unit: str = ""  # minutes, hours, days, weeks
    start_events: tuple[str, ...] = ()  # names, * as wildcard
    events: tuple[str, ...] = ()
    terminal: str = ""  # "", "yes" (ends well), "exit" (the customer leaves)
    intent: str = ""
    owner: str = ""
    note: str = ""
    goal: str = ""  # what customers come here for, in words
    minimum: int | None = None  # the least number of different events, from its first to its last, that the goal needs
    every: str = ""  # repeated: 7 days, 2 weeks, 1 month (see `repeats`)
    times: int | None = None  # repeated: how many times
    counts: tuple[Count, ...] = ()

    is_occurrence = False  # of a repeated touchpoint

    @property
    def due_seconds(self):
        """The delay in seconds, or None when the touchpoint has none."""
        return None if self.due_after is None else self.due_after * UNITS[self.due_unit or "days"]

    def as_dict(self):
        """JSON-ready values, the form that a published version seals; a goal or a rhythm stands in it only where there is
        one, so that maps without are sealed as they always were.
        """
        unsaid = {"goal": "", "minimum": None, "every": "", "times": None}
        return {name: value for name, value in asdict(self).items() if name not in unsaid or value != unsaid[name]}

    @classmethod
    def from_dict(cls, values):
        """The inverse of `as_dict`."""
        values = dict(values)
        for name in ("start_events", "events"):
            values[name] = tuple(values.get(name) or ())
        values["counts"] = tuple(Count(**count) for count in values.get("counts") or ())
        return cls(**values)
