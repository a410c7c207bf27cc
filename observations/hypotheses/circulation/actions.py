"""Passing a hypothesis on to another team, and receiving it. Refuses: a team that the space does not have, another's receipt."""
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from project.audit import record
from project.spaces.doors import require

from .. import rules
from ..writing import typed
from . import queries
from .models import Circulation, Receipt


@transaction.atomic
def circulate(*, by, hypothesis, trade, question):
    """Send the current wording to the members of one trade, with a question; one wording goes once. Returns the Circulation."""
    require(rules.can_contribute(by, hypothesis))
    known = next((one for one in queries.trades_of(hypothesis.space) if queries.same_trade(one, trade)), None)
    if known is None:
        raise ValidationError({"trade": _("Choose a team of this space.")})
    question = typed(question, "question", 300)
    circulation, created = Circulation.objects.get_or_create(
        version=hypothesis.current, trade=known,
        defaults={"hypothesis": hypothesis, "question": question, "sent_by": getattr(by, "member", None)},
    )  # fmt: skip
    if created:
        record("hypothesis.circulated", by=by, space=hypothesis.space, about=hypothesis, number=hypothesis.number)
    return circulation


@transaction.atomic
def receive(*, by, circulation, said=""):
    """A member of the team has it before their eyes, and may answer; again replaces the answer. Returns the Receipt."""
    hypothesis = circulation.hypothesis
    require(rules.can_contribute(by, hypothesis))
    if not queries.same_trade(by.trade, circulation.trade):
        raise PermissionDenied
    receipt, created = Receipt.objects.update_or_create(
        circulation=circulation, member=by.member, defaults={"said": said.strip()[:500]}
    )
    if created:
        record("hypothesis.received", by=by, space=hypothesis.space, about=hypothesis)
    return receipt
