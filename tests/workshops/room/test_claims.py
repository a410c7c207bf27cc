"""A guest who has an account makes the seat theirs, during the session or after it; nobody else can."""
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import translation

from workshops.room import actions
from workshops.room.feed import feed, seat_for
from workshops.room.preparing import day_words

from . import table

pytestmark = pytest.mark.django_db
NOTE = "Écrit sans compte."


@pytest.fixture
def sat(claire):
    """(session, the guest's seat, its token), a note on the table."""
    session, _seats = table.opened(claire, kind="share")
    seat, token = table.guest(session)
    actions.write_note(by=table.fresh(seat), session=session, text=NOTE, silence=session.silences.first())
    return session, seat, token


def holding(client, token):
    client.cookies["seat"] = token
    return client


@pytest.mark.parametrize("closed", [False, True], ids=["during", "after"])
def test_the_seat_and_its_notes_are_found_under_the_account(sat, claire, sophie, client_of, closed):
    session, seat, token = sat
    if closed:
        actions.close_session(by=table.seat(session, claire), session=session)
    client = holding(client_of(sophie), token)
    page = client.get(table.here(session, "claim/"))
    assert page.status_code == 200 and "Karim" in page.content.decode()
    answer = client.post(table.here(session, "claim/"))
    assert answer.url == table.here(session) and answer.cookies["seat"].value == ""
    kept = table.fresh(seat)
    assert kept.member == sophie and kept.token_digest is None and kept.name == "Karim" and kept.notes.get().text == NOTE
    assert NOTE in client_of(sophie).get(table.here(session)).content.decode()


def test_the_token_opens_nothing_any_more_and_its_sockets_close(sat, sophie, client_class):
    session, seat, token = sat
    before = seat_for(table.fresh(seat), "table")
    assert before in feed.admitted(session.room, {before})
    actions.claim_seat(by=sophie, seat=seat)
    assert table.guest_client(client_class, session, token).get(table.here(session)).status_code == 302
    assert feed.admitted(session.room, {before}) == set()


def test_without_an_account_one_is_asked_to_sign_in(sat, client):
    session, seat, token = sat
    assert "login" in holding(client, token).get(table.here(session, "claim/")).url
    assert "login" in holding(client, token).post(table.here(session, "claim/")).url
    assert table.fresh(seat).member is None


def test_an_account_of_elsewhere_is_told_how_to_come_in(sat, victor, client_of):
    session, seat, token = sat
    client = holding(client_of(victor), token)
    assert "invitation" in client.get(table.here(session, "claim/")).content.decode()
    assert client.post(table.here(session, "claim/")).status_code == 422 and table.fresh(seat).member is None
    with pytest.raises(PermissionDenied):
        actions.claim_seat(by=victor, seat=seat)


def test_who_already_sits_there_keeps_both_seats_apart(sat, claire, client_of):
    session, seat, token = sat
    answer = holding(client_of(claire), token).post(table.here(session, "claim/"))
    assert answer.status_code == 422 and table.fresh(seat).member is None
    with pytest.raises(ValidationError):
        actions.claim_seat(by=claire, seat=seat)


def test_without_the_guests_cookie_there_is_nothing_to_claim(sat, sophie, mehdi, victor, client_of):
    session, seat, token = sat
    assert client_of(mehdi).post(table.here(session, "claim/")).url == table.here(session)
    assert client_of(victor).get(table.here(session, "claim/")).status_code == 404
    actions.claim_seat(by=sophie, seat=seat)
    with pytest.raises(seat.DoesNotExist):
        actions.claim_seat(by=mehdi, seat=seat)


@pytest.mark.parametrize(
    ("language", "day", "words"),
    [
        ("fr", date(2026, 12, 1), "1er décembre"), ("fr", date(2026, 12, 11), "11 décembre"),
        ("fr", date(2026, 12, 21), "21 décembre"),        ("en", date(2026, 12, 1), "1 December"),
    ],
)  # fmt: skip
def test_the_first_day_of_a_month_is_said_as_people_say_it(language, day, words):
    with translation.override(language):
        assert day_words(day) == words
