"""Events that stay in PostgreSQL or DuckDB are counted exactly as imported ones are, and nothing is left behind there."""
import json
import os
import random
import tempfile
from datetime import timedelta
from pathlib import Path

import duckdb
import psycopg
import pytest
from django.core.management import CommandError, call_command

from journeys.silences.engine import read
from journeys.silences.instants import EPOCH, Unreadable
from journeys.silences.models import Reading
from journeys.silences.warehouse import Table, read_table
from tests.services import postgresql_folder, running_postgresql

from .small_logs import DAY, at, place, write_log
from .test_readings import make_version

with_postgresql = pytest.mark.skipif(
    postgresql_folder() is None, reason="PostgreSQL is not installed: apt-get install postgresql")
HERE = Table("events", "customer", "activity", "at", ("age",))
MAP = (
    place("signup", 1, anchor="start"), place("app", 2, due_after=7, due_unit="days", start_events=("begin*",)),
    place("chat", 3, anchor="signup", due_after=5, due_unit="days", expectation="alternative", group="help"),
    place("phone", 4, anchor="signup", due_after=9, due_unit="days", expectation="alternative", group="help"),
    place("letter", 5, anchor="2026-10-20", due_after=3, due_unit="days"),
    place("survey", 6, ("survey*",), expectation="optional"),
    place("fibre", 7, due_after=3, due_unit="weeks", expectation="conditional", condition="age=old"),
    place("done", 8, terminal="yes"), place("leave", 9, terminal="exit", expectation="optional"),
)


@pytest.fixture(scope="module")
def log():
    chance, found = random.Random(11), []
    for n in range(150):
        first = at("2026-10-01T00:00") + chance.randrange(30 * DAY)
        for name in ("signup", "begin app", "app", "chat", "phone", "letter", "survey 2", "fibre", "done", "leave", "visit"):
            if chance.random() < 0.5:
                traits = {"age": chance.choice(["young", "old", "old", ""])}
                found.append((f"c{n}", name, first + chance.randrange(25 * DAY), traits))
    return found


@pytest.fixture(scope="module", params=[pytest.param("postgresql", marks=with_postgresql), "duckdb"])
def filled(request, log):
    """The address of a warehouse that holds the log in its table `events`."""
    rows = [(customer, activity, iso(moment), traits["age"]) for customer, activity, moment, traits in log]
    create = "CREATE TABLE events (customer text, activity text, \"at\" timestamptz, age text)"
    with tempfile.TemporaryDirectory() as folder:
        if request.param == "duckdb":
            with duckdb.connect(f"{folder}/events.duckdb") as db:
                db.execute(create)
                db.executemany("INSERT INTO events VALUES (?, ?, ?, ?)", rows)
            yield f"duckdb://{folder}/events.duckdb"
            return
        os.chmod(folder, 0o755)  # the server runs as another user than root
        with running_postgresql(Path(folder)) as url:
            url = url.replace("postgres://", "postgresql://")
            with psycopg.connect(url) as db:
                db.execute(create)
                with db.cursor().copy("COPY events FROM STDIN") as lines:
                    for row in rows:
                        lines.write_row(row)
            yield url


def iso(moment):
    return (EPOCH + timedelta(microseconds=moment)).isoformat()


@pytest.mark.parametrize("window", [{}, {"window_to": "2026-10-25"}, {"window_from": "2026-10-10", "window_to": "2026-11-10"}])
def test_the_counts_are_those_of_the_imported_log(filled, log, tmp_path, window):
    path = write_log(tmp_path / "log.parquet", log, ("age",))
    here = read([path], MAP, ("age",), **window)
    there = read_table(filled, HERE, MAP, **window)
    for name in ("window", "customers", "touchpoints", "detours", "curves", "cautions"):
        assert there[name] == here[name], name
    assert sum(entry["silent"] for entry in here["touchpoints"]) > 20


def test_nothing_is_left_in_the_warehouse(filled):
    read_table(filled, HERE, MAP)
    if filled.startswith("duckdb:"):
        with duckdb.connect(filled.removeprefix("duckdb://"), read_only=True) as db:
            kept = db.execute("SELECT table_name FROM information_schema.tables").fetchall()
    else:
        with psycopg.connect(filled) as db:
            kept = db.execute("SELECT relname FROM pg_class WHERE relname IN ('people', 'names', 'events')").fetchall()
    assert kept == [("events",)]


def test_times_without_an_offset_are_read_in_the_zone_said(tmp_path):
    with duckdb.connect(str(tmp_path / "w.duckdb")) as db:
        db.execute("CREATE TABLE events (customer text, activity text, moment timestamp)")
        db.execute("INSERT INTO events VALUES ('c1', 'signup', '2026-10-25 01:30:00')")
    for zone, first in (("Europe/Paris", "2026-10-25T01:30:00+02:00"), ("UTC", "2026-10-25T01:30:00+00:00")):
        table = Table("main.events", "customer", "activity", "moment")
        found = read_table(f"duckdb://{tmp_path}/w.duckdb", table, MAP[:1], zone=zone)
        assert found["window"]["from"] == first


@pytest.mark.parametrize("table, said", [
    (Table("nowhere", "customer", "activity", "at"), "no column"), (Table("events", "client", "activity", "at"), "no column"),
    (Table("events", "customer", "activity", "age"), "does not hold times"),
])
def test_a_wrong_table_or_column_is_named(filled, table, said):
    with pytest.raises(Unreadable, match=said):
        read_table(filled, table, MAP)


@pytest.mark.parametrize("url, said", [
    ("postgresql://reader:secret@127.0.0.1:1/nowhere", "does not answer"), ("duckdb:///nowhere/secret.duckdb", "does not answer"),
    ("mysql://reader:secret@127.0.0.1/nowhere", "begins with"),
])
def test_a_warehouse_that_does_not_answer_says_so_without_its_password(url, said):
    with pytest.raises(Unreadable, match=said) as told:
        read_table(url, HERE, MAP)
    assert "secret" not in str(told.value)


@pytest.mark.django_db
def test_the_command_stores_the_same_reading_and_no_event(filled, log, tmp_path, telecom, capsys, monkeypatch, page, claire):
    make_version(telecom, MAP)
    asked = {"space": "telecom", "journey": "box", "table": "events", "case": "customer", "activity": "activity", "time": "at"}
    with pytest.raises(CommandError, match="WAREHOUSE_URL"):
        call_command("read_warehouse", **asked)
    monkeypatch.setenv("WAREHOUSE_URL", filled)
    told = []
    for _twice in range(2):
        call_command("read_warehouse", **asked, segments="age", json=True)
        told.append(json.loads(capsys.readouterr().out))
    here = read([write_log(tmp_path / "log.parquet", log, ("age",))], MAP, ("age",))
    assert told[0] == told[1] and told[0]["touchpoints"] == here["touchpoints"] and told[0]["log"] is None
    reading = Reading.objects.get()
    assert str(reading.uuid) == told[0]["reading"] and reading.status == "ready" and reading.customers == here["customers"]
    assert filled not in json.dumps(reading.parameters) and "trajectories" in reading.result
    html = page(claire, "reading", reading.uuid, HTTP_ACCEPT_LANGUAGE="en")
    assert "table events of the warehouse" in html and 'id="inaction-map"' in html
    with pytest.raises(CommandError, match="client"):
        call_command("read_warehouse", **asked | {"case": "client"})
