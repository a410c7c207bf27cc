"""Uvicorn's socket protocol, with one door more: frames built once for a whole room are written as they are.

`serve` names it (`ws="project.live.wire:WireProtocol"`). Under any other server sockets work the ordinary way, slower.
"""
import socket
import struct

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

LAST_WORDS = 5  # seconds for a slow reader to hear why it is closed
IN_KERNEL = 64 * 1024  # bytes for one reader that the kernel takes ahead of the line; more waits here, where it is counted


class WireProtocol(WebSocketsSansIOProtocol):
    def handle_connect(self, event):
        super().handle_connect(event)
        if hasattr(self, "scope"):
            self.scope["extensions"]["silences.wire"] = self
            if hasattr(socket, "TCP_NOTSENT_LOWAT"):
                self.option(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, IN_KERNEL)

    def option(self, level, name, value):
        """Set an option of the line, unless it is gone."""
        line = self.transport.get_extra_info("socket")
        if line.fileno() >= 0:
            line.setsockopt(level, name, value)

    def post(self, frame, limit):
        """Write a complete frame, however long; False when more than `limit` bytes already wait for this reader."""
        if self.close_sent or self.transport.is_closing():
            return True  # its own disconnection is on the way
        if self.transport.get_write_buffer_size() > limit:
            return False
        self.transport.write(frame)
        return True

    def end(self, code):
        """Send the closing frame behind what waits, and cut if it is not read soon."""
        if self.close_sent or self.transport.is_closing():
            return
        self.close_sent = True
        self.stop_keepalive()
        self.conn.send_close(code)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code})
        self.close_timer = self.loop.call_later(LAST_WORDS, self.cut)

    def cut(self):
        """End the line now: without a reset the kernel would go on handing old news to who was too slow for them."""
        self.option(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.transport.abort()
