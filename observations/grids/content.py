"""What is sealed of a grid: plain JSON values, without a name. Written here, read back here, whatever the year.

Format 1: {"format": "silences/grid@1", "grid", "journey": {"uuid", "name"}, "number", "title", "template": as in rows, of the
grid, "columns": [Column.as_dict()], "rows": [{"silence": {"uuid", "touchpoint", "label", "by", "value", "kind"},
"template": null or {"version": uuid, "semantic", "digest"}, "columns": null or those it was answered on, when they are others,
"cells": {column: {"answer", "text", and "under" when own words
stand under a choice}}, "confidence": {"levels": [n1…n5], "unknown", "not_applicable", "declined"},
"dissents": [{"uuid", "text", "trade"}], "rates": {"before": rate or null, "now": rate or null}}]}; a rate is
{"reading", "until", "due", "silent", "rate", "low", "high"}.
"""
from collections import Counter

from .models import Answer

FORMAT = "silences/grid@1"
SILENT_ANSWERS = ("unknown", "not_applicable", "declined")


def of_grid(grid, rows, number, title, rates):
    """The content of a version. rows: draft rows with cells, opinions, dissents and silence prefetched; rates: by silence."""
    return {
        "format": FORMAT,
        "grid": str(grid.uuid),
        "journey": {"uuid": str(grid.journey.uuid), "name": grid.journey.name},
        "number": number,
        "title": title,
        "template": of_template(grid.template_version),
        "columns": [column.as_dict() for column in all_columns(grid, rows)],
        "rows": [of_row(row, rates.get(row.silence_id)) for row in rows],
    }


def all_columns(grid, rows):
    """The columns of the grid, then those that only rows answered on another version have."""
    found = {column.key: column for column in grid.columns}
    for row in rows:
        for column in row.columns:
            found.setdefault(column.key, column)
    return list(found.values())


def of_row(row, rates=None):
    silence = row.silence
    return {
        "silence": {
            "uuid": str(silence.uuid), "touchpoint": silence.touchpoint_key, "label": silence.label,
            "by": silence.segment_by, "value": silence.segment_value, "kind": silence.kind,
        },
        "template": of_template(row.template_version),
        "columns": None if row.template_version_id == row.grid.template_version_id else [c.as_dict() for c in row.columns],
        "cells": {cell.column: of_cell(cell) for cell in sorted_cells(row)},
        "confidence": confidence_of(row.opinions.all()),
        "dissents": [{"uuid": str(d.uuid), "text": d.text, "trade": d.trade} for d in voices(row)],
        "rates": rates or {"before": None, "now": None},
    }  # fmt: skip


def of_cell(cell):
    return {"answer": cell.answer, "text": cell.text, **({"under": cell.under} if cell.under else {})}


def of_template(version):
    return version and {"version": str(version.uuid), "semantic": version.version, "digest": version.digest}


def voices(row):
    """The voices that differ: about the row itself, and about the hypotheses posed on its silence; in the order they came."""
    about = [dissent for hypothesis in row.silence.hypotheses.all() for dissent in hypothesis.dissents.all()]
    return sorted([*row.dissents.all(), *about], key=lambda dissent: (dissent.created_at, str(dissent.uuid)))


def sorted_cells(row):
    return sorted(row.cells.all(), key=lambda cell: cell.column)


def confidence_of(opinions):
    """How many voices at each of the five levels, and how many did not choose one; nothing is averaged."""
    levels = Counter(opinion.level for opinion in opinions if opinion.answer == Answer.GIVEN)
    others = Counter(opinion.answer for opinion in opinions if opinion.answer != Answer.GIVEN)
    return {"levels": [levels[n] for n in range(1, 6)], **{answer: others[answer] for answer in SILENT_ANSWERS}}


def findings(content):
    """What two versions must share to say the same: everything but their number, title and figures."""
    rows = [{name: value for name, value in row.items() if name != "rates"} for row in content["rows"]]
    return {"columns": content["columns"], "rows": rows}
