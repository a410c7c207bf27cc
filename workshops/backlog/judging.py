"""Judging what actions changed, by the readings that came after them; done by a person, or by the house itself (`by=None`).

Safe to repeat: a reading answers once for an action, and again only when what kept it from answering is gone.
"""
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from journeys.silences import actions as readings
from journeys.silences import statistics
from project.audit import record
from project.spaces.doors import require

from . import comparisons, effects, rules
from .models import Direction, MeasuredEffect, Verdict


@transaction.atomic
def measure_effects(*, reading, by=None):
    """Judge every announced action that `reading` speaks of and that it has not judged; returns the new MeasuredEffects."""
    if by is not None:
        require(rules.can_judge(by, reading.space))
    made = [judge_effect(action, reading) for action, reading in comparisons.unjudged(reading=reading)]
    if made:
        verdicts = {verdict: sum(effect.verdict == verdict for effect in made) for verdict in Verdict.values}
        record("effects.measured", by=by, space=reading.space, about=reading, **verdicts)
    return made


measure_effects_for = measure_effects  # the name other subjects know


def measure_pending(*, space=None, by=None):
    """Judge by every ready reading that an action still waits for; safe to call at any time, twice changes nothing."""
    return [effect for reading in comparisons.unjudged_readings(space) for effect in measure_effects(reading=reading, by=by)]


def judge_effect(action, after):
    """The MeasuredEffect of `action` by the reading `after` (rule 15), written over one that could not compare."""
    before = comparisons.reading_before(action, after)
    first = comparisons.side(before, action.silence) if before else None
    second = comparisons.side(after, action.silence)
    fewest = max(effects.FEWEST, action.space.mask_below)
    problem = "no_before" if before is None else effects.obstacle(first, second, fewest)
    values = {"before": before, "verdict": Verdict.UNDECIDABLE, "obstacle": problem}
    if not problem:
        values |= compare(first, second, action)
    return MeasuredEffect.objects.update_or_create(action=action, after=after, defaults=values | {"judged_at": timezone.now()})[0]


@transaction.atomic
def read_as_long(*, by, effect):
    """Have the longer of an effect's two readings read again over as many days as the other; returns the new Reading.

    Once it is ready, the effect is judged by it. Refuses effects that wait for something else, and readings without a log.
    """
    require(rules.can_judge(by, effect.action.space))
    asked = comparisons.equal_window(effect)
    if asked is None:
        raise ValidationError(_("These two readings cannot be made equally long."))
    longer, window = asked
    parameters = {**longer.parameters, **window}
    return readings.ask_reading(by=by, version=longer.version, log=longer.log, parameters=parameters)


def compare(first, second, action):
    """The fields of a MeasuredEffect for two comparable Sides, in points."""
    answer, found = statistics.verdict(
        (first.silent, first.due),
        (second.silent, second.due),
        expected_size=float(action.expected_size) / 100,
        direction="up" if action.expected_direction == Direction.MORE else "down",
    )
    return {
        "verdict": answer,
        "difference": round(found.points * 100, 3),
        "low": round(found.low * 100, 3),
        "high": round(found.high * 100, 3),
        "due_before": first.due,
        "due_after": second.due,
    }
