"""What a server does every day by itself: what is over goes without anybody running a command."""
import logging
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from observations.traces import actions
from observations.traces.models import Original
from project import daily
from project.spaces.models import AuditEvent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _kept_in_the_database(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def waiting():
    return DBTaskResult.objects.filter(task_path=daily.do_chores.module_path, status="READY")


def turn():
    """What a worker does with the turn that waits."""
    found = waiting().get()
    found.claim("test")
    daily.do_chores.call()


def test_one_turn_waits_however_often_servers_start():
    daily.see_to_it()
    daily.see_to_it()
    assert waiting().count() == 1 == DBTaskResult.objects.ready().count()


def test_what_is_over_goes_and_the_next_day_is_asked_for(claire, mehdi):
    source = actions.add_source(by=claire, name="Appels", basis="consent", bias="Ceux qui n’appellent pas.")
    actions.welcome(by=mehdi, source=source, text="Je n’ai pas osé appeler.")
    Original.objects.update(purge_on=timezone.localdate())
    daily.see_to_it()
    turn()
    assert not Original.objects.exists() and AuditEvent.objects.get(verb="traces.purged").details["originals"] == 1
    assert timedelta(hours=23) < waiting().get().run_after - timezone.now() < timedelta(hours=25)


def test_a_chore_that_fails_is_told_and_stops_no_other(settings, caplog, telecom):
    settings.DAILY = ["tests.project.test_daily.fails", "tests.project.test_daily.leaves_a_trace"]
    daily.see_to_it()
    with caplog.at_level(logging.ERROR):
        turn()
    assert "tests.project.test_daily.fails failed" in caplog.text and waiting().count() == 1
    assert AuditEvent.objects.filter(verb="traces.purged", details={"on": timezone.localdate().isoformat()}).exists()


def fails(today):
    raise ValueError("broken")


def leaves_a_trace(today):
    AuditEvent.objects.create(verb="traces.purged", details={"on": today.isoformat()})


def test_a_server_that_starts_sees_to_it(monkeypatch, settings):
    settings.SQLITE_SYNCHRONOUS = "FULL"
    monkeypatch.setattr("uvicorn.run", lambda *_arguments, **_named: None)
    call_command("serve", no_tasks=True)
    assert waiting().count() == 1
