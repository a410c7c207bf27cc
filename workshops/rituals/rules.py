"""Who may do what to a series of sessions and to a run sheet: pure questions."""


def can_plan(who, space):
    """Make series, move and cancel meetings, link sessions, renew the calendar address."""
    return who.space == space and who.at_least("facilitator")


def can_edit_sheet(who, sheet):
    """Write and publish a run sheet of the space; those of the house are copied, never edited."""
    return not sheet.shipped and can_plan(who, sheet.space)
