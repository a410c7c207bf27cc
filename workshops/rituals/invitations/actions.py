"""Everything that changes who is invited to a series, and the letters that leave about its meetings.

Refuses members of another space. A letter is noted and committed before it leaves, one by one: nobody gets the same revision
twice, whoever else presses the button, and a server that stops in the middle leaves at most one letter noted and not sent.
"""
from smtplib import SMTPException

from django.core.exceptions import ValidationError
from django.core.mail import get_connection
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from project import mail
from project.audit import record
from project.spaces.doors import require
from project.spaces.models import Member

from .. import rules
from .letters import letter
from .models import Invitee, Letter
from .queries import posts

NOT_SENT = (SMTPException, OSError)


@transaction.atomic
def invite(*, by, series, members=(), addresses=(), language="fr"):
    """Put members, and addresses in small letters, on the list; the address of a member is that member. Writes to nobody."""
    require(rules.can_plan(by, series.space))
    type(series).objects.select_for_update().get(pk=series.pk)  # two lists at once would each add the same person
    ours = Member.objects.filter(space=series.space, user__email__in=addresses).select_related("user")
    ours = {one.user.email: one for one in ours}
    people = {*members, *ours.values()}
    if any(one.space_id != series.space_id for one in people):
        raise ValidationError({"members": _("Choose members of this space.")})
    for member in people:
        if not series.invitees.filter(member=member).exists():  # whoever was invited before they joined keeps their letters
            known = series.invitees.filter(address=member.user.email)
            if not known.update(member=member, address="", language=""):
                series.invitees.create(member=member)
    for address in addresses:
        if address not in ours:
            series.invitees.get_or_create(address=address, defaults={"language": language})
    record("series.invited", by=by, space=series.space, about=series, people=len(people | {*addresses} - {*ours}))
    return series


@transaction.atomic
def remove_invitee(*, by, invitee):
    """Take someone off the list; their address goes, and what was noted of their letters with it."""
    require(rules.can_plan(by, invitee.series.space))
    record("series.uninvited", by=by, space=invitee.series.space, about=invitee.series)
    invitee.delete()


def send_letters(*, by, series, meetings, changed_only=False, address=""):
    """Write about these meetings to everyone who does not know them as they are, then say how it went.

    changed_only: leave out those who never heard of the meeting. address: of the page of the series. Returns (letters that left,
    invitees whom the mail server refused); these can be tried again.
    """
    require(rules.can_plan(by, series.space))
    if not mail.leaves():
        raise ValidationError(_("This server sends no e-mail yet."))
    waiting = []
    for post in posts(series, meetings):
        people = post.outdated if changed_only else post.outdated + post.new
        waiting += [(post.meeting, invitee, invitee in post.outdated) for invitee in people]
    if not waiting:
        return 0, []
    record("series.written", by=by, space=series.space, about=series, letters=len(waiting))
    left, missed, connection = 0, [], get_connection()
    try:
        connection.open()
        for meeting, invitee, again in waiting:
            made = letter(by=by, meeting=meeting, invitee=invitee, again=again, address=address, connection=connection)
            noted = _noted(invitee, meeting)
            if noted is None:
                continue
            if _leaves(made):
                left += 1
            else:
                noted.delete()
                missed.append(invitee)
        connection.close()
    except NOT_SENT:  # no server answers, or it hangs up once everything was given to it
        missed = missed if left else [invitee for _meeting, invitee, _again in waiting]
    return left, list(dict.fromkeys(missed))


def _noted(invitee, meeting):
    """The Letter that is to leave; None when it did already, or when they were taken off the list meanwhile."""
    try:
        with transaction.atomic():
            if Invitee.objects.select_for_update().filter(pk=invitee.pk).exists():
                return Letter.objects.create(invitee=invitee, meeting=meeting, revision=meeting.revision)
    except IntegrityError:
        pass
    return None


def _leaves(made):
    try:
        return made.send() == 1
    except NOT_SENT:
        return False
