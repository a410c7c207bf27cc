"""Reads the cells of a workbook (XLSX, XLSM, XLSB, XLS, ODS) through calamine: one record per row under the header row.

The archive's own directory is checked before anything is unpacked. Dates are the workbook's; they have no zone.
Refuses: bombs, workbooks with a password, sheets without a header.
"""
import zipfile
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineError, CalamineWorkbook

from ..problems import Problem
from .delimited import unique_names
from .opening import ZIP, check_zip
from .staging import Scratch

OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def looks_like(path, head):
    """Whether the file is a workbook."""
    if head.startswith(OLD_EXCEL):
        return True
    if not head.startswith(ZIP):
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist()[:2000])
    except (zipfile.BadZipFile, OSError, ValueError):
        raise Problem("zip_broken") from None
    return "content.xml" in names or any(name.startswith("xl/") for name in names)


def _rows(path, cap, sheet):
    """(sheet names, chosen sheet, iterator of rows of cells)."""
    with open(path, "rb") as file:
        if file.read(4) == ZIP:
            check_zip(path, cap)
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        names = workbook.sheet_names
        if sheet and sheet not in names:
            raise Problem("no_sheet", sheet=sheet, sheets=names)
        chosen = sheet or next((name for name in names if workbook.get_sheet_by_name(name).total_height > 1), names[0])
        return names, chosen, workbook.get_sheet_by_name(chosen)
    except (CalamineError, OSError, ValueError, IndexError):
        raise Problem("workbook_broken") from None


def _table(path, cap, sheet):
    """(sheet names, chosen sheet, header, iterator of (row number, cells as text)); blank rows are skipped."""
    names, chosen, found = _rows(path, cap, sheet)
    first = (found.start or (0, 0))[0] + 1
    rows = ((first + i, cells) for i, cells in enumerate(found.to_python(skip_empty_area=True)))
    filled = ((row, [cell_text(cell) for cell in cells]) for row, cells in rows if any(cell not in ("", None) for cell in cells))
    header = next(filled, None)
    if header is None:
        raise Problem("workbook_empty", sheet=chosen)
    return names, chosen, unique_names(header[1]), filled


def cell_text(cell):
    """A cell as the text that a CSV export would hold."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ")
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell.total_seconds())
    return "" if cell is None else str(cell)


def describe(path, cap, layout, shown=200):
    """Sheets, columns and first rows."""
    names, chosen, header, filled = _table(path, cap, layout.sheet)
    rows = []
    for _row, cells in filled:
        rows.append((cells + [""] * len(header))[: len(header)])
        if len(rows) == shown:
            break
    if not rows:
        raise Problem("workbook_empty", sheet=chosen)
    return {"columns": header, "rows": rows, "sheets": names, "sheet": chosen}


def stage(path, folder, layout, cap, report=None, limit=None):
    """Stage the wanted columns of every filled row."""
    _names, _chosen, header, filled = _table(path, cap, layout.sheet)
    wanted = layout.wanted
    missing = [name for name in wanted if name not in header]
    if missing:
        raise Problem("no_column", column=missing[0], columns=header)
    places = [header.index(name) for name in wanted]
    scratch = Scratch(folder, wanted)
    for row, cells in filled:
        scratch.add(row, [cells[place] if place < len(cells) else "" for place in places])
        if limit and scratch.count >= limit:
            break
    return scratch.staged()
