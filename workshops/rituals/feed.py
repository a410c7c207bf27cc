"""Meetings as calendars read them (.ics, RFC 5545) and as they travel by mail (iTIP, RFC 5546), and the signed address of a
series' feed, which renewing closes.
"""
from datetime import UTC, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.core import signing
from django.utils.translation import gettext as _

from .models import Series

SALT = "workshops.rituals.feed"


def key_of(series):
    """The part of the feed's address that opens it."""
    return signing.Signer(salt=SALT).sign_object([str(series.uuid), series.feed])


def series_of_key(key):
    """The series that a key opens, or None when it is false or was renewed."""
    try:
        uuid, feed = signing.Signer(salt=SALT).unsign_object(key)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Series.objects.select_related("space").filter(uuid=uuid, feed=feed).first()


def calendar(series, meetings, address=""):
    """The bytes of an .ics file. address: of the series' page, shown in each event."""
    made = _empty()
    made.add("x-wr-calname", series.title)
    made.add("x-wr-timezone", series.space.timezone)
    for meeting in meetings:
        made.add_component(_event(series, meeting, address))
    return made.to_ical()


def itip(meeting, to, address=""):
    """The bytes of the invitation to a meeting, or of its cancellation, for one person alone. `to`: their e-mail address."""
    from icalendar import vCalAddress

    made, event = _empty(), _event(meeting.series, meeting, address)
    made.add("method", "CANCEL" if meeting.cancelled_at else "REQUEST")
    name, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    organizer, attendee = vCalAddress(f"mailto:{sender}"), vCalAddress(f"mailto:{to}")
    if name:
        organizer.params["CN"] = name
    attendee.params["RSVP"] = "FALSE"  # nobody reads an answer
    event.add("organizer", organizer)
    event.add("attendee", attendee)
    made.add_component(event)
    return made.to_ical()


def _empty():
    from icalendar import Calendar  # loaded when first asked for: it weighs on the start of every process

    made = Calendar()
    made.add("prodid", "-//Silences//readings//")
    made.add("version", "2.0")
    return made


def _event(series, meeting, address):
    from icalendar import Event

    event = Event()
    event.add("uid", f"{meeting.uuid}@silences")
    event.add("summary", series.title)
    event.add("dtstamp", meeting.changed_at)
    event.add("last-modified", meeting.changed_at)
    event.add("dtstart", meeting.starts_at.astimezone(UTC))
    event.add("duration", timedelta(minutes=meeting.minutes))
    event.add("sequence", meeting.revision)
    event.add("status", "CANCELLED" if meeting.cancelled_at else "CONFIRMED")
    lines = [series.question, series.scope]
    if series.out_of_scope:
        lines.append(_("Out of scope: %(text)s") % {"text": series.out_of_scope})
    if meeting.cancelled_at:
        lines.insert(0, _("Cancelled: %(reason)s") % {"reason": meeting.reason})
    event.add("description", "\n\n".join(line for line in lines if line))
    if series.place:
        event.add("location", series.place)
    if address:
        event.add("url", address)
    return event
