"""Which act can still be taken back, and its words: asked by the action, and by the facilitator's bar that offers it."""
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from .models import Verb

WITHIN = timedelta(seconds=60)
WORDS = {
    Verb.STEP_MOVED: _("Undo: step"),
    Verb.FOCUSED: _("Undo: silence"),
    Verb.NAMES_CHANGED: _("Undo: names"),
    Verb.FROZEN: _("Undo: pause"),
    Verb.SPOTLIT: _("Undo: spotlight"),
    Verb.GROUPED: _("Undo: grouping"),
}
FINAL = [Verb.OPENED, Verb.CLOSED, Verb.REVEALED, Verb.MATRIX_REVEALED, Verb.UNDONE]  # nothing before one of these is taken back


def undoable(session, now):
    """The Event that may be taken back at `now`, or None: the last of its kind, not a minute old, nothing revealed by it."""
    last = session.events.filter(verb__in=[*WORDS, *FINAL]).order_by("number").last()
    if last is None or session.is_closed or last.verb in FINAL or last.payload.get("revealed"):
        return None
    return last if abs(now - last.happened_at) < WITHIN else None  # the server's clock may have been set back since
