"""Pokes: hints that a room has news. They carry no content, may be lost, doubled or late, and never make a request wait.

A hub of this process is woken directly; those of other processes through the channel layer, from a thread of its own,
so that a Redis that is down or hangs costs nobody more than the second until hubs look by themselves.
"""
import asyncio
import logging
import threading
from uuid import uuid4

from channels.layers import InMemoryChannelLayer, get_channel_layer
from django.db import transaction

logger = logging.getLogger(__name__)
PATIENCE = 1  # seconds for one publication
BACKLOG = 1000  # pokes waiting for the layer; beyond, they are dropped: hubs look by themselves

EVERYONE = "pokes"  # the group that every process listens to
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
    """Carries pokes between processes from a thread and an event loop of its own; it never keeps a process from ending.

    One subscription per process, whatever the number of rooms, so that hubs come and go without touching the layer.
    """

    def __init__(self):
        super().__init__(name="pokes", daemon=True)
        self.ready, self.name_of_process = threading.Event(), uuid4().hex
        self.start()

    def run(self):
        asyncio.run(self.work())

    async def work(self):
        self.loop, self.waiting = asyncio.get_running_loop(), asyncio.Queue(maxsize=BACKLOG)
        self.ready.set()
        await asyncio.gather(self.deliver(), self.listen())

    def send(self, room, hint):
        """Hand over a poke without waiting; with too many waiting it is dropped."""
        self.loop.call_soon_threadsafe(self.put, {**hint, "type": "poke", "room": room, "by": self.name_of_process})

    def put(self, message):
        if self.waiting.full():
            logger.warning("a poke of %s was dropped: the channel layer does not keep up", message["room"])
        else:
            self.waiting.put_nowait(message)

    async def deliver(self):
        while True:
            message = await self.waiting.get()
            try:
                async with asyncio.timeout(PATIENCE):
                    await get_channel_layer().group_send(EVERYONE, message)
            except Exception as error:  # the layer is a hint road: whatever it does, hubs look by themselves
                logger.warning("a poke of %s was lost: %s", message["room"], error)

    async def listen(self):
        """Wake the hubs of this process when another one has news; a layer in trouble only makes news up to a second late."""
        while True:
            try:
                channel = await get_channel_layer().new_channel()
                await get_channel_layer().group_add(EVERYONE, channel)
                while True:
                    message = await get_channel_layer().receive(channel)
                    if message["by"] != self.name_of_process:
                        for hub in list(listening.get(message["room"], ())):
                            hub.poked_from_any_thread(message)
            except Exception as error:
                logger.warning("rooms listen by looking: %s", error)
                await asyncio.sleep(3)
