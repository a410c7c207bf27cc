"""Taking back the facilitators' last act, within a minute, as a new event: the past stays as it was written.

Refuses what cannot be unsaid: a reveal (what people have read stays read), an opening, a closing, whatever someone else wrote.
"""
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import agenda
from ..models import Verb
from ..undo import undoable
from .acts import act, lead, record


@act
def undo(*, by, session, op_id=None):
    """Give back what the last act changed; its payload says what was there before."""
    lead(by, session)
    last = undoable(session, timezone.now())
    if last is None:
        raise ValidationError(_("There is nothing to take back: an act is undone within a minute, and a reveal never is."))
    BACK[last.verb](session, last.payload["before"])
    session.save()
    about = {name: value for name, value in last.payload.items() if name in ("silence", "before", "notes")}
    return record(Verb.UNDONE, session, by, op_id, act=last.verb, undone=last.number, **about)


def step_back(session, before):
    moments = {name: before[name] and datetime.fromisoformat(before[name]) for name in ("started_at", "ends_at")}
    session.step = session.steps.get(uuid=before["step"])
    session.clock = agenda.Clock(left=before["left"], **moments)
    spotlight_back(session, before.get("spotlight"))


def focus_back(session, before):
    session.focus = session.silences.filter(uuid=before).first() if before else None


def names_back(session, before):
    session.names_hidden = before


def writing_back(session, before):
    session.frozen = before


def spotlight_back(session, before):
    session.spotlight = session.notes.exclude(shown_number=None).filter(uuid=before).first() if before else None


def groups_back(session, before):
    groups = {str(one.uuid): one for one in session.groups.all()}
    for note in session.notes.filter(uuid__in=before):
        session.notes.filter(pk=note.pk).update(group=groups.get(before[str(note.uuid)]))


BACK = {
    Verb.STEP_MOVED: step_back, Verb.FOCUSED: focus_back, Verb.NAMES_CHANGED: names_back, Verb.FROZEN: writing_back,
    Verb.SPOTLIT: spotlight_back, Verb.GROUPED: groups_back,
}  # fmt: skip
