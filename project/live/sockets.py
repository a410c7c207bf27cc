"""The socket of a live page: it pushes, and carries only heartbeats, "is writing…" and "I missed something".

Whatever changes something is an HTTP POST. A socket refuses binary frames (1003), frames over 64 KiB (1009), more than
20 messages a second (1008) and readers that let more than 256 kB wait (1013); it lives four hours at most (1012).
"""
import asyncio
import json
import random
import time
from collections import deque
from http.cookies import SimpleCookie
from urllib.parse import parse_qs

from channels.generic.websocket import AsyncWebsocketConsumer

from . import pokes
from .hub import Hub, in_database

WAITING_AT_MOST = 256 * 1024  # bytes for one slow reader
FRAME_AT_MOST = 64 * 1024
MESSAGES_PER_SECOND = 20
LIFETIME = 4 * 3600  # seconds, give or take a tenth
WRITING_EVERY = 3.0  # seconds between two "is writing…" of one person


class LiveSocket(AsyncWebsocketConsumer):
    """One listener. Subclasses name their `feed`."""

    feed = None
    channel_layer_alias = "none"  # hubs listen to the layer, sockets do not

    async def dispatch(self, message):
        await getattr(self, message["type"].replace(".", "_"))(message)

    async def connect(self):
        self.hub = self.seat = None
        query = parse_qs(self.scope["query_string"].decode("ascii", "replace"))
        first = lambda name: query.get(name, [""])[0]  # noqa: E731
        self.seat = await in_database(
            self.feed.seat, cookies_of(self.scope), self.scope["url_route"]["kwargs"], first("as")
        )
        if self.seat is None:
            await self.accept()  # a browser only hears the reason of a socket that was opened
            return await self.close(code=4403)
        self.wire = self.scope.get("extensions", {}).get("silences.wire")
        self.loop = asyncio.get_running_loop()
        self.waiting, self.waiting_bytes, self.writer = deque(), 0, None
        self.heard_at, self.wrote_at, self.spoken = time.monotonic(), 0.0, deque(maxlen=MESSAGES_PER_SECOND)
        await self.accept()
        self.expiry = self.loop.call_later(LIFETIME * random.uniform(0.9, 1.1), self.end, 1012)
        self.hub = Hub.of(self.feed, self.seat.room)
        self.hub.join(self, number(first("seen")), first("epoch"))

    async def disconnect(self, code):
        if self.hub is not None:
            self.expiry.cancel()
            self.hub.leave(self)
            if self.writer:
                self.writer.cancel()

    async def receive(self, text_data=None, bytes_data=None):
        if text_data is None:
            return await self.close(code=1003)
        if len(text_data) > FRAME_AT_MOST:
            return await self.close(code=1009)
        now = time.monotonic()
        if len(self.spoken) == MESSAGES_PER_SECOND and now - self.spoken[0] < 1:
            return await self.close(code=1008)
        self.spoken.append(now)
        self.heard_at = now
        try:
            message = json.loads(text_data)
            kind = message.get("type")
        except (ValueError, AttributeError):
            return await self.close(code=1007)
        if self.hub is None:
            return
        if kind == "missed":
            self.hub.join(self, number(message.get("seen")), str(message.get("epoch", "")))
        elif kind == "writing" and now - self.wrote_at > WRITING_EVERY:
            self.wrote_at = now
            pokes.poke_now(self.seat.room, writing=self.seat.person)

    def post(self, frame):
        """Hand a frame to this socket without waiting; False when its reader is too slow."""
        if self.wire is not None:
            return self.wire.post(frame.wire, WAITING_AT_MOST)
        if self.waiting_bytes > WAITING_AT_MOST:
            return False
        self.waiting_bytes += len(frame.wire)
        self.waiting.append(frame)
        if self.writer is None or self.writer.done():
            self.writer = self.loop.create_task(self.write())
        return True

    async def write(self):
        while self.waiting:
            frame = self.waiting.popleft()
            await self.send(text_data=frame.text)
            self.waiting_bytes -= len(frame.wire)

    def end(self, code):
        """Close from the hub, without waiting for a reader that may be stalled."""
        if self.wire is not None:
            self.wire.end(code)
            return
        if self.writer:
            self.writer.cancel()
        self.loop.create_task(self.close(code=code))


def cookies_of(scope):
    """The cookies of a handshake as a dict; malformed ones are no cookies."""
    header = dict(scope["headers"]).get(b"cookie", b"").decode("latin-1")
    cookies = {}
    for part in header.split(";"):
        try:
            cookies.update({name: morsel.value for name, morsel in SimpleCookie(part.strip()).items()})
        except Exception:  # noqa: BLE001 - http.cookies raises several kinds
            continue
    return cookies


def number(value):
    """An event number typed by a client, or None."""
    try:
        return max(0, int(value))
    except (TypeError, ValueError):
        return None
