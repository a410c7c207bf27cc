"""The frames a socket carries, JSON text built once and already wrapped for the wire (RFC 6455, server to client, unmasked)."""
import hashlib
import json
import struct
import time
from functools import cache
from pathlib import Path

from django.conf import settings

PROTOCOL = 1
PER_SECOND = 50  # reconnections a server takes well; clients spread theirs accordingly


class Frame:
    """One message: `text` for any server, `wire` (bytes with the frame header) for one that lets us write them."""

    __slots__ = ("text", "wire")

    def __init__(self, **message):
        self.text = json.dumps(message, ensure_ascii=False, separators=(",", ":"))
        payload = self.text.encode()
        size = len(payload)
        if size < 126:
            head = struct.pack("!BB", 0x81, size)
        elif size < 65536:
            head = struct.pack("!BBH", 0x81, 126, size)
        else:
            head = struct.pack("!BBQ", 0x81, 127, size)
        self.wire = head + payload


@cache
def build():
    """Names the scripts this process serves; a page made by another build reloads itself."""
    digest = hashlib.sha256()
    for path in sorted(Path(settings.BASE_DIR, "static", "js").glob("*.js")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def now():
    """This server's clock, in milliseconds: whatever shows a time goes with it, because it may have been set since."""
    return int(time.time() * 1000)


def news_frame(html, since, look, number):
    """What changed after event `since` up to `number`; without numbers, news for one person that comes just before them."""
    return Frame(type="news", since=since, number=number, epoch=look.epoch, now=now(), html=html)


def refresh_frame(look):
    """Too far behind, or numbers that do not continue: ask for the whole room over HTTP."""
    return Frame(type="refresh", number=look.number, epoch=look.epoch)


def beat_frame(look, listeners):
    return Frame(
        type="beat", number=look.number, epoch=look.epoch, now=now(), build=build(), protocol=PROTOCOL,
        spread=1000 * listeners // PER_SECOND,
    )


def here_frame(people):
    return Frame(type="here", people=sorted(people))


def writing_frame(who):
    return Frame(type="writing", who=who)
