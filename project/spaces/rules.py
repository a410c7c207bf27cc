"""Who may do what in a space. Pure questions."""
from .roles import ORDER


def can_invite(who, role):
    """Facilitators invite contributors; managers and above invite up to their own role."""
    if not who.at_least("manager"):
        return who.at_least("facilitator") and role == "contributor"
    return ORDER.index(role) <= ORDER.index(who.role)


def can_manage_members(who):
    return who.at_least("manager")


def can_change_role(who, member, role):
    """Managers change roles below or at their own; nobody touches someone above themselves, nor their own role."""
    rank, own = ORDER.index, ORDER.index(who.role)
    return can_manage_members(who) and who.pk != member.pk and rank(member.role) <= own and rank(role) <= own


def can_remove(who, member):
    return who.pk == member.pk or can_change_role(who, member, member.role)


def can_change_space(who):
    return who.at_least("guardian")


def can_close(who):
    """Make a space read-only, and writable again: its owners."""
    return who.at_least("owner")


def can_create_space(user):
    """Administrators create spaces; so may whoever already owns one."""
    return user.is_superuser or user.memberships.filter(role="owner").exists()
