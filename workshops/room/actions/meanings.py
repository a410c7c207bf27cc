"""What leaves the room and outlives it: hypotheses with evidence and dissent, decisions, actions. Links to them live here."""
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from observations.grids.library import actions as library
from observations.hypotheses import actions as hypotheses
from project.markup import excerpt
from project.spaces.doors import require
from workshops.backlog import actions as backlog
from workshops.decisions import actions as decisions

from .. import rules
from ..lenses import toggled
from ..models import SessionAction, SessionDecision, SessionHypothesis, Verb
from ..tool import tool_of
from .acts import act, lead, record


@dataclass(frozen=True)
class Nobody:
    """Who acts when the session keeps no names: enough for what outlives it, and no trace of the person."""

    space: object
    member: None = None
    trade: str = ""
    uuid: str = ""

    def __str__(self):
        return ""


def voice(by, session):
    return Nobody(session.space) if session.anonymous else by


@act
def write_hypothesis(*, by, session, statement="", note=None, silence=None, op_id=None):
    """Turn a shown note into a hypothesis, or write a new one about `silence` (a SessionSilence, or None). The note stays."""
    require(rules.can_take_part(by, session))
    if note is not None:
        note = session.notes.select_related("silence").get(pk=note.pk)
        require(rules.can_react(by, note))
        if note.hypotheses.exists():
            raise ValidationError(_("This note has already become a hypothesis."))
        silence = note.silence
    made = hypotheses.pose_hypothesis(
        by=voice(by, session), statement=statement or (note.text if note else ""), silences=[silence.silence] if silence else [],
        origin=session.title, uuid=op_id,
    )
    link = SessionHypothesis.objects.create(
        session=session, hypothesis=made, note=note, silence=silence, position=session.number + 1
    )
    return record(
        Verb.HYPOTHESIS_WRITTEN, session, _actor(by, session), op_id, hypothesis=str(link.uuid),
        note=str(note.uuid) if note else "",
    )


@act
def weigh_hypothesis(*, by, session, hypothesis, stance, text, op_id=None):
    """Give a hypothesis evidence: stance among those of observations (for, against, context, sought)."""
    link = _on_the_table(by, session, hypothesis)
    hypotheses.give_evidence(by=voice(by, session), hypothesis=link.hypothesis, stance=stance, text=text, uuid=op_id)
    return record(Verb.HYPOTHESIS_CHANGED, session, _actor(by, session), op_id, hypothesis=str(link.uuid), stance=stance)


@act
def dissent(*, by, session, hypothesis, text, anonymous=False, op_id=None):
    """Register that one reads it otherwise: kept for good, with the same weight."""
    link = _on_the_table(by, session, hypothesis)
    hypotheses.register_dissent(
        by=voice(by, session), hypothesis=link.hypothesis, text=text, anonymous=anonymous or session.anonymous, uuid=op_id
    )
    actor = None if anonymous else _actor(by, session)
    return record(Verb.HYPOTHESIS_CHANGED, session, actor, op_id, hypothesis=str(link.uuid), stance="dissent")


@act
def reword_hypothesis(*, by, session, hypothesis, statement, reason, op_id=None):
    """A new wording with its reason; the earlier ones stay."""
    link = _on_the_table(by, session, hypothesis)
    hypotheses.reword(by=voice(by, session), hypothesis=link.hypothesis, statement=statement, reason=reason)
    return record(Verb.HYPOTHESIS_CHANGED, session, _actor(by, session), op_id, hypothesis=str(link.uuid))


@act
def change_lens(*, by, session, hypothesis, lens, op_id=None):
    """Look at a hypothesis through one more lens (a key of LENSES), or no longer through it."""
    held = _on_the_table(by, session, hypothesis).hypothesis
    hypotheses.relate_silences(
        by=voice(by, session), hypothesis=held, silences=held.silences.all(), lenses=toggled(held.lenses, lens)
    )
    return record(Verb.HYPOTHESIS_CHANGED, session, _actor(by, session), op_id, hypothesis=str(hypothesis.uuid))


@act
def bring_hypothesis(*, by, session, hypothesis, op_id=None):
    """Put an earlier hypothesis of the space (observations.Hypothesis) on this table, under a silence that it speaks of."""
    lead(by, session)
    if hypothesis.space_id != session.space_id:
        raise ValidationError(_("Choose a hypothesis of this space."))
    silence = session.silences.filter(silence__in=hypothesis.silences.all()).first()
    link, _made = SessionHypothesis.objects.get_or_create(
        session=session, hypothesis=hypothesis, defaults={"position": session.number + 1, "silence": silence}
    )
    return record(Verb.HYPOTHESIS_WRITTEN, session, by, op_id, hypothesis=str(link.uuid), carried=True)


@act
def decide(*, by, session, title, what, why, review_on, hypothesis=None, ballot=None, taken=True, op_id=None, **impact):
    """Write down a decision of the table, from a hypothesis of this session or none. taken: False leaves it proposed.

    ballot: a closed vote on a proposal, whose positions go with the decision, without names: the vote was secret.
    impact: impact_customer, impact_business (1 to 5 or None), reversibility, evasion, answer.
    """
    lead(by, session)
    from_these = [session.hypotheses.get(pk=hypothesis.pk).hypothesis] if hypothesis else []
    made = decisions.propose_decision(
        by=by, title=title, what=what, why=why, review_on=review_on, hypotheses=from_these, **impact
    )
    if ballot is not None:
        carry_positions(session.ballots.get(pk=ballot.pk), made)
    if taken:
        made = decisions.take_decision(by=by, decision=made, reason=_("taken in the session “%s”") % session.title)
    SessionDecision.objects.create(session=session, decision=made)
    return record(Verb.DECIDED, session, by, op_id, decision=str(made.uuid))


def carry_positions(ballot, decision):
    """Give the decision the positions of a closed vote; whoever gave none of the three has no opinion."""
    if ballot.kind != "positions" or ballot.closed_at is None:
        raise ValidationError(_("Choose a vote on a proposal that is closed."))
    for opinion in ballot.opinions.select_related("participant__session__space"):
        stance = opinion.stance or "no_opinion"
        reason = opinion.reason or (_("said in a note of the session") if stance in ("concern", "objection") else "")
        decisions.take_position(by=opinion.participant, decision=decision, stance=stance, reason=reason, anonymous=True)


@act
def plan(*, by, session, title, op_id=None, **fields):
    """Propose an action with the effect it should have; fields as in the backlog (decision, owner, due, silence, expected_…)."""
    lead(by, session)
    made = backlog.propose_action(by=by, title=title, read_in=session.reading, **fields)
    SessionAction.objects.create(session=session, action=made)
    return record(Verb.PLANNED, session, by, op_id, action=str(made.uuid))


@act
def tell_tool(*, by, session, kind, text, op_id=None):
    """Say what the journey's grid did to this table: it waits for an answer with its template; the others only see a count.

    kind: one of observations' Telling. Refused while the grid stands on no template: nobody would answer.
    """
    require(rules.can_take_part(by, session))
    version = tool_of(session)
    if version is None:
        raise ValidationError(_("The grid of this journey stands on no template yet: say it in a note."))
    library.ask_change(by=voice(by, session), template=version.template, kind=kind, text=text, told_of=version)
    return record(Verb.TOOL_TOLD, session, _actor(by, session), op_id, private=True)


def heading(text):
    """The first words of what was written, where a title is needed."""
    return excerpt(text, 120)


def _actor(by, session):
    return None if session.anonymous else by


def _on_the_table(by, session, hypothesis):
    require(rules.can_take_part(by, session))
    return session.hypotheses.select_related("hypothesis").get(pk=hypothesis.pk)
