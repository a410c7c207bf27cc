"""Pokes: hints that a room has news. They carry no content, may be lost, doubled or late, and never make a request wait.

A hub of this process is woken directly; those of other processes through the channel layer, from a thread of its own,
so that a Redis that is down or hangs costs nobody more than the second until hubs look by themselves.
"""
import asyncio
import logging
import threading

from channels.layers import InMemoryChannelLayer, get_channel_layer
from django.db import transaction

logger = logging.getLogger(__name__)
PATIENCE = 1  # seconds for one publication
BACKLOG = 1000  # pokes waiting for the layer; beyond, they are dropped: hubs look by themselves

listening = {}  # room -> set of hubs of this process
_courier = None
_lock = threading.Lock()


def layer():
    """The channel layer when it reaches other processes, else None."""
    found = get_channel_layer()
    return None if found is None or isinstance(found, InMemoryChannelLayer) else found


def poke(room, **hint):
    """Tell every process, once this transaction commits, that the room has news. hint: JSON values for all hubs."""
    transaction.on_commit(lambda: poke_now(room, **hint), robust=True)


def poke_now(room, **hint):
    for hub in list(listening.get(room, ())):
        hub.poked_from_any_thread(hint)
    if layer() is not None:
        courier().send(room, hint)


def courier():
    """The one courier of this process, started when first needed."""
    global _courier
    with _lock:
        if _courier is None or not _courier.is_alive():
            _courier = Courier()
            _courier.ready.wait()
        return _courier


class Courier(threading.Thread):
    """Publishes pokes from a thread and an event loop of its own; it never keeps a process from ending."""

    def __init__(self):
        super().__init__(name="pokes", daemon=True)
        self.ready = threading.Event()
        self.start()

    def run(self):
        asyncio.run(self.deliver())

    def send(self, room, hint):
        """Hand over a poke without waiting; with too many waiting it is dropped."""
        self.loop.call_soon_threadsafe(self.put, room, hint)

    def put(self, room, hint):
        if self.waiting.full():
            logger.warning("poke of %s dropped: the channel layer does not keep up", room)
        else:
            self.waiting.put_nowait((room, hint))

    async def deliver(self):
        self.loop, self.waiting = asyncio.get_running_loop(), asyncio.Queue(maxsize=BACKLOG)
        self.ready.set()
        while True:
            room, hint = await self.waiting.get()
            try:
                await asyncio.wait_for(get_channel_layer().group_send(room, {"type": "poke", **hint}), PATIENCE)
            except Exception as error:  # the layer is a hint road: whatever it does, hubs look by themselves
                logger.warning("poke of %s lost: %s", room, error)
