"""The absence detector: once the next month of a log is imported, the questions of the month before ask themselves again.

One question per journey: the last that was asked of the log which the new one continues, of the last published version of its
map, by whoever imported the new log and with their rights. What it finds is proposed and published by nobody: the home says how
many candidates wait, and a person accepts each or sets it aside. Refuses to stop an import: a question that can no longer be
asked (a group that the new log has no column for, a log of other days, a space closed meanwhile) is left out.
"""
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied, ValidationError

from journeys.logs.models import EventLog
from project.spaces.operator import Operator

from . import computing
from .actions import ask_reading
from .instants import EPOCH
from .models import Detection, Reading


def ask_again(*, log, wait=False):
    """The readings asked of a ready log, computed in the background (now, with `wait`). Twice asks once."""
    by, asked = log.created_by or Operator(log.space), []
    for version, parameters in questions(log):
        try:
            reading = ask_reading(by=by, version=version, log=log, parameters=parameters, wait=wait)
        except (ValidationError, PermissionDenied):
            continue
        Detection.objects.get_or_create(reading=reading)
        asked.append(reading)
    return asked


def questions(log):
    """[(version, parameters)] to ask of a log, by journey: the last question of each that did not fail. One that still waits for
    its answer counts, for two months may be imported one after the other.
    """
    before = EventLog.objects.filter(space=log.space_id, uuid=log.options.get("continues") or None).first()
    if before is None:
        return []
    asked = Reading.objects.filter(log=before).exclude(status=Reading.Status.FAILED).select_related("version__journey")
    last = {one.version.journey: one.parameters for one in asked.defer("result").order_by("created_at", "pk")}
    return [(journey.latest, _of_new_days(parameters, before, log)) for journey, parameters in last.items()]


def _of_new_days(parameters, before, log):
    """The same groups, over the whole log; of a question about days from one on, the days that the log before did not have yet:
    those it was asked about say nothing about the new month. Where the new log brings no day, or the question was how things
    stood on a day, the whole log is asked.
    """
    kept = {name: parameters[name] for name in ("segments", "at_anchor") if name in parameters}
    known, last = (_day_of(moment, log) for moment in (before.last_at, log.last_at))
    if "from" in parameters and known < last:
        kept["from"] = computing.calendar_of(log).name(known + (1 if log.relative_days else timedelta(days=1)))
    return kept


def _day_of(moment, log):
    """The day of a moment as the log tells days: a date of its zone, or a number from its day 0."""
    return (moment - EPOCH).days if log.relative_days else moment.astimezone(ZoneInfo(log.timezone)).date()
