"""Any history of a real room, on real views: the promises hold, and each bug planted in the product or the screens is caught.

LIVING_EXAMPLES widens the search; CI plays a few histories of thirty acts each.
"""
import os

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from workshops.room import forms, rules, screens
from workshops.room.feed import SessionFeed

from .living import LivingRoom

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]
EXAMPLES = int(os.environ.get("LIVING_EXAMPLES", "6"))
HOW = {"deadline": None, "database": None, "derandomize": True, "suppress_health_check": list(HealthCheck),
       "phases": [Phase.generate], "report_multiple_bugs": False, "stateful_step_count": 30}  # fmt: skip


class Anything:
    """Equal to every version."""

    def __ne__(self, other):
        return False


def forgotten(changed_by):
    return lambda board, event, audience: [] if event.verb == "reacted" else changed_by(board, event, audience)


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


def play(machine, examples):
    run_state_machine_as_test(machine, settings=settings(max_examples=examples, **HOW))


def test_whatever_happens_the_promises_hold():
    play(LivingRoom, EXAMPLES)


@pytest.mark.parametrize("bug", PRODUCT)
def test_a_bug_planted_in_the_product_is_caught(bug, monkeypatch):
    place, name, planted = PRODUCT[bug]
    monkeypatch.setattr(place, name, planted(getattr(place, name, None)), raising=False)
    with pytest.raises(AssertionError):
        play(LivingRoom, 60)


@pytest.mark.parametrize("bug", SCREENS)
def test_a_bug_planted_in_the_screens_is_caught(bug):
    with pytest.raises(AssertionError):
        play(type("Broken", (LivingRoom,), {"broken": bug}), 60)
