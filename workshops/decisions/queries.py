"""What the pages of decisions show, read in a constant number of queries, and what a seal keeps of a decision."""
from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Q

from project.sealing import SealedRevision

from .models import Decision, Stance, Status


@dataclass(frozen=True)
class DecisionList:
    """The decisions of a space for one page: `waiting` first, then the others, all by review date."""

    waiting: list
    others: list
    today: object

    @property
    def total(self):
        return len(self.waiting) + len(self.others)


@dataclass(frozen=True)
class Voices:
    """How many voices hold each position, in the order of Stance; `silent` is not consent, so it is not counted here."""

    counts: tuple  # of (stance, label, number)
    total: int

    @property
    def against(self):
        return sum(number for stance, _label, number in self.counts if stance in (Stance.CONCERN, Stance.OBJECTION))


EASE = {"easy": 0, "costly": 1, "final": 2, "unknown": 3}


def _by_impact(decision):
    """Largest announced impact first, then what is easiest to undo; an unknown impact comes after every known one."""
    impacts = [impact for impact in (decision.impact_customer, decision.impact_business) if impact]
    return -max(impacts, default=0), -sum(impacts), EASE[decision.reversibility], decision.review_on


def decisions_of(who, today, status="", by_impact=False):
    """Every decision `who` may see, split into those whose review has come and the others; by review date unless asked."""
    found = Decision.objects.visible_to(who).by_review().prefetch_related("hypotheses", "actions").select_related("space")
    found = found.annotate(
        dissent_count=Count("dissents", distinct=True),
        objection_count=Count(
            "positions", filter=Q(positions__stance__in=[Stance.OBJECTION, Stance.CONCERN]), distinct=True
        ),
        position_count=Count("positions", distinct=True),
    )
    if status in Status.values:
        found = found.filter(status=status)
    found = sorted(found, key=_by_impact) if by_impact else list(found)
    waiting = [decision for decision in found if decision.waits_for_review(today)]
    return DecisionList(waiting, [decision for decision in found if not decision.waits_for_review(today)], today)


def decision_page(who, decision, today):
    """The context of one decision's page: texts, voices, dissent, what followed, and its seals."""
    positions = list(decision.positions.all())
    dissents = list(decision.dissents.all())
    counted = voices(positions)
    return {
        "decision": decision,
        "waits": decision.waits_for_review(today),
        "positions": positions,
        "voices": counted,
        "dissents": dissents,
        "differ": counted.against + len(dissents),
        "hypotheses": list(decision.hypotheses.prefetch_related("versions")),
        "actions": list(decision.actions.select_related("owner__user", "silence").order_by("due", "created_at")),
        "changes": list(decision.changes.all()),
        "replaced": list(decision.supersedes.all()),
        "seals": list(SealedRevision.objects.filter(chain=decision.chain).defer("body")),
        "today": today,
    }


def voices(positions):
    """Count `positions` (an iterable of Position) by stance."""
    numbers = Counter(position.stance for position in positions)
    return Voices(tuple((stance.value, stance.label, numbers[stance.value]) for stance in Stance), sum(numbers.values()))


def sealed_content(decision):
    """Canonical content of a decision for its seal: texts, figures and voices without names (trade and rank only)."""
    positions = list(decision.positions.all())
    return {
        "decision": str(decision.uuid),
        "title": decision.title,
        "answer": decision.answer,
        "what": decision.what,
        "why": decision.why,
        "considered": decision.considered,
        "impact_customer": decision.impact_customer,
        "impact_business": decision.impact_business,
        "reversibility": decision.reversibility,
        "evasion": decision.evasion,
        "status": decision.status,
        "review_on": decision.review_on.isoformat(),
        "superseded_by": str(decision.superseded_by.uuid) if decision.superseded_by else None,
        "hypotheses": sorted(str(uuid) for uuid in decision.hypotheses.values_list("uuid", flat=True)),
        "positions": [
            {"voice": rank, "trade": position.trade, "stance": position.stance, "reason": position.reason}
            for rank, position in enumerate(positions, 1)
        ],
        "dissents": [{"text": dissent.text, "trade": dissent.trade} for dissent in decision.dissents.all()],
    }
