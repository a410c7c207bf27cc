"""The protocol's properties, checked on a pure model, and the checker checked on planted bugs: it must catch each of them."""
import os

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from .protocol import BUGS, Room

EXAMPLES = int(os.environ.get("PROTOCOL_EXAMPLES", "150"))
HOW = {"deadline": None, "database": None, "derandomize": True, "suppress_health_check": list(HealthCheck),
       "phases": [Phase.generate], "report_multiple_bugs": False}  # fmt: skip


def test_whatever_happens_the_promises_hold():
    run_state_machine_as_test(Room, settings=settings(max_examples=EXAMPLES, stateful_step_count=50, **HOW))


@pytest.mark.parametrize("bug", BUGS)
def test_a_planted_bug_is_caught(bug):
    broken = type("BrokenRoom", (Room,), {"bug": bug})
    with pytest.raises(AssertionError):
        run_state_machine_as_test(broken, settings=settings(max_examples=2000, stateful_step_count=50, **HOW))
