"""Who may do what to a series of sessions: pure questions."""


def can_plan(who, space):
    """Make series, move and cancel meetings, link sessions, renew the calendar address."""
    return who.space == space and who.at_least("facilitator")
