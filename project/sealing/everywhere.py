"""Taking the same words out of a whole space at once: every seal that holds them, and every value beside the seals.

One person gives the words and sees each place named; another confirms. The words are kept nowhere in between: a proposal knows
where they stand, what will stand there instead, and by a keyed digest whether a place changed meanwhile. Refuses: the same
person twice, places that changed since, a change that would leave a row saying something else than its seal.
"""
import json
from collections import Counter
from dataclasses import dataclass

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from project.audit import record
from project.spaces.doors import require

from . import actions, beside, queries, rules
from .chains import alias_of, broken_witness, seal
from .models import RedactedPlace, Redaction, SealedRevision, Tombstone


@dataclass(frozen=True)
class Everywhere:
    """Where words stand in a space: sealed Places, (what, column, how many) beside them, and reasons of seals, which stay."""

    sealed: list
    outside: list
    reasons: int


def where(space, words):
    counted = Counter((str(place.model._meta.verbose_name), place.column) for place in beside.found(space, words))
    return Everywhere(
        queries.places(space, words), [(what, column, n) for (what, column), n in sorted(counted.items())], reasons(space, words)
    )


def reasons(space, words):
    """How many seals give the words as their reason: it is a part of every digest, and cannot change."""
    chains = Q(chain__in=queries.chains_of(space))
    found = SealedRevision.objects.filter(chains).exclude(reason="").values_list("reason", flat=True)
    return sum(beside.holds(reason, words) for reason in found)


@transaction.atomic
def propose(*, by, words, reason):
    """Ask that the words leave every place of the space of `by`. Returns the Redaction, proposed, with its places."""
    require(rules.can_redact(by, by.space))
    words, reason = words.strip(), reason.strip()
    if len(words) < 2:
        raise ValidationError({"words": _("Write at least two characters.")})
    if not reason:
        raise ValidationError({"reason": _("Say why, without repeating the words: the reason is kept for ever.")})
    if beside.holds(reason, words):
        raise ValidationError({"reason": _("The reason repeats the words that must go: it is kept for ever, say it otherwise.")})
    sealed, outside = queries.places(by.space, words), beside.found(by.space, words)
    if not sealed and not outside:
        raise ValidationError({"words": _("These words stand nowhere in this space.")})
    redaction = Redaction.objects.create(space=by.space, reason=reason, proposed_by=alias_of(by))
    for place in sealed:
        waiting = Tombstone.objects.filter(revision=place.revision, pointer=place.pointer, state=Tombstone.State.PROPOSED)
        if not waiting.update(redaction=redaction, proposed_by=redaction.proposed_by, reason=reason):
            Tombstone.objects.create(
                space=by.space, revision=place.revision, pointer=place.pointer, reason=reason,
                proposed_by=redaction.proposed_by, redaction=redaction,
            )  # fmt: skip
    RedactedPlace.objects.bulk_create(
        RedactedPlace(
            redaction=redaction, table=one.model._meta.db_table, key=one.row.pk, column=one.column,
            value=beside.stored(one.row, one.column, one.then),
            mark=mark_of(one.row, one.column, one.now),
        )
        for one in outside
    )  # fmt: skip
    record("redaction.proposed", by=by, space=by.space, about=redaction, sealed=len(sealed), beside=len(outside))
    return redaction


@transaction.atomic
def confirm(*, by, redaction):
    """Another person agrees: the words leave every place that was named, or none. Returns the Redaction."""
    redaction = locked(redaction)
    require(rules.can_redact(by, redaction.space))
    if not rules.is_another_person(alias_of(by), redaction.proposed_by):
        raise ValidationError(_("It takes two people: somebody else must confirm what you proposed."))
    if redaction.state == Tombstone.State.CONFIRMED:
        return redaction
    if redaction.state != Tombstone.State.PROPOSED:
        raise ValidationError(_("This proposal was declined."))
    places = [(place, *row_of(place)) for place in redaction.places.all()]
    if any(row is not None and not constant_time_compare(mark_of(row, place.column, getattr(row, place.column)), place.mark)
           for place, _model, row in places):  # fmt: skip
        raise ValidationError(_("A text changed since this was proposed. Leave the words, then look for them again."))
    tombstones = [actions.confirm_redaction(by=by, tombstone=one) for one in redaction.tombstones.all() if one.waiting]
    redaction.state, redaction.decided_by, redaction.decided_at = Tombstone.State.CONFIRMED, alias_of(by), timezone.now()
    redaction.sealed_as = seal(redaction.chain, redaction.as_dict(), by, redaction.reason).number
    redaction.save()
    for place, model, row in places:
        if row is not None:
            held = isinstance(model._meta.get_field(place.column), models.JSONField)
            value = json.loads(place.value) if held else place.value
            models.QuerySet(model).filter(pk=row.pk).update(**{place.column: value})
    redaction.places.update(value="", mark="")
    for chain in {tombstone.revision.chain for tombstone in tombstones}:
        if broken_witness(chain):
            raise ValidationError(_("A published version would no longer say what its seal says: nothing was taken out."))
    record("redaction.confirmed", by=by, space=redaction.space, about=redaction)
    return redaction


@transaction.atomic
def decline(*, by, redaction):
    """Leave the words everywhere; whoever proposed it may take it back too. Returns the Redaction."""
    redaction = locked(redaction)
    require(rules.can_redact(by, redaction.space))
    if redaction.state == Tombstone.State.CONFIRMED:
        raise ValidationError(_("It is already redacted: nothing brings the words back."))
    for tombstone in redaction.tombstones.filter(state=Tombstone.State.PROPOSED):
        actions.decline_redaction(by=by, tombstone=tombstone)
    redaction.state, redaction.decided_by, redaction.decided_at = Tombstone.State.DECLINED, alias_of(by), timezone.now()
    redaction.save()
    redaction.places.update(value="", mark="")
    record("redaction.declined", by=by, space=redaction.space, about=redaction)
    return redaction


def locked(redaction):
    return Redaction.objects.select_for_update(of=("self",)).select_related("space").get(pk=redaction.pk)


def row_of(place):
    """(its model, its row as it stands, or None when it is gone)."""
    model = next(model for model in apps.get_models() if model._meta.db_table == place.table)
    return model, model._base_manager.filter(pk=place.key).first()


def mark_of(row, column, value):
    return salted_hmac("project.sealing.everywhere", beside.stored(row, column, value), algorithm="sha256").hexdigest()


def named_places(redaction):
    """[(what, column, how many)] of the values beside the seals, as a page names them."""
    names = {model._meta.db_table: str(model._meta.verbose_name) for model in apps.get_models()}
    counted = Counter((names[place.table], place.column) for place in redaction.places.all())
    return [(what, column, n) for (what, column), n in sorted(counted.items())]
