"""What happens when things go wrong in the middle: killed children, restarts, deletions, limits, and the database's no."""
import os
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.utils import timezone

from journeys.logs import actions, child, running
from journeys.logs.keys import key_path, pseudonym
from journeys.logs.layout import Layout
from journeys.logs.models import EventLog, ListedCustomer, Source
from journeys.logs.tasks import carry_out_import

from .conftest import CSV

LAYOUT = Layout(case="customer", activity=("event",), time="at", timezone="Europe/Paris")
BIG = "customer,event,at\n" + "".join(f"c{n % 5000},e{n % 9},2026-10-{1 + n % 28:02} 10:00\n" for n in range(400_000))


@pytest.fixture
def queued(claire):
    """A log that waits for its import, as the mapping page leaves it."""

    def queue(content=CSV):
        log = actions.receive_upload(by=claire, file=SimpleUploadedFile("log.csv", content.encode()))
        return actions.import_log(by=claire, log=log, layout=LAYOUT)

    return queue


def children():
    """Process ids of importing children of this process."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            stat = (entry / "stat").read_text().rpartition(")")[2].split()
            if int(stat[1]) == os.getpid() and b"journeys.logs.importing" in (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def when_there_is_a_child(act):
    """Run `act(pid)` in a thread as soon as an importing child exists."""

    def wait():
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            if found := children():
                time.sleep(0.2)
                return act(found[0])
            time.sleep(0.01)

    thread = threading.Thread(target=wait)
    thread.start()
    return thread


def test_a_child_killed_in_the_middle_leaves_a_clean_failure_that_can_begin_again(queued, claire):
    log = queued(BIG)
    killer = when_there_is_a_child(lambda pid: os.kill(pid, signal.SIGKILL))
    failed = running.carry_out(log)
    killer.join()
    assert failed.status == "failed" and failed.problem["problem"] == "reader_died"
    assert sorted(path.name for path in failed.folder.iterdir()) == ["upload"]
    again = actions.restart_import(by=claire, log=failed)
    assert running.carry_out(again).status == "ready"


def test_an_import_interrupted_by_a_restart_begins_again_by_itself(queued, django_capture_on_commit_callbacks):
    log = queued()
    EventLog.objects.filter(pk=log.pk).update(status="importing", attempt="before", heartbeat_at=timezone.now())
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.resume_imports() == 1
    log.refresh_from_db()
    assert log.status == "ready" and not log.has_upload


def test_a_task_run_again_after_a_restart_takes_over_once_nobody_is_at_work(queued):
    log = queued()
    EventLog.objects.filter(pk=log.pk).update(
        status="importing", attempt="before", heartbeat_at=timezone.now() - timedelta(seconds=28)
    )
    carry_out_import.func(str(log.uuid))
    log.refresh_from_db()
    assert log.status == "ready"


def test_an_interrupted_import_whose_file_is_gone_fails_cleanly(queued):
    log = queued()
    log.upload_path.unlink()
    EventLog.objects.filter(pk=log.pk).update(status="importing")
    assert actions.resume_imports() == 0
    log.refresh_from_db()
    assert (log.status, log.problem["problem"]) == ("failed", "upload_gone")


def test_an_import_is_carried_by_one_process_at_a_time(queued):
    log = queued()
    assert running.claim(log) and not running.claim(log)
    EventLog.objects.filter(pk=log.pk).update(heartbeat_at=timezone.now() - timedelta(minutes=1))
    assert running.claim(log)


def test_a_task_that_runs_twice_imports_once(queued):
    log = queued()
    assert running.carry_out(log).status == "ready"
    assert running.carry_out(log) is None


def test_deleting_a_log_while_it_is_imported_stops_the_child_and_leaves_nothing(queued, claire):
    log = queued(BIG)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(running, "_beat", lambda *args: EventLog.objects.filter(pk=log.pk).delete() and False)
        assert running.carry_out(log) is None
    assert not log.folder.exists() and children() == []


LIMITS = {"memory_mb": 64, "cpu_seconds": 1, "disk_mb": 1}


@pytest.mark.parametrize(
    ("greed", "ending"),
    [
        ("bytearray(4 << 30)", 1), ("while True: pass", -signal.SIGXCPU),
        ("open(path, 'wb').write(b'0' * (2 << 20))", -signal.SIGXFSZ),
    ],
    ids=["memory", "time", "disk"],
)
def test_the_child_cannot_take_more_than_its_share(tmp_path, greed, ending):
    code = (
        "import signal; from journeys.logs.confining import confine\n"
        f"confine({LIMITS!r}); signal.signal(signal.SIGXFSZ, signal.SIG_DFL); path = {str(tmp_path / 'x')!r}\n{greed}"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=60).returncode == ending


def test_the_child_dies_with_its_parent(tmp_path):
    code = f"import time; from journeys.logs.confining import confine; confine({LIMITS!r}); print(1, flush=True); time.sleep(60)"
    parent = subprocess.Popen(
        [sys.executable, "-c", f"import subprocess, sys; subprocess.run([sys.executable, '-c', {code!r}])"],
        stdout=subprocess.PIPE, text=True,
    )
    parent.stdout.readline()
    (grandchild,) = [int(line) for line in Path(f"/proc/{parent.pid}/task/{parent.pid}/children").read_text().split()]
    parent.kill()
    parent.wait()
    deadline = time.monotonic() + 5
    while Path(f"/proc/{grandchild}/cmdline").exists() and Path(f"/proc/{grandchild}/cmdline").read_bytes():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_memory_beyond_the_budget_stops_the_child_with_a_named_problem(queued, settings, monkeypatch):
    monkeypatch.setattr(child, "READER_MB", 1)
    settings.LOG_ENGINE_MEMORY_MB = 40
    found = running.carry_out(queued(BIG))
    assert (found.status, found.problem["problem"]) == ("failed", "out_of_memory")


def test_old_uploads_are_forgotten(claire, django_capture_on_commit_callbacks):
    log = actions.receive_upload(by=claire, file=SimpleUploadedFile("log.csv", CSV.encode()))
    with django_capture_on_commit_callbacks(execute=True):
        actions.forget_old_uploads(now=timezone.now() + timedelta(hours=25))
    assert not EventLog.objects.exists() and not log.folder.exists()


def test_the_key_is_the_spaces_own_and_readable_by_nobody_else(telecom, victor, settings):
    path = key_path(telecom)
    assert path == settings.DATA_DIR / "keys" / f"{telecom.uuid}.key" and path.stat().st_mode & 0o777 == 0o600
    assert key_path(telecom).read_text() == path.read_text()
    assert pseudonym(telecom, "c1") != pseudonym(victor.space, "c1")


def test_the_pseudonym_is_the_hmac_of_the_identifier(simple, telecom):
    from .conftest import events_of

    assert events_of(simple("c é1,a,2026-10-01\n"))[0][0] == pseudonym(telecom, "c é1")


def test_the_database_refuses_two_logs_of_the_same_digest(telecom):
    EventLog.objects.create(space=telecom, title="a", digest="d")
    with pytest.raises(IntegrityError, match="log_once_per_space|UNIQUE"):
        EventLog.objects.create(space=telecom, title="b", digest="d")


def test_the_database_refuses_a_ready_log_whose_lines_do_not_add_up(telecom):
    with pytest.raises(IntegrityError, match="log_lines_add_up"):
        EventLog.objects.create(space=telecom, title="a", digest="d", status="ready", lines=3, kept=1)


def test_the_database_refuses_two_sources_of_the_same_name(telecom):
    Source.objects.create(space=telecom, name="a")
    with pytest.raises(IntegrityError):
        Source.objects.create(space=telecom, name="a")


def test_the_database_refuses_a_customer_listed_twice(telecom):
    source = Source.objects.create(space=telecom, name="a")
    ListedCustomer.objects.create(source=source, pseudonym="p")
    with pytest.raises(IntegrityError):
        ListedCustomer.objects.create(source=source, pseudonym="p")


def test_a_finished_import_cannot_be_restarted(queued, claire):
    log = running.carry_out(queued())
    with pytest.raises(ValidationError):
        actions.restart_import(by=claire, log=log)
