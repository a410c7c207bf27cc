"""A closed session seen again: what the table saw at each moment, and nothing it did not see."""
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from workshops.room import actions, replay
from workshops.room.models import Verb

from . import table

pytestmark = pytest.mark.django_db
EARLY, LATE, KEPT = "Écrit en silence.", "Écrit au grand jour.", "Gardé pour moi."


@pytest.fixture
def closed(claire, mehdi):
    """A session with a note revealed, one kept private, one deleted, a group, a hypothesis, names hidden for a while."""

    def played(**fields):
        session, (host, seat) = table.opened(claire, mehdi, kind="write", **fields)
        key = {"key": "a secret of one browser alone"} if session.anonymous else {}
        about = session.silences.first()
        actions.write_note(by=seat, session=session, text=EARLY, silence=about, **key)
        table.go_to(session, host, "share")
        gone = actions.write_note(by=seat, session=session, text="Retiré ensuite.", silence=about, **key)
        actions.write_note(by=seat, session=session, text=LATE, silence=about, **key)
        actions.delete_note(by=seat, session=session, note=session.notes.get(uuid=gone.payload["note"]), **key)
        actions.group_notes(by=host, session=session, note=session.notes.get(text=EARLY), title="Trop tôt")
        actions.write_hypothesis(by=seat, session=session, note=session.notes.get(text=EARLY))
        actions.reword_hypothesis(
            by=seat, session=session, hypothesis=session.hypotheses.get(), statement="Mieux dit.", reason="plus clair"
        )
        table.go_to(session, host, "write")
        actions.write_note(by=seat, session=session, text=KEPT, silence=about, **key)
        actions.close_session(by=host, session=session)
        return table.fresh(session)

    return played


def at(session, verb, place=0):
    return list(session.events.filter(verb=verb, private=False).order_by("number"))[place].number


def texts(scene):
    return {note.text for _silence, groups in scene.laid for _group, notes in groups for note in notes}


def test_every_verb_is_a_moment_or_is_left_out_on_purpose():
    assert set(replay.MOMENTS) | replay.UNLISTED == set(Verb) and not set(replay.MOMENTS) & replay.UNLISTED


def test_a_note_appears_at_the_moment_it_was_shown(closed):
    session = closed()
    assert texts(replay.scene(session)) == texts(replay.scene(session, 0)) == set()
    revealed = next(one for one in session.events.filter(verb=Verb.STEP_MOVED) if one.payload["revealed"]).number
    assert texts(replay.scene(session, revealed)) == {EARLY}
    assert texts(replay.scene(session, at(session, Verb.CLOSED))) == {EARLY, LATE}


def test_notes_revealed_one_by_one_appear_one_by_one(claire, mehdi):
    session, (host, seat) = table.opened(claire, mehdi, kind="write")
    for text in (EARLY, LATE):
        actions.write_note(by=seat, session=session, text=text, silence=session.silences.first())
    events = [actions.reveal(by=host, session=session, one=True) for _note in (EARLY, LATE)]
    actions.close_session(by=host, session=session)
    scenes = [replay.scene(session, event.number) for event in events]
    assert [len(texts(one)) for one in scenes] == [1, 2] and scenes[0].now.words == "Une note privée est dévoilée"


def test_what_was_deleted_since_is_counted_and_not_shown(closed):
    session = closed()
    assert replay.scene(session, at(session, Verb.NOTE_WRITTEN, 1)).deleted == 1
    assert replay.scene(session, at(session, Verb.NOTE_DELETED)).deleted == 0


def test_groups_steps_and_wordings_are_those_of_the_moment(closed):
    session = closed()
    before, after = (replay.scene(session, at(session, Verb.GROUPED) + step) for step in (-1, 0))
    grouped = lambda scene: [group.title for _s, groups in scene.laid for group, _notes in groups if group]  # noqa: E731
    assert grouped(before) == [] and grouped(after) == ["Trop tôt"]
    posed, reworded = (replay.scene(session, at(session, verb)) for verb in (Verb.HYPOTHESIS_WRITTEN, Verb.HYPOTHESIS_CHANGED))
    assert posed.hypotheses[0].then.statement == EARLY and reworded.hypotheses[0].then.statement == "Mieux dit."
    assert posed.step.kind == "share" and replay.scene(session).step.kind == "recall"


@pytest.mark.parametrize("fields", [{}, {"anonymous": True}], ids=["named", "anonymous"])
def test_no_page_of_the_replay_holds_a_private_note(closed, fields, claire, mehdi, client_of):
    session = closed(**fields)
    for number in (*range(1, session.number + 1), 999):
        for member in (claire, mehdi):
            page = client_of(member).get(table.here(session, f"replay/?at={number}")).content.decode()
            assert KEPT not in page and "Retiré ensuite." not in page
            assert not fields or 'class="who"' not in page


def test_names_hidden_then_or_now_are_not_shown(claire, mehdi):
    session, (host, seat) = table.opened(claire, mehdi, kind="share")
    actions.hide_names(by=host, session=session, hidden=True)
    actions.write_note(by=seat, session=session, text=EARLY)
    actions.hide_names(by=host, session=session, hidden=False)
    actions.close_session(by=host, session=session)
    session = table.fresh(session)
    author = lambda scene: scene.laid[0][1][0][1][0].shown_author  # noqa: E731
    assert author(replay.scene(session, at(session, Verb.NOTE_WRITTEN))) is None
    assert author(replay.scene(session, at(session, Verb.CLOSED))) == seat
    session.names_hidden = True
    assert author(replay.scene(session, at(session, Verb.CLOSED))) is None


def test_it_works_without_a_script_and_an_open_session_has_none(closed, claire, mehdi, client_of):
    session = closed()
    page = client_of(mehdi).get(table.here(session, f"replay/?at={at(session, Verb.NOTE_WRITTEN)}")).content.decode()
    assert 'type="range"' in page and 'rel="next"' in page and 'rel="prev"' in page and 'aria-current="step"' in page
    for odd in ("?at=", "?at=-3", "?at=x", "?at=99999999999999999999", ""):
        assert client_of(mehdi).get(table.here(session, f"replay/{odd}")).status_code == 200
    other, _seats = table.opened(claire)
    assert client_of(claire).get(table.here(other, "replay/")).url == table.here(other)


def test_a_guest_who_sat_there_sees_it_and_one_of_elsewhere_does_not(claire, client_class, victor, client_of):
    session, (host,) = table.opened(claire, kind="share")
    _seat, token = table.guest(session)
    actions.close_session(by=host, session=session)
    assert table.guest_client(client_class, session, token).get(table.here(session, "replay/")).status_code == 200
    assert client_class().get(table.here(session, "replay/")).status_code == 302
    assert client_of(victor).get(table.here(session, "replay/")).status_code == 404


def test_it_costs_the_same_however_long_the_session(closed):
    session = closed()
    costs = []
    for verb in (Verb.OPENED, Verb.CLOSED):
        with CaptureQueriesContext(connection) as asked:
            replay.scene(session, at(session, verb))
        costs.append(len(asked))
    assert costs[1] - costs[0] <= 3  # authors, evidence, versions: one query each, once there are any
