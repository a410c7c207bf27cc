"""Uvicorn's socket protocol, with one door more: frames built once for a whole room are written as they are.

`serve` names it (`ws="project.live.wire:WireProtocol"`). Under any other server sockets work the ordinary way, slower.
"""
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

LAST_WORDS = 5  # seconds for a slow reader to hear why it is closed


class WireProtocol(WebSocketsSansIOProtocol):
    def handle_connect(self, event):
        super().handle_connect(event)
        if hasattr(self, "scope"):
            self.scope["extensions"]["silences.wire"] = self

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
        self.close_timer = self.loop.call_later(LAST_WORDS, self.transport.abort)
