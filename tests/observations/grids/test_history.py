"""Answers over the versions: counted apart wherever the question changed its meaning, never added up across a break."""
import pytest

from observations.grids import history
from observations.grids.library.nodes import node

ASKED = node(id="lens", kind="choice", label={"fr": "Prisme"}, definition={"fr": "Pourquoi"}, choices=[["a", {}], ["b", {}]])


def after(**fields):
    return [{**ASKED, **fields}]


@pytest.mark.parametrize("nodes, relation, comparable", [
    (after(), "same", True),
    (after(order=9, help={"fr": "Aide"}), "same", True),
    (after(label={"fr": "Autre mot"}), "reworded", True),
    (after(definition={"fr": "Autre sens"}), "redefined", False),
    (after(choices=[["a", {}], ["c", {}]]), "redefined", False),
    (after(kind="question"), "redefined", False),
    (after(id="other"), "new", False),
])  # fmt: skip
def test_a_map_says_what_became_of_each_question(nodes, relation, comparable):
    links = history.node_map([ASKED], nodes)
    assert (links[0].relation, links[0].comparable) == (relation, comparable)
    assert [link.relation for link in links[1:]] == (["dropped"] if relation == "new" else [])


def row(answer, version, **fields):
    cell = {"answer": "given", "text": answer} if answer in ("a", "b") else {"answer": answer, "text": ""}
    template = version and {"version": version, "semantic": version, "digest": ""}
    return {"template": template, "columns": None, "cells": {"lens": cell}, "confidence": {}, **fields}


def held(title, *rows):
    return {"title": title, "rows": list(rows), "columns": [
        {"key": "lens", "kind": "choice", "label": ASKED["label"], "choices": ASKED["choices"]}
    ]}  # fmt: skip


TEMPLATES = {"1.0.0": [ASKED], "1.0.1": after(label={"fr": "Mot"}), "2.0.0": after(definition={"fr": "Autre"})}


@pytest.mark.parametrize("versions, expected", [
    ([], []),
    ([held("un", row("a", "1.0.0"), row("b", "1.0.0"))], [[(1, {"a": 1, "b": 1})]]),
    ([held("un", row("a", "1.0.0")), held("deux", row("a", "1.0.1"))], [[(1, {"a": 1}), (2, {"a": 1})]]),
    ([held("un", row("a", "1.0.0")), held("deux", row("a", "2.0.0"))], [[(1, {"a": 1})], [(2, {"a": 1})]]),
    ([held("un", row("a", "1.0.0"), row("a", "2.0.0"))], [[(1, {"a": 1})], [(1, {"a": 1})]]),
    ([held("un", row("unknown", "1.0.0"), row("declined", "1.0.0"))], [[(1, {"unknown": 1, "declined": 1})]]),
    ([held("un", row("given", "1.0.0"))], [[(1, {})]]),
    ([held("un", row("a", None)), held("deux", row("a", "1.0.0"))], [[(1, {"a": 1})], [(2, {"a": 1})]]),
])  # fmt: skip
def test_stretches_never_cross_a_change_of_meaning(versions, expected):
    numbered = list(enumerate(versions, 1))
    found = history.stretches(numbered, "lens", TEMPLATES)
    assert [[(point.number, dict(point.counts)) for point in stretch.points] for stretch in found] == expected
