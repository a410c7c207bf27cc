"""One question over the versions of a grid, with a visible break wherever it no longer asks the same. Pure.

Answers are never recoded: those given under another kind, definition or scale stand in a stretch of their own, and figures
of two stretches are never added up or drawn on one line. Rewording alone breaks nothing.
"""
from collections import Counter
from dataclasses import dataclass, field

from .library import nodes

DRAWN = ("choice", "confidence")  # kinds of questions whose answers can be counted
UNSAID = ("unknown", "not_applicable", "declined")
MARGIN = "own_words"  # answers in people's own words that nobody brought under a choice: reported, never emptied


@dataclass(frozen=True)
class Link:
    """What became of one question from a list of nodes to the next. relation: same, reworded, redefined, new or dropped."""

    node: str
    relation: str
    comparable: bool


@dataclass(frozen=True)
class Point:
    """The answers of one sealed version inside a stretch. counts: by value, ways not to answer included."""

    number: int
    title: str
    counts: dict

    @property
    def total(self):
        return sum(self.counts.values())


@dataclass(frozen=True)
class Stretch:
    """Points that may be compared: the same kind, definition and scale. asked: the question's words; choices: (key, words)."""

    asked: dict
    kind: str
    choices: list
    semantic: str
    points: list = field(default_factory=list)

    @property
    def scale(self):
        """The values that may be counted, in order, the ways not to answer last."""
        margin = [MARGIN] if any(MARGIN in point.counts for point in self.points) else []
        return [key for key, _words in self.choices] + margin + list(UNSAID)


def node_map(before, after):
    """The Link of every question from one list of nodes to another, in the order of the second; dropped ones at the end."""
    old, same = nodes.by_id(before), nodes.comparable(before, after)
    links = []
    for n in nodes.ordered(after):
        if n["id"] not in old:
            links.append(Link(n["id"], "new", False))
        elif not same[n["id"]]:
            links.append(Link(n["id"], "redefined", False))
        else:
            links.append(Link(n["id"], "same" if old[n["id"]]["label"] == n["label"] else "reworded", True))
    return links + [Link(n["id"], "dropped", False) for n in nodes.ordered(before) if n["id"] not in nodes.by_id(after)]


def counted(contents):
    """Keys of the questions whose answers can be counted over these contents, in the order they were first asked."""
    return list(dict.fromkeys(c["key"] for held in contents for c in held["columns"] if c["kind"] in DRAWN))


def stretches(versions, key, templates):
    """The Stretches of one question, in the order they began.

    versions: (number, content) oldest first; templates: {uuid of a template version: its nodes}, for definitions, which the
    sealed content of a grid does not repeat. A version whose rows were answered on two meanings has a point in both.
    """
    found = {}
    for number, held in versions:
        for row in held["rows"]:
            column = column_of(held, row, key)
            if column is None:
                continue
            meaning = meaning_of(column, row, templates)
            if meaning not in found:
                semantic = row["template"]["semantic"] if row["template"] else ""
                found[meaning] = Stretch(column["label"], column["kind"], scale_of(column), semantic)
            points = found[meaning].points
            if not points or points[-1].number != number:
                points.append(Point(number, held["title"], Counter()))
            points[-1].counts.update(answers_of(column, row))
    return list(found.values())


def column_of(held, row, key):
    """The question as this row was asked it, or None."""
    return next((column for column in row.get("columns") or held["columns"] if column["key"] == key), None)


def meaning_of(column, row, templates):
    """What must be equal for two answers to be comparable."""
    version = row["template"] and row["template"]["version"]
    node = nodes.by_id(templates.get(version, ())).get(column["key"], {})
    return str((column["kind"], node.get("definition"), column.get("choices")))


def scale_of(column):
    if column["kind"] == "confidence":
        return [(str(level), {"fr": str(level), "en": str(level)}) for level in range(1, 6)]
    return [(key, words) for key, words in column.get("choices", ())]


def answers_of(column, row):
    """{value: how many} in one sealed row: one answer of the group for a choice, one of each voice for a confidence."""
    if column["kind"] == "confidence":
        said = row["confidence"]
        levels = {str(level): count for level, count in enumerate(said["levels"], 1)}
        return Counter({**levels, **{name: said[name] for name in UNSAID}})
    cell = row["cells"].get(column["key"])
    if cell is None or cell["answer"] == "given" and not cell["text"]:
        return Counter()
    if cell["answer"] != "given":
        return Counter([cell["answer"]])
    chosen = cell.get("under") or cell["text"]
    return Counter([chosen if chosen in dict(column["choices"]) else MARGIN])
