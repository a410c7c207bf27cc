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

from . import pointers, protection, queries, rules
from .chains import alias_of, canonical, digest_of, seal
from .models import Redaction, SealedRevision, Tombstone


@transaction.atomic
def propose_redaction(*, by, revision, pointer, reason):
    """Ask that the text at `pointer` of a sealed revision gives way to a tombstone. Returns the Tombstone, proposed."""
    require(rules.can_redact(by, by.space))
    if revision.chain not in queries.chains_of(by.space):
        raise ValidationError(_("Choose something sealed in this space."))
    text = pointers.text_at(revision.content, pointer)
    if text is None:
        raise ValidationError(_("There is no text at this place, or it is already redacted."))
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": _("Say why, without repeating the words: the reason is kept for ever.")})
    if text.strip() and text.strip().casefold() in reason.casefold():
        raise ValidationError({"reason": _("The reason repeats the words that must go: it is kept for ever, say it otherwise.")})
    if repeated_elsewhere(revision, pointers.without(revision.content, pointer)):
        raise ValidationError(_("A published version repeats this text outside its seal: it cannot be redacted here."))
    waiting = Tombstone.objects.filter(revision=revision, pointer=pointer, state=Tombstone.State.PROPOSED).first()
    if waiting:
        return waiting
    tombstone = Tombstone.objects.create(
        space=by.space, revision=revision, pointer=pointer, reason=reason, proposed_by=alias_of(by)
    )
    record("seal.redaction_proposed", by=by, space=by.space, about=tombstone, chain=revision.chain, number=revision.number)
    return tombstone


def repeated_elsewhere(revision, content):
    """Whether a row of a protected table would still say what the redacted `content` no longer does."""
    redacted = SealedRevision(pk=revision.pk, chain=revision.chain, number=revision.number, body=canonical(content))
    for guarded in protection.PROTECTIONS.values():
        if guarded.witness is None or guarded.model in (Tombstone, Redaction):
            continue
        for row in guarded.model._base_manager.iterator(chunk_size=200):
            if getattr(row, "revision_id", None) == revision.pk:
                row.revision = redacted  # what the row reads in its revision is not repeated
            if guarded.witness(row)[:2] == (revision.chain, revision.number):
                return guarded.witness(row)[2] != content
    return False


@transaction.atomic
def confirm_redaction(*, by, tombstone):
    """Another person agrees: the words go, the digest stays, the tombstone is sealed in its own chain. Returns it."""
    tombstone = locked(tombstone)
    require(rules.can_redact(by, tombstone.space))
    if not rules.is_another_person(alias_of(by), tombstone.proposed_by):
        raise ValidationError(_("It takes two people: somebody else must confirm what you proposed."))
    if tombstone.state == Tombstone.State.CONFIRMED:
        return tombstone
    if tombstone.state != Tombstone.State.PROPOSED:
        raise ValidationError(_("This proposal was declined."))
    revision = tombstone.revision
    if pointers.text_at(revision.content, tombstone.pointer) is None:
        raise ValidationError(_("There is no text at this place, or it is already redacted."))
    revision.body = canonical(pointers.without(revision.content, tombstone.pointer))
    tombstone.state, tombstone.body, tombstone.redacted_digest = Tombstone.State.CONFIRMED, revision.body, digest_of(revision)
    tombstone.decided_by, tombstone.decided_at = alias_of(by), timezone.now()
    tombstone.sealed_as = seal(tombstone.chain, tombstone.as_dict(), by, tombstone.reason).number
    tombstone.save()
    models.QuerySet(SealedRevision).filter(pk=revision.pk).update(body=revision.body)
    models.QuerySet(Tombstone).filter(pk=tombstone.pk).update(body="")
    record("seal.redacted", by=by, space=tombstone.space, about=tombstone, chain=revision.chain, number=revision.number)
    return tombstone


@transaction.atomic
def decline_redaction(*, by, tombstone):
    """Leave the words where they are; whoever proposed it may take it back too. Returns the Tombstone."""
    tombstone = locked(tombstone)
    require(rules.can_redact(by, tombstone.space))
    if tombstone.state == Tombstone.State.CONFIRMED:
        raise ValidationError(_("It is already redacted: nothing brings the words back."))
    tombstone.state, tombstone.decided_by, tombstone.decided_at = Tombstone.State.DECLINED, alias_of(by), timezone.now()
    tombstone.save()
    record("seal.redaction_declined", by=by, space=tombstone.space, about=tombstone)
    return tombstone


def locked(tombstone):
    return Tombstone.objects.select_for_update(of=("self",)).select_related("space", "revision").get(pk=tombstone.pk)
