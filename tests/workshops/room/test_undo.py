"""The facilitators' last act is taken back within a minute, and a reveal never; pausing the writing; holding a note up."""
import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from workshops.room import actions, replay
from workshops.room.models import Event
from workshops.room.queries import Board

from . import table

pytestmark = pytest.mark.django_db
TEXT = "Le guide arrive trop tôt."


def shown(by, session, text=TEXT):
    event = actions.write_note(by=by, session=session, text=text, silence=session.silences.first())
    return session.notes.get(uuid=event.payload["note"])


def state(session):
    """All that the acts of a facilitator change, to compare before and after."""
    session = table.fresh(session)
    notes = dict(session.notes.values_list("uuid", "group__title"))
    return (session.step_id, session.clock, session.focus_id, session.names_hidden, session.frozen, session.spotlight_id, notes)


ACTS = {
    "step": lambda of, host, note: table.go_to(of, host, "tension"),
    "step back": lambda of, host, note: table.go_to(of, host, "read"),
    "focus": lambda of, host, note: actions.focus(by=host, session=of, silence=of.silences.last()),
    "names": lambda of, host, note: actions.hide_names(by=host, session=of, hidden=True),
    "pause": lambda of, host, note: actions.freeze(by=host, session=of, frozen=True),
    "spotlight": lambda of, host, note: actions.spotlight(by=host, session=of, note=note),
    "new group": lambda of, host, note: actions.group_notes(by=host, session=of, note=note, title="Autre"),
    "alone": lambda of, host, note: actions.group_notes(by=host, session=of, note=note),
}


@pytest.mark.parametrize("name", ACTS)
def test_the_last_act_is_taken_back_whole(name, claire, mehdi):
    session, (host, seat) = table.opened(claire, mehdi, kind="share")
    note = shown(seat, session)
    actions.group_notes(by=host, session=session, note=note, title="Trop tôt")
    if name != "spotlight":
        actions.spotlight(by=host, session=session, note=note)
    before = state(session)
    ACTS[name](table.fresh(session), host, note)
    assert state(session) != before
    actions.undo(by=host, session=session)
    assert state(session) == before


@pytest.mark.parametrize("act", ["step", "reveal"])
def test_a_reveal_is_never_taken_back(act, claire, mehdi):
    session, (host, seat) = table.opened(claire, mehdi, kind="write")
    shown(seat, session)
    table.go_to(session, host, "share") if act == "step" else actions.reveal(by=host, session=session)
    assert Board(table.fresh(session)).undoable is None
    with pytest.raises(ValidationError):
        actions.undo(by=host, session=session)
    assert not session.notes.get().is_private


def test_what_stands_before_a_reveal_is_not_taken_back_either(claire):
    session, (host,) = table.opened(claire, kind="write")
    actions.focus(by=host, session=session, silence=session.silences.last())
    actions.reveal(by=host, session=session)
    with pytest.raises(ValidationError):
        actions.undo(by=host, session=session)


def test_only_one_act_and_only_within_a_minute(claire):
    session, (host,) = table.opened(claire, kind="share")
    actions.hide_names(by=host, session=session, hidden=True)
    actions.focus(by=host, session=session, silence=session.silences.last())
    actions.undo(by=host, session=session)
    with pytest.raises(ValidationError):
        actions.undo(by=host, session=session)
    event = actions.freeze(by=host, session=session, frozen=True)
    Event.objects.filter(pk=event.pk).update(happened_at=event.happened_at - timedelta(seconds=61))
    with pytest.raises(ValidationError):
        actions.undo(by=host, session=session)


def test_a_participant_takes_nothing_back(claire, mehdi):
    session, (host, seat) = table.opened(claire, mehdi, kind="share")
    actions.freeze(by=host, session=session, frozen=True)
    for act in (lambda: actions.undo(by=seat, session=session), lambda: actions.freeze(by=seat, session=session, frozen=False)):
        with pytest.raises(PermissionDenied):
            act()


def test_the_events_keep_no_word_of_a_note_nor_of_a_group(claire, mehdi):
    session, (host, seat) = table.opened(claire, mehdi, kind="share")
    note = shown(seat, session)
    actions.group_notes(by=host, session=session, note=note, title="Titre secret")
    actions.spotlight(by=host, session=session, note=note)
    actions.undo(by=host, session=session)
    kept = json.dumps(list(session.events.values_list("payload", flat=True)))
    assert TEXT not in kept and "Titre secret" not in kept


def test_while_writing_is_paused_only_who_leads_writes_and_the_text_comes_back(claire, mehdi, client_of):
    session, (host, seat) = table.opened(claire, mehdi, kind="share")
    actions.freeze(by=host, session=session, frozen=True)
    for act in (
        lambda: shown(seat, session), lambda: actions.say_done(by=seat, session=session),
    ):
        with pytest.raises(PermissionDenied):
            act()
    shown(host, session, "Je résume.")
    answer = client_of(mehdi).post(table.here(session, "notes/"), {"text": TEXT}, headers={"HX-Request": "true"})
    assert answer.status_code == 403 and "suspendu" in answer.content.decode()
    actions.freeze(by=host, session=session, frozen=False)
    shown(seat, session)


def test_only_a_note_on_the_table_is_held_up(claire, mehdi, client_of):
    session, (host, seat) = table.opened(claire, mehdi, kind="write")
    private = shown(seat, session)
    with pytest.raises(private.DoesNotExist):
        actions.spotlight(by=host, session=session, note=private)
    answer = client_of(claire).post(
        table.here(session, "spotlight/"), {"note": private.uuid}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 422


def test_a_replay_follows_what_was_taken_back(claire):
    session, (host,) = table.opened(claire, kind="read")
    moved = table.go_to(session, host, "write")
    undone = actions.undo(by=host, session=session)
    actions.close_session(by=host, session=session)
    session = table.fresh(session)
    assert [replay.scene(session, one.number).step.kind for one in (moved, undone)] == ["write", "read"]
