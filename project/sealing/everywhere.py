"""Taking the same words out of a whole space at once: every seal that holds them, and every value beside the seals.

One person gives the words and sees each place named; another confirms. The words are kept nowhere in between: a proposal knows
where they stand, what will stand there instead, and by a keyed digest whether a place changed meanwhile. Refuses: the same
person twice, places that changed since, a change that would leave a row saying something else than its seal.
"""
import json
from dataclasses import dataclass

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from project.audit import record
from project.spaces.doors import require

from . import actions, beside, queries, rules, wording
from .chains import alias_of, broken_witness
from .models import Proposal, RedactedPlace, Redaction, Tombstone


@dataclass(frozen=True)
class Everywhere:
    """Where words stand in a space: sealed Places, and (what, column, how many) beside them, in the reader's words."""

    sealed: list
    outside: list


def where(space, words):
    found = beside.found(space, words)
    return Everywhere(queries.places(space, words), wording.counted((one.model, one.column) for one in found))


@transaction.atomic
def propose(*, by, words, reason):
    """Ask that the words leave every place of the space of `by`. Returns the Redaction, proposed, with its places."""
    require(rules.can_redact(by, by.space))
    words = words.strip()
    if len(words) < 2:
        raise ValidationError({"words": _("Write at least two characters.")})
    reason = actions.checked_reason(reason, words)
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
    redaction = actions.locked(redaction)
    if actions.already_confirmed(by, redaction):
        return redaction
    places = [(place, *row_of(place)) for place in redaction.places.all()]
    if any(row is not None and not constant_time_compare(mark_of(row, place.column, getattr(row, place.column)), place.mark)
           for place, _model, row in places):  # fmt: skip
        raise ValidationError(_("A text changed since this was proposed. Leave the words, then look for them again."))
    tombstones = [actions.confirm_redaction(by=by, tombstone=one) for one in redaction.tombstones.all() if one.waiting]
    actions.decided(by, redaction, Proposal.State.CONFIRMED)
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
    redaction = actions.locked(redaction)
    actions.refuse_if_confirmed(by, redaction)
    for tombstone in redaction.tombstones.filter(state=Tombstone.State.PROPOSED):
        actions.decline_redaction(by=by, tombstone=tombstone)
    actions.decided(by, redaction, Proposal.State.DECLINED)
    redaction.places.update(value="", mark="")
    record("redaction.declined", by=by, space=redaction.space, about=redaction)
    return redaction


def row_of(place):
    """(its model, its row as it stands, or None when it is gone)."""
    model = next(model for model in apps.get_models() if model._meta.db_table == place.table)
    return model, model._base_manager.filter(pk=place.key).first()


def mark_of(row, column, value):
    return salted_hmac("project.sealing.everywhere", beside.stored(row, column, value), algorithm="sha256").hexdigest()


def named_places(redaction):
    """[(what, column, how many)] of the values beside the seals, in the reader's words."""
    models_of = {model._meta.db_table: model for model in apps.get_models()}
    return wording.counted((models_of[place.table], place.column) for place in redaction.places.all())
