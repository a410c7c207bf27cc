"""Reads XES (IEEE 1849), `.xes` and `.xes.gz`, as a stream: one record per event, case attributes beside event attributes.

Names are matched without their namespace (absent, with or without a final slash in real files). `global` defaults are ignored:
a missing attribute is missing, not UNKNOWN or 1970. Refuses: any DOCTYPE, entities, network, XML that is not well formed.
"""
from lxml import etree

from ..problems import Problem
from .opening import Inflated, beginning
from .staging import Scratch

CASE, ACTIVITY, TIME, LIFECYCLE = "concept:name", "concept:name", "time:timestamp", "lifecycle:transition"
PREFIX = "case:"  # `case:channel` asks for the case's attribute even where events have one of the same name
VALUES = {"string", "date", "int", "float", "boolean", "id"}
WAITING = 100_000  # events of one case kept waiting for a case name that comes after them


def looks_like(head):
    """Whether these first bytes are XES."""
    return b"<log" in head[:20_000] and b"ocel" not in head[:2_000].lower()


def _local(tag):
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def refuse_doctype(head):
    """Raise Problem("doctype") when a document type is declared before the first element, in any Unicode encoding."""
    if b"<!DOCTYPE" in head.replace(b"\0", b"").upper():
        raise Problem("doctype")


def parse(stream, tags):
    """Stream (event, element) pairs of `tags`, safe against hostile XML. Raises Problem("xml_broken", line=…)."""
    context = etree.iterparse(
        stream, events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        recover=False, remove_comments=True, remove_pis=True,
    )
    first = True
    try:
        for event, element in context:
            if first:
                first = False
                if element.getroottree().docinfo.doctype:
                    raise Problem("doctype")
            name = _local(element.tag)
            if name in tags:
                yield event, name, element
    except etree.XMLSyntaxError as error:
        line, _column = error.position
        raise Problem("xml_broken", line=line or 1) from None


def events(path, cap, report=None):
    """Yield (case ordinal, case attributes, event attributes or None); None marks a case of which the attributes came last.

    Attributes are dicts of text by key. Events outside any case come with ordinal 0.
    """
    refuse_doctype(beginning(path, 65_536, cap))
    with Inflated(path, cap) as stream:
        ordinal, case, inside, counted = 0, {}, False, 0
        for step, name, element in parse(stream, {"log", "trace", "event", *VALUES}):
            if step == "start":
                if name == "trace":
                    ordinal, case, inside = ordinal + 1, {}, True
                continue
            if name == "event":
                yield ordinal if inside else 0, case, _attributes(element)
                _forget(element)
                counted += 1
                if report and counted % 5000 == 0:
                    report(stream.share)
            elif name == "trace":
                yield ordinal, case, None
                inside, case = False, {}
                _forget(element)
            elif inside and name in VALUES and _local(element.getparent().tag) == "trace":
                case.setdefault(element.get("key", ""), element.get("value", ""))


def _attributes(element):
    found = {}
    for child in element:
        if _local(child.tag) in VALUES:
            found.setdefault(child.get("key", ""), child.get("value", ""))
    return found


def _forget(element):
    """Free what was read: the element's content and its elder siblings."""
    element.clear()
    parent = element.getparent()
    if parent is not None:
        while element.getprevious() is not None:
            del parent[0]


def value_of(name, case, event, case_first=False):
    """The attribute `name` of an event, else of its case (the other way round for the customer); `case:` forces the case.

    Both sides have a concept:name, which means two things: there the other side is no substitute.
    """
    if name.startswith(PREFIX) and name[len(PREFIX):] in case:
        return case[name[len(PREFIX):]]
    first, second = (case, event) if case_first else (event, case)
    value = first.get(name)
    return second.get(name) if value in (None, "") and name != CASE else value


def stage(path, folder, layout, cap, report=None, limit=None):
    """Stage the attributes that `layout` wants, of the first `limit` events.

    A case without the customer's attribute gets its ordinal as name, and a caution says how many.
    """
    wanted = layout.wanted
    scratch = Scratch(folder, wanted)
    unnamed, waiting, row = set(), [], 0
    for ordinal, case, event in events(path, cap, report):
        if event is None:
            for late_row, late in waiting:
                scratch.add(late_row, _values(wanted, ordinal, case, late, unnamed))
            waiting = []
            continue
        row += 1
        if ordinal == 0 and value_of(wanted[0], {}, event, True) in (None, ""):
            scratch.refuse(row, "outside_case")
        elif value_of(wanted[0], case, event, True) in (None, "") and len(waiting) < WAITING:
            waiting.append((row, event))
        else:
            scratch.add(row, _values(wanted, ordinal, case, event, unnamed))
        if limit and row >= limit:
            break
    cautions = [{"code": "unnamed_cases", "count": len(unnamed)}] if unnamed else []
    return scratch.staged(cautions=cautions, row_of_first=1)


def _values(wanted, ordinal, case, event, unnamed):
    values = [value_of(name, case, event, place == 0) for place, name in enumerate(wanted)]
    if values[0] in (None, ""):
        unnamed.add(ordinal)
        values[0] = f"#{ordinal}"
    return values


def describe(path, cap, layout, limit=2000, shown=200):
    """Attribute names of the first `limit` events and the first `shown` events as rows."""
    of_case, of_event, pairs = {}, {}, []
    for _ordinal, case, event in events(path, cap):
        of_case.update(dict.fromkeys(case))
        if event is None:
            continue
        of_event.update(dict.fromkeys(event))
        if len(pairs) < limit:
            pairs.append((case, event))
        else:
            break
    columns = [name for name in of_case if name not in of_event] + [PREFIX + name for name in of_case if name in of_event]
    columns += [name for name in of_event]
    rows = [[value_of(name, case, event) or "" for name in columns] for case, event in pairs[:shown]]
    return {"columns": columns, "rows": rows}
