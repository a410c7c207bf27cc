"""Readings are computed once, in a process of their own, and a failure is a sentence, never half a reading."""
import json
import shutil
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import override

from journeys.logs.models import EventLog
from journeys.maps.models import Journey, JourneyVersion
from journeys.silences import computing
from journeys.silences.actions import ask_reading
from journeys.silences.engine import read
from journeys.silences.models import Reading
from project.spaces.models import AuditEvent, Space

from .small_logs import DAY, GOLDEN, golden_expected, golden_log, golden_map, place, write_log
from .test_engine import agrees

pytestmark = pytest.mark.django_db


def make_log(space, log, attributes=(), relative_days=True):
    """A ready log holding these events."""
    made = EventLog.objects.create(
        space=space, title="Octobre", status="ready", digest=f"{EventLog.objects.count()}", attributes=list(attributes),
        relative_days=relative_days, lines=len(log), kept=len(log), first_at=timezone.now(), last_at=timezone.now())
    made.folder.mkdir(parents=True)
    write_log(made.events_path, log, attributes)
    return made


def make_version(space, touchpoints, slug="box"):
    journey, _made = Journey.objects.get_or_create(space=space, slug=slug, defaults={"name": slug})
    number = journey.versions.count() + 1
    content = {"stages": [], "touchpoints": [one.as_dict() for one in touchpoints]}
    return JourneyVersion.objects.create(journey=journey, number=number, content=content, digest=f"{slug}{number}")


@pytest.fixture
def golden(telecom):
    """(version, log) of the golden map and log."""
    return make_version(telecom, golden_map()), make_log(telecom, golden_log(), ("access", "age"))


def test_a_reading_is_computed_in_the_background_and_stored_exact(claire, golden, django_capture_on_commit_callbacks):
    version, log = golden
    with django_capture_on_commit_callbacks(execute=True):
        reading = ask_reading(by=claire, version=version, log=log)
    reading.refresh_from_db()
    assert reading.status == "ready" and reading.customers == 22
    agrees(golden_expected(), reading.result)
    assert reading.window_from == datetime(1970, 1, 1, tzinfo=UTC) and reading.window_to == datetime(1970, 3, 2, tzinfo=UTC)


def test_asking_again_finds_the_same_reading_and_computes_nothing(claire, ana, golden, django_assert_max_num_queries):
    version, log = golden
    first = ask_reading(by=claire, version=version, log=log, wait=True)
    with django_assert_max_num_queries(8):
        again = ask_reading(by=ana, version=version, log=log, parameters={"from": "", "segments": None}, wait=True)
    assert again == first and Reading.objects.count() == 1
    assert AuditEvent.objects.filter(verb="reading.asked").count() == 1
    ordered = [ask_reading(by=claire, version=version, log=log, parameters={"segments": names})
               for names in (["age", "access"], ["access", "age"])]
    assert ordered[0] == ordered[1] and Reading.objects.count() == 2


def test_other_segments_reuse_what_does_not_depend_on_them_and_count_the_same(claire, golden):
    version, log = golden
    whole = ask_reading(by=claire, version=version, log=log, wait=True).result
    split = ask_reading(by=claire, version=version, log=log, parameters={"segments": ["age"]}, wait=True).result
    fresh = read([str(log.events_path)], version.touchpoints, log.attributes, ["age"], relative_days=True)
    assert split["trajectories"] == whole["trajectories"] and split["curves"] == fresh["curves"] != whole["curves"]
    for one, two in zip(whole["touchpoints"], split["touchpoints"], strict=True):
        assert two == one | {"segments": [part for part in one["segments"] if part["by"] == "age"]}


def test_fewer_segments_than_an_earlier_reading_had_need_no_event(claire, golden):
    version, log = golden
    fresh = {names: read([str(log.events_path)], version.touchpoints, log.attributes, list(names), relative_days=True)
             for names in (("age",), ("access", "age"), ())}
    ask_reading(by=claire, version=version, log=log, wait=True)
    shutil.rmtree(log.folder)
    for names, wanted in fresh.items():
        found = ask_reading(by=claire, version=version, log=log, parameters={"segments": list(names)}, wait=True).result
        assert {name: found[name] for name in wanted} == json.loads(json.dumps(wanted))


def test_a_question_that_cannot_be_asked_leaves_nothing_behind(claire, golden):
    version, log = golden
    for parameters in ({"from": "2026-10-01"}, {"to": "soon"}, {"segments": ["shoe size"]}, {"to": "day 99999999999"}):
        with pytest.raises(ValidationError):
            ask_reading(by=claire, version=version, log=log, parameters=parameters)
    dated = make_version(claire.space, [place("a", 1, anchor="2026-10-01", due_after=3, due_unit="days")], "dated")
    with pytest.raises(ValidationError), override("en"):
        ask_reading(by=claire, version=dated, log=log)
    assert not Reading.objects.exists()


def test_only_facilitators_ask_and_only_of_their_own_space(mehdi, victor, claire, golden):
    version, log = golden
    for who in (mehdi, victor):
        with pytest.raises(PermissionDenied):
            ask_reading(by=who, version=version, log=log)


def test_a_failure_is_told_in_the_readers_language_and_can_be_tried_again(claire, golden):
    version, log = golden
    path = log.events_path
    shutil.move(path, path.with_suffix(".away"))
    reading = ask_reading(by=claire, version=version, log=log, wait=True)
    assert reading.status == "failed" and reading.result == {}
    with override("en"):
        assert "cannot be read" in reading.failure
    shutil.move(path.with_suffix(".away"), path)
    assert ask_reading(by=claire, version=version, log=log, wait=True).status == "ready"
    assert Reading.objects.count() == 1


def test_a_log_larger_than_the_memory_granted_fails_in_words_and_harms_nobody(claire, golden, settings):
    settings.READING_MEMORY_MB = 1
    reading = ask_reading(by=claire, version=golden[0], log=golden[1], wait=True)
    with override("en"):
        assert reading.status == "failed" and ("too large" in reading.failure or "stopped" in reading.failure)


def test_an_abandoned_computation_is_begun_again_and_the_old_attempt_writes_nothing(claire, golden):
    version, log = golden
    reading = ask_reading(by=claire, version=version, log=log)
    old = computing._claim(reading)
    assert old and not computing._claim(reading)
    Reading.objects.update(heartbeat_at=timezone.now() - timedelta(seconds=31))
    done = computing.carry_out(reading)
    assert done.status == "ready"
    computing._finish(reading, old, {"problem": {"message": "late", "values": {}}})
    reading.refresh_from_db()
    assert reading.status == "ready" and reading.failure == ""


def test_figures_that_came_with_the_map_are_read_without_a_log(claire):
    from journeys.maps.expectations import Count

    counted = place("a", 1, counts=(Count(100, 60), Count(40, 10, "age=old"), Count(60, 50, "age=young")))
    version = make_version(claire.space, [counted, place("b", 2, counts=(Count(30, 0),))], "counts")
    reading = ask_reading(by=claire, version=version, wait=True)
    a, b = reading.result["touchpoints"]
    assert (a["due"], a["silent"], a["activated"], a["rate"]) == (100, 40, 60, 0.4)
    assert [(p["value"], p["due"], p["silent"]) for p in a["segments"]] == [("old", 40, 30), ("young", 60, 10)]
    assert b["instrument"] == "check" and b["rate"] is None
    with pytest.raises(ValidationError):
        ask_reading(by=claire, version=make_version(claire.space, [place("a", 1)], "none"), wait=True)


def test_the_same_question_is_stored_once_whatever_happens(golden, telecom):
    version, log = golden
    Reading.objects.create(space=telecom, version=version, log=log, digest="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        Reading.objects.create(space=telecom, version=version, log=log, digest="x")


def test_a_reading_has_one_of_the_known_statuses(golden, telecom):
    with pytest.raises(IntegrityError), transaction.atomic():
        Reading.objects.create(space=telecom, version=golden[0], log=golden[1], digest="y", status="perhaps")


@pytest.mark.django_db(transaction=True)
def test_two_people_asking_at_once_get_one_reading(claire, golden):
    version, log = golden
    found, errors = [], []

    def ask():
        from django.db import connection

        try:
            found.append(ask_reading(by=claire, version=version, log=log, wait=True).pk)
        except Exception as error:  # a thread's exception would be lost
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert errors == [] and len(set(found)) == 1 and Reading.objects.get().status == "ready"


def printed(capsys, *arguments, **options):
    call_command(*arguments, **options)
    lines = capsys.readouterr().out.strip().splitlines()
    assert len(lines) == 1, "one JSON object, and nothing else"
    return json.loads(lines[0])


def test_the_whole_chain_runs_from_the_command_line_and_the_golden_counts_come_out(capsys, db):
    from project.spaces.operator import Operator

    by = Operator.of("gold")
    call_command("import_journey", GOLDEN / "map.csv", space="gold", publish=True)
    journey = json.loads(capsys.readouterr().out)["journey"]
    log = printed(capsys, "import_log", str(GOLDEN / "log.csv"), space="gold", case="customer", activity="event", time="day",
                  time_unit="days", segments="access,age")
    assert log["lines"] == log["kept"] == 90
    found = printed(capsys, "read_silences", space="gold", journey=journey, log=log["log"], segments="access,age", json=True)
    assert list(found)[:6] == ["journey", "version", "log", "window", "customers", "touchpoints"]
    assert (found["journey"], found["version"], found["log"]) == (journey, 1, log["log"])
    assert found["window"] == {"from": "day 0", "to": "day 60"}
    agrees(golden_expected(), found)
    early = printed(capsys, "read_silences", space="gold", journey=journey, log=log["log"], window_to="day 30", json=True)
    assert early["window"]["to"] == "day 30" and early["customers"] == 18
    assert Reading.objects.visible_to(by).count() == 2


@pytest.mark.parametrize("changed, said", [
    ({"space": "nowhere"}, "no space"), ({"journey": "nothing"}, "no journey"), ({"log": "nonsense"}, "no log"),
    ({"segments": "shoe"}, "no attribute"), ({"window_to": "2026-10-01"}, "not a day of this log"),
    ({"window_from": "day 9", "window_to": "day 3"}, "before it begins"),
])
def test_a_wrong_question_on_the_command_line_says_what_is_wrong_and_creates_nothing(golden, telecom, changed, said):
    version, log = golden
    asked = {"space": "telecom", "journey": "box", "log": str(log.uuid)} | changed
    with pytest.raises(CommandError, match=said), override("en"):
        call_command("read_silences", **asked, json=True)
    assert Space.objects.count() == 1 and not Reading.objects.filter(status="ready").exists()


def test_an_empty_window_says_that_nobody_was_there_yet(claire, golden):
    reading = ask_reading(by=claire, version=golden[0], log=golden[1], parameters={"to": "day -5"}, wait=True)
    assert reading.status == "ready" and reading.customers == 0
    assert all(entry["due"] == 0 and entry["rate"] is None for entry in reading.result["touchpoints"])


def test_a_touchpoint_of_a_calendar_log_is_due_by_local_midnight(claire):
    from .small_logs import at

    log = [("c1", "signup", at("2026-10-24T10:00"), {}), ("c1", "a", at("2026-10-25T23:59"), {}),
           ("c2", "signup", at("2026-10-24T10:00"), {}), ("c2", "a", at("2026-10-26T00:00"), {}),
           ("c3", "signup", at("2026-10-30T10:00"), {})]  # clocks go back on the 25th
    version = make_version(claire.space, [place("a", 1, anchor="2026-10-24", due_after=1, due_unit="days")], "clock")
    events = make_log(claire.space, log, relative_days=False)
    entry = ask_reading(by=claire, version=version, log=events, wait=True).result["touchpoints"][0]
    assert (entry["activated"], entry["late"], entry["not_observable"], entry["due"]) == (1, 1, 1, 2)
    assert DAY  # days of the calendar are not always this long
