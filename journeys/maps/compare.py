"""What changed from one map to another, touchpoint by touchpoint, word by word. Pure.

Touchpoints are the same when they have the same identifier. A touchpoint is `moved` when it had to change places among
those that both maps hold (the longest run that kept its order stays put).
"""
import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from .expectations import LONG_COLUMNS
from .rows import write_row

COMPARED = tuple(name for name in LONG_COLUMNS if name not in ("touchpoint", "order"))


@dataclass(frozen=True)
class Change:
    """One touchpoint that differs: kind is added, removed, changed or moved; fields are (column, word differences)."""

    kind: str
    key: str
    label: str
    stage: str
    fields: tuple = ()


def words(before, after):
    """[(op, text)…] with op in "same", "gone", "new": word-level differences that read in order."""
    old, new = (re.findall(r"\s+|\w+|[^\w\s]", text) for text in (before, after))
    pieces = []
    for op, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if op == "equal":
            pieces.append(("same", "".join(old[a:b])))
            continue
        if a < b:
            pieces.append(("gone", "".join(old[a:b])))
        if c < d:
            pieces.append(("new", "".join(new[c:d])))
    return pieces


def figures(touchpoint):
    """The counts of a touchpoint as one line of text."""
    return " | ".join(f"{count.segment or '*'}: {count.activated}/{count.expected}" for count in touchpoint.counts)


def field_changes(before, after):
    """((column, word differences)…) of two touchpoints with the same identifier."""
    old, new = write_row(before) | {"counts": figures(before)}, write_row(after) | {"counts": figures(after)}
    return tuple((name, words(str(old[name]), str(new[name])))
                 for name in (*COMPARED, "counts") if old[name] != new[name])


def compare(before, after):
    """Two tuples of touchpoints in map order → [Change…] in the order of the new map, removed ones where they stood."""
    old, new = {t.key: t for t in before}, {t.key: t for t in after}
    shared_old, shared_new = [key for key in old if key in new], [key for key in new if key in old]
    stayed = {key for block in SequenceMatcher(None, shared_old, shared_new, autojunk=False).get_matching_blocks()
              for key in shared_old[block.a:block.a + block.size]}
    changes = []
    for op, a, b, c, d in SequenceMatcher(None, list(old), list(new), autojunk=False).get_opcodes():
        if op in ("replace", "delete"):
            changes += [Change("removed", key, old[key].label, old[key].stage)
                        for key in list(old)[a:b] if key not in new]
        for key in list(new)[c:d]:
            if key not in old:
                changes.append(Change("added", key, new[key].label, new[key].stage))
                continue
            fields = field_changes(old[key], new[key])
            if fields or key not in stayed:
                changes.append(Change("changed" if fields else "moved", key, new[key].label, new[key].stage, fields))
    return changes
