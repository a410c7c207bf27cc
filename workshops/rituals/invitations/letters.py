"""A letter about one meeting, to one person: a text in their language and an iTIP message (RFC 5546 as RFC 6047 mails it).

A calendar finds in it the event of the feed, under the same UID and SEQUENCE. Each letter names its own receiver and nobody else,
and asks for no answer.
"""
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from project.dates import date_format

from .. import feed


def letter(*, by, meeting, invitee, again, address, connection):
    """The EmailMessage. again: they were written to about this meeting before; address: of the series, which members can open."""
    series = meeting.series
    address = address if invitee.member else ""
    with translation.override(invitee.reads), timezone.override(series.space.timezone):
        about = {
            "title": " ".join(series.title.split()),
            "day": date_format(timezone.localtime(meeting.starts_at), "DATE_FORMAT"),
        }
        if meeting.cancelled_at:
            subject = _("Cancelled: %(title)s, %(day)s") % about
        else:
            subject = (_("Changed: %(title)s, %(day)s") if again else _("Invitation: %(title)s, %(day)s")) % about
        context = {"by": by, "meeting": meeting, "series": series, "again": again, "address": address}
        body = render_to_string("workshops/rituals/invitations/mail.txt", context)
        event = feed.itip(meeting, to=invitee.writes_to, address=address)
    method = "CANCEL" if meeting.cancelled_at else "REQUEST"
    made = EmailMultiAlternatives(subject, body, to=[invitee.writes_to], connection=connection)
    made.attach_alternative(event.decode(), f"text/calendar; method={method}")
    made.attach("invitation.ics", event, "application/ics")
    return made
