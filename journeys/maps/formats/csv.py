"""CSV, long layout: any usual delimiter; UTF-8, UTF-16 with its mark, or cp1252. Pure.

The delimiter is the one under which the header names the most columns, or the first cells name lanes; without either, the one
that makes a table of equal lines.
"""
import csv
import io

from .formulas import guard, unguard
from .long import HEADER_WITHIN, MAX_ROWS, known_columns, write_rows
from .mapfile import MapFile, Unreadable
from .matrix import could_be_matrix, looks_like_matrix, read_table

LABEL, EXTENSION, MIME = "CSV", "csv", "text/csv"
DELIMITERS = ",;\t|"
MOST_ROWS, MOST_CELLS = MAX_ROWS + HEADER_WITHIN + 2, 400


def decode(data):
    """Bytes → text; the first encoding that holds. Raises Unreadable with the line that cannot be read."""
    encodings = ["utf-16"] if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError as error:
            line = data[:error.start].count(b"\n") + 1
    raise Unreadable("encoding", line=line)


def split(text, delimiter, limit=MOST_ROWS):
    """Text → at most `limit` rows of cells, blank lines kept so that rows keep their numbers."""
    rows, reader = [], csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            rows.append([unguard(cell) for cell in cells[:MOST_CELLS]])
            if len(rows) >= limit:
                break
    except csv.Error:
        raise Unreadable("csv_broken", line=reader.line_num) from None
    return rows


def sniff(text):
    """The delimiter under which the first lines name the most columns, else under which they name lanes, else under which they
    are as wide as each other.
    """
    def score(delimiter):
        try:
            rows = split(text, delimiter, limit=10)
        except Unreadable:
            return 0, False, False
        wide = {len(cells) for cells in rows if len(cells) > 1} if could_be_matrix(rows) else ()
        return max((known_columns(cells) for cells in rows), default=0), looks_like_matrix(rows), len(wide) == 1
    return max(DELIMITERS, key=score)


def rows_of(data):
    """Bytes → rows of text. Raises Unreadable."""
    text = decode(data)
    if not text.strip():
        raise Unreadable("empty_file")
    return split(text, sniff(text))


def read(data, choices=None):
    """Bytes → MapFile."""
    try:
        return read_table(rows_of(data), choices)
    except Unreadable as error:
        return MapFile(problems=(error.problem,))


def write(map_file):
    """MapFile → bytes, with the mark that makes spreadsheets read UTF-8."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([guard(cell) for cell in row] for row in write_rows(map_file.touchpoints))
    return out.getvalue().encode("utf-8-sig")
