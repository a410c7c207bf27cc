"""Everything that changes an evidence matrix: bring an item, answer its cells, reveal the answers, withdraw an item.

`by` is a Member, or a room's Participant. Refuses: an absence that nobody expected, an answer about a wording that is no
longer the current one, revealing by whoever does not facilitate.
"""
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from project.audit import record
from project.markup import render
from project.sealing import voice_of
from project.spaces.doors import require, require_open

from ..choices import Kind, WouldHaveSeen
from ..models import HypothesisVersion
from ..writing import again, named, one_of, typed
from . import queries, rules
from .models import ALONE, EvidenceItem, ItemKind, Matrix, MatrixCell, Value

OF_EVIDENCE = {
    Kind.ACCOUNT: ItemKind.ACCOUNT, Kind.FIGURE: ItemKind.FIGURE,
    Kind.DOCUMENT: ItemKind.DOCUMENT, Kind.ABSENCE: ItemKind.ABSENCE,
}  # fmt: skip


@transaction.atomic
def bring_item(
    *, by, silence, kind, text, source="", credibility="", fragment=None, passage=None, expected="", window="",
    would_have_seen="", uuid=None,
):  # fmt: skip
    """One more row. An absence says what was expected, and whether we would have seen it. Returns the EvidenceItem."""
    require(rules.can_contribute(by, silence))
    existing = again(EvidenceItem, uuid, silence=silence)
    if existing:
        return existing
    one_of(ItemKind, kind, "kind")
    text = typed(text, "text", 5_000)
    absence = expected_absence(expected, window, would_have_seen) if kind == ItemKind.ABSENCE else {}
    if kind == ItemKind.PASSAGE and passage is None:
        raise ValidationError({"passage": _("Choose the passage.")})
    if kind == ItemKind.FRAGMENT and fragment is None:
        raise ValidationError({"fragment": _("Choose the fragment.")})
    item = EvidenceItem(
        silence=silence, kind=kind, text=text, html=render(text), source=source.strip()[:200],
        credibility=credibility.strip()[:300], fragment=fragment if kind == ItemKind.FRAGMENT else None,
        passage=passage if kind == ItemKind.PASSAGE else None, trade=(by.trade or "")[:60], **absence, **named(uuid),
    )  # fmt: skip
    item.save()
    record("matrix.item_brought", by=by, space=silence.space, about=silence, kind=str(kind))
    return item


def expected_absence(expected, window, would_have_seen):
    """The fields of an absence, or ValidationError: what nobody expected is not missing."""
    if not expected.strip():
        raise ValidationError({"expected": _("An absence is missing from something: say what should have happened.")})
    if would_have_seen not in WouldHaveSeen.values:
        raise ValidationError(
            {"would_have_seen": _("An absence is evidence only if it could have been seen: say whether we would have seen it.")}
        )
    return {"expected": expected.strip()[:300], "window": window.strip()[:200], "would_have_seen": would_have_seen}


@transaction.atomic
def bring_evidence(*, by, silence, among=None):
    """Bring in what was already given for or against the hypotheses of the silence, once each. Returns the new items.

    among: the hypotheses that count, when not all of them do.
    """
    require(rules.can_contribute(by, silence))
    brought = []
    for evidence in queries.to_bring(silence, among):
        absent = evidence.kind == Kind.ABSENCE
        brought.append(
            EvidenceItem.objects.create(
                silence=silence, kind=OF_EVIDENCE[evidence.kind], text=evidence.text, html=evidence.html, source=evidence.source,
                evidence=evidence, trade=evidence.trade, expected=evidence.text[:300] if absent else "",
                would_have_seen=evidence.would_have_seen,
            )  # fmt: skip
        )
    if brought:
        record("matrix.evidence_brought", by=by, space=silence.space, about=silence, count=len(brought))
    return brought


@transaction.atomic
def judge_item(*, by, item, answers, voice="", held=None):
    """What one voice says of an item beside each wording. answers: {version uuid: (value, why)}; "" leaves a cell unanswered.

    why: None keeps the reason given before; voice: the key of whoever keeps no name, else that of `by`; held: the group that
    keeps the answer from everyone until it reveals, None: the one that holds it already, if any. Returns the MatrixCells
    written. Refuses a wording that was reworded in between, with nothing half-written.
    """
    require(rules.can_contribute(by, item.silence))
    require_open(item.silence.space)
    if item.withdrawn_at is not None:
        raise ValidationError(_("This item was withdrawn: there is nothing left to answer."))
    wanted = {str(uuid): said for uuid, said in answers.items() if said[0]}
    versions = [hypothesis.current for hypothesis in item.silence.hypotheses.prefetch_related("versions")]
    current = {str(version.uuid): version for version in versions}
    written = []
    for uuid, (value, why) in wanted.items():
        one_of(Value, value, "value")
        if uuid not in current:
            known = HypothesisVersion.objects.filter(uuid=uuid, hypothesis__silences=item.silence).exists()
            raise ValidationError(
                _("This hypothesis was reworded while you were reading: read its new wording, then answer.")
                if known
                else _("Choose a hypothesis about this silence.")
            )
        cell, _created = MatrixCell.objects.get_or_create(
            item=item, version=current[uuid], voice=voice or voice_of(by), defaults={"value": value}
        )
        cell.value, cell.trade, cell.given_at = value, (by.trade or "")[:60], timezone.now()
        cell.why = cell.why if why is None else why.strip()[:500]
        cell.held = ("" if cell.held == ALONE else cell.held) if held is None else held
        cell.save()
        written.append(cell)
    return written


@transaction.atomic
def reveal(*, by, silence, held=""):
    """Let everyone see the answers to what stands in the matrix now, those that the group `held` too. Returns the Matrix.

    What another group still holds stays with it.
    """
    require(rules.can_reveal(by, silence))
    matrix, _created = Matrix.objects.update_or_create(silence=silence, defaults={"revealed_at": queries.by_now(silence)})
    if held:
        MatrixCell.objects.filter(item__silence=silence, held=held).update(held="")
    record("matrix.revealed", by=by, space=silence.space, about=silence)
    return matrix


@transaction.atomic
def leave_held(*, held):
    """A group ends: what it has not revealed stays with its writers alone. Returns how many answers."""
    return MatrixCell.objects.filter(held=held).update(held=ALONE)


@transaction.atomic
def forget_held(*, voice, held):
    """Take away what one voice answered in a group that has not revealed it. Returns how many answers."""
    return MatrixCell.objects.filter(voice=voice, held=held).delete()[0]


@transaction.atomic
def carry_voice(*, before, after):
    """The answers of one key are another's from now on (a guest who has an account); where both answered, the latter's stay."""
    there = {(cell.item_id, cell.version_id) for cell in MatrixCell.objects.filter(voice=after)}
    for cell in MatrixCell.objects.filter(voice=before):
        if (cell.item_id, cell.version_id) in there:
            cell.delete()
        else:
            MatrixCell.objects.filter(pk=cell.pk).update(voice=after)


@transaction.atomic
def withdraw_item(*, by, item, reason):
    """Take an item out of the matrix, with a reason; what was answered about it is kept. Returns the EvidenceItem."""
    require(rules.can_reveal(by, item.silence))
    if not reason.strip():
        raise ValidationError({"reason": _("Say why, in a few words.")})
    if item.withdrawn_at is None:
        item.withdrawn_at, item.withdrawn_because = timezone.now(), reason.strip()[:300]
        item.save(update_fields=["withdrawn_at", "withdrawn_because"])
        record("matrix.item_withdrawn", by=by, space=item.silence.space, about=item)
    return item
