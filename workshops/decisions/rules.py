"""Who may do what to a decision, and which status may follow which: pure questions, asked by actions and by pages.

`who` is a Member, or a room's Participant (whose `member` is None for a guest).
"""
FOLLOWS = {
    "proposed": {"taken", "abandoned"},
    "taken": {"taken", "to_review", "superseded", "abandoned"},  # taken again: kept after a review
    "to_review": {"taken", "superseded", "abandoned"},
    "superseded": {"proposed"},
    "abandoned": {"proposed"},
}


def stands_at(who, role):
    """Whether `who` has at least that role in the space; whoever facilitates a room stands as a facilitator in it."""
    member = getattr(who, "member", None)
    if member is not None and member.at_least(role):
        return True
    return role == "facilitator" and getattr(who, "facilitates", False)


def belongs(who, space):
    return who.space == space


def can_propose(who, space):
    return belongs(who, space)


def can_edit(who, decision):
    """Only a proposal changes; by its author or by whoever facilitates."""
    member = getattr(who, "member", None)
    author = member is not None and decision.proposed_by_id == member.pk
    return decision.status == "proposed" and belongs(who, decision.space) and (author or stands_at(who, "facilitator"))


def can_change_status(who, decision):
    return belongs(who, decision.space) and stands_at(who, "facilitator")


def can_reopen(who, decision):
    """Anyone of the space may ask to look again: nothing is terminal."""
    return belongs(who, decision.space)


def can_take_position(who, decision):
    return belongs(who, decision.space) and decision.status in ("proposed", "to_review")


def can_dissent(who, decision):
    return belongs(who, decision.space)


def may_follow(status, next_status):
    """Whether `next_status` may come after `status`."""
    return next_status in FOLLOWS[status]
