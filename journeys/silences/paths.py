"""Observed trajectories of a reading, ready to be shown: each beside the expected path, and what goes together.

Takes the masked answer of `trajectories`; refuses to call any of it a silence. Aids to reading, in the order of frequency
because that is what a trajectory is: none is better than another.
"""
import re
from dataclasses import dataclass

from .alignment import LONGEST
from .drawing import variants
from .wording import duration


@dataclass(frozen=True)
class Way:
    """One trajectory that many customers share."""

    customers: int
    share: float | None
    line: str  # SVG
    skipped: tuple  # labels
    inserted: tuple  # event names
    is_open: bool
    fitness: float
    moved: tuple = ()  # labels of steps taken elsewhere than expected


@dataclass(frozen=True)
class Trajectories:
    """All that may be shown of how customers went."""

    header: str  # SVG
    ways: tuple
    found: dict  # the masked answer itself: variants, exact, fitness, revisits, absences…
    together: tuple  # (labels, customers, key of the first)
    passed_by: tuple  # (label, key, customers)
    loops: tuple  # (event name, event name, customers, key of the touchpoint gone from, "" for none)
    inserted: tuple  # (event name, customers)
    attempts: tuple  # (label, what `attempts` says of it, pause in words)
    since: tuple  # (label, key, customers away since they did it)

    customers: int | None = None  # of the reading
    mask_below: int = 11
    longest: int = LONGEST

    @property
    def compared(self):
        """Customers whose trajectory was laid against the path."""
        return (self.found.get("aligned") or {}).get("customers") or 0

    @property
    def beyond(self):
        """Customers whose trajectory was not, in a number that tells of nobody."""
        left = (self.customers or 0) - self.compared
        return left if left >= self.mask_below else 0

    @property
    def others(self):
        """Customers whose trajectory is not among those shown, when that many may be told."""
        return max(0, self.compared - sum(way.customers for way in self.ways))


def trajectories(found, touchpoints, figures):
    """`Trajectories` from the masked answer, the version's touchpoints and the reading's figures."""
    columns = [(figure.key, figure.label, _names(figure, touchpoints)) for figure in figures
               if not (figure.group and not figure.is_group) and getattr(figure.touchpoint, "terminal", "") != "exit"
               and not getattr(figure.touchpoint, "is_occurrence", False)]
    labels = {figure.key: figure.label for figure in figures}
    doubted = {figure.key for figure in figures.checks}
    begins = matching([name for one in touchpoints for name in one.start_events])
    ways = []
    for one in found["top"]:
        added = [name for name in one["inserted"] if not (begins and begins.fullmatch(name))]  # beginning a step adds none
        states = _states(one, columns, doubted)
        moved = {key: names for (key, _label, names), state in zip(columns, states, strict=True) if state == "moved"}
        missed = [labels.get(key, key) for key in one["skipped"] if key not in doubted and key not in moved]
        shown = [name for name in added if not any(names.fullmatch(name) for names in moved.values())]
        share = one["customers"] / figures.customers if figures.customers else None
        ways.append(Way(one["customers"], share, variants.line(states, len(added)), tuple(missed),
                        tuple(dict.fromkeys(shown)), one["open"], one["fitness"], tuple(labels.get(key, key) for key in moved)))
    return Trajectories(
        variants.header([label for _key, label, _names in columns]), tuple(ways), found,
        _together(found["together"], labels, doubted),
        tuple((labels.get(one["touchpoint"], one["touchpoint"]), one["touchpoint"], one["customers"])
              for one in found["passed_by"] if one["touchpoint"] not in doubted),
        tuple((one["between"], one["and"], one["customers"], _whose(one["between"], columns))
              for one in found["loops"]["pairs"]),
        tuple((one["activity"], one["customers"]) for one in found["inserted"]
              if not (begins and begins.fullmatch(one["activity"]))),
        tuple((labels.get(one["touchpoint"], one["touchpoint"]), one, _pause(one["minutes"]))
              for one in found.get("attempts", ()) if one["touchpoint"] not in doubted),
        tuple((labels.get(one["touchpoint"], one["touchpoint"]), one["touchpoint"], one["customers"])
              for one in found["absences"].get("since", ())), figures.customers,
        figures.mask_below)


def _whose(name, columns):
    """The key of the column that an event name counts for, or ""."""
    return next((key for key, _label, names in columns if names is not None and names.fullmatch(name)), "")


def _pause(minutes):
    """How long nothing happens before an attempt is over, in words."""
    number, unit = next(((minutes / size, unit) for unit, size in (("days", 1440), ("hours", 60)) if minutes >= 2 * size),
                        (minutes, "minutes"))
    return duration(number, unit)


def _names(figure, touchpoints):
    """What event names count for a column: those of the touchpoint, or of every member of a group."""
    members = [one for one in touchpoints if one.key == figure.key or (figure.is_group and one.group == figure.key)]
    return matching([name for one in members for name in one.events])


def matching(patterns):
    """One expression for several event names in which `*` stands for anything; None for no name."""
    written = "|".join(".*".join(re.escape(part) for part in name.split("*")) for name in patterns)
    return re.compile(written, re.DOTALL) if patterns else None


def _together(rows, labels, doubted):
    """(labels, customers, key of the first) of silences kept by the same customers, broken instruments left out
    and what then agrees added up.
    """
    found = {}
    for one in rows:
        kept = tuple(key for key in one["touchpoints"] if key not in doubted)
        if len(kept) > 1:
            found[kept] = found.get(kept, 0) + one["customers"]
    return tuple((tuple(labels.get(key, key) for key in kept), customers, kept[0])
                 for kept, customers in sorted(found.items(), key=lambda row: -row[1]))


def _states(one, columns, doubted):
    """One of `variants.STATES` per column."""
    states = []
    for key, _label, names in columns:
        if key in doubted:
            states.append("doubted")
            continue
        seen = [step for step in one["steps"] if names is not None and names.fullmatch(step)]
        moved = [name for name in one["inserted"] if names is not None and names.fullmatch(name)]
        if key in one["skipped"]:
            states.append("moved" if seen else "skipped")
        else:
            states.append("blank" if not seen else "moved" if len(moved) >= len(seen) else "done")
    return states
