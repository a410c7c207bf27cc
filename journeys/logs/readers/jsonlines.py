"""Reads JSON Lines, and JSON lists of objects, as a stream: nested values become columns named with dots.

Lists of {key, value} pairs (GA4) and JSON kept as text (PostHog's properties) are opened too; visits with `actionDetails`
(Matomo) give one record per action. A line that is not a JSON object is rejected; a list not well formed is refused whole.
"""
import codecs
import json
import re

from ..problems import Problem
from . import mappings
from .opening import CHUNK, Inflated
from .staging import Scratch

DEPTH = 4
ITEM_LIMIT = 4 * 2**20  # characters of one object
BETWEEN = re.compile(r"[ \t\r\n,]*")
OPENED = ("properties", "event_properties", "user_properties", "person_properties", "context")  # JSON inside text


def looks_like(head):
    """Whether these first bytes are JSON objects, one per line or in a list."""
    return bool(re.match(rb"\s*(\[\s*)?\{", head.removeprefix(codecs.BOM_UTF8)))


def objects(path, cap, report=None):
    """Yield (row, object or None); None for a line that is no JSON object. Raises Problem("json_broken") within a list."""
    with Inflated(path, cap) as stream:
        decode = codecs.getincrementaldecoder("utf-8-sig")(errors="replace").decode
        text = decode(stream.read(CHUNK))
        whole = _list_items if text.lstrip().startswith("[") else _lines
        yield from whole(text, lambda: decode(stream.read(CHUNK)), stream, report)


def _lines(text, more, stream, report):
    row, rest = 0, ""
    while text:
        *lines, rest = (rest + text).split("\n")
        for line in lines:
            row += 1
            if line.strip():
                yield row, _object(line)
        if len(rest) > ITEM_LIMIT:
            raise Problem("json_broken")
        if report:
            report(stream.share)
        text = more()
    if rest.strip():
        yield row + 1, _object(rest)


def _object(line):
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _list_items(text, more, stream, report):
    decoder, row, text, at = json.JSONDecoder(), 0, text.lstrip(), 1
    while True:
        at = BETWEEN.match(text, at).end()
        while at == len(text) and (block := more()):
            text, at = block, BETWEEN.match(block).end()
        if at == len(text) or text[at] == "]":
            return
        try:
            found, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            block = more()
            if not block or len(text) - at > ITEM_LIMIT:
                raise Problem("json_broken") from None
            text, at = text[at:] + block, 0
            continue
        row, at = row + 1, end  # the text stays whole: cutting it at each object would copy a million characters each time
        yield row, found if isinstance(found, dict) else None
        if report and row % 5000 == 0:
            report(stream.share)


def records(found):
    """The flat records of one object: itself, or one per action of a Matomo visit."""
    if isinstance(found.get("actionDetails"), list):
        visit = flat({name: value for name, value in found.items() if name != "actionDetails"})
        return [visit | mappings.matomo_action(action) for action in found["actionDetails"] if isinstance(action, dict)]
    return [flat(found)]


def flat(found, prefix="", depth=0):
    """{dotted name: text} of an object; lists that are not key/value pairs stay JSON text."""
    values = {}
    for name, value in found.items():
        name = f"{prefix}{name}"
        if isinstance(value, str) and value[:1] == "{" and name in OPENED:
            value = _object(value) or value
        if isinstance(value, dict) and depth < DEPTH:
            values |= flat(value, f"{name}.", depth + 1)
        elif isinstance(value, list) and value and all(isinstance(item, dict) and "key" in item for item in value):
            values |= {f"{name}.{item['key']}": _pair(item.get("value")) for item in value}
        else:
            values[name] = _text(value)
    return values


def _pair(value):
    """GA4 gives the value under the name of its type."""
    if isinstance(value, dict):
        value = next((one for one in value.values() if one is not None), None)
    return _text(value)


def _text(value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def describe(path, cap, layout, looked=500, shown=200):
    """Columns met in the first objects, and those rows."""
    columns, rows = {}, []
    for _row, found in objects(path, cap):
        for record in records(found) if found else ():
            columns.update(dict.fromkeys(record))
            rows.append(record)
        if len(rows) >= looked:
            break
    if not rows:
        raise Problem("json_shape")
    names = list(columns)
    return {"columns": names, "rows": [[row.get(name, "") for name in names] for row in rows[:shown]], "complete": False}


def stage(path, folder, layout, cap, report=None, limit=None):
    """Stage the wanted columns of every record."""
    wanted = layout.wanted
    scratch = Scratch(folder, wanted)
    for row, found in objects(path, cap, report):
        if found is None:
            scratch.refuse(row, "not_json")
            continue
        for record in records(found):
            scratch.add(row, [record.get(name) for name in wanted])
        if limit and scratch.count >= limit:
            break
    return scratch.staged(row_of_first=1)
