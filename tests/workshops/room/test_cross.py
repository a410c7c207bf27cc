"""Cross-analysis: two groups read the same silences apart, then compare."""
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from workshops.room import actions, agenda
from workshops.room.models import Note
from workshops.room.queries import Board

from . import table

TEXT = "Le guide arrive trop tôt."


@pytest.mark.parametrize(
    ("people", "dealt"),
    [
        ([], {}),
        ([(1, "Support", ""), (2, "Support", "")], {1: "a", 2: "b"}),
        ([(1, "Produit", ""), (2, "Support", ""), (3, "Produit", ""), (4, "Support", "")], {1: "a", 3: "b", 2: "a", 4: "b"}),
        ([(1, "Produit", "a"), (2, "Support", "a"), (3, "Produit", "")], {3: "b"}),
        ([(1, "Produit", "a"), (2, "Produit", "b"), (3, "", "")], {3: "a"}),
    ],
)
def test_groups_are_even_and_every_trade_is_spread(people, dealt):
    assert agenda.deal(people) == dealt


def crossed(claire, *others, kind="write"):
    return table.opened(claire, *others, kind=kind, sheet="cross")


def test_the_table_is_in_two_groups_once_it_reads_apart(claire, mehdi, sophie, jean):
    session, _seats = crossed(claire, mehdi, sophie, kind="recall")
    assert set(session.participants.values_list("side", flat=True)) == {""}
    table.go_to(session, table.seat(session, claire), "read")
    assert sorted(session.participants.values_list("side", flat=True)) == ["a", "a", "b"]
    late = actions.join_as_member(by=jean, session=session)
    watcher, _token = table.guest(session)
    assert late.side == "b" and watcher.side in ("a", "b")


def test_what_each_group_wrote_apart_is_compared_after_the_reveal_only(claire, mehdi):
    session, (host, seat) = crossed(claire, mehdi)
    guide = session.silences.first()
    actions.write_note(by=host, session=session, text=TEXT, silence=guide)
    actions.write_note(by=seat, session=session, answer="unknown", silence=guide)
    actions.write_note(by=seat, session=session, text="Personne n’appelle.", silence=session.silences.last())
    assert Board(table.fresh(session)).compared == []
    table.go_to(session, host, "share")
    first, second = Board(table.fresh(session)).compared
    assert sorted(first.both) == [(1, 0), (1, 1)] and sorted(second.both) == [(0, 0), (1, 0)]
    assert first.words != second.words
    actions.write_note(by=host, session=session, text="Après coup.", silence=guide)
    assert Board(table.fresh(session)).compared[0].both == first.both


def test_a_note_stays_with_the_group_it_was_written_in(claire, mehdi):
    session, (host, seat) = crossed(claire, mehdi)
    before = seat.side
    actions.write_note(by=seat, session=session, text=TEXT, silence=session.silences.first())
    actions.change_side(by=host, session=session, participant=seat)
    assert table.fresh(seat).side != before and session.notes.get().side == before


def test_there_is_no_group_to_change_in_an_ordinary_session(claire, mehdi):
    session, (host, seat) = table.opened(claire, mehdi)
    with pytest.raises(ValidationError):
        actions.change_side(by=host, session=session, participant=seat)


def test_an_anonymous_session_does_not_tell_groups_apart(claire):
    with pytest.raises(ValidationError):
        table.prepared(claire, sheet="cross", anonymous=True)


def test_the_database_ties_no_group_to_a_note_without_author(claire):
    session = table.prepared(claire)
    with pytest.raises(IntegrityError), transaction.atomic():
        Note.objects.create(session=session, text="x", html="x", key_digest="k" * 64, side="a")
    with pytest.raises(IntegrityError), transaction.atomic():
        session.participants.update(side="c")
