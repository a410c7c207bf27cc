"""Reads OCEL 2.0 in its three clothes (JSON, XML, SQLite). Somebody must say which object type is the customer.

An event about several customers gives one record for each; an event about none is filtered. Attributes of the customer's object
are columns named `object:NAME` (their first value). SQLite files are opened read-only, schemas untrusted.
"""
import json
import sqlite3
from pathlib import Path

from ..problems import Problem
from .opening import Inflated
from .staging import Scratch
from .xes import _forget, _local, parse

CASE, ACTIVITY, TIME = "ocel:object", "ocel:activity", "ocel:timestamp"
OBJECT = "object:"
SQLITE = b"SQLite format 3\0"
ROLES = {"case": CASE, "activity": [ACTIVITY], "time": TIME}


def looks_like_json(head):
    text = head[:65_536]
    return b'"objectTypes"' in text or b'"eventTypes"' in text


def looks_like_xml(head):
    text = head[:65_536]
    return b"<object-types" in text or b"<event-types" in text


def objects_and_events(path, cap, report=None):
    """(objects: {id: (type, {attribute: first value})}, iterator of (id, activity, time, attributes, object ids))."""
    with open(path, "rb") as file:
        head = file.read(16)
    if head == SQLITE:
        return _from_sqlite(path)
    with Inflated(path, cap) as stream:
        first = stream.read(65_536).lstrip(b"\xef\xbb\xbf \t\r\n")
    return _from_json(path, cap) if first.startswith(b"{") else _from_xml(path, cap, report)


def _from_json(path, cap):
    with Inflated(path, cap) as stream:
        blocks = []
        while block := stream.read():
            blocks.append(block)
    try:
        found = json.loads(b"".join(blocks).decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise Problem("json_broken") from None
    try:
        objects = {one["id"]: (one["type"], _first_values(
            (pair["name"], pair.get("value")) for pair in one.get("attributes") or ())) for one in found["objects"]}
        events = [
            (one["id"], one["type"], one["time"], {pair["name"]: pair.get("value") for pair in one.get("attributes") or ()},
             [link["objectId"] for link in one.get("relationships") or ()])
            for one in found["events"]
        ]  # fmt: skip
    except (KeyError, TypeError, AttributeError):
        raise Problem("ocel_shape") from None
    return objects, iter(events)


def _first_values(pairs):
    values = {}
    for name, value in pairs:
        values.setdefault(name, value)
    return values


def _from_xml(path, cap, report):
    objects = {}
    with Inflated(path, cap) as stream:
        for step, name, element in parse(stream, {"log", "object"}):
            if step == "end" and name == "object" and element.get("type") is not None:
                objects[element.get("id", "")] = (element.get("type"), _first_values(
                    (one.get("name", ""), one.text) for one in element.iter() if _local(one.tag) == "attribute"))
                _forget(element)
    return objects, _xml_events(path, cap, report)


def _xml_events(path, cap, report):
    with Inflated(path, cap) as stream:
        for step, name, element in parse(stream, {"log", "event"}):
            if step == "end" and name == "event":
                attributes = {one.get("name", ""): one.text for one in element.iter() if _local(one.tag) == "attribute"}
                links = [one.get("object-id", "") for one in element.iter() if _local(one.tag) in ("relationship", "object")]
                yield element.get("id", ""), element.get("type"), element.get("time"), attributes, links
                _forget(element)
                if report:
                    report(stream.share)


def _from_sqlite(path):
    connection = sqlite3.connect(f"{Path(path).resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    connection.execute("PRAGMA trusted_schema=OFF")
    connection.text_factory = lambda data: data.decode("utf-8", errors="replace")
    try:
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        types = dict(connection.execute("SELECT ocel_type, ocel_type_map FROM object_map_type"))
        kinds = dict(connection.execute("SELECT ocel_type, ocel_type_map FROM event_map_type"))
        attributes = {}
        for suffix in types.values():
            if f"object_{suffix}" in tables:
                for one in _dicts(connection, f"object_{suffix}"):
                    known = attributes.setdefault(one.pop("ocel_id"), {})
                    for name, value in one.items():
                        if not name.startswith("ocel_") and value is not None:
                            known.setdefault(name, value)
        rows = connection.execute("SELECT ocel_id, ocel_type FROM object")
        objects = {one: (kind, attributes.get(one, {})) for one, kind in rows}
        links = {}
        for event, one in connection.execute("SELECT ocel_event_id, ocel_object_id FROM event_object"):
            links.setdefault(event, []).append(one)
        events = []
        for kind, suffix in kinds.items():
            if f"event_{suffix}" in tables:
                for one in _dicts(connection, f"event_{suffix}"):
                    name, at = one.pop("ocel_id"), one.pop("ocel_time", None)
                    events.append((name, kind, at, one, links.get(name, [])))
        order = {name: place for place, (name,) in enumerate(connection.execute("SELECT ocel_id FROM event"))}
    except (sqlite3.Error, KeyError):
        raise Problem("sqlite_broken") from None
    finally:
        connection.close()
    return objects, iter(sorted(events, key=lambda event: order.get(event[0], len(order))))


def _dicts(connection, table):
    cursor = connection.execute('SELECT * FROM "{}"'.format(table.replace('"', '""')))
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def _chosen(objects, object_type):
    types = sorted({kind for kind, _attributes in objects.values()})
    if not types:
        raise Problem("ocel_shape")
    if not object_type and len(types) > 1:
        raise Problem("object_type_needed", types=types)
    if object_type and object_type not in types:
        raise Problem("no_object_type", object_type=object_type, types=types)
    return types, object_type or types[0]


def describe(path, cap, layout, shown=200):
    """Object types to choose from, columns and first rows."""
    objects, events = objects_and_events(path, cap)
    types = sorted({kind for kind, _attributes in objects.values()})
    chosen = layout.object_type if layout.object_type in types else (types[0] if types else "")
    of_chosen = (attributes for kind, attributes in objects.values() if kind == chosen)
    of_object = list(dict.fromkeys(OBJECT + name for attributes in of_chosen for name in attributes))
    columns, rows = dict.fromkeys([CASE, ACTIVITY, TIME]), []
    for event in events:
        columns.update(dict.fromkeys(event[3]))
        rows += list(_records(event, objects, chosen))
        if len(rows) >= shown:
            break
    names = [*columns, *of_object]
    table = [["" if record.get(name) is None else str(record[name]) for name in names] for record in rows[:shown]]
    return {"columns": names, "rows": table, "object_types": types, "object_type": chosen, "roles": ROLES, "complete": False}


def _records(event, objects, object_type):
    _name, activity, at, attributes, links = event
    for link in dict.fromkeys(links):
        kind, own = objects.get(link, ("", {}))
        if kind == object_type:
            named = {OBJECT + name: value for name, value in own.items()}
            yield {**attributes, **named, CASE: link, ACTIVITY: activity, TIME: at}


def stage(path, folder, layout, cap, report=None, limit=None):
    """Stage one record per event and customer."""
    objects, events = objects_and_events(path, cap, report)
    _types, chosen = _chosen(objects, layout.object_type)
    wanted, shared = layout.wanted, 0
    scratch = Scratch(folder, wanted)
    for row, event in enumerate(events, 1):
        found = list(_records(event, objects, chosen))
        shared += len(found) > 1
        if not found:
            scratch.refuse(row, "no_object")
        for record in found:
            scratch.add(row, [record.get(name) for name in wanted])
        if limit and row >= limit:
            break
    return scratch.staged(cautions=[{"code": "shared_events", "count": shared}] if shared else [], row_of_first=1)
