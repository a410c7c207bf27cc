"""One module per file format; each describes a file to people and stages its records for the importer.

A reader module has `describe(path, cap, layout) -> {"columns", "rows", …}` (a look at the beginning) and
`stage(path, folder, layout, cap, report, limit) -> Staged` (all records, or the first `limit`).
"""
from ..problems import Problem
from . import delimited, jsonlines, mappings, ocel, parquet, spreadsheet, xes
from .opening import ZIP, beginning

MODULES = {"csv": delimited, "xes": xes, "json": jsonlines, "parquet": parquet, "workbook": spreadsheet, "ocel": ocel}


def detect(path, cap):
    """The format of the file at `path`, by its content, never by its name. Raises Problem("unknown_format" | …)."""
    head = beginning(path, 65_536, cap)
    if not head.strip():
        raise Problem("empty_file")
    if head.startswith(parquet.MAGIC):
        return "parquet"
    if head.startswith(ocel.SQLITE):
        return "ocel"
    if spreadsheet.looks_like(path, head):
        return "workbook"
    if head.startswith(ZIP):
        raise Problem("unknown_format")
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"<") or head.startswith((b"\xff\xfe<", b"\xfe\xff\0<")):
        return _xml(head)
    if jsonlines.looks_like(text):
        return "ocel" if ocel.looks_like_json(text) else "json"
    return "csv"


def _xml(head):
    xes.refuse_doctype(head)
    plain = head.replace(b"\0", b"")
    if ocel.looks_like_xml(plain):
        return "ocel"
    if xes.looks_like(plain):
        return "xes"
    raise Problem("unknown_xml")


def describe(path, cap, layout):
    """What the file holds: {"format", "columns", "rows", …}, with the roles of a product that is recognised."""
    kind = detect(path, cap)
    found = {"format": kind} | MODULES[kind].describe(path, cap, layout)
    return (mappings.recognised(found["columns"]) if kind not in ("xes", "ocel") else {}) | found


def stage(path, folder, layout, cap, report=None, limit=None):
    """Stage the file whatever its format."""
    return MODULES[detect(path, cap)].stage(path, folder, layout, cap, report, limit)
