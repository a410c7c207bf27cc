"""Everything that changes a hypothesis: pose, reword, change its status, reopen, give evidence, differ, answer, foresee.

`by` is a Member, or a room's Participant (anyone with `.space`, `.trade`, `str()` and an optional `.member`). A `uuid` given
twice writes once. Refuses: explaining by force (nothing here ranks or closes), *provisionally stable* before its conditions.
"""
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from project.audit import record
from project.sealing import alias_of
from project.spaces.doors import require, require_open

from . import rules
from .models import (
    Agreement,
    Confidence,
    Dissent,
    Evidence,
    EvidenceLevel,
    ExpectedSign,
    Hypothesis,
    Kind,
    Relation,
    Reply,
    Seen,
    Stance,
    Status,
    Weight,
    WouldHaveSeen,
)
from .writing import again, known_words, locked, moved, named, of_space, one_of, said, to_come, typed, wording

LACKS = {
    "trades": gettext_noop("contributions from at least two trades"),
    "contrary": gettext_noop("contrary evidence, found or searched for (say where)"),
    "dissent": gettext_noop("an answer to each dissent"),
}


class Conflict(Exception):
    """Someone wrote in between: `theirs` is what stands now, `mine` what was about to replace it."""

    def __init__(self, theirs, mine):
        super().__init__("written in between")
        self.theirs, self.mine = theirs, mine


@transaction.atomic
def pose_hypothesis(*, by, statement, silences=(), lenses=(), origin="", review_on=None, anonymous=False, uuid=None):
    """A first wording, open, to be looked at again in ninety days or on `review_on`. Returns the Hypothesis.

    anonymous: nothing about its author is stored, here and in the other actions that take it.
    """
    require(rules.can_pose(by, by.space))
    existing = again(Hypothesis, uuid, space=by.space)
    if existing:
        return existing
    hypothesis = Hypothesis(
        space=by.space, lenses=known_words(lenses), origin=origin[:160], review_on=to_come(review_on), **named(uuid)
    )
    text = typed(statement, "statement")
    hypothesis.save()
    hypothesis.silences.set(of_space(silences, by.space))
    wording(hypothesis, 1, text, "", by, anonymous)
    record("hypothesis.posed", by=None if anonymous else by, space=by.space, about=hypothesis)
    return hypothesis


@transaction.atomic
def reword(*, by, hypothesis, statement, reason, base_number=None):
    """A new version with its reason; Conflict when `base_number` is no longer the last one. Returns the version."""
    hypothesis = locked(hypothesis)
    require(rules.can_contribute(by, hypothesis))
    text = typed(statement, "statement")
    current = hypothesis.versions.last()
    if text == current.statement:
        return current
    if base_number is not None and base_number != current.number:
        raise Conflict(current.statement, text)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it is reworded: the reason is kept with the new wording.")})
    version = wording(hypothesis, current.number + 1, text, reason.strip(), by)
    record("hypothesis.reworded", by=by, space=hypothesis.space, about=hypothesis, number=version.number)
    return version


@transaction.atomic
def relate_silences(*, by, hypothesis, silences, lenses=None):
    """Say which silences it may explain, and through which lenses; both are plural and never exclusive."""
    hypothesis = locked(hypothesis)
    require(rules.can_contribute(by, hypothesis))
    hypothesis.silences.set(of_space(silences, hypothesis.space))
    if lenses is not None:
        hypothesis.lenses = known_words(lenses)
        hypothesis.save(update_fields=["lenses"])
    record("hypothesis.related", by=by, space=hypothesis.space, about=hypothesis)
    return hypothesis


@transaction.atomic
def change_status(*, by, hypothesis, status, reason, review_on=None):
    """Another status, with its reason and the date of the next look; none is final. Returns the Hypothesis."""
    hypothesis = locked(hypothesis)
    require(rules.can_change_status(by, hypothesis))
    if status not in Status.values:
        raise ValidationError({"status": _("Choose one of the five statuses.")})
    if status == Status.STABLE:
        lacks = lacking(hypothesis)
        if lacks:
            raise ValidationError(
                {"status": _("Not stable yet. It still needs: %(lacks)s.") % {"lacks": ", ".join(words_for(lacks))}}
            )
    return moved(by, hypothesis, status, reason, review_on, "hypothesis.status_changed")


@transaction.atomic
def reopen(*, by, hypothesis, reason):
    """Open it again, whatever its status: anyone may, with a reason. Returns the Hypothesis."""
    hypothesis = locked(hypothesis)
    require(rules.can_contribute(by, hypothesis))
    return moved(by, hypothesis, Status.OPEN, reason, None, "hypothesis.reopened")


@transaction.atomic
def give_evidence(
    *, by, hypothesis, stance, text, kind=Kind.ACCOUNT, weight=Weight.UNKNOWN, source="", would_have_seen="", ref="",
    anonymous=False, uuid=None,
):  # fmt: skip
    """What speaks for or against it, gives it context, or was searched and not found. Returns the Evidence."""
    require(rules.can_contribute(by, hypothesis))
    existing = again(Evidence, uuid, hypothesis=hypothesis)
    if existing:
        return existing
    one_of(Stance, stance, "stance")
    one_of(Kind, kind, "kind")
    one_of(Weight, weight, "weight")
    if kind == Kind.ABSENCE and would_have_seen not in WouldHaveSeen.values:
        raise ValidationError(
            {"would_have_seen": _("An absence is evidence only if it could have been seen: say whether we would have seen it.")}
        )
    evidence = Evidence(
        hypothesis=hypothesis, stance=stance, kind=kind, weight=weight, source=source.strip()[:200], ref=ref[:120],
        would_have_seen=would_have_seen if kind == Kind.ABSENCE else "", **said(text, by, anonymous),
        **named(uuid),
    )  # fmt: skip
    evidence.save()
    actor = None if anonymous else by
    record("hypothesis.evidence_given", by=actor, space=hypothesis.space, about=hypothesis, stance=str(stance))
    return evidence


@transaction.atomic
def register_dissent(*, by, hypothesis, text, anonymous=False, uuid=None):
    """Keep a reading that differs, for good; anonymous: nothing about its author is stored. Returns the Dissent."""
    require(rules.can_contribute(by, hypothesis))
    existing = again(Dissent, uuid, hypothesis=hypothesis)
    if existing:
        return existing
    words = {**said(text, by, anonymous), **named(uuid)}
    dissent = Dissent(hypothesis=hypothesis, version=hypothesis.versions.last(), anonymous=anonymous, **words)
    dissent.save()
    record("hypothesis.dissent_registered", by=None if anonymous else by, space=hypothesis.space, about=hypothesis)
    return dissent


@transaction.atomic
def answer_dissent(*, by, dissent, text, uuid=None):
    """Answer a dissent; both stay side by side. Returns the Reply."""
    require(rules.can_contribute(by, dissent.hypothesis))
    existing = again(Reply, uuid, dissent=dissent)
    if existing:
        return existing
    reply = Reply(dissent=dissent, **said(text, by), **named(uuid))
    reply.save()
    record("hypothesis.dissent_answered", by=by, space=dissent.hypothesis.space, about=dissent.hypothesis)
    return reply


@transaction.atomic
def say_confidence(*, by, hypothesis, evidence, agreement):
    """How one person stands, on two axes; saying it again replaces it. Returns the Confidence."""
    require(rules.can_contribute(by, hypothesis))
    require_open(hypothesis.space)
    one_of(EvidenceLevel, evidence, "evidence")
    one_of(Agreement, agreement, "agreement")
    values = {"evidence": evidence, "agreement": agreement, "given_at": timezone.now()}
    voice = alias_of(getattr(by, "member", None) or by)
    confidence, _created = Confidence.objects.update_or_create(hypothesis=hypothesis, voice=voice, defaults=values)
    return confidence


@transaction.atomic
def expect_sign(*, by, hypothesis, what, by_when, where="", uuid=None):
    """What we should see if it holds, where and by when. Returns the ExpectedSign."""
    require(rules.can_contribute(by, hypothesis))
    existing = again(ExpectedSign, uuid, hypothesis=hypothesis)
    if existing:
        return existing
    if not what.strip():
        raise ValidationError({"what": _("Say what we should see.")})
    sign = ExpectedSign(
        hypothesis=hypothesis, what=what.strip(), where=where.strip(), by_when=by_when, author_alias=str(by)[:80],
        member=getattr(by, "member", None), **named(uuid),
    )  # fmt: skip
    sign.full_clean(exclude=["hypothesis"])
    sign.save()
    record("hypothesis.sign_expected", by=by, space=hypothesis.space, about=hypothesis)
    return sign


@transaction.atomic
def look_for_sign(*, by, sign, seen, note=""):
    """Say what was seen: yes, no, or we do not know. Returns the ExpectedSign."""
    require(rules.can_contribute(by, sign.hypothesis))
    if seen not in (Seen.YES, Seen.NO, Seen.UNKNOWN):
        raise ValidationError({"seen": _("Answer seen, not seen, or we do not know.")})
    sign.seen, sign.note, sign.looked_at = seen, note.strip(), timezone.now()
    sign.save(update_fields=["seen", "note", "looked_at"])
    record("hypothesis.sign_looked_for", by=by, space=sign.hypothesis.space, about=sign.hypothesis, seen=str(seen))
    return sign


@transaction.atomic
def relate(*, by, hypothesis, other, kind):
    """A typed link to another hypothesis of the space; the same link twice is one link. Returns the Relation."""
    require(rules.can_contribute(by, hypothesis))
    if other.space_id != hypothesis.space_id or other.pk == hypothesis.pk:
        raise ValidationError({"other": _("Choose another hypothesis of this space.")})
    relation, created = Relation.objects.get_or_create(a=hypothesis, b=other, kind=kind)
    if created:
        record("hypothesis.linked", by=by, space=hypothesis.space, about=hypothesis, kind=str(kind))
    return relation


def lacking(hypothesis):
    """What it still lacks to be provisionally stable (keys of LACKS)."""
    evidence = list(hypothesis.evidence.values_list("trade", "stance"))
    trades = [trade for trade, _stance in evidence]
    trades += hypothesis.versions.values_list("trade", flat=True)
    trades += hypothesis.dissents.values_list("trade", flat=True)
    return rules.missing_for_stability(
        trades=trades,
        stances=[stance for _trade, stance in evidence],
        unanswered=hypothesis.dissents.filter(replies__isnull=True).count(),
    )


def words_for(lacks):
    return [_(LACKS[key]) for key in lacks]
