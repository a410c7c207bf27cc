"""Who may ask for readings and keep the register of silences. Pure questions."""


def can_ask(who):
    """Facilitators and above have readings computed."""
    return who.at_least("facilitator")


def can_name_tables(who):
    """Owners alone say which tables of the warehouse may be counted: the account that reads it may see others."""
    return who.at_least("owner")


def can_note(who):
    """Every member may note a silence and say what would make the group act."""
    return who.at_least("contributor")


def can_keep(who, silence):
    """Accepting, merging and dismissing a silence of one's own space."""
    return who.space == silence.space and can_note(who)
