"""Map files: which reader recognises a file, and the three formats that are written.

`read(name, data)` gives a MapFile whatever the bytes are: problems instead of exceptions. Each format is one module
with `read(data, choices)` and, for our own, `write(map_file)`. Layouts that only a person can settle (matrix, BPMN) give
`questions` back, and take the answers as `choices`.
"""
from pathlib import PurePath

from . import bpmn, cjml, csv, json, xlsx, xml
from .long import COLUMNS
from .mapfile import MapFile, Question, Unreadable

WRITERS = {"csv": csv, "xlsx": xlsx, "json": json}
SIZE_LIMIT = 5 * 2**20  # bytes; settings.MAP_UPLOAD_LIMIT decides
UTF_16 = (b"\xff\xfe", b"\xfe\xff")

__all__ = ["COLUMNS", "MapFile", "Question", "read", "recognise", "write"]


def recognise(name, data):
    """The module that reads this file, or None: by its content first, by its name when the content does not tell."""
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if data.startswith(b"PK"):
        return xlsx
    if head.startswith((b"{", b"[")):
        return json
    if head.startswith(b"<") or data.startswith(UTF_16) and b"<\x00" in data[:8]:
        return {"definitions": bpmn, "cjml": cjml}.get(xml.root_name(data).casefold())
    if b"\x00" in data[:4096] and not data.startswith(UTF_16):
        return None
    return csv if PurePath(name).suffix.casefold() in (".csv", ".tsv", ".txt", "") else None


def read(name, data, limit=SIZE_LIMIT, choices=None):
    """File name, bytes and a person's answers to earlier questions → MapFile."""
    try:
        if not data:
            raise Unreadable("empty_file")
        if len(data) > limit:
            raise Unreadable("too_big", limit=limit // 1000)
        reader = recognise(name, data)
        if reader is None:
            raise Unreadable("unknown_format", name=PurePath(name).name[:80])
    except Unreadable as error:
        return MapFile(problems=(error.problem,))
    return reader.read(data, choices or {})


def write(extension, map_file):
    """MapFile → bytes in one of the formats of `WRITERS`."""
    return WRITERS[extension].write(map_file)
