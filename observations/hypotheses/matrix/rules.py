"""Who may do what to an evidence matrix, and who sees which answers: pure questions."""
from ..rules import belongs, stands_at


def can_contribute(who, silence):
    """Bring an item, answer a cell: anyone of the space, guests of its rooms too."""
    return belongs(who, silence.space)


def can_reveal(who, silence):
    return belongs(who, silence.space) and stands_at(who, "facilitator")


def shows_others(*, revealed_at, item_at, version_at, answered):
    """Whether the answers of the others to one cell may leave the server.

    answered: the reader has answered this very cell. A reveal covers what stood in the matrix at that moment, no more.
    """
    return answered or revealed_at is not None and item_at <= revealed_at and version_at <= revealed_at
