"""The floor under a live room: whatever one socket sends goes to every socket, with nothing stored, checked or drawn.

On picows (`pip install -e .[benchmark]`) when it is there, else on asyncio alone, with every frame built once; the name of
what served is printed first.

    .venv/bin/python benchmarks/broadcaster.py PORT
"""
import asyncio
import base64
import hashlib
import struct
import sys

MAGIC = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


def frame_of(payload):
    """The payload as one text frame, server to client."""
    if len(payload) < 126:
        return struct.pack("!BB", 0x81, len(payload)) + payload
    if len(payload) < 65536:
        return struct.pack("!BBH", 0x81, 126, len(payload)) + payload
    return struct.pack("!BBQ", 0x81, 127, len(payload)) + payload


def unmasked(data):
    """(payload, rest) of the first complete client frame in `data`, or (None, data)."""
    if len(data) < 2:
        return None, data
    size, at = data[1] & 127, 2
    if size == 126:
        size, at = int.from_bytes(data[2:4]), 4
    elif size == 127:
        size, at = int.from_bytes(data[2:10]), 10
    if len(data) < at + 4 + size:
        return None, data
    mask = data[at : at + 4] * (size // 4 + 1)
    payload = (int.from_bytes(data[at + 4 : at + 4 + size]) ^ int.from_bytes(mask[:size])).to_bytes(size) if size else b""
    return payload, data[at + 4 + size :]


class Line(asyncio.Protocol):
    """One socket of the bare broadcaster."""

    everyone = set()

    def connection_made(self, transport):
        self.transport, self.data, self.open = transport, b"", False

    def connection_lost(self, _error):
        self.everyone.discard(self.transport)

    def data_received(self, data):
        self.data += data
        if not self.open:
            head, found, rest = self.data.partition(b"\r\n\r\n")
            if not found:
                return
            key = next(line[18:].strip() for line in head.split(b"\r\n") if line.lower().startswith(b"sec-websocket-key"))
            accept = base64.b64encode(hashlib.sha1(key + MAGIC).digest())
            self.transport.write(
                b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                + accept + b"\r\n\r\n"
            )  # fmt: skip
            self.open, self.data = True, rest
            self.everyone.add(self.transport)
        payload, self.data = unmasked(self.data)
        while payload is not None:
            frame = frame_of(payload)
            for transport in self.everyone:
                transport.write(frame)
            payload, self.data = unmasked(self.data)


async def serve_bare(port):
    print("asyncio", flush=True)
    server = await asyncio.get_running_loop().create_server(Line, "127.0.0.1", port, backlog=2000)
    await server.serve_forever()


async def serve_picows(port):
    from picows import WSListener, WSMsgType, ws_create_server

    everyone = set()

    class Listener(WSListener):
        def on_ws_connected(self, transport):
            everyone.add(transport)

        def on_ws_disconnected(self, transport):
            everyone.discard(transport)

        def on_ws_frame(self, transport, frame):
            if frame.msg_type == WSMsgType.TEXT:
                payload = frame.get_payload_as_bytes()
                for one in everyone:
                    one.send(WSMsgType.TEXT, payload)

    print("picows", flush=True)
    server = await ws_create_server(lambda _request: Listener(), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    try:
        import picows  # noqa: F401

        asyncio.run(serve_picows(int(sys.argv[1])))
    except ImportError:
        asyncio.run(serve_bare(int(sys.argv[1])))
