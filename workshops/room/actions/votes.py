"""Voting, by dots or on a proposal. Who voted what is never shown; what the vote gives, only once the ballot is closed."""
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from project.spaces.doors import require

from .. import rules
from ..models import Ballot, Opinion, Verb, Vote
from .acts import act, lead, record


@act
def open_ballot(*, by, session, kind="dots", dots=3, proposal="", op_id=None):
    """Ask the table to vote; while one ballot is open there is no second. proposal: what positions or placing are about."""
    lead(by, session)
    if not session.is_open:
        raise ValidationError(_("Open the session before asking for a vote."))
    if kind not in Ballot.Kind.values:
        raise ValidationError({"kind": _("Choose how to vote.")})
    proposal = "" if kind == Ballot.Kind.DOTS else proposal.strip()[:300]
    if kind != Ballot.Kind.DOTS and not proposal:
        raise ValidationError({"proposal": _("Write the proposal that the table votes on.")})
    ballot = session.ballots.filter(closed_at=None).first()
    if ballot is None:
        ballot = Ballot.objects.create(session=session, kind=kind, dots=dots, proposal=proposal)
    return record(Verb.BALLOT_OPENED, session, by, op_id, ballot=str(ballot.uuid))


@act
def close_ballot(*, by, session, ballot, op_id=None):
    """Show how many dots lie on each."""
    lead(by, session)
    session.ballots.filter(pk=ballot.pk, closed_at=None).update(closed_at=timezone.now())
    return record(Verb.BALLOT_CLOSED, session, by, op_id, ballot=str(ballot.uuid))


@act
def vote(*, by, session, ballot, note=None, hypothesis=None, back=False, op_id=None):
    """Put one dot on a shown note or a hypothesis, or take one back from it (back). A dot replaces an answer that was none."""
    ballot = session.ballots.get(pk=ballot.pk)
    require(rules.can_vote(by, ballot))
    if ballot.kind != Ballot.Kind.DOTS:
        raise ValidationError(_("This vote is on a proposal; dots have no place in it."))
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
        Opinion.objects.filter(ballot=ballot, participant=by).delete()
    return record(Verb.VOTED, session, by, op_id, private=True, ballot=str(ballot.uuid))


@act
def give_opinion(*, by, session, ballot, stance="", reason="", impact=None, effort=None, answer="", op_id=None):
    """Say what one thinks of the proposal; saying it again replaces it, until the ballot closes.

    stance with its reason, or impact and effort (1 to 5), or answer: with dots an answer alone, which takes one's dots back. A
    reason is not kept in an anonymous session: it would tie words to a person.
    """
    ballot = session.ballots.get(pk=ballot.pk)
    require(rules.can_vote(by, ballot))
    if ballot.kind == Ballot.Kind.DOTS:
        if not answer:
            raise ValidationError(_("This vote is with dots; put yours on a note or a hypothesis, or choose one of the answers."))
        Vote.objects.filter(ballot=ballot, participant=by).delete()
    said = {"stance": "", "reason": "", "impact": None, "effort": None, "answer": answer}
    if not answer and ballot.kind == Ballot.Kind.PLACING:
        if impact is None or effort is None:
            raise ValidationError(_("Place the proposal on both scales, or choose one of the answers."))
        said |= {"impact": impact, "effort": effort}
    elif not answer:
        if not stance:
            raise ValidationError({"stance": _("Choose a position, or one of the answers.")})
        reason = "" if session.anonymous else reason.strip()[:500]
        if stance != Opinion.Stance.CONSENT and not reason and not session.anonymous:
            raise ValidationError({"reason": _("Say why: an objection or a concern comes with its reason.")})
        said |= {"stance": stance, "reason": reason}
    Opinion.objects.update_or_create(ballot=ballot, participant=by, defaults=said)
    return record(Verb.VOTED, session, by, op_id, private=True, ballot=str(ballot.uuid))
