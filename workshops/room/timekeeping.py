"""How long a table took, step by step, read from its own events: what a closing round looks back on."""
from . import agenda
from .models import Verb


def time_spent(session, steps):
    """[(step, minutes)] of the steps gone through before the one that goes on, in the order of the run sheet (`steps`)."""
    known, entries = {str(step.uuid): step for step in steps}, []
    moves = session.events.filter(verb__in=[Verb.OPENED, Verb.STEP_MOVED, Verb.UNDONE]).order_by("number")
    for verb, about, at in moves.values_list("verb", "payload", "happened_at"):
        moved_back = verb == Verb.UNDONE and about["act"] == Verb.STEP_MOVED
        uuid = about["before"]["step"] if moved_back else about.get("step")
        if uuid in known:
            entries.append((at, known[uuid]))
    found = agenda.spent(entries)
    return [(step, found[step]) for step in steps if step in found]
