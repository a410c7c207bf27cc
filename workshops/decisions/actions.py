"""Everything that changes a decision: propose, reword, position, dissent, take, review, supersede, abandon, reopen.

`by` is a Member, or a room's Participant. Taking and reviewing seal what was known then, under voices without names.
Refuses: changing what is no longer a proposal, a concern without a reason, a status without a reason or a review date to come.
"""
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from project.audit import record
from project.markup import render
from project.sealing import seal, voice_of
from project.spaces.doors import require

from . import queries, rules
from .models import Answer, Decision, Dissent, Position, Stance, Status, StatusChange

TEXTS = ("what", "why", "considered")
FIELDS = ("title", "answer", *TEXTS, "impact_customer", "impact_business", "reversibility", "evasion", "review_on")


@transaction.atomic
def propose_decision(*, by, title, what, why, review_on, hypotheses=(), uuid=None, **fields):
    """A new decision, open to positions; the names of `fields` are those of FIELDS. Returns the Decision.

    uuid: chosen by the caller; the same one twice writes once.
    """
    require(rules.can_propose(by, by.space))
    if uuid and (existing := Decision.objects.filter(uuid=uuid, space=by.space).first()):
        return existing
    member = getattr(by, "member", None)
    decision = Decision(space=by.space, proposed_by=member, proposed_name="" if member else str(by)[:80], uuid=uuid or uuid4())
    _write(decision, {"title": title, "what": what, "why": why, "review_on": review_on, **fields})
    decision.save()
    decision.hypotheses.set(_of_space(hypotheses, by.space))
    _note_change(decision, by, "")
    record("decision.proposed", by=by, space=by.space, about=decision)
    return decision


@transaction.atomic
def edit_decision(*, by, decision, hypotheses=None, **fields):
    """Reword a proposal. Returns the Decision."""
    decision = _locked(decision)
    require(rules.can_edit(by, decision))
    _write(decision, fields)
    decision.save()
    if hypotheses is not None:
        decision.hypotheses.set(_of_space(hypotheses, decision.space))
    record("decision.edited", by=by, space=decision.space, about=decision)
    return decision


@transaction.atomic
def take_position(*, by, decision, stance, reason="", anonymous=False):
    """Say what one thinks; saying it again replaces it, unless it was anonymous. Returns the Position."""
    decision = _locked(decision)
    require(rules.can_take_position(by, decision))
    if stance not in Stance.values:
        raise ValidationError({"stance": _("Choose one of the four positions.")})
    if stance in (Stance.CONCERN, Stance.OBJECTION) and not reason.strip():
        raise ValidationError({"reason": _("Say why: an objection or a concern comes with its reason.")})
    values = {
        "who": "" if anonymous else str(by)[:80],
        "trade": "" if anonymous else (by.trade or "")[:60],
        "stance": stance,
        "reason": reason.strip(),
        "reason_html": render(reason) if reason.strip() else "",
        "taken_at": timezone.now(),
    }
    voice = f"anonymous:{uuid4()}" if anonymous else voice_of(by)
    position, _created = Position.objects.update_or_create(decision=decision, voice=voice, defaults=values)
    record("decision.position_taken", by=None if anonymous else by, space=decision.space, about=decision, stance=stance)
    return position


@transaction.atomic
def register_dissent(*, by, decision, text, anonymous=False, uuid=None):
    """Keep a reading that differs, at any time; once the decision is sealed, the dissent is sealed after it."""
    decision = _locked(decision)
    require(rules.can_dissent(by, decision))
    if uuid and (existing := decision.dissents.filter(uuid=uuid).first()):
        return existing
    if uuid and Dissent.objects.filter(uuid=uuid).exists():
        raise ValidationError(_("This identifier is already used. Reload the page and try again."))
    if not text.strip():
        raise ValidationError({"text": _("Write what you see differently.")})
    voice, who, trade = ("", "", "") if anonymous else (voice_of(by), str(by)[:80], (by.trade or "")[:60])
    dissent = Dissent.objects.create(
        decision=decision, text=text.strip(), html=render(text), voice=voice, who=who, trade=trade, uuid=uuid or uuid4()
    )
    if decision.taken_at:
        seal(decision.chain, queries.sealed_content(decision), None if anonymous else by, "dissent registered")
    record("decision.dissent_registered", by=None if anonymous else by, space=decision.space, about=decision)
    return dissent


@transaction.atomic
def take_decision(*, by, decision, reason="", review_on=None, answer=None):
    """The group decides, or declines to (`answer="declined"`): from here on the text is sealed."""
    decision = _locked(decision)
    if decision.status == Status.TAKEN and answer in (None, decision.answer):
        require(rules.can_change_status(by, decision))
        return decision  # said twice, done once
    if answer is not None:
        if answer not in Answer.values:
            raise ValidationError({"answer": _("Answer “we decide” or “we decline to decide”.")})
        decision.answer = answer
    decision.taken_at = timezone.now()
    return _move(by, decision, Status.TAKEN, reason, review_on or decision.review_on, "decision.taken", needs_reason=False)


@transaction.atomic
def review_decision(*, by, decision, status, reason, review_on):
    """Look at a standing decision again: keep it (`taken`), send it back (`to_review`) or abandon it."""
    decision = _locked(decision)
    last = decision.changes.last()
    if last and (last.status, last.reason, last.review_on, last.who) == (status, reason.strip(), review_on, str(by)[:80]):
        return decision  # said twice, done once
    return _move(by, decision, status, reason, review_on, "decision.reviewed")


@transaction.atomic
def supersede_decision(*, by, decision, successor, reason):
    """Replace a standing decision by another of the same space."""
    decision = _locked(decision)
    if successor.space_id != decision.space_id or successor.pk == decision.pk:
        raise ValidationError({"successor": _("Choose another decision of this space.")})
    decision.superseded_by = successor
    return _move(by, decision, Status.SUPERSEDED, reason, successor.review_on, "decision.superseded")


@transaction.atomic
def reopen_decision(*, by, decision, reason, review_on):
    """Make a proposal again of what was superseded or abandoned."""
    decision = _locked(decision)
    require(rules.can_reopen(by, decision))
    decision.superseded_by = None
    return _move(by, decision, Status.PROPOSED, reason, review_on, "decision.reopened", allowed=True)


def _locked(decision):
    return Decision.objects.select_for_update(of=("self",)).select_related("space").get(pk=decision.pk)


def _of_space(hypotheses, space):
    found = list(hypotheses)
    if any(hypothesis.space_id != space.pk for hypothesis in found):
        raise ValidationError({"hypotheses": _("Choose hypotheses of this space.")})
    return found


def _write(decision, fields):
    for name, value in fields.items():
        if name not in FIELDS:
            raise TypeError(f"a decision has no field {name!r}")
        setattr(decision, name, value)
        if name in TEXTS:
            try:
                setattr(decision, f"{name}_html", render(value) if value.strip() else "")
            except ValidationError as error:
                raise ValidationError({name: error.messages}) from None
    decision.full_clean(exclude=["space", "proposed_by", "what_html", "why_html"])


def _move(by, decision, status, reason, review_on, verb, allowed=None, needs_reason=True):
    require(rules.can_change_status(by, decision) if allowed is None else allowed)
    if not rules.may_follow(decision.status, status):
        labels = {"now": decision.get_status_display(), "next": dict(Status.choices).get(status, status)}
        raise ValidationError(_("A decision that is “%(now)s” cannot become “%(next)s”.") % labels)
    if needs_reason and not reason.strip():
        raise ValidationError({"reason": _("Say why, in a few words.")})
    if review_on is None or (status != Status.SUPERSEDED and review_on <= timezone.localdate()):
        raise ValidationError({"review_on": _("Give a review date to come: nothing is decided for ever.")})
    decision.status, decision.review_on = status, review_on
    decision.save()
    _note_change(decision, by, reason)
    if decision.taken_at:
        seal(decision.chain, queries.sealed_content(decision), by, reason.strip() or verb)
    record(verb, by=by, space=decision.space, about=decision, status=status)
    return decision


def _note_change(decision, by, reason):
    StatusChange.objects.create(
        decision=decision, status=decision.status, reason=reason.strip(), review_on=decision.review_on, voice=voice_of(by),
        who=str(by)[:80],
    )  # fmt: skip
