"""Local variants: what they kept of their parent, and how they follow its next version. Pure.

Refuses nothing by itself: `conformance` names every breach, `merge` every question that only a person can answer.
"""
from dataclasses import dataclass, field

from .nodes import BLANK, FREE, by_id, ordered


@dataclass(frozen=True)
class Report:
    """How a variant stands to its parent: lists of node ids, and breaches as (node id, field; "presence" when it is gone)."""

    kept: list = field(default_factory=list)
    glossed: list = field(default_factory=list)
    reworded: list = field(default_factory=list)
    hidden: list = field(default_factory=list)
    added: list = field(default_factory=list)
    breaches: list = field(default_factory=list)

    @property
    def conforms(self):
        return not self.breaches


@dataclass(frozen=True)
class Conflict:
    """A question for a person. kind: "both" (the two sides changed a field), "redefined" (a fundamental means something else
    now), "removed" (the parent dropped what we changed), "forced" (ours is no longer allowed)."""

    node: str
    field: str
    kind: str
    base: object
    theirs: object
    ours: object

    @property
    def key(self):
        return f"{self.node}.{self.field}"


def conformance(parent, variant):
    """The Report of a variant's nodes against its parent's."""
    mine, report = by_id(variant), Report()
    for n in ordered(parent):
        own = mine.get(n["id"])
        if own is None:
            report.breaches.append((n["id"], "presence"))
            continue
        wrong = [name for name in BLANK if own[name] != n[name] and name not in FREE[n["policy"]]]
        report.breaches.extend((n["id"], name) for name in wrong)
        if own["hidden"] and not own["hidden"].strip():
            report.breaches.append((n["id"], "hidden"))
        if n["policy"] == "adaptable" and missing_choices(n, own):
            report.breaches.append((n["id"], "choices"))
        if n["policy"] == "fundamental" and not wrong:
            report.kept.append(n["id"])
        if own["gloss"]:
            report.glossed.append(n["id"])
        if own["label"] != n["label"] or own["help"] != n["help"]:
            report.reworded.append(n["id"])
        if own["hidden"]:
            report.hidden.append(n["id"])
    known = by_id(parent)
    report.added.extend(n["id"] for n in ordered(variant) if n["id"] not in known)
    report.breaches.extend((i, "policy") for i in report.added if mine[i]["policy"] != "local")
    return report


def missing_choices(n, own):
    """Choices of the parent that the variant lost: it may add some, never take one away."""
    kept = {key for key, _words in own["choices"]}
    return [key for key, _words in n["choices"] if key not in kept]


def merge(base, theirs, ours, answers=None):
    """Three-way upgrade. base: the parent we forked; theirs: its new version; ours: our variant.

    answers: {Conflict.key: "theirs" or "ours"}. Returns (nodes, conflicts still open, conflicts met). A fundamental that was
    added, removed or redefined is always asked about, so that nobody follows without reading it.
    """
    answers, met, merged = answers or {}, [], []
    old, new, mine = by_id(base), by_id(theirs), by_id(ours)
    for n in ordered(theirs):
        own, before = mine.get(n["id"]), old.get(n["id"])
        if before is None:
            if n["policy"] == "fundamental":
                met.append(Conflict(n["id"], "presence", "redefined", None, n["label"], None))
            merged.append(dict(n))
        else:
            merged.append(merged_node(before, n, own or before, answers, met))
    for n in ordered(ours):
        if n["id"] in new:
            continue
        if n["id"] not in old:
            merged.append(dict(n))
        elif old[n["id"]]["policy"] == "fundamental" or n != old[n["id"]]:
            conflict = Conflict(n["id"], "presence", "removed", old[n["id"]]["label"], None, n["label"])
            met.append(conflict)
            if answers.get(conflict.key) == "ours":
                merged.append({**n, "policy": "local"})
    return merged, [conflict for conflict in met if answers.get(conflict.key) not in ("theirs", "ours")], met


def merged_node(base, theirs, ours, answers, met):
    """One node that the parent kept."""
    result = dict(theirs)
    for name in BLANK:
        if name == "id":
            continue
        free = name in FREE[theirs["policy"]]
        if theirs["policy"] == "fundamental" and name in ("kind", "definition", "choices") and theirs[name] != base[name]:
            met.append(Conflict(theirs["id"], name, "redefined", base[name], theirs[name], ours[name]))
        elif ours[name] == base[name] or ours[name] == theirs[name]:
            continue
        elif not free:
            met.append(Conflict(theirs["id"], name, "forced", base[name], theirs[name], ours[name]))
        elif theirs[name] == base[name]:
            result[name] = ours[name]
        else:
            conflict = Conflict(theirs["id"], name, "both", base[name], theirs[name], ours[name])
            met.append(conflict)
            if answers.get(conflict.key) == "ours":
                result[name] = ours[name]
    return result
