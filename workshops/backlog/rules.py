"""Who may do what to an action, and which status may follow which: pure questions.

`who` is a Member, or a room's Participant (whose `member` is None for a guest). Anyone proposes; the owner accepts.
"""

FOLLOWS = {
    "proposed": {"accepted", "abandoned"},
    "accepted": {"in_progress", "waiting", "done", "abandoned"},
    "in_progress": {"waiting", "done", "abandoned"},
    "waiting": {"in_progress", "done", "abandoned"},
    "done": {"in_progress"},
    "abandoned": {"proposed"},
}
NEEDS_REASON = {("done", "in_progress"), ("abandoned", "proposed")}  # reopening; abandoning always does


def stands_at(who, role):
    """Whether `who` has at least that role in the space; whoever facilitates a room stands as a facilitator in it."""
    member = getattr(who, "member", None)
    if member is not None and member.at_least(role):
        return True
    return role == "facilitator" and getattr(who, "facilitates", False)


def belongs(who, space):
    return who.space == space


def owns(who, action):
    member = getattr(who, "member", None)
    return member is not None and action.owner_id == member.pk


def proposed(who, action):
    member = getattr(who, "member", None)
    return member is not None and action.proposed_by_id == member.pk


def can_propose(who, space):
    return belongs(who, space)


def can_edit(who, action):
    """Whoever facilitates, the owner, or the author while it is only proposed."""
    author = proposed(who, action) and action.status == "proposed"
    return belongs(who, action.space) and (author or owns(who, action) or stands_at(who, "facilitator"))


def can_accept(who, action):
    """The owner alone; when the owner is only a name, whoever facilitates accepts for them."""
    if not belongs(who, action.space):
        return False
    return owns(who, action) if action.owner_id else bool(action.owner_name) and stands_at(who, "facilitator")


def can_move(who, action):
    return belongs(who, action.space) and (owns(who, action) or stands_at(who, "facilitator"))


def can_judge(who, space):
    return belongs(who, space) and stands_at(who, "facilitator")


def can_import(who, space):
    return belongs(who, space) and stands_at(who, "facilitator")


def may_follow(status, next_status):
    """Whether `next_status` may come after `status`."""
    return next_status in FOLLOWS[status]


def is_late(status, due, today):
    """Whether something accepted or proposed has passed its due date."""
    return due is not None and due < today and status not in ("done", "abandoned")
