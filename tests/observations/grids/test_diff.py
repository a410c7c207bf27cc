"""The difference between two contents of a grid, as tables: rows, cells, words, voices."""
import pytest

from observations.grids.columns import DEFAULT
from observations.grids.diff import compare

NOBODY = {"levels": [0] * 5, "unknown": 0, "not_applicable": 0, "declined": 0}


def row(uuid, confidence=NOBODY, dissents=(), **texts):
    cells = {key: {"answer": "given", "text": text} if isinstance(text, str) else text for key, text in texts.items()}
    return {
        "silence": {"uuid": uuid, "touchpoint": uuid, "label": uuid, "by": "", "value": ""}, "cells": cells,
        "confidence": confidence, "dissents": list(dissents), "rates": {"before": None, "now": None},
    }  # fmt: skip


def held(*rows, columns=DEFAULT):
    return {"columns": [column.as_dict() for column in columns], "rows": list(rows)}


def said(pieces):
    return "".join({"kept": "{}", "removed": "[-{}]", "added": "[+{}]"}[kind].format(text) for kind, text in pieces)


@pytest.mark.parametrize(
    "before, after, kinds",
    [
        ([row("a", reading="x")], [row("a", reading="x")], {"a": "kept"}),
        ([row("a", reading="x")], [row("a", reading="y")], {"a": "changed"}),
        ([], [row("a")], {"a": "added"}),
        ([row("a"), row("b")], [row("b")], {"b": "kept", "a": "removed"}),
        ([row("a"), row("b")], [row("b"), row("a")], {"b": "kept", "a": "kept"}),
        ([row("a")], [row("a", dissents=[{"uuid": "1", "text": "Non", "trade": ""}])], {"a": "changed"}),
        ([row("a")], [row("a", confidence={**NOBODY, "unknown": 1})], {"a": "changed"}),
        ([row("a", reading="")], [row("a")], {"a": "kept"}),
    ],
)
def test_rows_are_told_by_their_silence(before, after, kinds):
    found = compare(held(*before), held(*after))
    assert {line.silence["uuid"]: line.kind for line in found.rows} == kinds
    assert found.touched == sum(kind != "kept" for kind in kinds.values())


@pytest.mark.parametrize(
    "before, after, kind, words",
    [
        ("Trop long", "Trop lent", "changed", "Trop [-long][+lent]"),
        (None, "Neuf", "added", "[+Neuf]"),
        ("Vieux", None, "removed", "[-Vieux]"),
        ("Vieux", {"answer": "unknown", "text": ""}, "changed", "[-Vieux]"),
        ({"answer": "unknown", "text": ""}, {"answer": "declined", "text": ""}, "changed", ""),
        (None, None, "kept", ""),
        ("", None, "kept", ""),
    ],
)
def test_cells_say_what_changed_word_by_word(before, after, kind, words):
    cells = [row("a", **({} if text is None else {"reading": text})) for text in (before, after)]
    change = compare(held(cells[0]), held(cells[1])).rows[0].cells["reading"]
    assert (change.kind, said(change.pieces)) == (kind, words)


def test_columns_come_and_go_with_their_answers():
    found = compare(held(row("a", old="x"), columns=DEFAULT[:2]), held(row("a"), columns=DEFAULT[1:]))
    assert found.added_columns == ["confidence", "state", "dissent"] and found.removed_columns == ["reading"]
    assert [column["key"] for column in found.columns][-1] == "reading"


def test_a_first_version_is_all_new_and_the_json_form_leaves_out_what_is_kept():
    assert compare(None, held(row("a"))).count("added") == 1
    answer = compare(held(row("a", reading="x"), row("b")), held(row("a", reading="y"), row("b"))).as_dict()
    assert [line["silence"]["uuid"] for line in answer["rows"]] == ["a"]
    assert [cell["column"] for cell in answer["rows"][0]["cells"]] == ["reading"]
    assert answer["rows"][0]["cells"][0]["pieces"] == [{"kind": "removed", "text": "x"}, {"kind": "added", "text": "y"}]
