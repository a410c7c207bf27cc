"""Any history of a real room, on real views: the promises hold, and each bug planted in the product or the screens is caught.

LIVING_EXAMPLES widens the search; CI plays a few histories of thirty acts each. The bugs are planted in one written history that
touches every promise, so that whether they are caught is never a matter of luck.
"""
import os

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from workshops.room import forms, rules, screens
from workshops.room.feed import SessionFeed
from workshops.room.models import Verb

from .living import LivingRoom

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(900)]
EXAMPLES = int(os.environ.get("LIVING_EXAMPLES", "6"))
HOW = {"deadline": None, "database": None, "derandomize": True, "suppress_health_check": list(HealthCheck),
       "phases": [Phase.generate], "report_multiple_bugs": False, "stateful_step_count": 30}  # fmt: skip


class Anything:
    """Equal to every version."""

    def __ne__(self, other):
        return False


def forgotten(changed_by):
    return lambda board, event, audience: [] if event.verb == Verb.REACTED else changed_by(board, event, audience)


def shared_out(personal):
    def everyones(board, participants, events):
        mine = personal(board, list(board.session.participants.all()), events)
        return {one: [part for parts in mine.values() for part in parts] for one in personal(board, participants, events)}

    return everyones


PRODUCT = {
    "a repeat is written again": (forms.Command, "clean_op_id", lambda _old: lambda self: None),
    "written after the end": (rules, "can_take_part", lambda _old: rules.is_in),
    "the removed still hear": (SessionFeed, "admitted", lambda _old: lambda self, room, seats: seats),
    "a change of someone else is overwritten": (forms.EditForm, "clean_version", lambda _old: lambda self: Anything()),
    "a part of the page is not redrawn": (screens, "changed_by", forgotten),
    "what is one person's goes to all": (screens, "personal", shared_out),
}
SCREENS = ["a gap is not noticed", "heartbeats carry no number"]


def one_history(machine):
    """Private notes sent twice, a reveal, a stale edit, a lost frame, a reaction, someone sent away, the end."""
    room = machine()
    try:
        room.move(kind="write", poked=True)
        room.write(people=[1], sent=2, lost=True, poked=False)
        room.write(people=[2], sent=2, lost=True, poked=True)  # told together: each hears their own alone
        room.move(kind="share", poked=True)
        room.edit(person=1, which=0, stale=True, poked=True)
        room.edit(person=1, which=0, stale=False, poked=True)
        for person in range(3):
            room.deliver(person=person, frames=9)
        room.react(person=1, which=0, poked=True)
        room.disturb(person=0, how="drop")
        room.done(person=2, poked=True)
        room.deliver(person=0, frames=9)
        room.weigh(person=2, which=1, poked=True)  # another note: the reaction stays lost unless the screen asks
        kept(room)
        room.heal()
        room.remove(poked=True)
        room.write(people=[1, 2], sent=1, lost=False, poked=True)
        room.close(poked=True)
        room.write(people=[1], sent=1, lost=False, poked=True)
        kept(room)
    finally:
        room.teardown()


def kept(room):
    """The promises that hold after every act."""
    room.what_was_acknowledged_is_there_once()
    room.numbers_have_no_gap()
    room.what_is_closed_stays()
    room.nobody_votes_beyond_the_cap()


def test_whatever_happens_the_promises_hold():
    run_state_machine_as_test(LivingRoom, settings=settings(max_examples=EXAMPLES, **HOW))


def test_the_written_history_keeps_the_promises():
    one_history(LivingRoom)


@pytest.mark.parametrize("bug", PRODUCT)
def test_a_bug_planted_in_the_product_is_caught(bug, monkeypatch):
    place, name, planted = PRODUCT[bug]
    monkeypatch.setattr(place, name, planted(getattr(place, name, None)), raising=False)
    with pytest.raises(AssertionError):
        one_history(LivingRoom)


@pytest.mark.parametrize("bug", SCREENS)
def test_a_bug_planted_in_the_screens_is_caught(bug):
    with pytest.raises(AssertionError):
        one_history(type("Broken", (LivingRoom,), {"broken": bug}))
