"""The evidence matrix as a step of the room: answered alone, revealed to all at once, nowhere before that."""
import json
import logging

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from observations.hypotheses.matrix import actions as matrix
from observations.hypotheses.matrix import queries
from observations.hypotheses.matrix.models import MatrixCell
from tests import make
from workshops.readback.queries import restitution
from workshops.room import actions, replay
from workshops.room.queries import Board
from workshops.room.weighing import weighings

from . import table
from .test_secrecy import everything_others_get

pytestmark = pytest.mark.django_db
CANARY = "CANARI-9f3e j’ai vu l’inverse"
NOW = {"HX-Request": "true"}


@pytest.fixture
def weighing(claire, mehdi, sophie):
    """A session that weighs two hypotheses with one item; answers come through `say`."""

    def begun(**fields):
        session, seats = table.opened(claire, mehdi, sophie, kind="tension", **fields)
        about = session.silences.first()
        for words in ("Le guide est trop long.", "Le guide arrive trop tard."):
            actions.write_hypothesis(by=seats[1], session=session, statement=words, silence=about)
        table.go_to(session, seats[0], "matrix")
        actions.bring_item(by=seats[1], session=session, silence=about, kind="account", text="Trois appels citent la page 4.")
        return table.fresh(session), about, seats

    return begun


def say(session, about, seat, value, why=None, column=0, **more):
    item, link = about.silence.evidence_items.first(), session.hypotheses.all()[column]
    return actions.judge(
        by=seat, session=session, silence=about, row=item.uuid, version=link.hypothesis.current.uuid, value=value, why=why, **more
    )


def shown(session):
    return Board(table.fresh(session)).weighings[0]


def test_an_answer_is_nowhere_but_with_its_writer_until_the_reveal(
    weighing, client_of, client_class, claire, mehdi, sophie, caplog, mailoutbox
):
    caplog.set_level(logging.DEBUG)
    session, about, (host, writer, other) = weighing()
    guest, token = table.guest(session)
    clients = {"host": client_of(claire), "other": client_of(sophie), "guest": table.guest_client(client_class, session, token)}
    item, version = about.silence.evidence_items.get(), session.hypotheses.first().hypothesis.current
    fields = {"row": item.uuid, "version": version.uuid, "value": "very_inconsistent", "why": CANARY}
    assert client_of(mehdi).post(table.here(session, f"matrices/{about.uuid}/answers/"), fields, headers=NOW).status_code == 200
    say(session, about, other, "consistent")  # whoever has answered the same cell sees no more than the others

    def roads():
        found = everything_others_get(session, (host, other, guest), clients)
        for name in ("host", "other"):
            pages = [f"/telecom/matrices/{about.silence.uuid}/", f"/telecom/matrices/{about.silence.uuid}/items/{item.uuid}/"]
            pages += [f"/api/telecom/matrices/{about.silence.uuid}/", f"/telecom/hypotheses/{version.hypothesis.uuid}/"]
            pages += [f"/telecom/silences/{about.silence.uuid}/", table.here(session, "readback/")]
            found |= {f"{name} {path}": clients[name].get(path).content.decode() for path in pages}
        return [name for name, text in found.items() if "CANARI-9f3e" in text]

    assert roads() == [] and "CANARI-9f3e" not in caplog.text and not mailoutbox
    kept = queries.table(about.silence, sophie).rows[0].crossings[0]
    assert kept.tally.readers == 1 and kept.answers == 1, "her own, and no count of what the table holds back"
    matrix.reveal(by=claire, silence=about.silence)  # the matrix's own page is another road: it opens nothing that a table holds
    assert roads() == []
    assert "CANARI-9f3e" in client_of(mehdi).get(table.here(session)).content.decode()

    actions.reveal_matrix(by=host, session=session, silence=about)
    assert {"host ", "other ", "guest ", "frame table fr"} <= set(roads())


def test_who_answered_what_is_in_no_event_and_in_no_screen(weighing, client_of, claire):
    session, about, (host, writer, other) = weighing()
    writer.name = writer.trade = "Zéphyrine"
    writer.save()
    say(session, about, writer, "inconsistent", CANARY)
    actions.reveal_matrix(by=host, session=session, silence=about)
    assert "inconsistent" not in json.dumps([event.payload for event in session.events.all()])
    actions.hide_names(by=host, session=session, hidden=True)
    page = client_of(claire).get(table.here(session)).content.decode()
    assert CANARY in page and "Zéphyrine" not in page.split('id="matrix"')[1].split('id="hypotheses"')[0]


def test_the_reveal_says_the_spread_and_what_would_change_our_mind(weighing, client_of, sophie):
    session, about, (host, writer, other) = weighing()
    for seat, value in ((writer, "very_inconsistent"), (other, "very_inconsistent"), (host, "unknown")):
        say(session, about, seat, value)
    for seat, value in ((writer, "very_consistent"), (other, "inconsistent"), (host, "declined")):
        say(session, about, seat, value, column=1)
    assert shown(session).revealable and not shown(session).revealed
    actions.reveal_matrix(by=host, session=session, silence=about)
    one = shown(session)
    first, second = one.table.rows[0].crossings
    assert (first.tally.spread, second.tally.spread) == ("together", "opposed") and first.tally.unrated["unknown"] == 1
    assert [version.statement for _item, version in one.turning] == ["Le guide est trop long."]
    assert [version.statement for version in one.unopposed] == ["Le guide arrive trop tard."]
    assert [version.statement for _item, version in one.disputed] == ["Le guide arrive trop tard."]
    page = client_of(sophie).get(table.here(session)).content.decode()
    for words in ("les lectures s’opposent", "on ne sait pas", "refuse de trancher", "Ce qui nous ferait changer d’avis"):
        assert words in page, words


def test_only_who_leads_reveals_and_a_reveal_is_never_undone(weighing):
    session, about, (host, writer, other) = weighing()
    with pytest.raises(PermissionDenied):
        actions.reveal_matrix(by=writer, session=session, silence=about)
    actions.reveal_matrix(by=host, session=session, silence=about)
    with pytest.raises(ValidationError):
        actions.undo(by=host, session=session)


def test_what_comes_after_the_reveal_waits_for_the_next_one(weighing):
    session, about, (host, writer, other) = weighing()
    say(session, about, writer, "consistent")
    actions.reveal_matrix(by=host, session=session, silence=about)
    say(session, about, other, "inconsistent")
    assert shown(session).table.rows[0].crossings[0].tally.scores == (-1, 1), "a cell that is revealed stays so"
    actions.bring_item(by=other, session=session, silence=about, kind="figure", text="Un sur dix.")
    assert shown(session).revealable and not shown(session).table.rows[1].crossings[0].visible
    actions.reveal_matrix(by=host, session=session, silence=about)
    assert not shown(session).revealable


def test_evidence_already_given_is_there_when_the_step_begins(weighing, claire):
    session, about, (host, writer, other) = weighing()
    link = session.hypotheses.first()
    actions.weigh_hypothesis(by=writer, session=session, hypothesis=link, stance="against", text="Vu nulle part.")
    elsewhere = make_hypothesis_elsewhere(claire, about)
    assert shown(session).bringable == 1
    table.go_to(session, host, "tension")
    table.go_to(session, host, "matrix")
    texts = [row.item.text for row in shown(session).table.rows]
    assert texts == ["Trois appels citent la page 4.", "Vu nulle part."] and shown(session).bringable == 0
    assert elsewhere not in [column.hypothesis for column in shown(session).table.columns], "the table's own hypotheses alone"


def make_hypothesis_elsewhere(claire, about):
    from observations.hypotheses import actions as hypotheses

    made = hypotheses.pose_hypothesis(by=claire, statement="Ailleurs.", silences=[about.silence])
    hypotheses.give_evidence(by=claire, hypothesis=made, stance="for", text="D’une autre table.")
    return made


def test_an_anonymous_table_stores_a_key_and_no_voice(weighing, client_of, mehdi, sophie):
    session, about, (host, writer, other) = weighing(anonymous=True)
    with pytest.raises(ValidationError):
        say(session, about, writer, "neutral")
    say(session, about, writer, "inconsistent", CANARY, key="k" * 40)
    say(session, about, writer, "consistent", key="k" * 40)
    cell = MatrixCell.objects.get()
    assert cell.voice.startswith("key:") and not cell.trade and (cell.value, cell.why) == ("consistent", CANARY)
    assert session.events.filter(verb="matrix.answered", actor=None).count() == 2
    mine = client_of(mehdi).post(table.here(session, "mine/"), {"voice": "k" * 40}, headers=NOW).content.decode()
    other_browser = client_of(sophie).post(table.here(session, "mine/"), {"voice": "x" * 40}, headers=NOW).content.decode()
    assert CANARY in mine and CANARY not in other_browser


def test_who_leaves_takes_private_answers_along_and_a_guest_keeps_theirs_in_an_account(weighing):
    session, about, (host, writer, other) = weighing()
    guest, _token = table.guest(session)
    say(session, about, guest, "neutral", CANARY)
    nadia = make.member("Nadia", "contributor", "Boutique", of=session.space)
    actions.claim_seat(by=nadia, seat=guest)
    assert queries.table(about.silence, nadia).rows[0].crossings[0].mine.why == CANARY
    actions.remove_participant(by=host, session=session, participant=table.seat(session, nadia))
    assert not MatrixCell.objects.exists()


def test_what_a_closed_table_never_revealed_stays_its_writers(weighing, claire, mehdi, sophie):
    session, about, (host, writer, other) = weighing()
    say(session, about, writer, "neutral", CANARY)
    actions.close_session(by=host, session=session)
    matrix.reveal(by=claire, silence=about.silence)
    assert queries.table(about.silence, sophie).rows[0].crossings[0].tally.readers == 0
    assert queries.table(about.silence, mehdi).rows[0].crossings[0].mine.why == CANARY
    item, version = about.silence.evidence_items.get(), session.hypotheses.first().hypothesis.current
    matrix.judge_item(by=mehdi, item=item, answers={str(version.uuid): ("consistent", "Redit ici.")})
    assert queries.table(about.silence, sophie).rows[0].crossings[0].said[0].why == "Redit ici.", "she said it again, elsewhere"


def test_a_replay_shows_the_matrix_from_its_reveal_on(weighing):
    session, about, (host, writer, other) = weighing()
    say(session, about, writer, "inconsistent", CANARY)
    actions.reveal_matrix(by=host, session=session, silence=about)
    actions.close_session(by=host, session=session)
    revealed = session.events.get(verb="matrix.revealed").number
    assert replay.scene(table.fresh(session), revealed - 1).matrices == []
    assert [one.silence for one in replay.scene(table.fresh(session), revealed).matrices] == [about]


def test_a_reading_of_many_matrices_costs_what_one_costs(weighing):
    session, about, (host, writer, other) = weighing()

    def cost(silences):
        with CaptureQueriesContext(connection) as queries_made:
            weighings(session, silences)
        return len(queries_made)

    on_table = list(session.silences.select_related("silence"))
    assert len(on_table) > 1 and cost(on_table[:1]) == cost(on_table)


def test_the_restitution_tells_what_a_table_revealed_and_nothing_else(weighing):
    session, about, (host, writer, other) = weighing()
    say(session, about, writer, "inconsistent", CANARY)
    actions.close_session(by=host, session=session)
    assert restitution(table.fresh(session)).matrices == []


def test_answers_that_were_not_revealed_stay_before_their_writers_eyes(weighing, client_of, mehdi, sophie):
    session, about, (host, writer, _other) = weighing()
    say(session, about, writer, "inconsistent", why=CANARY)
    table.go_to(session, host, "decide")
    mine, theirs = (client_of(one).get(table.here(session)).content.decode() for one in (mehdi, sophie))
    assert CANARY in mine and 'data-value="inconsistent"' in mine
    assert CANARY not in theirs and "data-cell" not in theirs
