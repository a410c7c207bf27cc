"""Reads that feed the pages of a space."""
from django.utils import timezone

from . import rules
from .models import Invitation, Member, Role


def people(member):
    """The members page: who is here, who may be changed, invitations still open."""
    rows = list(Member.objects.filter(space=member.space).select_related("user", "space").order_by("user__name"))
    for row in rows:
        row.roles = [role for role in Role if rules.can_change_role(member, row, role.value)]
        row.removable = rules.can_remove(member, row)
    open_invitations = Invitation.objects.filter(space=member.space, accepted_at=None, expires_at__gt=timezone.now())
    return {
        "people": rows,
        "invitations": open_invitations.select_related("created_by__user").order_by("-created_at"),
    }
