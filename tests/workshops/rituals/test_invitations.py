"""People invited to the meetings of a series by e-mail: who, what their calendar reads, once each, and what is forgotten."""
from datetime import timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.mail.backends import locmem
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from project.sealing.erasing import erase_person
from tests import make
from workshops.rituals import actions, feed
from workshops.rituals.invitations import actions as invitations
from workshops.rituals.invitations.queries import posts
from workshops.rituals.models import Invitee, Letter

from .test_series import at, started, table

PAUL = "paul@example.com"


def events_of(letter):
    """The iTIP message of a letter, read from its text and from its attachment, which say the same."""
    parts = {part.get_content_type(): part for part in letter.message().walk()}
    inside, attached = parts["text/calendar"], parts["application/ics"]
    calendar = Calendar.from_ical(attached.get_payload(decode=True))
    assert Calendar.from_ical(inside.get_payload(decode=True)) == calendar and attached.get_filename() == "invitation.ics"
    assert inside.get_param("method") == str(calendar["METHOD"]) and list(parts)[:3] == [
        "multipart/mixed", "multipart/alternative", "text/plain"
    ]  # fmt: skip
    (event,) = calendar.walk("VEVENT")
    return str(calendar["METHOD"]), event


def written(client, series, *meetings):
    """The letters that leave when the button is pressed."""
    mail.outbox.clear()
    answer = client.post(at("series-letters", series.uuid), {"meetings": [str(one.uuid) for one in meetings]}, follow=True)
    assert answer.status_code == 200
    return mail.outbox, answer.content.decode()


def test_a_meeting_is_one_event_of_the_calendar_from_its_invitation_to_its_cancellation(client_of, claire, mehdi):
    series, client = started(claire, place="Salle Ampère"), client_of(claire)
    meeting, other = series.meetings.all()[:2]
    given = {"members": [str(mehdi.uuid)], "addresses": f"Paul@example.com,{mehdi.user.email}\n{PAUL}", "language": "en"}
    assert client.post(at("series-invitees", series.uuid), given).status_code == 302
    assert mail.outbox == [] and {str(one) for one in series.invitees.all()} == {"Mehdi", PAUL}

    letters, page = written(client, series, meeting)
    assert "2 lettres sont parties." in page
    french, english = letters
    assert (french.to, english.to) == ([mehdi.user.email], [PAUL])
    assert "Claire vous invite" in french.body and f"/telecom/series/{series.uuid}/" in french.body
    assert "Claire invites you" in english.body and "14:00 (Europe/Paris)" in english.body and "://" not in english.body
    method, event = events_of(english)
    assert method == "REQUEST" and str(event["ORGANIZER"]) == "mailto:silences@localhost"
    assert str(event["ATTENDEE"]) == f"mailto:{PAUL}" and event["ATTENDEE"].params == {"RSVP": "FALSE"}
    assert mehdi.user.email not in english.message().as_string()
    published = Calendar.from_ical(client.get(reverse("series-feed", args=[feed.key_of(series)])).content).walk("VEVENT")[0]
    for name in ("UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DURATION", "SUMMARY", "LOCATION", "STATUS"):
        assert event[name].to_ical() == published[name].to_ical()
    assert written(client, series, meeting)[0] == []  # nobody gets the same twice

    actions.prepare_meeting(by=claire, meeting=meeting, session=table.prepared(claire))  # changes nothing in calendars
    invitations.invite(by=claire, series=series, addresses=["late@example.com"])
    mail.outbox.clear()
    moved = {"starts_at": (meeting.starts_at + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M"), "minutes": 45}
    page = client.get(at("meeting", meeting.uuid)).content.decode()
    assert page.count("Prévenir par e-mail les 2 personnes invitées") == 2
    client.post(at("meeting-move", meeting.uuid), moved | {"tell": "on"})
    assert [letter.to for letter in mail.outbox] == [[mehdi.user.email], [PAUL]]  # whoever never heard of it is not told it moved
    method, event = events_of(mail.outbox[1])
    assert (method, int(event["SEQUENCE"])) == ("REQUEST", 1) and mail.outbox[1].subject.startswith("Changed: ")
    assert event["DTSTART"].to_ical().endswith(b"Z") and event.decoded("DURATION") == timedelta(minutes=45)

    mail.outbox.clear()
    client.post(at("meeting-move", meeting.uuid), moved | {"minutes": 60})  # the box unticked
    assert mail.outbox == []
    client.post(at("meeting-cancellation", meeting.uuid), {"reason": "Grève.", "tell": "on"})
    method, event = events_of(mail.outbox[1])
    assert (method, str(event["STATUS"]), int(event["SEQUENCE"])) == ("CANCEL", "CANCELLED", 3)
    assert len(mail.outbox) == 2 and "This meeting is cancelled: Grève." in mail.outbox[1].body

    written(client, series, other)
    actions.change_series(by=claire, series=series, place="Salle Volta")
    assert "3\u00a0à prévenir du changement" in client.get(at("series-one", series.uuid)).content.decode()
    mail.outbox.clear()
    client.post(at("series-ending", series.uuid), {"tell": "on"})
    assert set(series.meetings.all()) == {meeting, other}  # what nobody was invited to is taken back, these are cancelled
    assert [events_of(letter)[0] for letter in mail.outbox] == ["CANCEL"] * 3


def test_whom_the_mail_server_refuses_is_named_and_tried_again(client_of, claire, monkeypatch):
    series, client, send = started(claire), client_of(claire), locmem.EmailBackend.send_messages
    invitations.invite(by=claire, series=series, addresses=[PAUL, "zoe@example.com"])

    def refuse_paul(backend, messages):
        if messages[0].to == [PAUL]:
            raise SMTPRecipientsRefused({PAUL: (550, b"no such mailbox")})
        return send(backend, messages)

    def away(_backend):
        raise ConnectionRefusedError

    with monkeypatch.context() as patch:
        patch.setattr(locmem.EmailBackend, "open", away)
        assert "paul@example.com, zoe@example.com." in written(client, series, series.meetings.first())[1]
    with monkeypatch.context() as patch:
        patch.setattr(locmem.EmailBackend, "send_messages", refuse_paul)
        letters, page = written(client, series, series.meetings.first())
        assert [letter.to for letter in letters] == [["zoe@example.com"]] and f"a refusé\u00a0: {PAUL}." in page
    assert [letter.to for letter in written(client, series, series.meetings.first())[0]] == [[PAUL]]


def test_addresses_are_seen_by_those_who_plan_and_forgotten_with_the_person(client_of, claire, mehdi, victor, telecom):
    series = started(claire)
    client, page = client_of(claire), at("series-one", series.uuid)
    for wrong in ({"addresses": "pas une adresse", "language": "fr"}, {"language": "fr"}, {"members": [str(victor.uuid)]}):
        assert client.post(at("series-invitees", series.uuid), wrong).status_code == 422
    invitations.invite(by=claire, series=series, members=[mehdi], addresses=[PAUL, "iris@example.org"])
    written(client, series, series.meetings.first())
    assert PAUL in client.get(page).content.decode() and PAUL not in client_of(mehdi).get(page).content.decode()

    iris = make.member("Iris", of=telecom)  # invited from outside, then a member: one person, whose letters are known
    invitations.invite(by=claire, series=series, members=[iris])
    assert written(client, series, series.meetings.first())[0] == [] and series.invitees.count() == 3
    Invitee.objects.filter(member=iris).update(member=None, address="iris@example.org", language="fr")
    for gone in (iris, mehdi):
        erase_person(member=gone)
    assert client.post(at("series-invitee-removal", series.invitees.get().uuid)).status_code == 302
    assert not Invitee.objects.exists() and not Letter.objects.exists()


def test_where_no_mail_leaves_the_page_says_so_and_nothing_is_noted(client_of, claire, settings):
    series, client = started(claire), client_of(claire)
    invitations.invite(by=claire, series=series, addresses=[PAUL])
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    page = client.get(at("series-one", series.uuid)).content.decode()
    assert "n’envoie pas encore d’e-mails" in page and at("series-letters", series.uuid) not in page
    answer = client.post(at("series-letters", series.uuid), {"meetings": [str(series.meetings.first().uuid)]})
    assert answer.status_code == 422 and not Letter.objects.exists()


def test_the_database_refuses_the_same_person_or_letter_twice(claire, mehdi):
    series = started(claire)
    invitations.invite(by=claire, series=series, members=[mehdi], addresses=[PAUL])
    listed, paul = series.invitees, series.invitees.get(address=PAUL)
    once = {"invitee": paul, "meeting": series.meetings.first(), "revision": 0}
    Letter.objects.create(**once)
    for name, act in (  # PostgreSQL names the constraint, SQLite its columns
        ("invitee_member_once|invitee.member", lambda: listed.create(member=mehdi)),
        ("invitee_address_once|invitee.address", lambda: listed.create(address=PAUL, language="fr")),
        ("invitee_member_or_address", lambda: listed.create(member=claire, address="c@example.org", language="fr")),
        ("invitee_member_or_address", lambda: listed.create(address="c@example.org")),
        ("letter_once_per_revision|letter.revision", lambda: Letter.objects.create(**once)),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            act()
    for _twice in range(2):  # two addresses blacked out, in letters of the same number, are two people, and get nothing
        listed.create(address="████", language="fr")
    assert {one.address for one in posts(series, [once["meeting"]])[0].new} == {""}


def test_the_page_asks_the_same_whatever_the_number_of_people_invited(client_of, claire, mehdi, sophie, jean):
    series, client, counts = started(claire), client_of(claire), []
    for people in ([mehdi], [sophie, jean]):
        invitations.invite(by=claire, series=series, members=people, addresses=[f"{one.user.name}@example.com" for one in people])
        written(client, series, *series.meetings.all()[: len(people)])
        with CaptureQueriesContext(connection) as asked:
            client.get(at("series-one", series.uuid))
        counts.append(len(asked))
    assert counts[0] == counts[1]
