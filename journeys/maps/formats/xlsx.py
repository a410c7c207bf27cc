"""XLSX, long layout, matrix or the template of CJML. Unpacked sizes are counted before any parser sees the file; the parser
runs in a bounded process.

Cells are written as text and guarded against formulas; the first sheet that has a header is the map.
"""
import io
import json
import re
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

from . import cjml_sheet
from .formulas import guard, unguard
from .long import find_header, write_rows
from .mapfile import MapFile, Unreadable
from .matrix import looks_like_matrix, read_table

LABEL, EXTENSION = "XLSX", "xlsx"
MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # characters that XML 1.0 has no place for
ESCAPE_LIKE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
EXACT_DIGITS = 15  # that a number keeps in a workbook; longer ones stay text
MAX_ENTRIES, MAX_UNPACKED, CHUNK = 500, 30_000_000, 65536
SHEET_READER = Path(__file__).with_name("sheet_reader.py")
NUMBERS = {"order", "due_after", "minimum", "times", "expected_count", "activated_count"}


def weigh(data):
    """Refuse an archive with too many entries, odd names, or more bytes once unpacked than a map can need."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > MAX_ENTRIES:
                raise Unreadable("workbook_too_big")
            total = 0
            for entry in entries:
                if ".." in entry.filename or entry.filename.startswith("/") or entry.flag_bits & 1:
                    raise Unreadable("workbook_broken")
                with archive.open(entry) as stream:
                    while chunk := stream.read(CHUNK):
                        total += len(chunk)
                        if total > MAX_UNPACKED:
                            raise Unreadable("workbook_too_big")
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError, RuntimeError):
        raise Unreadable("workbook_broken") from None


def sheets_of(data):
    """Bytes → [(sheet name, rows of text)]. Raises Unreadable."""
    weigh(data)
    try:
        done = subprocess.run([sys.executable, "-I", SHEET_READER], input=data, capture_output=True,
                              timeout=30, check=False)
    except subprocess.TimeoutExpired:
        raise Unreadable("workbook_too_big") from None
    if done.returncode:
        big = done.returncode < 0 or b"MemoryError" in done.stderr
        raise Unreadable("workbook_too_big" if big else "workbook_broken")
    return [(name, [[unguard(cell) for cell in cells] for cells in rows]) for name, rows in json.loads(done.stdout)]


def rows_of(sheets):
    """Rows of the sheet that holds the map: the first with a header, else the first matrix, else the first in use."""
    sheets = [rows for _name, rows in sheets if any(any(cells) for cells in rows)]
    if not sheets:
        raise Unreadable("empty_file")
    headed = (rows for rows in sheets if find_header(rows) is not None)
    return next(headed, None) or next((rows for rows in sheets if looks_like_matrix(rows)), sheets[0])


def read(data, choices=None):
    """Bytes → MapFile."""
    try:
        sheets = sheets_of(data)
        template = cjml_sheet.planned(sheets)
        return cjml_sheet.read(*template) if template else read_table(rows_of(sheets), choices)
    except Unreadable as error:
        return MapFile(problems=(error.problem,))


def cell_text(text):
    """A text as a cell holds it: no formula, no forbidden character, and `_x0041_` kept as it was typed."""
    return ESCAPE_LIKE.sub("_x005F_", guard(FORBIDDEN.sub("", text)))


def write(map_file):
    """MapFile → bytes; every text is typed as text, numbers stay numbers."""
    from openpyxl import Workbook  # loaded when first asked for: it weighs on the start of every process
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "Map"
    rows = write_rows(map_file.touchpoints)
    for number, cells in enumerate(rows, 1):
        for index, value in enumerate(cells, 1):
            if value == "":
                continue
            cell = sheet.cell(number, index)
            if number > 1 and rows[0][index - 1] in NUMBERS and len(value) <= EXACT_DIGITS:
                cell.value = float(value) if "." in value or "e" in value else int(value)
            else:
                cell.value = cell_text(value)
                cell.data_type = "s"
    for index, name in enumerate(rows[0], 1):
        sheet.cell(1, index).font = Font(bold=True)
        wide = {"label": 32, "intent": 40, "note": 40, "events": 28, "start_events": 24}
        sheet.column_dimensions[get_column_letter(index)].width = wide.get(name, 14)
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()
