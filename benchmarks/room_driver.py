"""The listeners and the writer of `room.py`, in a process of their own: raw sockets, so that the driver is not what is measured.

Reads one JSON line of orders on standard input, prints "ready" when every socket is open, waits for a line, writes notes at
the given rate and prints what every listener heard, as one JSON line. Times are of the machine's monotonic clock.
"""
import asyncio
import base64
import json
import os
import re
import struct
import sys
import time
import uuid
from urllib.parse import urlencode

NUMBERS = re.compile(rb'"since":(\d+|null),"number":(\d+|null)')


class Listener(asyncio.Protocol):
    """One socket: of each frame of news, when it came and which numbers it carried."""

    def __init__(self, request, opened):
        self.request, self.opened, self.data, self.heard, self.bytes, self.closed = request, opened, b"", [], 0, False

    def connection_made(self, transport):
        self.transport, self.up = transport, False
        transport.write(self.request)

    def connection_lost(self, _error):
        self.closed = True

    def data_received(self, data):
        now = time.monotonic()
        data = self.data + data if self.data else data
        if not self.up:
            head, found, data = data.partition(b"\r\n\r\n")
            if not found:
                self.data = head
                return
            if b" 101 " not in head[:20]:
                raise SystemExit(f"no socket: {head[:200]}")
            self.up = True
            self.opened.release()
        at = 0
        while len(data) - at >= 2:
            size, start = data[at + 1], at + 2
            if size == 126:
                size, start = int.from_bytes(data[at + 2 : at + 4]), at + 4
            elif size == 127:
                size, start = int.from_bytes(data[at + 2 : at + 10]), at + 10
            if len(data) < start + size:
                break
            if data[at] == 0x81 and (found := NUMBERS.search(data, start, start + 90)) and found[2] != b"null":
                self.heard.append((now, int(found[1]), int(found[2])))
                self.bytes += size
            at = start + size
        self.data = data[at:]


def handshake(path, host, cookie):
    key = base64.b64encode(os.urandom(16)).decode()
    return (
        f"GET {path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: {key}\r\n"
        f"Sec-WebSocket-Version: 13\r\nOrigin: http://{host}\r\nCookie: {cookie}\r\n\r\n"
    ).encode()


class RoomWriter:
    """Posts notes, each over one of a few kept connections."""

    def __init__(self, orders):
        self.orders, self.idle, self.sent, self.refused, self.turn = orders, {}, {}, 0, 0

    async def write(self, text):
        """Until it is acknowledged, as a browser's outbox does; the time counts from the first try."""
        began = time.monotonic()
        body = urlencode({"text": text, "silence": self.orders["silence"], "op_id": str(uuid.uuid4())})
        self.turn += 1  # everyone writes in turn
        port, token = (self.orders[name][self.turn % len(self.orders[name])] for name in ("ports", "tokens"))
        while (head := await self.post(port, token, body)).split()[1:2] not in (["200"], ["403"], ["422"]):
            self.refused += bool(head)
            await asyncio.sleep(0.5 if head else 0)
        if head.split()[1] != "200":
            raise SystemExit(f"not written: {head[:200]}")
        self.sent[int(re.search(r"room-number: (\d+)", head)[1])] = began

    async def post(self, port, token, body):
        """The head of the answer, in lower case; empty when the server had closed a connection that was idle for too long."""
        idle = self.idle.setdefault(port, [])
        reader, writer = idle.pop() if idle else await asyncio.open_connection("127.0.0.1", port)
        writer.write(
            f"POST {self.orders['path']}notes/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nHX-Request: true\r\nRoom-Line: up\r\n"
            f"Cookie: seat={token}; csrftoken={'c' * 32}\r\nX-CSRFToken: {'c' * 32}\r\nContent-Length: {len(body)}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\n\r\n{body}".encode()
        )
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        except (asyncio.IncompleteReadError, ConnectionError):
            return ""
        await reader.readexactly(int(re.search(r"content-length: (\d+)", head)[1]))
        idle.append((reader, writer))
        return head


class FloorWriter:
    """Sends the same bytes through the broadcaster."""

    def __init__(self, orders):
        self.orders, self.sent, self.number, self.refused = orders, {}, 0, 0

    async def write(self, text):
        if not self.number:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.orders["ports"][0])
            self.writer.write(handshake("/", "127.0.0.1", ""))
            await self.reader.readuntil(b"\r\n\r\n")
            self.drain = asyncio.create_task(self.read_on())
        self.number += 1
        head = b'{"type":"news","since":%d,"number":%d,"html":"' % (self.number - 1, self.number)
        payload = head + b"x" * max(0, self.orders["bytes"] - len(head) - 2) + b'"}'
        self.sent[self.number] = time.monotonic()
        short = len(payload) < 65536
        size = struct.pack("!BBH", 0x81, 0xFE, len(payload)) if short else struct.pack("!BBQ", 0x81, 0xFF, len(payload))
        self.writer.write(size + bytes(4) + payload)

    async def read_on(self):
        while await self.reader.read(2**18):
            pass


async def main(orders):
    loop, opened = asyncio.get_running_loop(), asyncio.Semaphore(0)
    listeners = []
    for place in range(orders["listeners"]):
        port = orders["ports"][place % len(orders["ports"])]
        cookie = f"seat={orders['tokens'][place % len(orders['tokens'])]}" if orders["tokens"] else ""
        request = handshake(f"{orders['path']}live/?seen={orders['number']}&epoch={orders['epoch']}&as=table" if cookie else "/",
                            f"127.0.0.1:{port}", cookie)  # fmt: skip
        listener = Listener(request, opened)
        listeners.append(listener)
        await loop.create_connection(lambda listener=listener: listener, "127.0.0.1", port)
        await opened.acquire()
    await asyncio.sleep(1.5)
    print("ready", flush=True)
    await loop.run_in_executor(None, sys.stdin.readline)
    writer = RoomWriter(orders) if orders["tokens"] else FloorWriter(orders)
    began, notes, tasks = time.monotonic(), round(orders["rate"] * orders["seconds"]), []
    for count in range(notes):
        await asyncio.sleep(max(0, began + count / orders["rate"] - time.monotonic()))
        tasks.append(asyncio.create_task(writer.write(f"note {count} " + "on nous dit que " * 12)))
    await asyncio.gather(*tasks)
    await asyncio.sleep(3)
    heard = told(listeners, writer.sent, orders["number"] if orders["tokens"] else 0)
    print(json.dumps(heard | {"refused": writer.refused}), flush=True)


def told(listeners, sent, start):
    """What was heard: latencies in milliseconds of every delivery, and what was lost, twice or out of order."""
    latencies, lost, twice, disorder, frames, size = [], 0, 0, 0, 0, 0
    last = max(sent, default=start)
    for one in listeners:
        known = start
        for at, since, number in one.heard:
            disorder += number < known
            twice += number == known
            lost += max(0, since - known)
            latencies += [(at - sent[n]) * 1000 for n in range(max(known, since) + 1, number + 1) if n in sent]
            known = max(known, number)
        lost += last - known
        frames += len(one.heard)
        size += one.bytes
    return {
        "latencies": latencies, "lost": lost, "twice": twice, "disorder": disorder, "frames": frames,
        "bytes": round(size / frames) if frames else 0, "closed": sum(one.closed for one in listeners),
    }  # fmt: skip


if __name__ == "__main__":
    asyncio.run(main(json.loads(sys.stdin.readline())))
