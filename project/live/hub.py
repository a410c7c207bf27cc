"""One hub per room and per process: reads what is new once, draws it once per view, sends the same bytes to every socket.

Order and completeness come from the room's event numbers, never from the order in which pokes arrive. A socket joins in
the hub's own turn (catch up to the hub's number, then live), so nothing falls between its page, its replay and the news.
"""
import asyncio
import logging
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from django.conf import settings
from django.db import DatabaseError, connection

from . import feeds, pokes
from .frames import beat_frame, here_frame, news_frame, refresh_frame, writing_frame

logger = logging.getLogger(__name__)
LOOK_EVERY = 1.0  # seconds between looks without a poke
BEAT_EVERY = 10.0 * settings.LIVE_PACE  # heartbeats
SWEEP_EVERY = 2.0 * settings.LIVE_PACE  # between checks that every socket may still listen
SILENT_AFTER = 45.0 * settings.LIVE_PACE  # a socket that says nothing for so long is gone
PRESENCE_PATIENCE = 1.0  # seconds; presence is written, and a database that takes no writes must not silence the room

reads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="room-reads")


async def in_database(function, *arguments):
    """Run a read in the road's own bounded executor; sockets never use the threads that serve pages."""

    def call():
        try:
            return function(*arguments)
        except Exception:
            connection.close()
            raise
        finally:
            if connection.vendor == "postgresql":
                connection.close()  # back to the pool

    return await asyncio.get_running_loop().run_in_executor(reads, call)


class Hub:
    """The news of one room for the sockets of one event loop."""

    def __init__(self, feed, room):
        self.feed, self.room, self.loop = feed, room, asyncio.get_running_loop()
        self.sockets, self.arriving = set(), {}
        self.number, self.look, self.here, self.building = None, None, set(), None
        self.wake = asyncio.Event()
        self.next_beat = self.next_sweep = 0.0
        self.task = None

    @classmethod
    def of(cls, feed, room):
        """The running hub of this room in this event loop, started if needed."""
        loop = asyncio.get_running_loop()
        for hub in pokes.listening.get(room, ()):
            if hub.loop is loop and hub.task:
                return hub
        hub = cls(feed, room)
        pokes.listening.setdefault(room, set()).add(hub)
        hub.task = loop.create_task(hub.run())
        if pokes.layer() is not None:
            pokes.courier()  # it listens for pokes of other processes
        return hub

    def join(self, socket, seen, epoch=""):
        """Seat a socket that knows everything up to `seen` (None: nothing); also how one that missed something asks again."""
        self.arriving[socket] = (seen, epoch)
        self.wake.set()

    def leave(self, socket):
        self.sockets.discard(socket)
        self.arriving.pop(socket, None)
        if not self.sockets and not self.arriving:
            self.stop()

    def stop(self):
        found = pokes.listening.get(self.room, set())
        found.discard(self)
        if not found:
            pokes.listening.pop(self.room, None)
        task, self.task = self.task, None
        if task:
            task.cancel()

    def poked_from_any_thread(self, hint):
        try:
            self.loop.call_soon_threadsafe(self.poked, hint)
        except RuntimeError:  # its loop has ended
            self.stop()

    def poked(self, hint):
        if who := hint.get("writing"):
            self.tell_writing(who)
        else:
            self.wake.set()

    async def run(self):
        while True:
            try:
                await self.turn()
            except Exception:
                logger.exception("room %s: a turn failed, trying again", self.room)
                await asyncio.sleep(LOOK_EVERY)
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_EVERY):  # wait_for of Python 3.11 may lose a cancellation, and the hub would stay
                    await self.wake.wait()

    async def turn(self):
        """One look: close who must leave, send what is new, seat who arrived, beat."""
        self.wake.clear()
        look, drawn = await in_database(self.glance, self.number, self.look, *listening(self.sockets))
        if look is None:
            return self.close_all(4404)
        changed = self.look is None or look.rights != self.look.rights
        self.look = look
        if changed:
            await self.sweep()
        if self.number is None:
            self.number = look.number
        if look.number != self.number:
            await self.advance(look.number, drawn)
        if self.arriving:
            await self.seat_arrivals()
        if time.monotonic() >= self.next_sweep:  # whoever signed out meanwhile: news need not wait for that
            await self.sweep()
        if time.monotonic() >= self.next_beat:
            await self.beat()

    def glance(self, since, known, views, people):
        """(look, what is new, drawn): one way to the database and back. Changed rights are minded before anything is drawn."""
        look = self.feed.look(self.room)
        if look and known and look.rights == known.rights and views and since < look.number <= since + feeds.REPLAY_AT_MOST:
            return look, self.draw(look, since, look.number, views, people)
        return look, None

    async def sweep(self):
        """Close the sockets of those whose rights ended: removed, signed out, no longer in the space."""
        self.next_sweep = time.monotonic() + SWEEP_EVERY
        sockets = self.sockets | set(self.arriving)
        kept = await in_database(self.feed.admitted, self.room, {socket.seat for socket in sockets})
        for socket in sockets:
            if socket.seat not in kept:
                self.drop(socket, 4403)
            elif time.monotonic() - socket.heard_at > SILENT_AFTER:
                self.drop(socket, 1001)

    async def advance(self, number, drawn):
        """Send the events up to `number`; drawn: what they show, when that is known already."""
        since, sockets = self.number, list(self.sockets)
        if number < since:
            self.send_all(sockets, refresh_frame(self.look))
        elif sockets:
            await self.hand_out(sockets, since, number, drawn)
        self.number = number

    async def hand_out(self, sockets, since, number, drawn=None):
        """The events after `since` up to `number`: drawn once per view, one frame of bytes for all sockets of that view."""
        if number - since > feeds.REPLAY_AT_MOST:
            return self.send_all(sockets, refresh_frame(self.look))
        views, people = listening(sockets)
        shared, personal = drawn or await in_database(self.draw, self.look, since, number, views, people)
        frames = {view: news_frame(shared.get(view, ""), since, self.look, number) for view in views}
        for socket in sockets:
            if socket not in self.sockets:
                continue
            if own := personal.get(socket.seat.person):
                self.send(socket, news_frame(own, None, self.look, None))
            self.send(socket, frames[socket.seat.view])

    def draw(self, look, since, number, views, people):
        return self.feed.draw(look, self.feed.events(self.room, since, number), views, people)

    async def seat_arrivals(self):
        """Replay to newcomers what their pages do not have yet; from then on they are like the others.

        After a restart a whole room comes back knowing the same number: its replay is drawn once, not once for each.
        """
        arriving, self.arriving = self.arriving, {}
        behind = {}
        for socket, (seen, epoch) in arriving.items():
            self.sockets.add(socket)
            if seen is None or (epoch and epoch != self.look.epoch) or seen > self.number:
                self.send(socket, refresh_frame(self.look))
            elif seen == self.number:
                self.send(socket, beat_frame(self.look, len(self.sockets)))
            else:
                behind.setdefault(seen, []).append(socket)
        for seen, sockets in behind.items():
            await self.hand_out(sockets, seen, self.number)
        self.send_all(set(arriving) & self.sockets, here_frame(self.here))
        self.next_beat = min(self.next_beat, time.monotonic() + 0.2)

    async def beat(self):
        """Say where the room stands, so that whoever missed something notices; note and tell who is here."""
        self.next_beat = time.monotonic() + BEAT_EVERY
        people = {socket.seat.person for socket in self.sockets if time.monotonic() - socket.heard_at < 2.5 * BEAT_EVERY}
        here = self.here
        with suppress(DatabaseError, TimeoutError):
            async with asyncio.timeout(PRESENCE_PATIENCE):
                here = await in_database(self.feed.seen, self.room, people, time.time())
        frame = beat_frame(self.look, len(self.sockets))
        for socket in list(self.sockets):
            self.send(socket, frame)
            if here != self.here:
                self.send(socket, here_frame(here))
        self.here = here

    def tell_writing(self, who):
        if self.look is None or not self.look.named:
            return
        frame = writing_frame(who)
        for socket in list(self.sockets):
            if socket.seat.person != who and socket.seat.audience != "screen":
                self.send(socket, frame)

    def send_all(self, sockets, frame):
        for socket in sockets:
            self.send(socket, frame)

    def send(self, socket, frame):
        if not socket.post(frame):
            self.drop(socket, 1013)

    def drop(self, socket, code):
        self.sockets.discard(socket)
        self.arriving.pop(socket, None)
        socket.end(code)

    def close_all(self, code):
        for socket in self.sockets | set(self.arriving):
            self.drop(socket, code)


def listening(sockets):
    """(views, language of each person) of these sockets."""
    return {socket.seat.view for socket in sockets}, {socket.seat.person: socket.seat.language for socket in sockets}
