"""Canaries: what is written privately, anonymously or under hidden names is in nobody else's page, frame or answer."""
import json
import logging

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from project.spaces import tokens
from project.spaces.models import ApiToken
from workshops.room import actions, views
from workshops.room.feed import draw
from workshops.room.models import Event

from . import table

pytestmark = pytest.mark.django_db
CANARY = "CANARI-51b7 je n’ose pas le dire tout haut"
PRIVATE = ["read", "write"]
OPEN = ["share", "tension", "decide", "close"]


def everything_others_get(session, people, clients):
    """Every page, poll, API answer and frame of the people who did not write."""
    host, other, guest = people
    texts = {}
    for name, client in clients.items():
        for path in ("", "screen/", "news/?seen=0", "news/?seen=0&as=host", "news/?seen=0&as=screen"):
            texts[f"{name} {path}"] = client.get(table.here(session, path)).content.decode()
        for path in ("", f"{session.uuid}/", f"{session.uuid}/notes/"):
            texts[f"{name} api {path}"] = client.get(f"/api/{session.space.slug}/sessions/{path}").content.decode()
    events = list(session.events.select_related("actor").order_by("number"))
    for audience in ("table", "host", "screen"):
        for language in ("fr", "en"):
            theirs = {str(one.uuid): language for one in (host, other, guest)}
            shared, personal = draw(table.fresh(session), events, {(audience, language)}, theirs)
            texts[f"frame {audience} {language}"] = "".join(shared.values()) + "".join(personal.values())
    texts["payloads"] = json.dumps([event.payload for event in Event.objects.filter(session=session)])
    return texts


@pytest.fixture
def people(claire, mehdi, sophie, client_of, client_class):
    def seated(kind, **fields):
        session, (host, writer, other) = table.opened(claire, mehdi, sophie, kind=kind, **fields)
        guest, token = table.guest(session)
        clients = {
            "host": client_of(claire), "other": client_of(sophie), "guest": table.guest_client(client_class, session, token),
        }
        return session, host, writer, other, guest, clients

    return seated


def by_turns(session, host):
    """The table enters the step where private notes are revealed one by one."""
    actions.change_step(by=host, session=session, step=session.steps.get(kind="share"), one_by_one=True)
    table.go_to(session, host, "share")


@pytest.mark.parametrize("names_hidden", [False, True], ids=["named", "names hidden"])
def test_revealed_one_by_one_a_note_waits_for_its_turn_and_is_then_held_up(people, names_hidden, caplog):
    caplog.set_level(logging.DEBUG)
    session, host, writer, other, guest, clients = people("write")
    actions.hide_names(by=host, session=session, hidden=names_hidden)
    silence, elsewhere = session.silences.all()
    for text, about in ((f"{CANARY} 1", silence), (f"{CANARY} 2", elsewhere)):
        actions.write_note(by=writer, session=session, text=text, silence=about)
    by_turns(session, host)
    found = everything_others_get(session, (host, other, guest), clients)
    assert not any(CANARY in text for text in found.values()), [key for key, text in found.items() if CANARY in text]
    assert "(2)" in clients["host"].get(table.here(session)).content.decode(), "the facilitator sees how many wait, not which"

    event = actions.reveal(by=host, session=session, one=True)
    found = everything_others_get(session, (host, other, guest), clients)
    assert f"{CANARY} 1" in found["other "] and not any(f"{CANARY} 2" in text for text in found.values()), "focus first"
    assert (writer.name in found["other screen/"]) is not names_hidden
    assert table.fresh(session).spotlight.text == f"{CANARY} 1" and session.notes.get(shown_number=event.number)
    assert not any(words in caplog.text for words in (CANARY,))

    actions.reveal(by=host, session=session, one=True)
    with pytest.raises(ValidationError):
        actions.reveal(by=host, session=session, one=True)


def test_revealed_one_by_one_an_anonymous_note_stays_without_a_person(people):
    session, host, writer, *_others = people("write", anonymous=True)
    actions.write_note(by=writer, session=session, text=CANARY, key="k" * 40)
    by_turns(session, host)
    event = actions.reveal(by=host, session=session, one=True)
    assert event.payload["author"] == "" and session.notes.get().author is None


@pytest.mark.parametrize("kind", PRIVATE)
def test_a_private_note_is_nowhere_but_with_its_author(people, client_of, mehdi, kind, caplog):
    caplog.set_level(logging.DEBUG)
    session, host, writer, other, guest, clients = people(kind)
    client_of(mehdi).post(table.here(session, "notes/"), {"text": CANARY}, headers={"HX-Request": "true"})
    actions.edit_note(by=writer, session=session, note=session.notes.get(), text=f"{CANARY} encore", version=1)
    found = everything_others_get(session, (host, other, guest), clients)
    assert [name for name, text in found.items() if "CANARI-51b7" in text] == []
    assert "CANARI-51b7" not in caplog.text
    assert "CANARI-51b7" in client_of(mehdi).get(table.here(session)).content.decode()


@pytest.mark.parametrize("kind", OPEN)
def test_a_note_begun_in_private_stays_private_wherever_the_room_has_gone(people, kind):
    session, host, writer, other, guest, clients = people("write")
    begun = session.step.uuid
    table.go_to(session, host, "share")
    table.go_to(session, host, kind)
    actions.write_note(by=writer, session=session, text=CANARY, step=begun)
    found = everything_others_get(session, (host, other, guest), clients)
    assert [name for name, text in found.items() if "CANARI-51b7" in text] == []


def test_hidden_names_are_on_no_screen_and_in_no_answer(people, client_of, claire):
    session, host, writer, other, guest, clients = people("share")
    writer.name = writer.trade = "Zéphyrine Canari"
    writer.save()
    actions.write_note(by=writer, session=session, text="peut-être")
    note = session.notes.get()
    actions.give_evidence(by=writer, session=session, note=note, stance="for", text="vu")
    actions.write_hypothesis(by=writer, session=session, note=note)
    actions.dissent(by=writer, session=session, hypothesis=session.hypotheses.get(), text="non")
    actions.hide_names(by=host, session=session, hidden=True)
    board = views.Board(table.fresh(session))
    assert board.note(note.uuid).author is None
    for audience in ("table", "host", "screen"):
        events = list(session.events.exclude(verb="participant.joined").select_related("actor"))
        shared, _personal = draw(table.fresh(session), events, {(audience, "fr")}, {})
        around = shared[audience, "fr"].split('id="people"')  # who is in the room is no secret, who wrote what is
        assert "Zéphyrine" not in around[0], audience
    assert "Zéphyrine" not in client_of(claire).get(f"/api/telecom/sessions/{session.uuid}/notes/").content.decode()


def test_an_anonymous_session_stores_no_link_to_the_person(people, client_of, mehdi):
    session, host, writer, other, guest, clients = people("write", anonymous=True)
    key = "k" * 40
    answer = client_of(mehdi).post(
        table.here(session, "notes/"), {"text": CANARY, "key": key}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 200
    note = session.notes.get()
    assert note.author_id is None and key not in note.key_digest
    event = session.events.get(verb="note.written")
    assert event.actor_id is None
    found = everything_others_get(session, (host, other, guest), clients)
    assert [name for name, text in found.items() if "CANARI-51b7" in text] == []

    mine = client_of(mehdi).post(table.here(session, "mine/"), {"key": key}, headers={"HX-Request": "true"})
    assert "CANARI-51b7" in mine.content.decode()
    other_browser = clients["other"].post(table.here(session, "mine/"), {"key": "x" * 40}, headers={"HX-Request": "true"})
    assert "CANARI-51b7" not in other_browser.content.decode()
    refused = clients["other"].post(
        table.here(session, f"notes/{note.uuid}/"), {"text": "volé", "version": 1, "key": "x" * 40},
        headers={"HX-Request": "true"},
    )
    assert refused.status_code == 403
    actions.edit_note(by=writer, session=session, note=note, text="autrement", version=1, key=key)
    actions.hide_names(by=host, session=session, hidden=False)
    assert table.fresh(session).names_hidden  # there are no names to bring back


def test_who_put_which_dot_is_shown_to_nobody_and_counts_wait_for_the_end(people):
    session, host, writer, other, guest, clients = people("share")
    actions.write_note(by=writer, session=session, text="peut-être")
    actions.open_ballot(by=host, session=session)
    ballot, note = session.ballots.get(), session.notes.get()
    actions.vote(by=writer, session=session, ballot=ballot, note=note)
    pages = everything_others_get(session, (host, other, guest), clients)
    assert not any("gommette</span>" in text or "1 gommette</" in text for text in pages.values())
    actions.close_ballot(by=host, session=session, ballot=ballot)
    assert views.Board(table.fresh(session)).note(note.uuid).dots == 1


def test_a_token_sees_what_its_member_sees(people, client, claire):
    session, host, writer, other, guest, clients = people("write")
    actions.write_note(by=writer, session=session, text=CANARY)
    secret = tokens.new_secret(tokens.PREFIX)
    ApiToken.objects.create(
        member=claire, name="t", digest=tokens.digest(secret), expires_at=timezone.now() + timezone.timedelta(days=1)
    )
    answer = client.get(
        f"/api/telecom/sessions/{session.uuid}/notes/", headers={"Authorization": f"Bearer {secret}"}
    )
    assert answer.status_code == 200 and "CANARI" not in answer.content.decode()


def test_a_guest_of_another_session_gets_nothing(people, claire, client_class):
    session, host, writer, other, guest, clients = people("share")
    elsewhere = table.prepared(claire, title="ailleurs")
    actions.open_session(by=table.seat(elsewhere, claire), session=elsewhere)
    _seat, token = table.guest(elsewhere, name="Intrus")
    intruder = table.guest_client(client_class, elsewhere, token)
    for path in ("", "screen/", "news/?seen=0"):
        assert intruder.get(table.here(session, path)).status_code == 302
    assert intruder.post(table.here(session, "notes/"), {"text": "x"}).status_code == 302
    assert not session.notes.exists()
