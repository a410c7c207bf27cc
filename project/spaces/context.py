"""What every page may show of who is asking, and the way to the other rooms."""
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from project import mail

# (label, name of its first page, the nouns of the addresses that belong to it)
ROOMS = [
    (_("Journeys"), "journeys", {"journeys"}),
    (_("Logs"), "logs", {"logs"}),
    (_("Silences"), "readings", {"readings", "silences"}),
    (_("Traces"), "traces", {"traces"}),
    (_("Sessions"), "sessions", {"sessions", "series"}),
    (_("Hypotheses"), "hypotheses", {"hypotheses"}),
    (_("Grids"), "grids", {"grids"}),
    (_("Decisions"), "decisions", {"decisions"}),
    (_("Actions"), "actions", {"actions"}),
]


def here(request):
    """`member`, `space` and `rooms` (label, address, whether we are in it) of a page that belongs to a space."""
    member = getattr(request, "member", None)
    if member is None:
        return {"member": None, "space": None}
    return {"member": member, "space": member.space, "rooms": rooms(member.space, request.path)}


def mail_leaves(request):
    """`mail_leaves`: whether this server sends what it mails."""
    return {"mail_leaves": mail.leaves}


def rooms(space, path):
    """The navigation of a space, as (label, address, current) rows."""
    noun = (path.strip("/").split("/") + [""])[1]
    rows = []
    for label, name, nouns in ROOMS:
        try:
            rows.append((label, reverse(name, args=[space.slug]), noun in nouns))
        except NoReverseMatch:
            continue
    return rows
