"""A server whose clock is set back: running steps keep the time they had left, nobody is held to be here for an hour.
And what a table looks back on as it closes: the time that each step took.
"""
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from workshops.room import actions
from workshops.room.feed import HERE_FOR, feed
from workshops.room.models import Verb

from . import table

pytestmark = pytest.mark.django_db
BACK = timedelta(hours=1)
MOVES = [Verb.OPENED, Verb.STEP_MOVED, Verb.UNDONE]


@pytest.fixture
def room(claire, mehdi):
    """A session whose people were seen just now."""
    session, seats = table.opened(claire, mehdi, kind="write")
    now = timezone.now()
    session.participants.update(seen_at=now)
    return session, seats, now


def heartbeat(session, seat, at):
    return feed.seen(session.room, {str(seat.uuid)}, at.timestamp())


def left(session, now):
    return table.fresh(session).clock.seconds_left(now)


@pytest.mark.parametrize("after", [0, 1, 40])
def test_a_running_step_keeps_the_time_it_had_left(room, after):
    session, (host, seat), now = room
    before, known = left(session, now), table.fresh(session).number
    later = now - BACK + timedelta(seconds=after)
    heartbeat(session, seat, later)
    assert abs(left(session, later) - before) <= 1
    told = session.events.get(number=known + 1)
    assert (told.verb, told.payload, told.actor) == ("clock.changed", {"act": "mend"}, None)
    heartbeat(session, host, later + timedelta(seconds=1))
    assert table.fresh(session).number == known + 1, "mended once"


def test_a_paused_clock_has_nothing_to_mend(room):
    session, (host, seat), now = room
    actions.change_clock(by=host, session=session, act="pause")
    before = left(session, now)
    heartbeat(session, seat, now - BACK)
    assert left(session, now - BACK) == before


def test_whoever_left_before_is_away_and_can_be_replaced(room):
    session, (host, seat), now = room
    assert heartbeat(session, seat, now - BACK) == {str(host.uuid), str(seat.uuid)}
    assert heartbeat(session, seat, now - BACK + HERE_FOR + timedelta(seconds=1)) == {str(seat.uuid)}


def test_small_differences_between_machines_mend_nothing(room):
    session, (host, seat), now = room
    known = table.fresh(session).number
    heartbeat(session, seat, now - timedelta(seconds=3))
    assert table.fresh(session).number == known
    assert actions.mend_clock(session=session, now=now + timedelta(seconds=1)) is None


def test_an_act_of_the_future_is_not_undone_for_an_hour(room):
    session, (host, seat), now = room
    actions.hide_names(by=host, session=session, hidden=True)
    session.events.update(happened_at=now + BACK)
    with pytest.raises(ValidationError):
        actions.undo(by=host, session=session)


def test_a_closing_round_looks_back_on_the_time_that_each_step_took(claire, mehdi, client_of):
    session, (host, seat) = table.opened(claire, mehdi)
    for kind in ("read", "write", "read", "tension"):
        table.go_to(session, host, kind)
    actions.undo(by=host, session=session)  # back at reading
    table.go_to(session, host, "close")
    began = timezone.now() - timedelta(hours=2)
    for minutes, event in zip((0, 4, 16, 36, 40, 41, 46), session.events.filter(verb__in=MOVES).order_by("number"), strict=True):
        session.events.filter(pk=event.pk).update(happened_at=began + timedelta(minutes=minutes))
    page = client_of(mehdi).get(table.here(session)).content.decode()
    assert "Temps passé jusqu’ici : 46 min (prévu : 35 min)." in page
    assert "Plus long que prévu : Lire la carte (21 min pour 10 min), Écrire en silence (20 min pour 10 min)." in page
    table.go_to(session, host, "decide")
    assert "Temps passé" not in client_of(mehdi).get(table.here(session)).content.decode()
