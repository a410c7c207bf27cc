"""Differences between two sealed contents of a grid, by row and column, word by word. Pure: JSON values in, plain rows out."""
from dataclasses import dataclass

from observations.wording import Piece, changed, difference

ADDED, REMOVED, CHANGED, KEPT = "added", "removed", "changed", "kept"


@dataclass(frozen=True)
class CellChange:
    """One cell: kind, what each version says ({"answer", "text"} or None), and the pieces between the two texts."""

    column: str
    kind: str
    before: dict | None
    after: dict | None
    pieces: list[Piece]


@dataclass(frozen=True)
class RowChange:
    """One silence. cells: CellChange by column key; confidence: (before, after); dissents: those added since."""

    kind: str
    silence: dict
    before: dict | None
    after: dict | None
    cells: dict
    dissents: list

    @property
    def confidence(self):
        return (self.before or {}).get("confidence"), (self.after or {}).get("confidence")

    @property
    def rates(self):
        return (self.after or self.before)["rates"]


@dataclass(frozen=True)
class GridChange:
    """All of it. columns: of both versions, those of the second first; added_columns, removed_columns: keys."""

    columns: list
    added_columns: list
    removed_columns: list
    rows: list

    def count(self, kind):
        return sum(row.kind == kind for row in self.rows)

    @property
    def touched(self):
        """How many rows differ."""
        return sum(row.kind != KEPT for row in self.rows)

    def as_dict(self):
        """The JSON form: what the API answers."""
        return {
            "added_columns": self.added_columns,
            "removed_columns": self.removed_columns,
            "rows": [
                {
                    "kind": row.kind,
                    "silence": row.silence,
                    "cells": [
                        {
                            "column": cell.column, "kind": cell.kind, "before": cell.before, "after": cell.after,
                            "pieces": [{"kind": piece.kind, "text": piece.text} for piece in cell.pieces],
                        }
                        for cell in row.cells.values()
                        if cell.kind != KEPT
                    ],
                    "confidence": {"before": row.confidence[0], "after": row.confidence[1]},
                    "dissents_added": row.dissents,
                }
                for row in self.rows
                if row.kind != KEPT
            ],
        }  # fmt: skip


def compare(before, after):
    """The GridChange from one content to another (see content.py); None stands for a grid nobody had filled yet."""
    before = before or {"columns": [], "rows": []}
    old_columns = {column["key"]: column for column in before["columns"]}
    new_columns = {column["key"]: column for column in after["columns"]}
    columns = [*after["columns"], *(old_columns[key] for key in old_columns if key not in new_columns)]
    keys = [column["key"] for column in columns]
    old_rows = {row["silence"]["uuid"]: row for row in before["rows"]}
    new_rows = {row["silence"]["uuid"]: row for row in after["rows"]}
    order = [*new_rows, *(uuid for uuid in old_rows if uuid not in new_rows)]
    return GridChange(
        columns=columns,
        added_columns=[key for key in new_columns if key not in old_columns] if old_columns else [],
        removed_columns=[key for key in old_columns if key not in new_columns],
        rows=[compare_rows(old_rows.get(uuid), new_rows.get(uuid), keys) for uuid in order],
    )


def compare_rows(before, after, keys):
    cells = {key: compare_cells(key, cell_of(before, key), cell_of(after, key)) for key in keys}
    known = {dissent["uuid"] for dissent in (before or {}).get("dissents", ())}
    dissents = [dissent for dissent in (after or {}).get("dissents", ()) if dissent["uuid"] not in known]
    if before is None:
        kind = ADDED
    elif after is None:
        kind = REMOVED
    else:
        same = before["confidence"] == after["confidence"] and not dissents
        kind = KEPT if same and all(cell.kind == KEPT for cell in cells.values()) else CHANGED
    return RowChange(kind, (after or before)["silence"], before, after, cells, dissents)


def cell_of(row, key):
    """The cell of a row, None when nobody wrote anything in it."""
    cell = row["cells"].get(key) if row else None
    return None if cell is None or cell["answer"] == "given" and not cell["text"] else cell


def compare_cells(key, before, after):
    pieces = difference((before or {}).get("text", ""), (after or {}).get("text", ""))
    answers = [((cell or {}).get("answer", ""), (cell or {}).get("under", "")) for cell in (before, after)]
    if not changed(pieces) and answers[0] == answers[1]:
        kind = KEPT
    elif before is None:
        kind = ADDED
    else:
        kind = REMOVED if after is None else CHANGED
    return CellChange(key, kind, before, after, pieces)
