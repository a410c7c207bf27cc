"""Voting with a few dots. Who put which dot is never shown; how many lie where, only once the ballot is closed."""
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from project.spaces.doors import require

from .. import rules
from ..models import Ballot, Verb, Vote
from .acts import act, lead, record


@act
def open_ballot(*, by, session, dots=3, op_id=None):
    """Ask the table where to look further; while one ballot is open there is no second."""
    lead(by, session)
    if not session.is_open:
        raise ValidationError(_("Open the session before asking for a vote."))
    ballot = session.ballots.filter(closed_at=None).first() or Ballot.objects.create(session=session, dots=dots)
    return record(Verb.BALLOT_OPENED, session, by, op_id, ballot=str(ballot.uuid))


@act
def close_ballot(*, by, session, ballot, op_id=None):
    """Show how many dots lie on each."""
    lead(by, session)
    session.ballots.filter(pk=ballot.pk, closed_at=None).update(closed_at=timezone.now())
    return record(Verb.BALLOT_CLOSED, session, by, op_id, ballot=str(ballot.uuid))


@act
def vote(*, by, session, ballot, note=None, hypothesis=None, back=False, op_id=None):
    """Put one dot on a shown note or a hypothesis, or take one back from it (back)."""
    ballot = session.ballots.get(pk=ballot.pk)
    require(rules.can_vote(by, ballot))
    target = {"note": note, "hypothesis": hypothesis}
    if note is not None and (note.session_id != session.pk or note.is_private):
        raise ValidationError(_("This note is not on the table."))
    mine = Vote.objects.filter(ballot=ballot, participant=by)
    if back:
        last = mine.filter(**target).order_by("-dot").first()
        if last:
            last.delete()
    else:
        used = set(mine.values_list("dot", flat=True))
        free = next((dot for dot in range(1, ballot.dots + 1) if dot not in used), None)
        if free is None:
            raise ValidationError(_("All your dots are placed. Take one back first."))
        Vote.objects.create(ballot=ballot, participant=by, dot=free, cap=ballot.dots, **target)
    return record(Verb.VOTED, session, by, op_id, private=True, ballot=str(ballot.uuid))
