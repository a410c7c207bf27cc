"""Protocol clients of a room: they follow the same rules as the browser's scripts, and write down everything they did.

The checker then asks: is all that was acknowledged there, is nothing there twice or uninvited, are numbers without gaps, and
does every screen show what the database holds.
"""
import asyncio
import json
import random
import re
import time
import uuid
from dataclasses import dataclass, field

import httpx
import websockets

SHOWN = re.compile(r'<li class="note[^"]*" id="note-([0-9a-f-]{36})"')
GONE = re.compile(r'<i id="note-([0-9a-f-]{36})" hx-swap-oob="delete">')
CSRF = "c" * 32


@dataclass
class Client:
    """One person's browser: a socket that reconnects, an outbox that retries under the same op_id."""

    facts: dict
    cookie: str  # what the person's browser holds: seat=… of a guest, sessionid=… of a member
    port: int
    watchdog: float = 2.5  # seconds without a word before the line is held dead (25 in the browser)
    number: int = 0
    epoch: str = ""
    notes: set = field(default_factory=set)
    frames: list = field(default_factory=list)  # (since, number) as heard
    invoked: set = field(default_factory=set)
    acked: set = field(default_factory=set)
    doubts: list = field(default_factory=list)  # seconds it took to notice a dead line
    closed: list = field(default_factory=list)  # codes the server closed with
    builds: set = field(default_factory=set)  # of the servers heard
    heard_at: dict = field(default_factory=dict)  # number -> monotonic moment
    acked_at: dict = field(default_factory=dict)  # number of one's own note -> monotonic moment
    took: list = field(default_factory=list)  # seconds of each acknowledged request
    refused: list = field(default_factory=list)  # seconds each 503 took; all of them must say when to come back
    line: str = "down"
    refreshes: int = 0

    def __post_init__(self):
        self.number, self.epoch = self.facts["number"], self.facts["epoch"]
        self.path = f"/{self.facts['space']}/sessions/{self.facts['session']}/"
        self.cookies = f"{self.cookie}; csrftoken={CSRF}"

    async def listen(self):
        """Hear the room until cancelled, whatever happens to the line."""
        tries = 0
        while True:
            try:
                address = f"ws://127.0.0.1:{self.port}{self.path}live/?seen={self.number}&epoch={self.epoch}&as=table"
                async with websockets.connect(
                    address, origin=f"http://127.0.0.1:{self.port}", additional_headers={"Cookie": self.cookies},
                    ping_interval=None, open_timeout=self.watchdog, close_timeout=0.2, max_size=None,
                ) as socket:  # fmt: skip
                    tries = 0
                    await self.hear(socket)
            except websockets.ConnectionClosed as closed:
                self.closed.append(closed.rcvd.code if closed.rcvd else None)
            except (OSError, TimeoutError, websockets.WebSocketException):
                pass
            self.line = "down"
            await asyncio.sleep(random.random() * min(1.5, 0.05 * 2**tries))
            tries += 1

    async def hear(self, socket):
        said = time.monotonic()
        while True:
            try:
                async with asyncio.timeout(self.watchdog):
                    message = json.loads(await socket.recv())
            except TimeoutError:
                self.doubts.append(time.monotonic() - said)
                return
            said = time.monotonic()
            match message["type"]:
                case "beat":
                    self.line = "up"
                    self.builds.add(message["build"])
                    if message["epoch"] != self.epoch or message["number"] != self.number:
                        await socket.send(json.dumps({"type": "missed", "seen": self.number, "epoch": self.epoch}))
                    else:
                        await socket.send(json.dumps({"type": "beat", "seen": self.number}))
                case "news":
                    self.line = "up"
                    await self.take(message, socket)
                case "refresh":
                    await self.refresh()

    async def take(self, message, socket):
        if message["number"] is None:
            return
        if message["since"] > self.number:
            await socket.send(json.dumps({"type": "missed", "seen": self.number, "epoch": self.epoch}))
        elif message["number"] > self.number:
            self.frames.append((message["since"], message["number"]))
            self.number = message["number"]
            self.heard_at[self.number] = time.monotonic()
            self.apply(message["html"])

    def apply(self, html):
        self.notes |= set(SHOWN.findall(html))
        self.notes -= set(GONE.findall(html))

    async def refresh(self):
        async with self.http() as http:
            page = await http.get(self.path)
        if page.status_code == 200:
            self.refreshes += 1
            self.notes = set(SHOWN.findall(page.text))
            self.number = int(re.search(r'data-number="(\d+)"', page.text)[1])
            self.epoch = re.search(r'data-epoch="(\w+)"', page.text)[1]

    def http(self, **more):
        return httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{self.port}", timeout=8, verify=False,  # nothing is encrypted: certificates cost 35 ms
            headers={"Cookie": self.cookies, "X-CSRFToken": CSRF, "HX-Request": "true"}, **more,
        )

    async def write(self, text, patience=40):
        """Send a note until it is acknowledged, as the outbox does. Returns how many times it was sent."""
        op, ends, wait, sent = str(uuid.uuid4()), time.monotonic() + patience, 0.05, 0
        self.invoked.add(text)
        fields = {"text": text, "silence": self.facts["silence"], "op_id": op}
        while time.monotonic() < ends:
            sent, asked = sent + 1, time.monotonic()
            try:
                async with self.http() as http:
                    answer = await http.post(f"{self.path}notes/", data=fields)
                if answer.status_code < 300:
                    self.acked.add(text)
                    self.acked_at[int(answer.headers["Room-Number"])] = time.monotonic()
                    self.took.append(time.monotonic() - asked)
                    return sent
                assert answer.status_code in (429, 503), (answer.status_code, answer.text[:300])
                assert answer.headers["Retry-After"]
                self.refused.append(time.monotonic() - asked)
            except (httpx.HTTPError, OSError):
                pass
            await asyncio.sleep(wait * (0.5 + random.random()))
            wait = min(1.0, wait * 2)
        return sent


class Crowd:
    """Several clients of one stage."""

    def __init__(self, stage, ports, watchdog=2.5, settled=20):
        self.stage, self.settled = stage, settled  # seconds until everyone hears the room
        self.clients = [
            Client(stage.facts, f"seat={token}", ports[place % len(ports)], watchdog=watchdog)
            for place, token in enumerate(stage.facts["tokens"])
        ]
        self.tasks = []

    async def __aenter__(self):
        self.tasks = [asyncio.create_task(client.listen()) for client in self.clients]
        await self.until(lambda: all(client.line == "up" for client in self.clients), self.settled, "everyone hears the room")
        return self

    async def __aexit__(self, *_error):
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)

    async def until(self, settled, seconds, what):
        """Seconds until `settled()`; fails after so many."""
        began = time.monotonic()
        while not settled():
            waited = time.monotonic() - began
            assert waited < seconds, f"not within {seconds} s: {what}"
            await asyncio.sleep(0.05)
        return time.monotonic() - began

    def lags(self, of):
        """Seconds from each acknowledgement to the moment `of` (clients) heard of it; early news count as none."""
        acked = {number: at for client in self.clients for number, at in client.acked_at.items()}
        found = []
        for client in of:
            for number, at in acked.items():
                reached = [heard for known, heard in client.heard_at.items() if known >= number]
                found += [max(0.0, min(reached) - at)] if reached else []
        return sorted(found)

    async def write_for(self, seconds, every=0.1, seed=0):
        """Everyone writes in turn for so long; returns once all is acknowledged."""
        chance, ends, writing, count = random.Random(seed), time.monotonic() + seconds, [], 0
        while time.monotonic() < ends:
            client = chance.choice(self.clients)
            writing.append(asyncio.create_task(client.write(f"note {count} {uuid.uuid4()}")))
            count += 1
            await asyncio.sleep(every * chance.uniform(0.5, 1.5))
        return await asyncio.gather(*writing)

    async def agree(self, seconds):
        """Wait until every screen shows what the database holds, and check the history. Returns the seconds it took."""
        state = await asyncio.to_thread(self.stage.state)
        held = set(state["notes"])
        took = await self.until(
            lambda: all((client.number, client.notes) == (state["number"], held) for client in self.clients), seconds,
            f"all screens equal: {[(one.number, len(one.notes)) for one in self.clients]}, {state['number']}, {len(held)}",
        )  # fmt: skip
        texts = list(state["notes"].values())
        acked = set().union(*(client.acked for client in self.clients))
        invoked = set().union(*(client.invoked for client in self.clients))
        assert acked <= set(texts), "acknowledged, and lost"
        assert set(texts) <= invoked, "uninvited"
        assert len(texts) == len(set(texts)), "twice"
        assert state["events"] == list(range(1, state["number"] + 1)), "numbers with gaps"
        for client in self.clients:
            assert all(one[1] <= two[1] for one, two in zip(client.frames, client.frames[1:], strict=False)), "out of order"
        return took
