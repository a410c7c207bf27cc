"""Reads a workbook in a process of its own, whose memory and time are bounded: run as a script, never imported.

Standard input is the workbook; standard output is JSON, [[sheet name, rows of text]…]. Dates come out as 2026-10-01,
whole numbers without a decimal point. Exit status 1 when the workbook cannot be opened.
"""
import json
import resource
import sys
from datetime import date, datetime
from io import BytesIO

MEMORY, SECONDS = 512 * 1024 * 1024, 10
MAX_SHEETS, MAX_ROWS, MAX_COLUMNS = 20, 6000, 400


def text(value):
    """A cell as a person would type it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if not value.time() else value.isoformat(" ")
    return value.isoformat() if isinstance(value, date) else "" if value is None else str(value)


def main():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    from python_calamine import load_workbook

    workbook = load_workbook(BytesIO(sys.stdin.buffer.read()))
    sheets = []
    for name in workbook.sheet_names[:MAX_SHEETS]:
        try:
            sheet = workbook.get_sheet_by_name(name)
        except Exception:  # a sheet of charts has no cells  # noqa: BLE001, S112
            continue
        rows = []
        for cells in sheet.to_python(skip_empty_area=False, nrows=MAX_ROWS):
            rows.append([text(cell) for cell in cells[:MAX_COLUMNS]])
        sheets.append([name, rows])
    json.dump(sheets, sys.stdout)


if __name__ == "__main__":
    try:
        main()
    except BaseException as error:  # the library may panic: whatever it is, the file is what is wrong  # noqa: BLE001
        print(type(error).__name__, file=sys.stderr)
        sys.exit(1)
