"""Who may do what to a hypothesis, and what *provisionally stable* asks: pure questions.

`who` is a Member, or a room's Participant (whose `member` is None for a guest).
"""
TRADES_NEEDED = 2


def belongs(who, space):
    return who.space == space


def stands_at(who, role):
    """Whether a member stands behind `who`, with at least that role in the space."""
    member = getattr(who, "member", None)
    return member is not None and member.at_least(role)


def can_pose(who, space):
    return belongs(who, space)


def can_contribute(who, hypothesis):
    """Reword, give evidence, differ, answer, reopen, say one's confidence: anyone of the space, guests of its rooms too."""
    return belongs(who, hypothesis.space)


def can_change_status(who, hypothesis):
    return belongs(who, hypothesis.space) and stands_at(who, "facilitator")


def missing_for_stability(*, trades, stances, unanswered):
    """What a hypothesis still lacks to be provisionally stable, as keys, in the order in which they are explained.

    trades: the trades that contributed; stances: of its evidence; unanswered: number of dissents without an answer.
    """
    lacks = []
    if len({trade.strip().casefold() for trade in trades if trade.strip()}) < TRADES_NEEDED:
        lacks.append("trades")
    if not {"against", "sought"} & set(stances):
        lacks.append("contrary")
    if unanswered:
        lacks.append("dissent")
    return lacks
