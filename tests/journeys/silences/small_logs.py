"""Small logs as the importer leaves them (Parquet), and short ways to write maps and events in tests."""
import csv
import json
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb

from journeys.maps.expectations import Touchpoint

GOLDEN = Path(__file__).parent.parent / "golden"
DAY = 86_400_000_000


def place(key, order, events=None, **more):
    """A touchpoint whose event bears its own name, unless said otherwise."""
    return Touchpoint(key=key, label=key.capitalize(), order=order, events=(key,) if events is None else events, **more)


def at(text, zone="Europe/Paris"):
    """A local time as microseconds since 1970."""
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp()) * 1_000_000


def write_log(path, log, attributes=(), first_seq=1):
    """log: (customer, activity, microseconds, {attribute: value}) in file order."""
    log = list(log)
    columns = {"customer": "VARCHAR", "activity": "VARCHAR", "at": "BIGINT", "seq": "BIGINT"}
    columns |= {f"attr_{n}": "VARCHAR" for n in range(len(attributes))}
    values = [[event[n] for event in log] for n in range(3)] + [list(range(first_seq, first_seq + len(log)))]
    values += [[traits.get(name) for _customer, _activity, _moment, traits in log] for name in attributes]
    unnested = ", ".join(f'unnest(?::{kind}[]) AS "{name}"' for name, kind in columns.items())
    db = duckdb.connect()
    db.execute(f'CREATE TABLE events AS SELECT * REPLACE (make_timestamp("at") AS "at") FROM (SELECT {unnested})', values)
    db.execute(f"COPY events TO '{path}' (FORMAT parquet)")
    db.close()
    return str(path)


def days(*events, **traits):
    """Events of one customer in whole or half days: days(("signup", 0), ("app", 2.5), customer="c1", age="65+")"""
    customer = traits.pop("customer")
    return [(customer, name, round(day * DAY), traits) for name, day in events]


def golden_map():
    """The touchpoints of the golden map."""
    with (GOLDEN / "map.csv").open() as file:
        return tuple(
            Touchpoint(
                key=row["touchpoint"], label=row["label"], stage=row["stage"], order=int(row["order"]), channel=row["channel"],
                expectation=row["expectation"], group=row["group"], condition=row["condition"], anchor=row["anchor"],
                due_after=float(row["due_after"]) if row["due_after"] else None, due_unit=row["due_unit"],
                start_events=tuple(filter(None, row["start_events"].split("|"))),
                events=tuple(filter(None, row["events"].split("|"))), terminal=row["terminal"],
            ) for row in csv.DictReader(file))


def golden_log():
    """The events of the golden log."""
    with (GOLDEN / "log.csv").open() as file:
        return [(row["customer"], row["event"], int(row["day"]) * DAY, {"access": row["access"], "age": row["age"]})
                for row in csv.DictReader(file)]


def golden_expected():
    """The counts that were checked by hand."""
    return json.loads((GOLDEN / "expected.json").read_text())
