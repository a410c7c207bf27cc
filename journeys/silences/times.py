"""Time to activation as pages show it: one curve per touchpoint, or one per group of customers beside everybody's, each
with its share at the due day and what the log-rank test says of it.

Takes masked curves; refuses a curve to what takes no time at all, and an attribute that has no group to show.
"""
from dataclasses import dataclass

from django.utils.translation import gettext as _

from . import pictures, wording
from .paces import paces
from .statistics import time_to_activation


@dataclass(frozen=True)
class Curve:
    """One picture: `value` is None for everybody. `share`, `low`, `high` at the due time, or at the end without one."""

    value: str | None
    drawing: str
    customers: int
    share: float
    low: float | None
    high: float | None
    answer: str = ""
    due: str = ""  # in words, "" without a delay

    @property
    def words(self):
        return wording.PACE_WORDS.get(self.answer, "")

    @property
    def said(self):
        """The picture in one sentence."""
        text = _("%(share)s had done it within %(delay)s.") if self.due else _("%(share)s had done it by the end.")
        return text % {"share": wording.percent(self.share), "delay": self.due}


@dataclass(frozen=True)
class Row:
    """A touchpoint with its curves."""

    figure: object
    curves: tuple
    due: str  # in words, "" without a delay


def curve_of(shown, key):
    """The stored curve of a touchpoint, or None; one that takes no time at all is no curve."""
    found = next((curve for curve in shown.get("curves") or () if curve["touchpoint"] == key), None)
    return found if found and found["steps"] and found["steps"][-1][0] else None


def variables(shown, figures):
    """Attributes that have curves to show, in the order of the reading."""
    there = {part["by"] for curve in shown.get("curves") or () for part in curve.get("segments") or ()}
    return [by for by in figures.variables if by in there]


def rows(shown, figures, by=""):
    """[Row] in map order: of everybody, or of the groups of one attribute."""
    found = [(figure, curve) for figure in figures if not figure.cell.masked and figure.state == "counted"
             and (curve := curve_of(shown, figure.key))]
    if not by:
        return [Row(figure, (_everybody(curve, figure),), pictures.delay_of(figure)) for figure, curve in found]
    groups = [(curve["touchpoint"], part["value"], part["table"]) for _, curve in found for part in curve["segments"]
              if part["by"] == by]
    answers = {(pace.touchpoint, pace.value): pace.answer for pace in paces(groups)}
    return [Row(figure, curves, pictures.delay_of(figure)) for figure, curve in found
            if (curves := tuple(_group(curve, figure, part, answers[figure.key, part["value"]])
                                for part in curve["segments"] if part["by"] == by))]


def _everybody(curve, figure):
    return Curve(None, pictures.curve(curve, figure), curve["customers"], *_at_due(curve, curve["steps"]),
                 due=pictures.delay_of(figure))


def _group(curve, figure, part, answer):
    steps = [(s.time, s.share, s.low, s.high) for s in time_to_activation(part["table"])]
    drawing = pictures.curve(curve, figure, wording.said(part["value"]), steps)
    return Curve(part["value"], drawing, part["customers"], *_at_due(curve, steps), answer,
                 pictures.delay_of(figure))


def _at_due(curve, steps):
    """(share, low, high) when the delay is over, or at the end."""
    reached = [step for step in steps if curve["due"] is None or step[0] <= curve["due"]]
    return tuple(reached[-1][1:4]) if reached else (0.0, None, None)

