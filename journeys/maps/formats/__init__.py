"""Map files: which reader recognises a file, and the three formats that are written.

`read(name, data)` gives a MapFile whatever the bytes are: problems instead of exceptions. Each format is one module
with `read(data, **choices)` and, for our own, `write(map_file)`. Layouts that need a person's choices (matrix, BPMN)
take them as `choices`.
"""
from pathlib import PurePath

from . import csv, json, xlsx
from .mapfile import MapFile, Unreadable

WRITERS = {"csv": csv, "xlsx": xlsx, "json": json}
SIZE_LIMIT = 2_000_000  # bytes; settings.MAP_FILE_LIMIT decides


def recognise(name, data):
    """The module that reads this file, or None: by its content first, by its name when the content does not tell."""
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if data.startswith(b"PK"):
        return xlsx
    if head.startswith((b"{", b"[")):
        return json
    if head.startswith(b"<") or b"\x00" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None
    return csv if PurePath(name).suffix.casefold() in (".csv", ".tsv", ".txt", "") else None


def read(name, data, limit=SIZE_LIMIT, **choices):
    """File name and bytes → MapFile."""
    if not data:
        return MapFile(problems=(Unreadable("empty_file").problem,))
    if len(data) > limit:
        return MapFile(problems=(Unreadable("too_big", limit=limit // 1000).problem,))
    reader = recognise(name, data)
    if reader is None:
        return MapFile(problems=(Unreadable("unknown_format", name=PurePath(name).name[:80]).problem,))
    return reader.read(data, **choices)


def write(extension, map_file):
    """MapFile → bytes in one of the formats of `WRITERS`."""
    return WRITERS[extension].write(map_file)
