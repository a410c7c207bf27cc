"""Sessions for programs."""
import uuid

import pytest

from workshops.room import actions

from . import table

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(claire, mehdi):
    return table.opened(claire, mehdi, kind="share")


def at(session, path=""):
    return f"/api/{session.space.slug}/sessions/{path}"


def test_the_sessions_of_the_space_are_listed_and_described(room, claire, client_of):
    session, _seats = room
    [listed] = client_of(claire).get(at(session)).json()["results"]
    assert listed["uuid"] == str(session.uuid) and listed["state"] == "open"
    detail = client_of(claire).get(at(session, f"{session.uuid}/")).json()
    assert [step["kind"] for step in detail["steps"]][:2] == ["recall", "read"] and len(detail["silences"]) == 2
    assert detail["participants"] == 2


def test_a_note_written_by_a_program_is_written_once(room, mehdi, client_of):
    session, _seats = room
    note = {"text": "depuis un programme", "op_id": str(uuid.uuid4()), "silence": str(session.silences.first().uuid)}
    answers = [client_of(mehdi).post(at(session, f"{session.uuid}/notes/"), note, "application/json") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201] and answers[0].json() == answers[1].json()
    [read] = client_of(mehdi).get(at(session, f"{session.uuid}/notes/")).json()
    assert read["text"] == "depuis un programme" and read["author"] == "Mehdi" and not read["private"]


def test_an_empty_note_is_refused_with_its_field(room, mehdi, client_of):
    session, _seats = room
    answer = client_of(mehdi).post(at(session, f"{session.uuid}/notes/"), {"text": " "}, "application/json")
    assert answer.status_code == 400 and "text" in answer.json()


def test_who_has_no_seat_writes_nothing_and_a_stranger_sees_nothing(room, sophie, victor, client_of):
    session, _seats = room
    assert client_of(sophie).post(at(session, f"{session.uuid}/notes/"), {"text": "x"}, "application/json").status_code == 403
    for path in ("", f"{session.uuid}/", f"{session.uuid}/notes/"):
        assert client_of(victor).get(at(session, path)).status_code == 404


def test_the_list_costs_the_same_with_one_session_and_with_three(room, claire, client_of, django_assert_max_num_queries):
    session, _seats = room
    counts = []
    for more in (0, 2):
        for _ in range(more):
            table.prepared(claire)
        with django_assert_max_num_queries(20) as captured:
            client_of(claire).get(at(session))
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_own_private_notes_are_in_ones_own_answer_alone(claire, mehdi, client_of):
    session, (_host, seat) = table.opened(claire, mehdi, kind="write")
    actions.write_note(by=seat, session=session, text="privé")
    assert [note["private"] for note in client_of(mehdi).get(at(session, f"{session.uuid}/notes/")).json()] == [True]
    assert client_of(claire).get(at(session, f"{session.uuid}/notes/")).json() == []


def test_whoever_was_sent_away_reads_no_note_by_a_program_before_it_is_closed(room, claire, mehdi, client_of):
    session, (host, seat) = room
    actions.write_note(by=host, session=session, text="sur la table")
    actions.remove_participant(by=host, session=session, participant=seat)
    answers = [client_of(mehdi).get(at(session, f"{session.uuid}/notes/"))]
    actions.close_session(by=host, session=session)
    answers.append(client_of(mehdi).get(at(session, f"{session.uuid}/notes/")))
    assert [answer.status_code for answer in answers] == [403, 200] and "sur la table" not in answers[0].content.decode()
