"""The absence detector: the next month of a log is asked the questions of the month before."""
import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from journeys.logs import sequel
from journeys.logs.models import EventLog
from journeys.maps.models import Journey
from journeys.silences import actions
from journeys.silences.instants import EPOCH
from journeys.silences.models import Detection, Reading, Silence
from tests.journeys.logs.conftest import file_of  # noqa: F401

from .small_logs import at, place
from .test_readings import make_log, make_version

pytestmark = pytest.mark.django_db
MAP = [place("signup", 1, anchor="start"), place("guide", 2, due_after=2, due_unit="days", anchor="signup")]


def month(number):
    """Thirty customers of two plans who sign up, one in five of whom opens the guide: (customer, event, time, plan)."""
    found = [(f"c{number}-{n}", event, f"2026-{number:02}-{1 + n % 9:02} {hour}:00", "ab"[n % 2]) for n in range(30)
             for event, hour in (("signup", 10), ("guide", 12)) if event == "signup" or n % 5 == 0]
    return [*found, (f"c{number}-0", "visit", f"2026-{number:02}-28 10:00", "a")]


def written(number):
    return "".join(f"{','.join(row)}\n" for row in [("customer", "event", "at", "plan"), *month(number)])


def october(space):
    """The log of October, as if it had been imported."""
    rows = [(customer, event, at(time), {"plan": plan, "shop": "x"}) for customer, event, time, plan in month(10)]
    log = make_log(space, rows, ("plan", "shop"), relative_days=False)
    log.last_at = EPOCH + timedelta(microseconds=rows[-1][2])
    log.save()
    return log


def test_the_next_months_are_asked_the_last_questions_again_by_the_api_and_by_the_command(
    file_of, client_of, claire, capsys, django_capture_on_commit_callbacks  # noqa: F811
):
    address, first = reverse("api-logs", args=["telecom"]), october(claire.space)
    for slug, parameters in (("whole", {}), ("days", {"segments": ["plan"], "at_anchor": ["plan"], "from": "2026-10-05"}),
                             ("gone", {"segments": ["shop"]}), ("whole", {"segments": ["plan"]}), ("whole", {"segments": []})):
        journey = Journey.objects.filter(slug=slug).first()
        version = journey.latest if journey else make_version(claire.space, MAP, slug)
        asked = actions.ask_reading(by=claire, version=version, log=first, parameters=parameters)
    Reading.objects.filter(pk=asked.pk).update(status="failed")
    latest = make_version(claire.space, MAP, "days")

    given = {"case": "customer", "activity": "event", "time": "at", "segments": "plan"}
    with django_capture_on_commit_callbacks(execute=True), file_of("november.csv", written(11)).open("rb") as file:
        answer = client_of(claire).post(address, given | {"continues": str(first.uuid), "file": file})
    second = EventLog.objects.get(uuid=answer.json()["uuid"])
    found = {one.version.journey.slug: one for one in Reading.objects.filter(log=second)}
    assert {slug: one.parameters for slug, one in found.items()} == {
        "whole": {"segments": ["plan"]}, "days": {"segments": ["plan"], "at_anchor": ["plan"], "from": "2026-10-29"}}
    assert found["days"].version == latest and {one.created_by for one in found.values()} == {claire}
    assert {one.status for one in found.values()} == {"ready"} and not Silence.objects.exists()
    with file_of("other.csv", "customer").open("rb") as file:
        assert "continues" in client_of(claire).post(address, given | {"continues": str(latest.uuid), "file": file}).json()

    call_command("import_log", file_of("december.csv", written(12)), "--space=telecom", "--case=customer", "--activity=event",
                 "--time=at", "--segments=plan", f"--append-to={second.uuid}")
    told = json.loads(capsys.readouterr().out)  # the command counts at once
    again = sequel.follow(EventLog.objects.get(uuid=told["log"]))["readings"]
    assert [str(one) for one in again] == told["readings"]
    answered = Reading.objects.filter(uuid__in=told["readings"], log__uuid=told["log"], status="ready", created_by=None)
    assert {one.parameters.get("from") for one in answered} == {None, "2026-11-29"} and Detection.objects.count() == 4


def test_what_cannot_be_asked_again_leaves_the_import_whole(claire, telecom, settings):
    first, second = october(telecom), october(telecom)
    actions.ask_reading(by=claire, version=make_version(telecom, MAP), log=first)
    second.options, second.created_by = {"continues": str(first.uuid)}, claire
    claire.role = "contributor"  # since the file was sent
    assert sequel.follow(second) == {"readings": []}
    telecom.closed_at = timezone.now()
    telecom.save()
    second.created_by = None
    assert sequel.follow(second) == {"readings": []}
    settings.AFTER_IMPORT = {"readings": "journeys.silences.detector.no_such_thing"}
    assert sequel.follow(second) == {"readings": []} and Reading.objects.get().log == first
    first.delete()
    settings.AFTER_IMPORT = {"readings": "journeys.silences.detector.ask_again"}
    assert sequel.follow(second) == {"readings": []}
