"""A loopback TCP proxy that misbehaves on demand: latency, slow readers, half-open lines, cuts, answers that never come back."""
import asyncio
import random
import socket


class FaultProxy:
    """Stands between clients and a server. Every fault is an attribute that can be changed while connections are open."""

    def __init__(self, host, port, window=None):
        self.up, self.lines, self.window = (host, port), set(), window  # bytes the kernel may hold for a slow reader
        self.latency = 0.0  # seconds added each way
        self.stall = False  # bytes vanish both ways: half-open, no FIN, no RST
        self.refuse = False
        self.rate = None  # bytes per second towards the client
        self.eat_answers = False  # the request arrives, its answer does not
        self.eaten = 0

    async def start(self):
        self.server = await asyncio.start_server(self.serve, "127.0.0.1", 0)
        self.port = self.server.sockets[0].getsockname()[1]
        return self

    async def stop(self):
        self.server.close()
        self.cut()

    async def serve(self, reader, writer):
        if self.refuse:
            return writer.transport.abort()
        try:
            up_reader, up_writer = await self.open()
        except OSError:
            return writer.transport.abort()
        line = (writer, up_writer)
        self.lines.add(line)
        await asyncio.gather(self.pipe(reader, up_writer, False), self.pipe(up_reader, writer, True))
        self.lines.discard(line)

    async def open(self):
        if self.window is None:
            return await asyncio.open_connection(*self.up)
        line = socket.socket()
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self.window)
        line.setblocking(False)
        await asyncio.get_running_loop().sock_connect(line, self.up)
        return await asyncio.open_connection(sock=line, limit=self.window)

    async def pipe(self, reader, writer, towards_client):
        try:
            while data := await reader.read(65536):
                while self.stall:
                    await asyncio.sleep(0.02)
                if self.latency:
                    await asyncio.sleep(self.latency * (0.5 + random.random()))
                if towards_client and self.rate:
                    await asyncio.sleep(len(data) / self.rate)
                if towards_client and self.eat_answers:
                    self.eaten += 1
                    return writer.transport.abort()
                writer.write(data)
                await writer.drain()
        except (ConnectionError, OSError):
            pass
        finally:
            if not writer.transport.is_closing():
                writer.close()

    def cut(self, share=1.0):
        """Reset (RST) this share of the open lines, now."""
        lines = list(self.lines)
        for writer, up_writer in random.sample(lines, max(1, round(len(lines) * share))) if lines else ():
            writer.transport.abort()
            up_writer.transport.abort()
