"""Who may do what with event logs. Pure questions."""


def can_import(who):
    """Facilitators and above bring logs in."""
    return who.at_least("facilitator")


def can_manage(who, log):
    """Whoever may import may also choose columns, restart, rename and delete, in their own space."""
    return who.space == log.space and can_import(who)


def can_list_customers(who):
    """Exclusion and alias lists hold identifiers for a moment: facilitators and above."""
    return can_import(who)
