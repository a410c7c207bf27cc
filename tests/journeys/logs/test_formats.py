"""The golden log comes out the same through every format it can be written in, and product exports need no mapping."""
import csv
import io
import json
import sqlite3
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from journeys.logs.problems import Problem

from .conftest import events_of

GOLDEN = Path(__file__).resolve().parent.parent / "golden" / "log.csv"
ROWS = list(csv.DictReader(GOLDEN.open()))
START = datetime(2026, 10, 1, 8)
PLAIN = {"case": "customer", "activity": "event", "time": "day", "segments": ["access", "age"]}


def dated(row):
    return START + timedelta(days=float(row["day"]))


def as_jsonl(path):
    path.write_text("".join(json.dumps(row) + "\n" for row in ROWS))


def as_json_list(path):
    path.write_text(json.dumps(ROWS, indent=1))


def as_workbook(path):
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(list(ROWS[0]))
    for row in ROWS:
        book.active.append([row["customer"], row["event"], float(row["day"]), row["access"], row["age"]])
    book.save(path)


def as_parquet(path):
    import duckdb

    duckdb.connect().execute(f"COPY (SELECT * FROM read_csv('{GOLDEN}')) TO '{path}' (FORMAT parquet)")


def as_tsv(path):
    path.write_text(GOLDEN.read_text().replace(",", "\t"))


@pytest.mark.parametrize("write", [as_jsonl, as_json_list, as_workbook, as_parquet, as_tsv])
def test_the_golden_log_is_the_same_through_every_flat_format(imported, tmp_path, write):
    path = tmp_path / "golden"
    write(path.with_suffix(".xlsx") if write is as_workbook else path)
    log = imported(path.with_suffix(".xlsx") if write is as_workbook else path, time_unit="days", **PLAIN)
    expected = imported(GOLDEN, time_unit="days", **PLAIN)
    assert (log.lines, log.kept, log.customers) == (90, 90, 22)
    assert [row[:3] + row[4:] for row in events_of(log)] == [row[:3] + row[4:] for row in events_of(expected)]


def ocel_json():
    events = [
        {"id": f"e{n}", "type": row["event"], "time": dated(row).isoformat() + "Z", "attributes": [],
         "relationships": [{"objectId": row["customer"], "qualifier": "of"}, {"objectId": "shop", "qualifier": "at"}]}
        for n, row in enumerate(ROWS)
    ]  # fmt: skip
    people = {row["customer"]: row for row in reversed(ROWS)}
    objects = [{"id": "shop", "type": "shop", "attributes": []}] + [
        {"id": name, "type": "customer",
         "attributes": [{"name": "access", "value": row["access"], "time": "2026-10-01T00:00:00Z"}]}
        for name, row in people.items()
    ]
    return {"objectTypes": [{"name": "customer"}, {"name": "shop"}], "eventTypes": [], "events": events, "objects": objects}


def ocel_xml():
    log = ocel_json()
    objects = "".join(
        f'<object id="{one["id"]}" type="{one["type"]}"><attributes>'
        + "".join(f'<attribute name="{a["name"]}" time="{a["time"]}">{a["value"]}</attribute>' for a in one["attributes"])
        + "</attributes></object>"
        for one in log["objects"]
    )
    events = "".join(
        f'<event id="{one["id"]}" type="{one["type"]}" time="{one["time"]}"><attributes/><objects>'
        + "".join(f'<relationship object-id="{link["objectId"]}" qualifier="x"/>' for link in one["relationships"])
        + "</objects></event>"
        for one in log["events"]
    )
    return f"<log><object-types/><event-types/><objects>{objects}</objects><events>{events}</events></log>"


def ocel_sqlite(path):
    log, base = ocel_json(), sqlite3.connect(path)
    base.executescript(
        "CREATE TABLE event(ocel_id, ocel_type); CREATE TABLE object(ocel_id, ocel_type);"
        "CREATE TABLE event_object(ocel_event_id, ocel_object_id, ocel_qualifier);"
        "CREATE TABLE event_map_type(ocel_type, ocel_type_map); CREATE TABLE object_map_type(ocel_type, ocel_type_map);"
        "CREATE TABLE object_customer(ocel_id, ocel_time, access, ocel_changed_field); CREATE TABLE object_shop(ocel_id);"
        "INSERT INTO object_map_type VALUES ('customer', 'customer'), ('shop', 'shop');"
    )
    for place, kind in enumerate(sorted({one["type"] for one in log["events"]})):
        base.execute("INSERT INTO event_map_type VALUES (?, ?)", [kind, f"t{place}"])
        base.execute(f"CREATE TABLE event_t{place}(ocel_id, ocel_time)")
    places = dict(base.execute("SELECT * FROM event_map_type"))
    for one in log["events"]:
        base.execute("INSERT INTO event VALUES (?, ?)", [one["id"], one["type"]])
        base.execute(f"INSERT INTO event_{places[one['type']]} VALUES (?, ?)", [one["id"], one["time"]])
        for link in one["relationships"]:
            base.execute("INSERT INTO event_object VALUES (?, ?, 'x')", [one["id"], link["objectId"]])
    for one in log["objects"]:
        base.execute("INSERT INTO object VALUES (?, ?)", [one["id"], one["type"]])
        if one["type"] == "customer":
            access = one["attributes"][0]["value"] or None
            base.execute("INSERT INTO object_customer VALUES (?, '', ?, NULL)", [one["id"], access])
    base.commit()
    base.close()


@pytest.mark.parametrize("clothes", ["json", "xml", "sqlite"])
def test_the_golden_log_is_the_same_in_the_three_clothes_of_ocel(imported, tmp_path, clothes):
    path = tmp_path / f"golden.{clothes}"
    if clothes == "sqlite":
        ocel_sqlite(path)
    else:
        path.write_text(json.dumps(ocel_json()) if clothes == "json" else ocel_xml())
    log = imported(path, object_type="customer", segments=["object:access"])
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    first = {row["customer"]: row["access"] for row in reversed(ROWS)}
    writer.writerow(["customer", "event", "at", "access"])
    writer.writerows([row["customer"], row["event"], dated(row).isoformat() + "Z", first[row["customer"]]] for row in ROWS)
    (tmp_path / "same.csv").write_text(text.getvalue())
    expected = imported(tmp_path / "same.csv", case="customer", activity="event", time="at", segments=["access"])
    assert (log.lines, log.customers) == (90, 22)
    assert [row[:3] + row[4:] for row in events_of(log)] == [row[:3] + row[4:] for row in events_of(expected)]


def test_ocel_asks_which_object_is_the_customer(imported, file_of):
    with pytest.raises(Problem) as caught:
        imported(file_of("log.json", json.dumps(ocel_json())))
    assert caught.value.code == "object_type_needed" and caught.value.details["types"] == ["customer", "shop"]


def test_an_event_about_two_customers_counts_for_both_and_one_about_none_is_filtered(imported, file_of):
    log = {
        "objectTypes": [], "eventTypes": [],
        "objects": [{"id": "a", "type": "customer"}, {"id": "b", "type": "customer"}, {"id": "s", "type": "shop"}],
        "events": [
            {"id": "1", "type": "met", "time": "2026-10-01T10:00:00Z", "relationships": [{"objectId": "a"}, {"objectId": "b"}]},
            {"id": "2", "type": "shut", "time": "2026-10-02T10:00:00Z", "relationships": [{"objectId": "s"}]},
        ],
    }
    found = imported(file_of("log.json", json.dumps(log)), object_type="customer")
    assert (found.lines, found.kept, found.filtered, found.customers) == (3, 2, 1, 2)
    assert found.cautions[0]["code"] == "shared_events" and found.rejects_path.read_text().count("\n") == 1


EXPORTS = {
    "ga4": [
        {"event_date": "20261001", "event_timestamp": 1790845200000000, "event_name": "page_view", "user_pseudo_id": "a.1",
         "event_params": [{"key": "ga_session_id", "value": {"string_value": None, "int_value": 7}}]},
    ],
    "posthog": [
        {"uuid": "1", "event": "$pageview", "timestamp": "2026-10-01T09:00:00.000000", "distinct_id": "d", "person_id": "p",
         "properties": '{"$session_id": "s"}'},
    ],
    "mixpanel": [{"event": "Sign up", "properties": {"time": 1790845200, "distinct_id": "x"}}],
    "amplitude": [{"event_type": "open", "event_time": "2026-10-01 09:00:00.000000", "user_id": None, "amplitude_id": 12}],
    "rudderstack": [
        {"event": "Open", "type": "track", "originalTimestamp": "2026-10-01T09:00:00.000Z", "anonymousId": "z", "userId": ""},
    ],
    "segment": [{"event": "open", "timestamp": "2026-10-01 09:00:00", "anonymous_id": "z", "user_id": None}],
    "snowplow": [{"event": "unstruct", "event_name": "open", "derived_tstamp": "2026-10-01 09:00:00", "domain_userid": "u"}],
    "matomo": [
        {"idVisit": 1, "visitorId": "v", "actionDetails": [{"type": "action", "pageTitle": "Home", "timestamp": 1790845200},
         {"type": "event", "eventCategory": "Box", "eventAction": "plugged", "timestamp": 1790845260}]},
    ],
}  # fmt: skip


@pytest.mark.parametrize("product", EXPORTS)
def test_the_exports_of_products_are_recognised_and_read_without_a_mapping(imported, file_of, product):
    log = imported(file_of("export.jsonl", "".join(json.dumps(row) + "\n" for row in EXPORTS[product])), timezone="")
    assert (log.customers, log.rejected) == (1, 0)
    assert log.first_at.isoformat() == "2026-10-01T09:00:00+00:00"
    if product == "matomo":
        assert [name for name, _count in log.activities] == ["Home", "event: Box: plugged"]


def test_an_event_that_an_export_sent_twice_counts_once(imported, file_of):
    rows = EXPORTS["posthog"] * 2 + [row | {"uuid": "2"} for row in EXPORTS["posthog"]] + [
        row | {"uuid": None} for row in EXPORTS["posthog"]] * 2
    log = imported(file_of("export.jsonl", "".join(json.dumps(row) + "\n" for row in rows)), timezone="")
    assert (log.lines, log.kept, log.filtered, log.reasons) == (5, 4, 1, {"repeated": 1}) and log.options["event_id"] == "uuid"


@pytest.mark.parametrize("column", ["customer", "event", "at"])
def test_what_says_who_what_or_when_names_no_event(simple, column):
    with pytest.raises(Problem) as caught:
        simple("c1,a,2026-10-01\n", event_id=column)
    assert caught.value.code == "id_is_role"


def test_nested_values_are_columns_by_their_dotted_name(imported, file_of):
    rows = EXPORTS["ga4"] + [EXPORTS["ga4"][0] | {"event_name": "x"}]
    path = file_of("export.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    assert events_of(imported(path, segments=["event_params.ga_session_id"]))[0][4] == "7"


def test_broken_json_lines_are_rejected_one_by_one(imported, file_of):
    text = '{"c": "a", "e": "x", "t": "2026-10-01"}\n{"c": \n[1]\n{"c": "b", "e": "x", "t": "2026-10-01"}\n'
    log = imported(file_of("log.jsonl", text), case="c", activity="e", time="t")
    assert (log.lines, log.kept, log.reasons) == (4, 2, {"not_json": 2})


@pytest.mark.parametrize("text", ['[{"c": "a"}, {"c": ', "[{" + '"a":{' * 5000, '[{"c": 1}, nope]'])
def test_a_broken_json_list_is_a_named_problem(imported, file_of, text):
    with pytest.raises(Problem) as caught:
        imported(file_of("log.json", text), case="c", activity="e", time="t")
    assert caught.value.code in ("json_broken", "json_shape", "no_times")


def test_a_workbook_bomb_and_a_damaged_one_are_refused(imported, tmp_path, settings):
    import zipfile

    settings.LOG_INFLATED_MB, settings.LOG_INFLATED_FACTOR = 1, 10
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 50_000_000)
    with pytest.raises(Problem) as caught:
        imported(bomb, **PLAIN)
    assert caught.value.code == "zip_hostile"
    (tmp_path / "broken.xlsx").write_bytes(bomb.read_bytes()[:300])
    with pytest.raises(Problem) as caught:
        imported(tmp_path / "broken.xlsx", **PLAIN)
    assert caught.value.code in ("zip_broken", "unknown_format")


def test_workbook_dates_are_read(imported, tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["customer", "event", "at"])
    book.active.append([10432, "signup", datetime(2026, 7, 1, 10, 30)])
    book.save(tmp_path / "dates.xlsx")
    log = imported(tmp_path / "dates.xlsx", case="customer", activity="event", time="at")
    assert events_of(log)[0][2] == datetime(2026, 7, 1, 8, 30)


def test_a_damaged_parquet_file_is_a_named_problem(imported, tmp_path):
    (tmp_path / "x.parquet").write_bytes(b"PAR1" + b"\0" * 100 + b"PAR1")
    with pytest.raises(Problem) as caught:
        imported(tmp_path / "x.parquet", **PLAIN)
    assert caught.value.code == "parquet_broken"
