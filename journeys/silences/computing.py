"""Carries a reading through: claims it, has the engine count in a child process, and makes the result visible all at
once.

Whoever finds a computation that gave no sign of life for half a minute may begin it again: attempts have names, and
only the last one may write. Raises nothing: a failure is written on the reading, in words that can be translated.
"""
import json
import logging
import os
import secrets
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from journeys.logs.queries import kin_of
from project.audit import record

from . import crunch, masking, tally
from .instants import Calendar
from .models import Reading

HOUSE = Path(__file__).resolve().parent.parent.parent
STALLED_AFTER = 30  # seconds without a sign of life
BEAT = 5
ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "HOME", "TMPDIR")  # all that a child knows of ours
KILLED_FOR_TIME = -24  # SIGXCPU
logger = logging.getLogger(__name__)


def carry_out(reading):
    """Compute a reading that waits or failed; when somebody else is at it, wait for them. Returns it as the database
    has it.
    """
    while True:
        attempt = _claim(reading)
        reading.refresh_from_db()
        if attempt:
            break
        if reading.status == Reading.Status.READY:
            return reading
        time.sleep(1)
    try:
        answer = _count(reading, attempt)
    except OSError as error:
        answer = {"problem": {"message": crunch.DIED, "values": {"error": error.errno}}}
    return _finish(reading, attempt, answer)


def _claim(reading):
    """The name of a new attempt, or "" when the reading is ready or in other hands."""
    at = timezone.now()
    stalled = Q(status="computing") & (Q(heartbeat_at=None) | Q(heartbeat_at__lt=at - timedelta(seconds=STALLED_AFTER)))
    attempt = secrets.token_hex(16)
    free = Reading.objects.filter(Q(status__in=["waiting", "failed"]) | stalled, pk=reading.pk)
    return attempt if free.update(status="computing", attempt=attempt, heartbeat_at=at, problem={}) else ""


def _count(reading, attempt):
    """The child's answer; maps that came with figures need no child."""
    if "warehouse" in reading.parameters:
        return _ask_child(_request(reading) | {"warehouse": _warehouse(reading)}, lambda: _beat(reading, attempt),
                          60 * settings.WAREHOUSE_MINUTES)
    if reading.log is None:
        return {"result": tally.from_counts(reading.version.unfolded)}
    if part := _part(reading):
        return {"result": part}
    log = reading.log
    with tempfile.TemporaryDirectory(prefix="silences-") as spill:
        request = _request(reading) | {
            "files": [str(log.events_path)], "attributes": log.attributes, "zone": log.timezone,
            "relative_days": log.relative_days, "spill": spill, "known": _known(reading)}
        return _ask_child(request, lambda: _beat(reading, attempt))


def _request(reading):
    """What the child is asked, wherever the events are."""
    limits = crunch.Limits(
        memory_mb=settings.READING_MEMORY_MB, threads=settings.READING_THREADS,
        cpu_seconds=settings.READING_CPU_SECONDS,
    )
    return {"touchpoints": reading.version.content["touchpoints"], "segments": reading.parameters.get("segments"),
            "from": reading.parameters.get("from"), "to": reading.parameters.get("to"), "limits": vars(limits),
            "at_anchor": reading.parameters.get("at_anchor")}


def _warehouse(reading):
    """Where the events are; the address goes to the child alone, on its standard input."""
    return {"url": settings.WAREHOUSE_URL, "minutes": settings.WAREHOUSE_MINUTES, **reading.parameters["warehouse"]}


def _known(reading):
    """What an earlier reading of the same window found that does not depend on segments; None without one."""
    for _parameters, result in _of_the_same_window(reading):
        return {"trajectories": result["trajectories"]} if "trajectories" in result else None
    return None


def _part(reading):
    """The reading as a part of an earlier one, of the same window, and split by these segments among others; or None."""
    wanted = reading.parameters.get("segments")
    for parameters, result in _of_the_same_window(reading):
        doubted = {caution.get("name") for caution in result["cautions"] if caution["kind"] == "too_many_values"}
        had = set(reading.log.attributes if parameters.get("segments") is None else parameters["segments"]) - doubted
        if wanted is not None and had.issuperset(wanted):
            cautions = [caution for caution in result["cautions"] if caution["kind"] != "too_many_values"]
            return {name: value for name, value in result.items() if name != "too_close"} | {
                "touchpoints": _only(result["touchpoints"], wanted), "curves": _only(result["curves"], wanted),
                "cautions": cautions}
    return None


def _only(entries, names):
    """Entries with the segments of these attributes alone, in the order wanted."""
    return [entry | {"segments": sorted((part for part in entry.get("segments", ()) if part["by"] in names),
                                        key=lambda part: names.index(part["by"]))} for entry in entries]


def _of_the_same_window(reading):
    """(parameters, result) of the other readings of the same version, log and window."""
    same = Reading.objects.ready().filter(version=reading.version, log=reading.log).exclude(pk=reading.pk)
    for parameters, result in same.values_list("parameters", "result"):
        if all(parameters.get(name) == reading.parameters.get(name) for name in ("from", "to", "at_anchor")):
            yield parameters, result


def _ask_child(request, beat, seconds=None):
    """The answer of the engine in its process, which is stopped when `beat` says so, or after so many seconds."""
    ends = None if seconds is None else time.monotonic() + seconds
    known = (*ENVIRONMENT, *(("GOOGLE_APPLICATION_CREDENTIALS",) if "warehouse" in request else ()))
    environment = {name: value for name, value in os.environ.items() if name in known}
    with tempfile.TemporaryFile("w+") as said, tempfile.TemporaryFile("w+") as asked, tempfile.TemporaryFile("w+") as complaints:
        json.dump(request, asked)
        asked.seek(0)
        child = subprocess.Popen([sys.executable, "-m", "journeys.silences.crunch"], cwd=HOUSE, env=environment,
                                 stdin=asked, stdout=said, stderr=complaints)
        try:
            while child.poll() is None:
                try:
                    child.wait(BEAT)
                except subprocess.TimeoutExpired:
                    if not beat() or (ends and time.monotonic() > ends):
                        break
        finally:
            if child.poll() is None:
                child.kill()
                child.wait()
        if child.returncode:
            complaints.seek(0)
            logger.error("A reading's process ended with %s: %s", child.returncode, complaints.read()[-2000:])
            late = child.returncode == KILLED_FOR_TIME or (ends and time.monotonic() > ends)
            told = crunch.TOO_LONG if late else crunch.DIED
            return {"problem": {"message": told, "values": {"status": child.returncode}}}
        said.seek(0)
        return json.load(said)


def _beat(reading, attempt):
    """Say that the work goes on; False when the reading is gone or in other hands."""
    return bool(Reading.objects.filter(pk=reading.pk, attempt=attempt, status="computing").update(heartbeat_at=timezone.now()))


def _finish(reading, attempt, answer):
    """Write the result, or why there is none, unless another attempt took over."""
    with transaction.atomic():
        mine = Reading.objects.select_for_update().filter(pk=reading.pk, attempt=attempt, status="computing").first()
        if mine is None:
            return Reading.objects.filter(pk=reading.pk).first()
        if "problem" in answer:
            mine.status, mine.problem = Reading.Status.FAILED, answer["problem"]
        else:
            _keep(mine, answer["result"])
            record("reading.computed", space=mine.space, about=mine, customers=mine.customers)
        mine.save()
        return mine


def _keep(reading, result):
    least, below = {}, max(masking.KEPT_BELOW, reading.space.mask_below)
    for earlier in _earlier(reading):
        for *place, widest in masking.too_close(result, earlier, below):
            least[tuple(place)] = min(widest, least.get(tuple(place), widest))
    reading.result = result | {"too_close": [[*place, widest] for place, widest in sorted(least.items())]}
    reading.status, reading.customers = Reading.Status.READY, result["customers"]
    if instants := result.get("instants"):
        reading.window_from, reading.window_to = (
            datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=instants[name]) for name in ("from", "to"))


def _earlier(reading):
    """Results of earlier readings of the same journey on the same events, or on logs that hold some of them: those that could be
    subtracted from this one.
    """
    known = Reading.objects.ready().filter(
        space=reading.space_id, version__journey=reading.version.journey_id).exclude(pk=reading.pk)
    if reading.log is None:
        table = reading.parameters.get("warehouse", {}).get("name")
        return known.filter(parameters__warehouse__name=table).values_list("result", flat=True) if table else []
    return known.filter(log__uuid__in=kin_of(reading.log)).values_list("result", flat=True)


def calendar_of(log):
    """How a log tells days."""
    return Calendar(log.timezone, log.relative_days)
