"""Plain builders of what tests of meanings need: a journey, silences, hypotheses, released traces."""
from itertools import count

from journeys.maps.models import Journey
from journeys.silences.models import Silence
from observations.hypotheses import actions
from observations.traces import actions as traces

NUMBERS = count(1)
TEXT = "Le guide est trop long. J’ai fini par renoncer, puis j’ai rappelé. Le guide encore."


def journey(space, name="Installer sa box"):
    return Journey.objects.create(space=space, slug=f"journey-{next(NUMBERS)}", name=name)


def silence(of, label="Brancher (guide)", **fields):
    """A silence of the journey `of`."""
    key = fields.pop("touchpoint_key", f"t{next(NUMBERS)}")
    return Silence.objects.create(space=of.space, journey=of, touchpoint_key=key, label=label, **fields)


def hypothesis(by, statement="Le guide est trop long.", **fields):
    return actions.pose_hypothesis(by=by, statement=statement, **fields)


def trace_source(by, guardian, name="Appels", **fields):
    """A source that `by` added and a guardian approved."""
    source = traces.add_source(by=by, name=name, basis="consent", bias="Ceux qui n’appellent pas.", **fields)
    return traces.approve_source(by=guardian, source=source)


def trace(by, source, text, **fields):
    """A released fragment, everything that was proposed being hidden. by: a redactor."""
    fragment = traces.welcome(by=by, source=source, text=text, **fields)
    decisions = {span.pk: ("accepted", "") for span in fragment.spans.all()}
    traces.confirm_redaction(by=by, fragment=fragment, decisions=decisions, residual="no")
    return traces.release(by=by, fragment=fragment)
