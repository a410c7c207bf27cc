"""A room's hub ends when its last socket leaves, whatever it was woken by at that moment."""
import asyncio

import pytest

from project.live import pokes
from project.live.hub import Hub


@pytest.mark.parametrize("turns", range(6))
@pytest.mark.asyncio
async def test_a_hub_that_is_woken_while_it_stops_ends_all_the_same(turns, monkeypatch):
    monkeypatch.setattr(pokes, "courier", lambda: None)
    monkeypatch.setattr(Hub, "turn", lambda hub: asyncio.sleep(0))
    hub = Hub.of(None, f"room {turns}")
    hub.wake.clear()
    await asyncio.sleep(0.05)  # it waits to be woken
    task = hub.task
    hub.wake.set()
    for _ in range(turns):
        await asyncio.sleep(0)
    hub.stop()
    await asyncio.wait([task], timeout=1)
    assert task.cancelled(), "it looks on, every second, for nobody"
