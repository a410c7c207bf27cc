"""The pages of a session: who sees which screen, and that none of them costs more when the room fills."""
import pytest

from workshops.room import actions
from workshops.room.feed import draw

from . import table

pytestmark = pytest.mark.django_db


def test_each_of_the_three_screens_opens(claire, mehdi, client_of):
    session, _seats = table.opened(claire, mehdi)
    assert 'data-audience="host"' in client_of(claire).get(table.here(session)).content.decode()
    assert 'data-audience="table"' in client_of(mehdi).get(table.here(session)).content.decode()
    assert 'data-audience="screen"' in client_of(mehdi).get(table.here(session, "screen/")).content.decode()


@pytest.mark.parametrize("kind", ["recall", "read", "write", "share", "tension", "decide", "close"])
def test_every_step_has_its_screens(claire, mehdi, client_of, kind):
    session, (host, seat) = table.opened(claire, mehdi, kind=kind)
    actions.write_note(by=seat, session=session, text="Peut-être.", silence=session.silences.first())
    for member, path in ((claire, ""), (mehdi, ""), (mehdi, "screen/")):
        assert client_of(member).get(table.here(session, path)).status_code == 200


def test_a_stranger_meets_the_same_404_as_for_a_session_that_is_not(claire, victor, client_of):
    session, _seats = table.opened(claire)
    theirs = client_of(victor).get(table.here(session))
    nothing = client_of(victor).get(f"/{session.space.slug}/sessions/00000000-0000-4000-8000-000000000000/")
    assert theirs.status_code == nothing.status_code == 404 and table.plain(theirs) == table.plain(nothing)


def test_whoever_was_sent_away_is_told_so_and_nobody_else(claire, mehdi, client_of, client_class):
    session, (host, seat) = table.opened(claire, mehdi)
    guest, token = table.guest(session)
    clients = [client_of(mehdi), table.guest_client(client_class, session, token)]
    for one in (seat, guest):
        actions.remove_participant(by=host, session=session, participant=one)
    told = [client.get(table.here(session)) for client in clients]
    assert [answer.status_code for answer in told] == [403, 403]
    assert all("Vous n’êtes plus" in one.content.decode() and session.title not in one.content.decode() for one in told)
    assert table.guest_client(client_class, session, "x" * 40).get(table.here(session)).status_code == 302


def test_a_guest_at_the_door_can_be_turned_away_and_is_told_so(claire, client_of, client_class):
    session, (host,) = table.opened(claire)
    actions.change_door(by=host, session=session, act="approve")
    guest, token = table.guest(session)
    client = table.guest_client(client_class, session, token)
    assert "On va vous faire entrer" in client.get(table.here(session)).content.decode()
    desk = client_of(claire).get(table.here(session)).content.decode()
    assert f"{guest.uuid}/removal/" in desk and "Ne pas faire entrer" in desk
    assert client_of(claire).post(table.here(session, f"participants/{guest.uuid}/removal/")).status_code == 302
    told = client.get(table.here(session))
    assert told.status_code == 403 and "Vous n’avez pas été admis·e" in told.content.decode()
    assert "Karim" not in client_of(claire).get(table.here(session)).content.decode()


def test_in_an_anonymous_session_nobody_is_told_that_private_notes_leave(claire, mehdi, client_of):
    session, (host, seat) = table.opened(claire, mehdi, kind="write", anonymous=True)
    actions.write_note(by=seat, session=session, text="privé", key="k" * 40)
    assert "Ses notes privées partent" not in client_of(claire).get(table.here(session)).content.decode()
    actions.remove_participant(by=host, session=session, participant=seat)
    assert session.notes.count() == 1 and "rien ne le relie à vous" in client_of(mehdi).get(table.here(session)).content.decode()


def test_a_guest_may_come_to_observe(claire, client_class):
    session, _seats = table.opened(claire, kind="share")
    client = client_class()
    client.post("/r/", {"code": session.code, "name": "Karim", "observer": "on"})
    assert session.participants.get(member=None).role == "observer"
    assert "data-listens" in client.get(table.here(session)).content.decode()


@pytest.mark.parametrize("how", ["observes", "muted"])
def test_whoever_listens_is_told_so_and_offered_nothing_that_is_refused(claire, mehdi, client_of, how):
    session, (host, seat) = table.opened(claire, mehdi, kind="write")
    page = lambda: client_of(mehdi).get(table.here(session)).content.decode()  # noqa: E731
    assert "data-listens" not in page() and "J’ai terminé" in page()
    if how == "muted":
        actions.mute(by=host, session=session, participant=seat, muted=True)
    else:
        session.participants.filter(pk=seat.pk).update(role="observer")
    assert "data-listens" in page() and "J’ai terminé" not in page()


def test_a_closed_session_names_its_sealed_run_sheet_and_leads_to_its_replay(claire, sophie, client_of):
    session, (host,) = table.opened(claire)
    actions.close_session(by=host, session=session)
    page = client_of(sophie).get(table.here(session)).content.decode()
    assert session.sheet_version.digest[:12] in page and table.here(session, "replay/") in page


def test_a_visitor_is_asked_to_sign_in(claire, client):
    session, _seats = table.opened(claire)
    answer = client.get(table.here(session))
    assert answer.status_code == 302 and "login" in answer.url


def test_a_member_takes_a_seat(claire, sophie, client_of):
    session, _seats = table.opened(claire)
    client = client_of(sophie)
    assert table.here(session, "join/") in client.get(table.here(session)).content.decode()
    assert client.post(table.here(session, "join/"), {"trade": "Terrain"}).status_code == 302
    assert 'data-audience="table"' in client.get(table.here(session)).content.decode()


def test_a_guest_sees_this_session_and_nothing_else(claire, client_class):
    session, _seats = table.opened(claire)
    other = table.prepared(claire, title="Une autre")
    client = client_class()
    answer = client.post("/r/", {"code": session.shown_code.lower(), "name": "Karim", "trade": "Boutique"})
    assert answer.status_code == 302 and answer.url == table.here(session)
    assert client.get(answer.url).status_code == 200
    assert client.get(table.here(other)).status_code == 302
    assert client.get(f"/{session.space.slug}/sessions/").status_code == 302


def test_wrong_codes_all_answer_alike(claire, client):
    session, _seats = table.opened(claire)
    actions.close_session(by=table.seat(session, claire), session=session)
    closed = client.post("/r/", {"code": session.code, "name": "K"})
    never = client.post("/r/", {"code": "ZZZZZZZZ", "name": "K"})
    assert closed.status_code == never.status_code == 422
    assert table.plain(closed).replace(session.code, "") == table.plain(never).replace("ZZZZZZZZ", "")


def test_too_many_wrong_codes_make_one_wait(client):
    from django.core.cache import cache

    cache.clear()
    answers = [client.post("/r/", {"code": "ZZZZZZZZ", "name": "K"}).status_code for _ in range(31)]
    assert answers[:30] == [422] * 30 and answers[30] == 429
    cache.clear()


@pytest.mark.parametrize("path", ["", "screen/"])
def test_the_room_costs_the_same_with_one_note_and_with_many(claire, mehdi, client_of, path, django_assert_max_num_queries):
    earlier, (host,) = table.opened(claire)
    actions.write_hypothesis(by=host, session=earlier, statement="Laissée ouverte.", silence=earlier.silences.first())
    counts = []
    for notes in (1, 5):
        session, (host, seat) = table.opened(claire, mehdi, kind="share", title=f"{notes} notes")
        for n in range(notes):
            actions.write_note(by=seat, session=session, text=f"note {n}", silence=session.silences.all()[n % 2])
        for note in session.notes.all():
            actions.react(by=host, session=session, note=note, kind="holds")
            actions.give_evidence(by=host, session=session, note=note, stance="for", text="vu en boutique")
            actions.write_hypothesis(by=host, session=session, note=note)
        with django_assert_max_num_queries(60) as captured:
            assert client_of(claire).get(table.here(session, path)).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_what_is_pushed_speaks_the_language_of_the_page(claire, mehdi, client_of):
    """A member who chose no language reads the page in the browser's; the frames and the answers follow it."""
    session, (host, seat) = table.opened(claire, mehdi, kind="share")
    assert table.fresh(seat).language == "fr"
    client = client_of(mehdi, headers={"Accept-Language": "en-GB"})
    assert '<html lang="en">' in client.get(table.here(session)).content.decode()
    assert (language := table.fresh(seat).language) == "en"
    event = actions.freeze(by=host, session=session, frozen=True)
    shared, _personal = draw(table.fresh(session), [event], {("table", language)}, {})
    assert "Writing is paused" in shared["table", language]
    assert "paused the writing" in client.post(table.here(session, "notes/"), {"text": "x"}, follow=True).content.decode()
