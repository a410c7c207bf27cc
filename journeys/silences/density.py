"""Missed-interaction density: of the interactions that were expected in a stage, how many were missed.

An interaction is one customer due at one touchpoint; missed is silent, as everywhere, and what was begun and not finished stands
apart. What is optional is not expected, and alternatives count once, as a group. Pure, and takes figures as they may be shown:
only counts that stand on the page one by one are added, so that no sum tells what a masked cell hides. Refuses an interval: the
same customer counts at each touchpoint of a stage, which no binomial interval allows for.
"""
from collections import Counter
from dataclasses import dataclass

from .figures import state_of


@dataclass(frozen=True)
class Sum:
    """Interactions missed of those expected."""

    missed: int
    expected: int

    @property
    def share(self):
        """None where nothing was expected."""
        return self.missed / self.expected if self.expected else None


@dataclass(frozen=True)
class Stage:
    """The sums of one stage over `touchpoints` of its expected ones, and how many others are left out, by why."""

    name: str
    touchpoints: int
    now: Sum
    before: Sum | None = None  # over the same touchpoints, in an earlier reading
    masked: int = 0
    checks: int = 0  # instruments to check
    apart: int = 0  # counted in one of the two readings only


def density(figures, segment=None, before=None):
    """[Stage] in map order. figures: `figures.Figures`; segment: (by, value), or everybody; before: the figures of an earlier
    reading, of which the same touchpoints are summed.
    """
    stages = {}
    for figure in figures:
        cell = figure.of(*segment) if segment else figure.cell
        if cell is not None and figure.expected and figure.state not in ("end", "exit"):
            stages.setdefault(figure.stage, []).append((figure, cell))
    return [_stage(name, cells, before) for name, cells in stages.items()]


def _stage(name, cells, before):
    why, now, then = Counter(), [], []
    for figure, cell in cells:
        state = figure.state if figure.state == "check" else state_of(cell)
        earlier = before.get(figure.key) if before is not None else None
        if state == "counted" and before is not None and (earlier is None or earlier.state != "counted"):
            state = "apart"
        why[state] += 1
        if state == "counted":
            now.append(cell)
            then += [earlier.cell] if earlier else []
    return Stage(name, len(now), _sum(now), None if before is None else _sum(then), why["masked"], why["check"], why["apart"])


def _sum(cells):
    return Sum(sum(cell.silent for cell in cells), sum(cell.due for cell in cells))
