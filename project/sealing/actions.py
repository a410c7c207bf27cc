"""Taking words out of what is sealed: one person proposes, another confirms, and the break stays visible for ever.

The digest of the revision does not move, so the links after it still hold; `verify` finds a content that no longer matches
it and says who may explain it: the tombstone. The database lets exactly that change through (see triggers.py). Refuses: the
same person twice, a text that a live table repeats, a reason that quotes the words.
"""
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from project.audit import record
from project.spaces.doors import require

from . import beside, protection, queries, rules
from .chains import alias_of, digest_of, seal
from .models import Proposal, Redaction, SealedRevision, Tombstone


@transaction.atomic
def propose_redaction(*, by, revision, pointer, reason):
    """Ask that the text at `pointer` of a sealed revision gives way to a tombstone. Returns the Tombstone, proposed."""
    require(rules.can_redact(by, by.space))
    if revision.chain not in queries.chains_of(by.space):
        raise ValidationError(_("Choose something sealed in this space."))
    text = revision.text_at(pointer)
    if text is None:
        raise ValidationError(_("There is no text at this place, or it is already redacted."))
    reason = checked_reason(reason, text.strip())
    if repeated_elsewhere(revision.without(pointer)):
        raise ValidationError(_("A published version repeats this text outside its seal: it cannot be redacted here."))
    waiting = Tombstone.objects.filter(revision=revision, pointer=pointer, state=Tombstone.State.PROPOSED).first()
    if waiting:
        return waiting
    tombstone = Tombstone.objects.create(
        space=by.space, revision=revision, pointer=pointer, reason=reason, proposed_by=alias_of(by)
    )
    record("seal.redaction_proposed", by=by, space=by.space, about=tombstone, chain=revision.chain, number=revision.number)
    return tombstone


def checked_reason(reason, words):
    """The reason of a proposal, or ValidationError: it is kept, so that it may not repeat the words."""
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": _("Say why, without repeating the words: the reason is kept for ever.")})
    if words and beside.said(reason, words):
        raise ValidationError({"reason": _("The reason repeats the words that must go: it is kept for ever, say it otherwise.")})
    return reason


def repeated_elsewhere(redacted):
    """Whether a row of a protected table would still say what the `redacted` revision no longer does."""
    for guarded in protection.PROTECTIONS.values():
        if guarded.witness is None or guarded.model in (Tombstone, Redaction):
            continue
        for row in guarded.model._base_manager.iterator(chunk_size=200):
            if getattr(row, "revision_id", None) == redacted.pk:
                row.revision = redacted  # what the row reads in its revision is not repeated
            if guarded.witness(row)[:2] == (redacted.chain, redacted.number):
                return guarded.witness(row)[2] != redacted.content
    return False


@transaction.atomic
def confirm_redaction(*, by, tombstone):
    """Another person agrees: the words go, the digest stays, the tombstone is sealed in its own chain. Returns it."""
    tombstone = locked(tombstone)
    if already_confirmed(by, tombstone):
        return tombstone
    if tombstone.revision.text_at(tombstone.pointer) is None:
        raise ValidationError(_("There is no text at this place, or it is already redacted."))
    revision = tombstone.revision.without(tombstone.pointer)
    changed = {name: getattr(revision, name) for name in ("body", "reason")}
    tombstone.body = revision.body if revision.body != tombstone.revision.body else ""
    tombstone.redacted_digest = digest_of(revision)
    decided(by, tombstone, Proposal.State.CONFIRMED)
    models.QuerySet(SealedRevision).filter(pk=revision.pk).update(**changed)
    models.QuerySet(Tombstone).filter(pk=tombstone.pk).update(body="")
    record("seal.redacted", by=by, space=tombstone.space, about=tombstone, chain=revision.chain, number=revision.number)
    return tombstone


@transaction.atomic
def decline_redaction(*, by, tombstone):
    """Leave the words where they are; whoever proposed it may take it back too. Returns the Tombstone."""
    tombstone = locked(tombstone)
    refuse_if_confirmed(by, tombstone)
    decided(by, tombstone, Proposal.State.DECLINED)
    record("seal.redaction_declined", by=by, space=tombstone.space, about=tombstone)
    return tombstone


def already_confirmed(by, proposal):
    """Whether it was; refuses whoever may not confirm it: no guardian, the one who proposed it, anybody once it was declined."""
    require(rules.can_redact(by, proposal.space))
    if not rules.is_another_person(alias_of(by), proposal.proposed_by):
        raise ValidationError(_("It takes two people: somebody else must confirm what you proposed."))
    if proposal.state == Proposal.State.DECLINED:
        raise ValidationError(_("This proposal was declined."))
    return proposal.state == Proposal.State.CONFIRMED


def refuse_if_confirmed(by, proposal):
    require(rules.can_redact(by, proposal.space))
    if proposal.state == Proposal.State.CONFIRMED:
        raise ValidationError(_("It is already redacted: nothing brings the words back."))


def decided(by, proposal, state):
    """Write what a second person decided; confirmed, it is sealed in the chain of redactions."""
    proposal.state, proposal.decided_by, proposal.decided_at = state, alias_of(by), timezone.now()
    if state == Proposal.State.CONFIRMED:
        proposal.sealed_as = seal(proposal.chain, proposal.as_dict(), by, proposal.reason).number
    proposal.save()


def locked(proposal):
    """A tombstone or a redaction, ours until the end of the transaction."""
    found = type(proposal).objects.select_for_update(of=("self",)).select_related("space")
    return (found.select_related("revision") if isinstance(proposal, Tombstone) else found).get(pk=proposal.pk)
