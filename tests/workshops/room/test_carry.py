"""What earlier sessions left open is put on a later table by whoever leads it, and by nobody else."""
import pytest
from django.core.exceptions import PermissionDenied

from observations.hypotheses.actions import change_status, pose_hypothesis
from workshops.room import actions
from workshops.room.queries import Board

from . import table

pytestmark = pytest.mark.django_db
WORDS = "Le guide arrive trop tôt."


@pytest.fixture
def later(claire, mehdi):
    """(a second session on the same journey, its host, a seat, what the first one left open)."""
    first, (host, seat) = table.opened(claire, mehdi, kind="tension")
    actions.write_hypothesis(by=seat, session=first, statement=WORDS, silence=first.silences.last())
    actions.close_session(by=host, session=first)
    session, (host, seat) = table.opened(claire, mehdi, title="La suivante")
    return session, host, seat, first.hypotheses.get().hypothesis


def offered(session):
    return [one.statement for one in Board(table.fresh(session)).carried]


def test_whoever_leads_is_offered_what_was_left_open_and_puts_it_on_the_table(later, claire, mehdi, client_of):
    session, host, seat, known = later
    assert WORDS in client_of(claire).get(table.here(session)).content.decode()
    assert WORDS not in client_of(mehdi).get(table.here(session)).content.decode(), "the table sees what is put on it"
    answer = client_of(claire).post(
        table.here(session, "hypotheses/earlier/"), {"hypothesis": str(known.uuid)}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 200 and WORDS in client_of(mehdi).get(table.here(session)).content.decode()
    assert session.hypotheses.get().silence == session.silences.last(), "under the silence it speaks of"
    assert offered(session) == []


def test_it_is_put_there_once_and_by_nobody_else(later):
    session, host, seat, known = later
    with pytest.raises(PermissionDenied):
        actions.bring_hypothesis(by=seat, session=session, hypothesis=known)
    for _twice in range(2):
        actions.bring_hypothesis(by=host, session=session, hypothesis=known)
    assert session.hypotheses.count() == 1


def test_what_was_set_aside_or_is_of_elsewhere_is_not_offered(later, claire, victor, client_of):
    session, host, seat, known = later
    theirs = pose_hypothesis(by=victor, statement="D’un autre espace.")
    other = pose_hypothesis(by=claire, statement="D’un autre parcours.")
    change_status(by=claire, hypothesis=known, status="set_aside", reason="Contredite.")
    assert offered(session) == []
    for one in (theirs, other, known):
        answer = client_of(claire).post(
            table.here(session, "hypotheses/earlier/"), {"hypothesis": str(one.uuid)}, headers={"HX-Request": "true"}
        )
        assert answer.status_code == 422
    assert not session.hypotheses.exists()
