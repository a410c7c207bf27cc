"""Reads CSV and its cousins (`,` `;` TAB `|`; UTF-8, UTF-16, cp1252; gzip; quoted newlines) through DuckDB's parallel reader.

The file is first looked over once in Python (bytes, encoding, physical lines), rewritten as plain UTF-8 only where needed.
DuckDB's own count is never believed alone: records kept + refused must account for every physical line, otherwise quotes are
broken and the file is read again with quoting switched off. Refuses: no header (but for exports that never have one and are
recognised), one column, records that do not add up.
"""
import csv
import io
from dataclasses import dataclass, replace
from pathlib import Path

from ..problems import Problem
from . import snowplow
from .opening import beginning
from .scanning import LINE_LIMIT, Looked, look_over, text_of
from .staging import Reject, Staged, sql_text

DELIMITERS = ",;\t|"
HEAD = 256 * 1024
SWALLOWED = 50  # newlines within one value: a quote was left open
REASONS = {
    "MISSING COLUMNS": "missing_columns",
    "TOO MANY COLUMNS": "too_many_columns",
    "UNQUOTED VALUE": "open_quote",
    "LINE SIZE OVER MAXIMUM": "line_too_long",
    "INVALID ENCODING": "bad_encoding",
    "INVALID STATE": "bad_quotes",
}


@dataclass
class Delimited(Staged):
    """A staged file that DuckDB reads itself, with what is needed to check its count and to read it again without quoting."""

    looked: Looked | None = None
    delimiter: str = ","
    width: int = 0
    headed: bool = True


def looks_like(head):
    """Whether these bytes have a delimited header."""
    try:
        return bool(sniff(head))
    except Problem:
        return False


def sniff(head, delimiter=""):
    """(delimiter, column names, whether the first line holds them). Raises Problem("empty_file" | "one_column")."""
    text = text_of(head).replace("\r\n", "\n").replace("\r", "\n").lstrip("\n")
    if not text.strip():
        raise Problem("empty_file")
    if "\0" in text:
        raise Problem("binary_file")
    sample = text[:65_536].split("\n")
    sample = "\n".join(sample[:51] if len(sample) > 1 else sample)

    def widths(candidate):
        try:
            rows = [row for row in csv.reader(io.StringIO(sample), delimiter=candidate) if row]
        except csv.Error:
            rows = [line.split(candidate) for line in sample.split("\n") if line]
        return [len(row) for row in rows] or [1], rows

    def score(candidate):
        counts, _rows = widths(candidate)
        same = sum(count == counts[0] for count in counts) / len(counts)
        return (counts[0] > 1, same > 0.8, counts[0])

    delimiter = delimiter or max(DELIMITERS, key=score)
    counts, rows = widths(delimiter)
    if counts[0] < 2:
        raise Problem("one_column")
    if snowplow.looks_like(delimiter, rows[0]):
        return delimiter, list(snowplow.FIELDS), False
    return delimiter, unique_names(rows[0]), True


def unique_names(header):
    """Column names without surrounding spaces, blanks and doubles told apart."""
    names, seen = [], {}
    for place, cell in enumerate(header, 1):
        name = cell.strip() or f"column {place}"
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names


def relation(path, delimiter, columns, quoted, headed=True):
    """The read_csv call: every column text, every refusal kept."""
    names = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(columns))
    quote = "'\"'" if quoted else "''"
    return (
        f"read_csv({sql_text(path)}, delim={sql_text(delimiter)}, quote={quote}, escape={quote}, header={str(headed).lower()}, "
        f"auto_detect=false, all_varchar=true, store_rejects=true, rejects_limit=0, max_line_size={LINE_LIMIT}, "
        f"columns={{{names}}})"
    )


def describe(path, cap, layout, shown=200):
    """Columns, first rows, delimiter and encoding."""
    head = beginning(path, HEAD, cap)
    delimiter, names, headed = sniff(head, layout.delimiter)
    text = text_of(head).replace("\r\n", "\n").replace("\r", "\n")
    rows = csv.reader(io.StringIO(text[: text.rfind("\n") + 1] or text), delimiter=delimiter)
    found = []
    try:
        if headed:
            next(rows)
        for row in rows:
            if row:
                found.append((row + [""] * len(names))[: len(names)])
            if len(found) == shown:
                break
    except (csv.Error, StopIteration):
        pass
    return {"columns": names, "rows": found, "delimiter": delimiter}


def stage(path, folder, layout, cap, report=None, limit=None):
    """Point DuckDB at the file. With `limit`, only the beginning of the file is looked at (a preview)."""
    head = beginning(path, HEAD, cap)
    delimiter, names, headed = sniff(head, layout.delimiter)
    wanted = layout.wanted
    missing = [name for name in wanted if name not in names]
    if missing:
        raise Problem("no_column", column=missing[0], columns=names)
    if limit:
        path = _cut(head if limit <= 500 else beginning(path, 16 * 2**20, cap), folder)
        cap = max(cap, 2**28)
    looked = look_over(path, folder, cap, report)
    cautions = [{"code": "unreadable_bytes"}] if looked.replaced else []
    return Delimited(
        [f"c{names.index(name)}" for name in wanted], relation(looked.path, delimiter, len(names), headed, headed),
        looked.filled - headed, cautions=cautions, odd_blanks=looked.odd_blanks, row_of_first=1 + headed,
        looked=looked, delimiter=delimiter, width=len(names), headed=headed,
    )


def _cut(head, folder):
    """The beginning of a file, up to its last whole line, as a file of its own."""
    target = Path(folder) / "beginning.csv"
    end = head.rfind(b"\n") + 1
    target.write_bytes(head[:end] if end > 1 else head)
    return target


def unquoted(staged):
    """The same file read without quoting, one physical line per record."""
    plain = relation(staged.looked.path, staged.delimiter, staged.width, False, staged.headed)
    return replace(staged, relation=plain, quoted=False)


def forget_refused(connection):
    """Empty DuckDB's table of refusals, which otherwise keeps those of earlier looks at the same file."""
    connection.execute("DROP TABLE IF EXISTS reject_errors")
    connection.execute("DROP TABLE IF EXISTS reject_scans")


def refused(connection):
    """(rejects of the last read_csv, one per record; newlines inside them all; most newlines in one), from DuckDB's table."""
    known = connection.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'reject_errors'").fetchone()[0]
    rows = [] if not known else connection.execute(
        "SELECT line, first(error_type ORDER BY byte_position), first(error_message ORDER BY byte_position DESC), "
        "max(length(csv_line) - length(replace(csv_line, chr(10), ''))) FROM reject_errors GROUP BY line ORDER BY line"
    ).fetchall()
    rejects = [Reject(row, REASONS.get(kind, "unreadable_line"), value=_found(message)) for row, kind, message, _n in rows]
    inside = [row[3] or 0 for row in rows]
    return rejects, sum(inside), max(inside, default=0)


def _found(message):
    """“Expected Number of Columns: 4 Found: 3” says only numbers: kept as “3/4”."""
    parts = [part for part in message.replace(":", " ").split() if part.isdigit()]
    return f"{parts[1]}/{parts[0]}" if "Found" in message and len(parts) == 2 else ""


def accounted(connection, staged, kept, refusals, inside, worst):
    """Whether records kept and refused account for every physical line (`inside`, `worst`: as `refused` returns them).

    A quoted value may hold newlines: then the lines it covers are counted inside it. More than SWALLOWED of them in one value
    is a quote left open.
    """
    lines = staged.looked.filled - staged.headed
    if kept + refusals == lines:
        return worst <= SWALLOWED
    if worst > SWALLOWED:
        return False
    count = "length({0}) - length(replace({0}, chr(10), ''))"
    sums = " + ".join(f"coalesce(sum({count.format(f'c{i}')}), 0)" for i in range(staged.width))
    most = "greatest(" + ", ".join(f"coalesce(max({count.format(f'c{i}')}), 0)" for i in range(staged.width)) + ", 0)"
    within, widest = connection.execute(f"SELECT {sums}, {most} FROM {staged.relation}").fetchone()
    total = kept + refusals + inside + within
    return widest <= SWALLOWED and lines <= total <= staged.looked.lines - staged.headed
