"""The long layout: one row per touchpoint, rows repeated only to give figures per segment.

Pure: rows of text in, touchpoints and problems out, and back. CSV and XLSX differ only in how they become rows of text.
Rows are numbered as a spreadsheet numbers them. Unknown columns are told and left out, never guessed.
"""
from dataclasses import replace
from difflib import get_close_matches

from ..expectations import COUNT_COLUMNS, LONG_COLUMNS
from ..problems import Problem
from ..rows import plain, read_row, write_row
from ..validation import check_map
from .mapfile import MapFile, Unreadable, stages_of

COLUMNS = LONG_COLUMNS + COUNT_COLUMNS
MAX_ROWS = 5000
HEADER_WITHIN = 10  # rows
FRENCH = {
    "etape": "stage", "phase": "stage", "ordre": "order", "rang": "order", "point de contact": "touchpoint",
    "identifiant": "touchpoint", "id": "touchpoint", "cle": "touchpoint", "key": "touchpoint", "libelle": "label",
    "intitule": "label", "nom": "label", "canal": "channel", "attente": "expectation", "attendu": "expectation",
    "groupe": "group", "ancre": "anchor", "ancrage": "anchor", "delai": "due_after", "echeance": "due_after",
    "unite": "due_unit", "unite de delai": "due_unit", "evenements de debut": "start_events",
    "evenements de depart": "start_events", "debut": "start_events", "evenements": "events", "evenement": "events",
    "event": "events", "fin": "terminal", "terminaison": "terminal", "intention": "intent", "responsable": "owner",
    "notes": "note", "remarque": "note", "commentaire": "note", "but": "goal",
    "chaque": "every", "tous les": "every", "rythme": "every", "fois": "times", "nombre de fois": "times",
    "attendus": "expected_count",
    "clients attendus": "expected_count", "actives": "activated_count", "clients actives": "activated_count",
}
ALIASES = {**{plain(name.replace("_", " ")): name for name in COLUMNS}, **FRENCH}


def column_of(header):
    """The column that a header cell names, case, accents, spaces and hyphens apart; empty when none."""
    return ALIASES.get(plain(header.replace("_", " ").replace("-", " ")), "")


def known_columns(cells):
    """How many cells of a row name a column: how headers, delimiters and sheets are recognised."""
    return len({column_of(cell) for cell in cells} - {""})


def find_header(rows):
    """Index of the header row, or None."""
    scores = [known_columns(cells) for cells in rows[:HEADER_WITHIN]]
    best = max(scores, default=0)
    return scores.index(best) if best >= 2 else None


def read_header(cells, row):
    """Header cells → ({index: column}, {column: its spelling here}, problems)."""
    places, names, problems = {}, {}, []
    for index, cell in enumerate(cells):
        spelled, column = cell.strip(), column_of(cell)
        if not spelled:
            continue
        if not column:
            guess = get_close_matches(plain(spelled), ALIASES, n=1, cutoff=0.8)
            values = {"name": spelled[:40], "guess": ALIASES[guess[0]] if guess else "", "columns": ", ".join(COLUMNS)}
            problems.append(Problem("close_column" if guess else "unknown_column", row, spelled[:40], values))
        elif column in names:
            problems.append(Problem("repeated_column", row, spelled[:40], {"name": spelled[:40]}))
        else:
            places[index], names[column] = column, spelled
    problems += [Problem("missing_column", row, column, {"name": column})
                 for column in ("touchpoint", "label") if column not in names]
    return places, names, problems


def read_rows(rows):
    """Rows of text, the header among the first ten → MapFile."""
    start = find_header(rows)
    if start is None:
        raise Unreadable("no_header", columns=", ".join(LONG_COLUMNS))
    places, names, problems = read_header(rows[start], start + 1)
    if any(problem.code == "missing_column" for problem in problems):
        return MapFile(problems=tuple(problems))
    if len(rows) - start - 1 > MAX_ROWS:
        raise Unreadable("too_many_rows", limit=MAX_ROWS)
    read = []
    for number, cells in enumerate(rows[start + 1:], start + 2):
        if not any(cell.strip() for cell in cells):
            continue
        if any(cell.strip() for cell in cells[len(rows[start]):]):
            problems.append(Problem("extra_cells", number))
        read.append((number, {column: cells[index] for index, column in places.items() if index < len(cells)}))
    touchpoints, found = assemble(read, names)
    return MapFile(touchpoints, (*problems, *found), stages_of(touchpoints))


def assemble(read, names=None):
    """[(row number, cells by column)] → (touchpoints in map order, problems): what a JSON file goes through too."""
    names, problems, kept, places = names or {}, [], {}, {}
    last = 0
    for number, cells in read:
        touchpoint, order, found = read_row(cells, number, names)
        if touchpoint is None or touchpoint.key not in kept:
            problems += found
        if touchpoint is None:
            continue
        first = kept.get(touchpoint.key)
        if first is None:
            last = order if order is not None else last + 1 if "order" not in names else last
            kept[touchpoint.key], places[touchpoint.key] = replace(touchpoint, order=last), number
            continue
        repeat = repeated(first, touchpoint, cells, number, places[touchpoint.key], names)
        problems += repeat or [problem for problem in found if problem.is_error]
        if not repeat:
            kept[first.key] = replace(first, counts=first.counts + touchpoint.counts)
    touchpoints = tuple(sorted(kept.values(), key=lambda touchpoint: touchpoint.order))
    problems += same_orders(touchpoints, places, names)
    spelled = [replace_column(problem, names) for problem in check_map(touchpoints, places)]
    return touchpoints, [*problems, *spelled]


def repeated(first, again, cells, number, place, names):
    """Problems of a row whose identifier was seen before; none when it only brings figures of another segment."""
    segments = {count.segment for count in first.counts}
    values = {"key": again.key, "first": place}
    if not again.counts and cells.get("segment"):
        return []  # its figures are wrong, which is told already
    if not again.counts or not first.counts or again.counts[0].segment in segments:
        return [Problem("duplicate_id", number, names.get("touchpoint", "touchpoint"), values)]
    before, after = write_row(first), write_row(again)
    return [Problem("conflicting_row", number, names.get(column, column), values) for column in LONG_COLUMNS
            if str(cells.get(column, "")).strip() and before[column] != after[column]]


def same_orders(touchpoints, places, names):
    """A caution for each number of the order column that two touchpoints share."""
    return [Problem("same_order", places[second.key], names.get("order", "order"), {"order": second.order})
            for first, second in zip(touchpoints, touchpoints[1:], strict=False) if first.order == second.order]


def replace_column(problem, names):
    """The same problem, its column spelled as in the file."""
    return replace(problem, column=names.get(problem.column, problem.column))


def write_rows(touchpoints):
    """Touchpoints in map order → rows of text, header first; columns of figures only when there are some."""
    columns = COLUMNS if any(touchpoint.counts for touchpoint in touchpoints) else LONG_COLUMNS
    rows = [list(columns)]
    for touchpoint in touchpoints:
        for count in touchpoint.counts or (None,):
            cells = write_row(touchpoint, count)
            rows.append([cells.get(column, "") for column in columns])
    return rows
