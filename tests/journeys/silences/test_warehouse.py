"""Events that stay in a warehouse are counted exactly as imported ones are, and nothing is left behind there: run on PostgreSQL
and DuckDB, and told to the others in words that they can parse."""
import json
import os
import random
import tempfile
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import duckdb
import psycopg
import pytest
import sqlglot
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from sqlglot import exp

from journeys.silences import portable
from journeys.silences.actions import name_table
from journeys.silences.engine import ask, read
from journeys.silences.instants import EPOCH, Calendar, Unreadable
from journeys.silences.models import Reading, WarehouseTable
from journeys.silences.plan import plan
from journeys.silences.warehouse import Away, Table, read_table
from tests import make
from tests.services import postgresql_folder, running_postgresql

from .small_logs import DAY, at, golden_log, golden_map, place, write_log
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
    place("bill", 7, anchor="2026-09-30", every="1 month", times=3, due_after=10, due_unit="days"),
    place("login", 7, ("visit", "app"), anchor="start", every="7 days", times=4, start_events=("begin*",)),
    place("note", 7, ("letter",), anchor="signup", every="2 weeks", times=2, expectation="optional"),
    place("done", 8, terminal="yes"), place("leave", 9, terminal="exit", expectation="optional"),
)


@pytest.fixture(scope="module")
def log():
    chance, found = random.Random(11), []
    for n in range(150):
        first = at("2026-10-01T00:00") + chance.randrange(30 * DAY)
        for name in ("signup", "begin app", "app", "chat", "phone", "letter", "survey 2", "fibre", "done", "leave", "visit",
                     "bill", "bill", "visit"):
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


def test_events_before_1970_are_counted_as_those_after(filled, log, tmp_path):
    """Their times are negative numbers, whose low bits say which touchpoint came instead."""
    moving = tuple(touchpoint for touchpoint in MAP if touchpoint.key not in ("letter", "bill"))  # due on days of 2026
    after = read([write_log(tmp_path / "after.parquet", log, ("age",))], moving, ("age",), zone="UTC")
    sixties = [(who, what, moment - 60 * 365 * DAY, traits) for who, what, moment, traits in log]
    here = read([write_log(tmp_path / "before.parquet", sixties, ("age",))], moving, ("age",), zone="UTC")
    fill(filled, "sixties", [(who, what, iso(moment), "", traits["age"]) for who, what, moment, traits in sixties])
    there = read_table(filled, replace(HERE, name="sixties"), moving, zone="UTC")
    assert here["window"]["to"] < "1970" and len(after["detours"]) > 5
    for name in ("customers", "touchpoints", "detours", "curves"):
        assert there[name] == here[name] == after[name], name
    there, here = (found(moving) for found in (
        lambda asked: read_table(filled, replace(HERE, name="sixties"), asked, zone="UTC", at_anchor=("age",)),
        lambda asked: read([tmp_path / "before.parquet"], asked, ("age",), zone="UTC", at_anchor=("age",))))
    assert there["touchpoints"] == here["touchpoints"] and there["curves"] == here["curves"]


@pytest.mark.parametrize("window", [{}, {"window_to": "2026-10-25"}])
def test_values_at_the_anchor_are_those_of_the_imported_log(filled, log, tmp_path, window):
    path = write_log(tmp_path / "log.parquet", log, ("age",))
    here = read([path], MAP, ("age",), at_anchor=("age",), **window)
    there = read_table(filled, HERE, MAP, at_anchor=("age",), **window)
    for name in ("touchpoints", "curves", "cautions"):
        assert there[name] == here[name], name
    assert here["touchpoints"] != read([path], MAP, ("age",), **window)["touchpoints"]


def test_nothing_is_left_in_the_warehouse(filled):
    read_table(filled, HERE, MAP)
    if filled.startswith("duckdb:"):
        with duckdb.connect(filled.removeprefix("duckdb://"), read_only=True) as db:
            kept = db.execute("SELECT table_name FROM information_schema.tables").fetchall()
    else:
        with psycopg.connect(filled, autocommit=True) as db:
            wait_until_alone(db)  # a session that was closed takes its temporary tables along, a moment later
            kept = db.execute("SELECT relname FROM pg_class WHERE relname LIKE 'silences%' OR relname = 'events'").fetchall()
    assert ("events",) in kept and not [name for name, in kept if name.startswith("silences")]


def wait_until_alone(db):
    others = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
    give_up = time.monotonic() + 30
    while db.execute(others).fetchone() != (0,):
        assert time.monotonic() < give_up, "a session of the reading is still open"
        time.sleep(0.02)


def test_times_without_an_offset_are_read_in_the_zone_said(filled):
    fill(filled, "naive", [("c1", "signup", "2026-10-25 01:30:00.000001", "", "")], "timestamp")
    for zone, first in (("Europe/Paris", "2026-10-25T01:30:00+02:00"), ("UTC", "2026-10-25T01:30:00+00:00")):
        schema = "main" if filled.startswith("duckdb") else "public"
        found = read_table(filled, Table(f"{schema}.naive", "CUSTOMER", "activity", "at"), MAP[:1], zone=zone)
        assert found["window"]["from"] == first and found["instants"]["first"] % 10 == 1


def test_times_that_stand_for_never_are_no_events(filled):
    rows = [("c1", "signup", "2026-10-05 10:00", "", ""), ("c1", "visit", "2026-11-05 10:00", "", ""),
            ("c2", "app", None, "", "")]
    fill(filled, "endless", rows + [(f"c{n}", "app", never, "", "") for n, never in enumerate(
        ("infinity", "-infinity", "9999-12-31 00:00", "1899-12-31 00:00", "2200-01-02 00:00"))])
    found = read_table(filled, Table("endless", "customer", "activity", "at"), MAP)
    assert found["customers"] == 1 and found["window"]["to"].startswith("2026-11-05")
    assert {"kind": "never_seen", "touchpoint": "app"} in found["cautions"]


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


class Told:
    """A warehouse that only listens: its answers are those of an empty one, its questions are kept."""

    def __init__(self, dialect):
        self.dialect, self.heard = dialect, []
        self.parts = {"events": portable.events(("Client", "what", "when", "age"))}

    def execute(self, query):
        moment = portable.moment("when", False, self.dialect, "Europe/Paris")
        self.heard.append(portable.told(query, self.dialect, self.parts, moment, (None, "sales", "log")))
        return self

    def keep(self, name, types, query):
        self.execute(query)
        self.parts[name] = 'SELECT * FROM "there"."reduced"'

    def fetchall(self):
        return [("signup",), ("survey 2",)] if "DISTINCT" in self.heard[-1] and "attr" in self.heard[-1] else []

    def fetchone(self):
        return 1, 10**15


@pytest.mark.parametrize("dialect", portable.DIALECTS)
def test_every_question_is_told_in_the_words_of_the_warehouse(dialect):
    there = Told(dialect)
    ask(Away(there, ("age",), (0,)), plan((*MAP[:5], *MAP[-3:]), Calendar()), ("age",), ("age",), at("2026-10-10T00:00"),
        at("2026-11-10T00:00"), {"trajectories": {}})
    assert len(there.heard) > 20
    for text in there.heard:
        tree = sqlglot.parse_one(text, read=dialect, error_level=sqlglot.ErrorLevel.RAISE)
        assert not list(tree.find_all(exp.Command, exp.BitwiseAnd, exp.Update, exp.PercentileDisc))
        for extreme in tree.find_all(exp.Least, exp.Greatest):
            assert all(isinstance(one, exp.Coalesce) for one in (extreme.this, *extreme.expressions)), text
        ours = {table.name for table in tree.find_all(exp.Table) if not table.db}
        assert all(name.startswith(portable.PREFIX) or name in ("coded", "cells") for name in ours), ours


def test_least_and_greatest_leave_nulls_aside_everywhere():
    query = "SELECT least(a, b), greatest(a, b), least(b), greatest(0, least(a, 5)) FROM (SELECT 7 AS a, NULL::BIGINT AS b)"
    told = portable.told(query, "duckdb", {})
    strict = portable.told(query, "snowflake", {})
    assert duckdb.sql(told).fetchall()[0] == (7, 7, None, 5)
    assert "IGNORE_NULLS" not in strict and strict.count("COALESCE") == 8


def test_the_golden_log_is_exact_in_a_warehouse(filled, tmp_path):
    fill(filled, "golden", [(c, name, iso(moment), traits["access"], traits["age"]) for c, name, moment, traits in golden_log()])
    table = Table("golden", "customer", "activity", "at", ("access", "age"))
    there = read_table(filled, table, dated(golden_map()), zone="UTC")
    path = write_log(tmp_path / "golden.parquet", golden_log(), ("access", "age"))
    here = read([path], golden_map(), ("access", "age"), relative_days=True)
    for name in ("customers", "touchpoints", "detours", "curves", "trajectories"):
        assert name == "trajectories" or there[name] == here[name], name


def dated(touchpoints):
    """The golden map with its relative days as the dates that its log then has."""
    days = {f"day {n}": (EPOCH + timedelta(days=n)).date().isoformat() for n in range(-5, 400)}
    return tuple(replace(one, anchor=days.get(one.anchor, one.anchor)) for one in touchpoints)


def fill(url, name, rows, times="timestamptz"):
    """A table of a warehouse, with these rows."""
    create = f"CREATE TABLE {name} (customer text, activity text, \"at\" {times}, access text, age text)"
    if url.startswith("duckdb"):
        with duckdb.connect(url.removeprefix("duckdb://")) as db:
            db.execute(create)
            db.executemany(f"INSERT INTO {name} VALUES (?, ?, ?, ?, ?)", rows)
        return
    with psycopg.connect(url) as db:
        db.execute(create)
        db.cursor().executemany(f"INSERT INTO {name} VALUES (%s, %s, %s, %s, %s)", rows)


@pytest.mark.django_db
def test_the_command_stores_the_same_reading_and_no_event(filled, log, tmp_path, telecom, capsys, settings, page, claire):
    make_version(telecom, MAP)
    asked = {"space": "telecom", "journey": "box", "table": "events", "case": "customer", "activity": "activity", "time": "at"}
    with pytest.raises(CommandError, match="WAREHOUSE_URL"):
        call_command("read_warehouse", **asked)
    settings.WAREHOUSE_URL = filled
    told = []
    for _twice in range(2):
        call_command("read_warehouse", **asked, segments="age", json=True)
        told.append(json.loads(capsys.readouterr().out))
    here = read([write_log(tmp_path / "log.parquet", log, ("age",))], MAP, ("age",))
    assert told[0]["touchpoints"] == told[1]["touchpoints"] == here["touchpoints"] and told[0]["log"] is None
    reading = Reading.objects.get(uuid=told[1]["reading"])
    assert reading.status == "ready" and reading.customers == here["customers"] and not reading.result["too_close"]
    assert filled not in json.dumps([reading.parameters, reading.result]) and "trajectories" in reading.result
    html = page(claire, "reading", reading.uuid, HTTP_ACCEPT_LANGUAGE="en")
    assert "table events of the warehouse" in html and 'id="inaction-map"' in html
    with pytest.raises(CommandError, match="client"):
        call_command("read_warehouse", **asked | {"case": "client"})


@pytest.mark.django_db
def test_an_owner_names_a_table_and_a_facilitator_reads_it_in_the_background(
        tmp_path, telecom, settings, page, client_of, claire, django_capture_on_commit_callbacks):
    olga = make.member("Olga", "owner", "Données", of=telecom)
    settings.WAREHOUSE_URL = f"duckdb://{tmp_path}/w.duckdb"
    fill(settings.WAREHOUSE_URL, "visits", [(c, name, iso(moment), traits["access"], traits["age"])
                                            for c, name, moment, traits in golden_log()])
    version = make_version(telecom, dated(golden_map()))
    named = {"name": "visits", "customer": "customer", "activity": "activity", "at": "at", "attributes": "access, age, age",
             "timezone": "UTC"}
    assert client_of(claire).post("/telecom/warehouse/", named).status_code == 403
    assert client_of(olga).post("/telecom/warehouse/", named | {"timezone": "Mars"}).status_code == 422
    address = client_of(olga).post("/telecom/warehouse/", named).url
    table = WarehouseTable.objects.get()
    assert table.attributes == ["access", "age"] and str(table.uuid) in address
    for asked in ({"version": version.uuid, "segments": ["age"]}, {"version": version.uuid, "last": "1970-02-10"}):
        with django_capture_on_commit_callbacks(execute=True):
            answer = client_of(claire).post(address, asked)
        html = page(claire, "reading", Reading.objects.first().uuid)
        assert answer.status_code == 302 and 'id="inaction-map"' in html and "&lt; 11" in html
    assert settings.WAREHOUSE_URL not in html and page(claire, "warehouse-table", table.uuid).count("<li><a") >= 2
    assert Reading.objects.last().result["touchpoints"][0]["segments"][0]["by"] == "age"
    client_of(olga).post(f"{address}forgetting/")
    assert not WarehouseTable.objects.exists() and Reading.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", [{"name": ""}, {"customer": ""}, {"at": ""}])
def test_the_database_refuses_half_a_table(telecom, wrong):
    whole = {"name": "visits", "customer": "who", "activity": "what", "at": "when"}
    with pytest.raises(IntegrityError):
        WarehouseTable.objects.create(space=telecom, **whole | wrong)


@pytest.mark.django_db(transaction=True)
def test_a_table_is_named_once_per_space(telecom):
    for column in ("who", "whom"):
        olga = make.member(f"Olga {column}", "owner", "Données", of=telecom)
        name_table(by=olga, name="visits", customer=column, activity="what", at="when")
    assert WarehouseTable.objects.get().customer == "whom"
    with pytest.raises(IntegrityError):
        WarehouseTable.objects.create(space=telecom, name="visits", customer="a", activity="b", at="c")
