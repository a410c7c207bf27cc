"""Who may do what to a restitution: pure questions."""


def can_edit(who, session):
    """Add words, make and withdraw links, send: whoever facilitates in the space."""
    return who.space == session.space and who.at_least("facilitator")


def can_share(who, session):
    """Only what is finished leaves the space."""
    return can_edit(who, session) and session.is_closed


def can_agree(who, participant):
    """One's own name, nobody else's; never in a session whose names are hidden."""
    return participant.member_id is not None and participant.member_id == who.pk and not participant.session.hides_authors
