"""Which teams a hypothesis was passed on to, who received it there, and what waits for one member's receipt."""
from dataclasses import dataclass

from project.spaces.models import Member

from .models import Circulation, Receipt


@dataclass(frozen=True)
class Passing:
    """One Circulation with its receipts. team: how many have that trade; asked: whether I do; mine: my receipt."""

    circulation: Circulation
    receipts: list
    team: int
    asked: bool
    mine: Receipt | None

    @property
    def waiting(self):
        return self.asked and self.mine is None


def same_trade(first, second):
    return first.strip().casefold() == second.strip().casefold()


def trades_of(space):
    """The trades of a space's members, each once, in order."""
    trades = Member.objects.filter(space=space).exclude(trade="").values_list("trade", flat=True)
    found = {}
    for trade in trades:
        found.setdefault(trade.strip().casefold(), trade.strip())
    return sorted(found.values(), key=str.casefold)


def passings_of(hypothesis, who):
    """The Passings of one hypothesis, as `who` sees them: three queries."""
    found = hypothesis.circulations.select_related("version", "sent_by__user").prefetch_related("receipts__member__user")
    trades = list(Member.objects.filter(space=hypothesis.space_id).values_list("trade", flat=True))
    mine = getattr(who, "member", None)
    return [
        Passing(
            circulation=circulation,
            receipts=list(circulation.receipts.all()),
            team=sum(same_trade(trade, circulation.trade) for trade in trades),
            asked=mine is not None and same_trade(mine.trade, circulation.trade),
            mine=next((receipt for receipt in circulation.receipts.all() if mine and receipt.member_id == mine.pk), None),
        )
        for circulation in found
    ]


def waiting_for(member):
    """Circulations to this member's trade that they have not received, oldest first."""
    if not member.trade.strip():
        return []
    found = Circulation.objects.filter(hypothesis__space=member.space, trade__iexact=member.trade.strip())
    return list(found.exclude(receipts__member=member).select_related("hypothesis", "version"))
