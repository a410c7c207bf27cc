"""Who is on the list of a series, and what is left to write to them about each meeting; writes nothing."""
from dataclasses import dataclass

from django.db.models import Max

from project.sealing.beside import BAR

from .models import Invitee, Letter


@dataclass(frozen=True)
class Post:
    """The letters about one meeting that have not left: to whom it is new, and who knows it as it no longer is."""

    meeting: object
    new: list
    outdated: list
    told: list  # everyone who was ever written to about it, the outdated among them


def invitees_of(series):
    """Everyone on the list, members first, in the order of their names."""
    found = series.invitees.select_related("member__user", "member__space")
    return sorted(found, key=lambda one: (one.member is None, str(one).casefold()))


def posts(series, meetings, invitees=None):
    """The Post of each of these meetings. A cancelled one is new to nobody; an address that was blacked out gets nothing."""
    invitees = [one for one in (invitees_of(series) if invitees is None else invitees) if BAR not in one.address]
    letters = Letter.objects.filter(meeting__in=meetings).order_by().values_list("meeting", "invitee").annotate(Max("revision"))
    last = {(meeting, invitee): revision for meeting, invitee, revision in letters}
    found = []
    for meeting in meetings:
        told = [one for one in invitees if (meeting.pk, one.pk) in last]
        outdated = [one for one in told if last[meeting.pk, one.pk] < meeting.revision]
        new = [one for one in invitees if one not in told] if meeting.cancelled_at is None else []
        found.append(Post(meeting, new, outdated, told))
    return found


def people_told(meetings):
    """How many of those on the list were written to about any of these meetings."""
    return Invitee.objects.filter(letters__meeting__in=meetings).distinct().count()
