"""The nodes of a grid template: what they are, what a variant may change in them, how two versions differ. Pure.

A node is a dict with the keys of BLANK; its `id` is permanent. Policies: a *fundamental* keeps its kind, definition, choices
and presence (a variant may put a gloss beside its label and move it within its section); an *adaptable* keeps its kind and
definition; a *local* one belongs to the variant.
"""
import re
from dataclasses import dataclass

from observations.wording import difference

from ..columns import Column, said_in

KINDS = ("section", "question", "choice", "confidence", "dissent", "instruction")
ASKING = {"question": "text", "choice": "choice", "confidence": "confidence", "dissent": "dissent"}
POLICIES = ("fundamental", "adaptable", "local")
FREEDOM = {policy: rank for rank, policy in enumerate(POLICIES)}
BLANK = {
    "id": "", "kind": "question", "parent": "", "label": {}, "definition": {}, "help": {}, "choices": [], "policy": "adaptable",
    "order": 0, "open_category": False, "hidden": "", "gloss": {},
}  # fmt: skip
FREE = {  # fields that a variant may change, by policy
    "fundamental": {"gloss", "order"},
    "adaptable": {"label", "help", "order", "hidden", "choices", "gloss", "open_category"},
    "local": set(BLANK) - {"id"},
}
IDENTIFIER = re.compile(r"[a-z][a-z0-9_]{0,59}$")
MAJOR, MINOR, PATCH = "major", "minor", "patch"


@dataclass(frozen=True)
class Change:
    """One difference of one node. what: added, removed, moved, reworded, redefined, policy, scale, kind, hidden…"""

    node: str
    what: str
    label: dict
    before: object = None
    after: object = None

    def pieces(self, language):
        """The words that changed, in a language; [] when the change is not one of words."""
        if not isinstance(self.before, dict) or not isinstance(self.after, dict):
            return []
        return difference(said_in(self.before, language), said_in(self.after, language))


def node(**fields):
    """A node with everything that is not given left blank."""
    return {**BLANK, **fields}


def ordered(nodes):
    """Nodes by section, then order, sections first."""
    place = {n["id"]: (n["order"], n["id"]) for n in nodes}
    return sorted(nodes, key=lambda n: (place.get(n["parent"], place[n["id"]]), bool(n["parent"]), n["order"], n["id"]))


def columns(nodes):
    """The questions of a template as the columns of a grid, hidden ones left out."""
    return tuple(
        Column(
            n["id"], ASKING[n["kind"]], glossed(n), n["help"] or n["definition"], tuple((k, w) for k, w in n["choices"]),
            n["kind"] == "choice" and n["open_category"],
        )  # fmt: skip
        for n in ordered(nodes)
        if n["kind"] in ASKING and not n["hidden"]
    )


def glossed(n):
    """The label, with the local gloss beside it."""
    return {lang: f"{words} ({n['gloss'][lang]})" if n["gloss"].get(lang) else words for lang, words in n["label"].items()}


def problems(nodes):
    """What prevents publishing, as (node id, key of what is wrong)."""
    found, seen = [], set()
    sections = {n["id"] for n in nodes if n["kind"] == "section"}
    for n in nodes:
        if not IDENTIFIER.match(n["id"]):
            found.append((n["id"], "identifier"))
        if n["id"] in seen:
            found.append((n["id"], "twice"))
        seen.add(n["id"])
        if n["kind"] not in KINDS or n["policy"] not in POLICIES:
            found.append((n["id"], "kind"))
        if not any(n["label"].values()):
            found.append((n["id"], "label"))
        if n["parent"] and n["parent"] not in sections:
            found.append((n["id"], "parent"))
        if n["kind"] == "choice" and len(n["choices"]) < 2:
            found.append((n["id"], "choices"))
    if not any(n["kind"] in ASKING and not n["hidden"] for n in nodes):
        found.append(("", "empty"))
    return found


def compare(before, after):
    """The Changes from one list of nodes to another, in the order of the second; removed nodes at the end."""
    old, new = by_id(before), by_id(after)
    found = []
    for n in ordered(after):
        previous = old.get(n["id"])
        found += [Change(n["id"], "added", n["label"], None, n["label"])] if previous is None else changes(previous, n)
    return found + [Change(n["id"], "removed", n["label"], n["label"]) for n in ordered(before) if n["id"] not in new]


def changes(old, n):
    """The Changes of one node that both versions have."""
    pairs = [
        ("kind", "kind"), ("definition", "redefined"), ("choices", "scale"), ("label", "reworded"), ("help", "reworded"),
        ("gloss", "glossed"), ("policy", "policy"), ("parent", "moved"), ("order", "moved"), ("open_category", "scale"),
    ]  # fmt: skip
    found = [Change(n["id"], what, n["label"], old[field], n[field]) for field, what in pairs if old[field] != n[field]]
    if bool(old["hidden"]) != bool(n["hidden"]):
        found.append(Change(n["id"], "hidden" if n["hidden"] else "shown", n["label"], old["hidden"], n["hidden"]))
    return found


def level(before, after):
    """How big the step is: MAJOR, MINOR, PATCH, or None when nothing changed.

    MAJOR: a fundamental added, removed or redefined, a kind or a scale changed. MINOR: a node added, removed, hidden or shown,
    a policy made freer. PATCH: wording, help, gloss, order. Source: the version rule of the domain model.
    """
    old, new = by_id(before), by_id(after)
    steps = {step(change, old.get(change.node), new.get(change.node)) for change in compare(before, after)}
    return next((size for size in (MAJOR, MINOR, PATCH) if size in steps), None)


def step(change, old, n):
    fundamental = "fundamental" in {(old or n)["policy"], (n or old)["policy"]}
    if change.what in ("kind", "scale"):
        return MAJOR
    if change.what == "redefined":
        return MAJOR if fundamental else MINOR
    if change.what in ("added", "removed"):
        return MAJOR if fundamental else MINOR
    if change.what == "policy":
        return MINOR if FREEDOM[change.after] > FREEDOM[change.before] else MAJOR
    return MINOR if change.what in ("hidden", "shown") else PATCH


def next_version(current, size):
    """“2.0.0” after “1.4.2” when the step is MAJOR; “1.0.0” when there was none."""
    if not current:
        return "1.0.0"
    major, minor, patch = (int(part) for part in current.split("."))
    return {MAJOR: f"{major + 1}.0.0", MINOR: f"{major}.{minor + 1}.0", PATCH: f"{major}.{minor}.{patch + 1}"}[size]


def comparable(before, after):
    """{node id: whether answers given before and after may be put on one chart}, for the nodes both versions have."""
    old = by_id(before)
    same = ("kind", "definition", "choices")
    return {n["id"]: all(old[n["id"]][f] == n[f] for f in same) for n in after if n["id"] in old}


def by_id(nodes):
    return {n["id"]: n for n in nodes}
