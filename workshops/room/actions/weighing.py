"""The evidence matrix at the table: bring items, answer in private, reveal to all. The matrix itself is the observations'.

Refuses: an answer about a hypothesis that is not on this table, revealing by whoever does not lead, in an anonymous session an
answer without the key that only its writer's browser holds.
"""
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from observations.hypotheses.matrix import actions as matrix
from observations.hypotheses.matrix import rules as matrix_rules
from observations.hypotheses.matrix.models import EvidenceItem
from observations.hypotheses.models import HypothesisVersion
from project.spaces.doors import require

from .. import rules
from ..models import Verb
from ..weighing import group_of, key_voice, on_the_table
from .acts import act, lead, record
from .meanings import voice


@act
def bring_item(*, by, session, silence, op_id=None, **item):
    """One more row of a silence's matrix (a SessionSilence); fields as in the matrix: kind, text, source, expected, …"""
    require(rules.can_take_part(by, session))
    matrix.bring_item(by=voice(by, session), silence=silence.silence, uuid=op_id, **item)
    actor = None if session.anonymous else by
    return record(Verb.ITEM_BROUGHT, session, actor, op_id, silence=str(silence.uuid))


@act
def bring_evidence(*, by, session, silence, op_id=None):
    """Bring in what was already given for or against the hypotheses of this table."""
    lead(by, session)
    matrix.bring_evidence(by=by, silence=silence.silence, among=on_the_table(session))
    return record(Verb.ITEM_BROUGHT, session, by, op_id, silence=str(silence.uuid))


def bring_what_was_given(by, session):
    """What every matrix of the table begins with: the evidence that its hypotheses already have."""
    for silence in session.silences.select_related("silence__space"):
        matrix.bring_evidence(by=by, silence=silence.silence, among=on_the_table(session))


@act
def judge(*, by, session, silence, row, version, value, why=None, key="", op_id=None):
    """Say what an item (`row`) is beside one wording (`version`), both named by uuid; again replaces it.

    Nobody else sees it before the reveal. why: None keeps the reason given before; key: secret of the writer's browser, needed
    in an anonymous session.
    """
    require(rules.can_take_part(by, session))
    if session.anonymous and len(key) < 20:
        raise ValidationError(_("This browser cannot keep the key of an anonymous answer. Reload the page and try again."))
    found = EvidenceItem.objects.get(silence=silence.silence, uuid=row)
    wording = HypothesisVersion.objects.get(uuid=version, hypothesis__in=on_the_table(session))
    silence = session.silences.get(pk=silence.pk)
    shown = matrix_rules.shows_others(
        revealed_at=silence.weighed_at, item_at=found.created_at, version_at=wording.created_at, answered=False
    )
    matrix.judge_item(
        by=voice(by, session), item=found, answers={str(version): (value, why)},
        voice=key_voice(key) if session.anonymous else "", held="" if shown else group_of(session),
    )  # fmt: skip
    actor = None if session.anonymous else by
    return record(Verb.JUDGED, session, actor, op_id, private=not shown, silence=str(silence.uuid))


@act
def reveal_matrix(*, by, session, silence, op_id=None):
    """Show the table every answer to what stands in the matrix now; what is brought or reworded later waits again."""
    lead(by, session)
    silence.weighed_at = matrix.reveal(by=by, silence=silence.silence, held=group_of(session)).revealed_at
    silence.save(update_fields=["weighed_at"])
    return record(Verb.MATRIX_REVEALED, session, by, op_id, silence=str(silence.uuid))
