"""Opens an uploaded file for any reader: inflates gzip behind a counter, so that a bomb stops before any parser sees it.

Refuses: more inflated bytes than the cap, truncated or corrupt gzip, archives whose central directory looks hostile.
"""
import gzip
import io
import zipfile
import zlib
from pathlib import Path

from ..problems import Problem

CHUNK = 1 << 20
GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"
ZIP_ENTRIES = 2000


def inflation_cap(size, floor=200 * 2**20, factor=100):
    """Most bytes a file of `size` bytes may become: max(floor, factor × size)."""
    return max(floor, factor * size)


class Inflated(io.RawIOBase):
    """Bytes of a file, gunzipped when they are gzip, counted; `share` tells how much of the file on disk was read (0 to 1)."""

    def __init__(self, path, cap):
        path = Path(path)
        self.size = path.stat().st_size
        self.cap, self.count = cap, 0
        self.raw = path.open("rb")
        self.zipped = self.raw.read(2) == GZIP
        self.raw.seek(0)
        self.stream = gzip.GzipFile(fileobj=self.raw) if self.zipped else self.raw

    def readable(self):
        return True

    def read(self, size=CHUNK):
        """At most `size` bytes. Raises Problem("too_big_inflated") past the cap, Problem("gzip_broken") on a bad archive."""
        if size is None or size < 0:
            size = CHUNK
        try:
            block = self.stream.read(size)
        except (EOFError, OSError, zlib.error):
            raise Problem("gzip_broken") from None
        self.count += len(block)
        if self.count > self.cap:
            raise Problem("too_big_inflated", megabytes=self.cap // 2**20)
        return block

    def readinto(self, buffer):
        block = self.read(len(buffer))
        buffer[: len(block)] = block
        return len(block)

    @property
    def share(self):
        return self.raw.tell() / self.size if self.size else 1.0

    def close(self):
        self.raw.close()
        super().close()


def beginning(path, size, cap):
    """The first `size` inflated bytes of the file at `path`."""
    with Inflated(path, cap) as stream:
        blocks, left = [], size
        while left > 0 and (block := stream.read(left)):
            blocks.append(block)
            left -= len(block)
    return b"".join(blocks)


def check_zip(path, cap):
    """Read an archive's central directory before any parser: entries, names, announced sizes. Raises Problem("zip_hostile")."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise Problem("zip_broken") from None
    names_bad = any(".." in Path(entry.filename).parts or entry.filename.startswith("/") for entry in entries)
    links = any((entry.external_attr >> 16) & 0o170000 == 0o120000 for entry in entries)
    if len(entries) > ZIP_ENTRIES or names_bad or links or sum(entry.file_size for entry in entries) > cap:
        raise Problem("zip_hostile")
