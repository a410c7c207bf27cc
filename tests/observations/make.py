"""Plain builders of what tests of meanings need: a journey, silences, hypotheses."""
from itertools import count

from journeys.maps.models import Journey
from journeys.silences.models import Silence
from observations.hypotheses import actions

NUMBERS = count(1)


def journey(space, name="Installer sa box"):
    return Journey.objects.create(space=space, slug=f"journey-{next(NUMBERS)}", name=name)


def silence(of, label="Brancher (guide)", **fields):
    """A silence of the journey `of`."""
    key = fields.pop("touchpoint_key", f"t{next(NUMBERS)}")
    return Silence.objects.create(space=of.space, journey=of, touchpoint_key=key, label=label, **fields)


def hypothesis(by, statement="Le guide est trop long.", **fields):
    return actions.pose_hypothesis(by=by, statement=statement, **fields)
