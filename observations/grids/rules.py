"""Who may do what to a grid: pure questions. `who` is a Member, or a room's Participant (whose `member` may be None)."""


def belongs(who, space):
    return who.space == space


def stands_at(who, role):
    """Whether a member stands behind `who`, with at least that role in the space."""
    member = getattr(who, "member", None)
    return member is not None and member.at_least(role)


def can_open(who, journey):
    """Begin the grid of a journey."""
    return belongs(who, journey.space)


def can_fill(who, grid):
    """Write in cells, add rows, say one's confidence, differ: anyone of the space, guests of its rooms too."""
    return belongs(who, grid.space)


def can_arrange(who, grid):
    """Take a row out of the draft, or put it back."""
    return belongs(who, grid.space) and stands_at(who, "facilitator")


def can_seal(who, grid):
    return belongs(who, grid.space) and stands_at(who, "facilitator")


def can_bring(who, journey):
    """Fill the grid of a journey from a file."""
    return belongs(who, journey.space) and stands_at(who, "facilitator")
