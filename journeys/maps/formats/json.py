"""JSON: an object with the journey's name and its touchpoints, whose fields are the columns of the long layout. Pure.

Events are lists, figures are a list of `counts`; a published version's own content is read too. NaN, deep nesting and
anything that is not this shape is refused.
"""
import json
from itertools import islice

from ..expectations import LONG_COLUMNS
from ..rows import join_names, number_text, slug_of, unstorable
from .csv import decode
from .long import MAX_ROWS, assemble
from .mapfile import MapFile, Unreadable, stages_of

LABEL, EXTENSION, MIME = "JSON", "json", "application/json"
MARK = "silences-map"


def refuse_constant(name):
    raise ValueError(name)


def parse(data):
    """Bytes → value. Raises Unreadable with the line and the character."""
    text = decode(data)
    if not text.strip():
        raise Unreadable("empty_file")
    try:
        return json.loads(text, parse_constant=refuse_constant)
    except json.JSONDecodeError as error:
        raise Unreadable("json_broken", line=error.lineno, character=error.colno) from None
    except (ValueError, RecursionError):
        raise Unreadable("json_broken", line=1, character=1) from None


def as_text(value):
    """A JSON value as the cell of a table; lists of names joined with bars."""
    if isinstance(value, list):
        return join_names([str(item) for item in value])
    if isinstance(value, bool):
        return "yes" if value else ""
    return "" if value is None else number_text(value) if isinstance(value, int | float) else str(value)


def rows_of(number, item):
    """One touchpoint's object → its cells, repeated for each of its figures."""
    cells = {name: as_text(item[name]) for name in LONG_COLUMNS if name in item}
    cells["touchpoint"] = as_text(item.get("touchpoint") or item.get("key"))
    counts = item.get("counts")
    if not isinstance(counts, list) or not counts:
        counts = [{"expected": item.get("expected_count"), "activated": item.get("activated_count"),
                   "segment": item.get("segment")}]
    for count in counts:
        count = count if isinstance(count, dict) else {}
        yield number, {**cells, "expected_count": as_text(count.get("expected")),
                       "activated_count": as_text(count.get("activated")), "segment": as_text(count.get("segment"))}


def short(held, name, limit):
    value = held.get(name)
    return value.strip()[:limit] if isinstance(value, str) and not unstorable(value) else ""


def read(data, choices=None):
    """Bytes → MapFile; row numbers count the touchpoints of the list, from 1."""
    try:
        return read_value(parse(data))
    except Unreadable as error:
        return MapFile(problems=(error.problem,))


def read_value(held):
    """A JSON value → MapFile: what the API receives too."""
    try:
        items = held if isinstance(held, list) else held.get("touchpoints") if isinstance(held, dict) else None
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise Unreadable("json_shape")
        rows = list(islice((row for number, item in enumerate(items, 1) for row in rows_of(number, item)), MAX_ROWS + 1))
        if len(rows) > MAX_ROWS:
            raise Unreadable("too_many_rows", limit=MAX_ROWS)
    except Unreadable as error:
        return MapFile(problems=(error.problem,))
    numbered = any("order" in item for item in items)
    touchpoints, problems = assemble(rows, {"order": "order"} if numbered else {})
    held = held if isinstance(held, dict) else {}
    listed = held.get("stages") if isinstance(held.get("stages"), list) else []
    stages = dict.fromkeys([str(name)[:100] for name in listed if str(name).strip() and not unstorable(str(name))])
    return MapFile(touchpoints, tuple(problems), tuple(dict.fromkeys([*stages, *stages_of(touchpoints)])),
                   name=short(held, "name", 200), slug=slug_of(short(held, "slug", 64)),
                   description=short(held, "description", 2000), language=short(held, "language", 8))


def touchpoint_value(touchpoint):
    """A touchpoint as the JSON value that `read_value` reads back."""
    values = touchpoint.as_dict()
    counts = list(values.pop("counts"))
    shown = {"touchpoint": values.pop("key"), **values}
    return {name: shown[name] for name in LONG_COLUMNS if name in shown} | ({"counts": counts} if counts else {})


def write(map_file):
    """MapFile → bytes, readable by people."""
    content = {"format": MARK, "version": 1, "name": map_file.name, "slug": map_file.slug,
               "description": map_file.description, "language": map_file.language, "stages": list(map_file.stages),
               "touchpoints": [touchpoint_value(touchpoint) for touchpoint in map_file.touchpoints]}
    return json.dumps(content, ensure_ascii=False, indent=2).encode() + b"\n"
