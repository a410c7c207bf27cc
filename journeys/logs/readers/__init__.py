"""One module per file format; each tells whether it knows a file, describes it, and stages its records for the importer.

A reader module has `describe(path, cap, layout) -> {"columns", "rows", …}` (a look at the beginning, for people) and
`stage(path, folder, layout, cap, report, limit) -> Staged` (all records, or the first `limit`).
"""
from ..problems import Problem
from . import delimited, xes
from .opening import ZIP, beginning

MODULES = {"csv": delimited, "xes": xes}


def detect(path, cap):
    """The name of the format of the file at `path`, by its content, never by its name. Raises Problem("unknown_format")."""
    head = beginning(path, 65_536, cap)
    if not head.strip():
        raise Problem("empty_file")
    if head.startswith(ZIP):
        raise Problem("unknown_format")
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if text.startswith(b"<") or head.startswith((b"\xff\xfe<", b"\xfe\xff\0<")):
        xes.refuse_doctype(head)
        if xes.looks_like(head.replace(b"\0", b"")):
            return "xes"
        raise Problem("unknown_xml")
    return "csv"
