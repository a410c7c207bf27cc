"""Pokes: hints that a room has news. They carry no content, may be lost, doubled or late, and never make a request wait.

A hub of this process is woken directly; those of other processes through the channel layer, from a thread of its own,
so that a Redis that is down or hangs costs nobody more than the second until hubs look by themselves.
"""
import asyncio
import logging
import queue
import threading

from channels.layers import InMemoryChannelLayer, get_channel_layer
from django.db import transaction

logger = logging.getLogger(__name__)
PATIENCE = 1  # seconds for one publication
BACKLOG = 1000  # pokes waiting for the layer; beyond, they are dropped: hubs look by themselves

listening = {}  # room -> set of hubs of this process
_outgoing = queue.Queue(maxsize=BACKLOG)
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
    if layer() is None:
        return
    _start_courier()
    try:
        _outgoing.put_nowait((room, hint))
    except queue.Full:
        logger.warning("poke of %s dropped: the channel layer does not keep up", room)


def _start_courier():
    global _courier
    with _lock:
        if _courier is None or not _courier.is_alive():
            _courier = threading.Thread(target=lambda: asyncio.run(_deliver()), name="pokes", daemon=True)
            _courier.start()


async def _deliver():
    loop = asyncio.get_running_loop()
    while True:
        room, hint = await loop.run_in_executor(None, _outgoing.get)
        try:
            await asyncio.wait_for(get_channel_layer().group_send(room, {"type": "poke", **hint}), PATIENCE)
        except Exception as error:  # the layer is a hint road: whatever it does, hubs look by themselves
            logger.warning("poke of %s lost: %s", room, error)
