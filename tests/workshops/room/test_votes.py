"""Votes on a proposal: one opinion per person, hidden until the vote is closed, said in words, carried to the decision."""
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from workshops.room import actions
from workshops.room.models import Ballot, Opinion
from workshops.room.opinions import Result, spread
from workshops.room.queries import Board

from . import table
from .test_secrecy import everything_others_get

CANARY = "CANARI-77f2 cela coûtera trop"
PROPOSAL = "Préremplir le numéro de série."


def position(stance, reason=""):
    return (stance, reason, None, None, "")


def place(impact, effort):
    return ("", "", impact, effort, "")


UNKNOWN = ("", "", None, None, "unknown")


@pytest.mark.parametrize(
    ("opinions", "words"),
    [
        ([], "Nobody voted."),
        ([UNKNOWN], "Nobody took a position."),
        ([position("consent"), UNKNOWN], "No objection and no concern."),
        ([position("consent"), position("concern", "x")], "No objection; 1 concern to hear."),
        ([position("concern", "x")] * 2, "No objection; 2 concerns to hear."),
        ([position("objection", "x"), position("concern", "y")], "1 objection to integrate, or to keep as a dissent."),
        ([position("objection", "x")] * 2, "2 objections to integrate, or to keep as dissents."),
    ],
)
def test_positions_in_words(opinions, words):
    with translation.override("en"):
        assert Result("positions", tuple(opinions)).words == words


@pytest.mark.parametrize(
    ("opinions", "words"),
    [
        ([UNKNOWN], "Nobody placed it."),
        ([place(4, 2)], "Impact 4, effort 2, placed by 1 person."),
        ([place(4, 2), place(4, 3), UNKNOWN], "Impact 4, effort 2.5 (from 2 to 3), placed by 2 people."),
        ([place(1, 5), place(5, 5), place(3, 5)], "Impact 3 (from 1 to 5), effort 5, placed by 3 people."),
    ],
)
def test_a_placing_in_words(opinions, words):
    with translation.override("en"):
        assert Result("placing", tuple(opinions)).words == words


def test_french_medians_have_their_comma():
    with translation.override("fr"):
        assert spread([2, 3]) == "2,5 (de 2 à 3)"


def test_objections_come_first_and_answers_that_are_none_are_counted():
    result = Result("positions", (position("concern", "b"), position("objection", "z"), position("concern", "a"), UNKNOWN))
    assert [reason for _label, reason in result.reasons] == ["z", "a", "b"]
    assert [number for _label, number in result.rows] == [0, 2, 1, 1]


def test_the_drawing_and_the_table_hold_the_same_people():
    result = Result("placing", (place(5, 1), place(5, 1), place(2, 4), UNKNOWN))
    assert result.grid[0] == (5, [2, 0, 0, 0, 0]) and result.grid[3] == (2, [0, 0, 0, 1, 0])
    assert result.drawing.count("<circle") == 2 and result.drawing.count("<rect") == 25 and "style=" not in result.drawing


def asked(claire, *others, kind="positions", **fields):
    session, seats = table.opened(claire, *others, kind="decide", **fields)
    actions.open_ballot(by=seats[0], session=session, kind=kind, proposal=PROPOSAL)
    return table.fresh(session), seats, session.ballots.get()


def test_a_concern_needs_its_reason_and_a_place_both_scales(claire, mehdi):
    session, (host, seat), ballot = asked(claire, mehdi)
    for said in ({"stance": "concern"}, {"stance": "objection", "reason": "  "}, {}):
        with pytest.raises(ValidationError):
            actions.give_opinion(by=seat, session=session, ballot=ballot, **said)
    actions.close_ballot(by=host, session=session, ballot=ballot)
    actions.open_ballot(by=host, session=session, kind="placing", proposal=PROPOSAL)
    with pytest.raises(ValidationError):
        actions.give_opinion(by=seat, session=session, ballot=session.ballots.last(), impact=4)
    assert not Opinion.objects.exists()


def test_voting_again_replaces_and_a_closed_vote_takes_nothing_more(claire, mehdi):
    session, (host, seat), ballot = asked(claire, mehdi)
    actions.give_opinion(by=seat, session=session, ballot=ballot, stance="objection", reason="Trop cher.")
    actions.give_opinion(by=seat, session=session, ballot=ballot, answer="unknown")
    assert ballot.opinions.get().answer == "unknown" and ballot.opinions.get().reason == ""
    actions.close_ballot(by=host, session=session, ballot=ballot)
    with pytest.raises(PermissionDenied):
        actions.give_opinion(by=seat, session=session, ballot=ballot, stance="consent")


def test_dots_and_opinions_do_not_mix(claire, mehdi):
    session, (host, seat), ballot = asked(claire, mehdi)
    actions.write_note(by=seat, session=session, text="x")
    with pytest.raises(ValidationError):
        actions.vote(by=seat, session=session, ballot=ballot, note=session.notes.get())
    actions.close_ballot(by=host, session=session, ballot=ballot)
    actions.open_ballot(by=host, session=session)
    with pytest.raises(ValidationError):
        actions.give_opinion(by=seat, session=session, ballot=session.ballots.last(), stance="consent")
    assert not session.ballots.last().opinions.exists()
    for given in ({"kind": "dance"}, {"kind": "positions", "proposal": " "}):
        with pytest.raises(ValidationError):
            actions.open_ballot(by=host, session=session, **given)


def test_what_is_voted_is_nowhere_before_the_close_and_names_nobody_after(claire, mehdi, sophie, client_of, client_class):
    session, (host, writer, other), ballot = asked(claire, mehdi, sophie)
    guest, token = table.guest(session)
    clients = {"host": client_of(claire), "other": client_of(sophie), "guest": table.guest_client(client_class, session, token)}
    actions.give_opinion(by=writer, session=session, ballot=ballot, stance="objection", reason=CANARY)
    found = everything_others_get(session, (host, other, guest), clients)
    assert [name for name, text in found.items() if "CANARI-77f2" in text] == []
    actions.close_ballot(by=host, session=session, ballot=ballot)
    result = Board(table.fresh(session)).result
    assert [reason for _label, reason in result.reasons] == [CANARY] and "Mehdi" not in str(result)
    assert CANARY in clients["other"].get(table.here(session, "screen/")).content.decode()


def test_an_anonymous_session_keeps_no_reason_beside_a_person(claire, mehdi):
    session, (host, seat), ballot = asked(claire, mehdi, anonymous=True)
    actions.give_opinion(by=seat, session=session, ballot=ballot, stance="objection", reason=CANARY)
    assert ballot.opinions.get().reason == ""


@pytest.mark.parametrize("fields", [{}, {"anonymous": True}], ids=["named", "anonymous"])
def test_positions_go_with_the_decision_without_names(claire, mehdi, fields):
    session, (host, seat), ballot = asked(claire, mehdi, **fields)
    actions.give_opinion(by=seat, session=session, ballot=ballot, stance="objection", reason="Trop cher.")
    actions.give_opinion(by=host, session=session, ballot=ballot, answer="declines")
    given = {"title": "Préremplir", "what": PROPOSAL, "why": "Pour voir.", "review_on": timezone.localdate() + timedelta(days=90)}
    with pytest.raises(ValidationError):
        actions.decide(by=host, session=session, ballot=ballot, **given)
    actions.close_ballot(by=host, session=session, ballot=ballot)
    actions.decide(by=host, session=session, ballot=ballot, **given)
    positions = session.decisions.get().decision.positions
    assert sorted(positions.values_list("stance", flat=True)) == ["no_opinion", "objection"]
    assert set(positions.values_list("who", "trade")) == {("", "")}
    assert all(voice.startswith("anonymous:") for voice in positions.values_list("voice", flat=True))


def one(**fields):
    return lambda ballot, person: Opinion.objects.create(ballot=ballot, participant=person, **fields)


def new(**fields):
    return lambda ballot, person: Ballot.objects.create(session=ballot.session, closed_at=timezone.now(), **fields)


@pytest.mark.parametrize(
    "refused",
    [
        one(stance="consent", answer="unknown"), one(), one(impact=4), one(impact=6, effort=1), one(stance="perhaps"),
        one(impact=3, effort=3, stance="consent"), one(answer="unknown", reason="x"),
        new(kind="positions"), new(kind="dots", proposal="x"), new(kind="x"),
        lambda ballot, person: (one(stance="consent")(ballot, person), one(answer="unknown")(ballot, person)),
    ],
)  # fmt: skip
def test_the_database_refuses(claire, refused):
    session, (host,), ballot = asked(claire)
    with pytest.raises(IntegrityError), transaction.atomic():
        refused(ballot, host)


def test_in_a_vote_with_dots_one_may_decline_and_change_ones_mind(claire, mehdi, client_of):
    session, (host, seat) = table.opened(claire, mehdi, kind="share")
    actions.write_note(by=seat, session=session, text="x")
    actions.open_ballot(by=host, session=session)
    ballot, note = session.ballots.get(), session.notes.get()
    actions.vote(by=seat, session=session, ballot=ballot, note=note)
    actions.give_opinion(by=seat, session=session, ballot=ballot, answer="declines")
    assert not ballot.votes.exists() and ballot.opinions.get().answer == "declines"
    page = client_of(mehdi).get(table.here(session)).content.decode()
    assert "Votre vote" in page and "À la place des gommettes" not in page
    assert "Votre vote" not in client_of(claire).get(table.here(session)).content.decode()
    actions.vote(by=seat, session=session, ballot=ballot, note=note)
    assert ballot.votes.count() == 1 and not ballot.opinions.exists()
    actions.give_opinion(by=seat, session=session, ballot=ballot, answer="declines")
    actions.close_ballot(by=host, session=session, ballot=ballot)
    for path in ("", "screen/"):
        page = client_of(claire).get(table.here(session, path)).content.decode()
        assert "À la place des gommettes" in page and "Nous refusons de trancher (1)" in page
