"""Reads that feed the pages and the API of logs, small groups hidden.

An event name seen fewer times than the space's mask is shown without its number, and when only one would be hidden the next
smallest is too: the total, which is shown, must not give it away.
"""
import csv
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC
from itertools import islice

from django.utils import timezone
from django.utils.translation import gettext as _

from . import rules, wording
from .masking import masked
from .models import EventLog, Source
from .moments import span
from .reporting import instrument_of

REJECTS_SHOWN = 50


@dataclass(frozen=True)
class Activity:
    """An event name and how often it occurs; `count` is None when it is too small to show."""

    name: str
    count: int | None


@dataclass(frozen=True)
class LogRow:
    log: EventLog
    span: str
    state: str


def activities(log, mask=None):
    """The log's event names, most frequent first; counts under `mask` (default: the space's) are None."""
    mask = log.space.mask_below if mask is None else mask
    counts = masked([count for _name, count in log.activities], mask)
    return [Activity(name, count) for (name, _count), count in zip(log.activities, counts, strict=True)]


def span_of(log):
    return span(log.first_at, log.last_at, log.timezone, log.relative_days)


def state_of(log):
    """Where the log stands, in words."""
    if log.needs_mapping:
        return _("columns to choose")
    return log.get_status_display()


def kin_of(log):
    """uuids of the logs of its space that hold some of the same events: made of the same file, which it continues or which
    continue it, directly or through others; its own among them.
    """
    links = defaultdict(set)
    for uuid, digest, before in EventLog.objects.filter(space=log.space_id).values_list(
            "uuid", "file_digest", "options__continues"):
        for other in filter(None, (digest, before)):
            links[str(uuid)].add(other)
            links[other].add(str(uuid))
    found, ahead = set(), [str(log.uuid)]
    while ahead:
        one = ahead.pop()
        if one not in found:
            found.add(one)
            ahead += links[one]
    return [one for one in found if len(one) == len(str(log.uuid))]


def logs_page(member):
    """Everything the list of logs shows: {"rows", "can_import", "headline numbers"}."""
    logs = list(EventLog.objects.visible_to(member).select_related("source", "space"))
    if not rules.can_import(member):
        logs = [log for log in logs if log.status == "ready"]
    ready = [log for log in logs if log.status == "ready"]
    return {
        "rows": [LogRow(log, span_of(log), state_of(log)) for log in logs],
        "ready": len(ready),
        "events": sum(log.kept for log in ready),
        "can_import": rules.can_import(member),
    }


def source_page(member, source):
    """Everything one source's page shows; identifiers are only counted."""
    listed = list(source.listed.values_list("same_as", flat=True))
    logs = EventLog.objects.visible_to(member).ready().filter(source=source).select_related("source", "space")
    return {
        "source": source, "rows": [LogRow(log, span_of(log), state_of(log)) for log in logs],
        "left_out": sum(not same for same in listed), "known_twice": sum(bool(same) for same in listed),
        "choices": choices_of(source.options, source.options.get("segments", [])), "can_manage": rules.can_import(member),
    }


def log_page(member, log):
    """Everything one log's page shows."""
    return {
        "log": log,
        "span": span_of(log),
        "cautions": [wording.caution(caution) for caution in log.cautions],
        "reasons": [(wording.reason(code), count) for code, count in sorted(log.reasons.items(), key=lambda row: -row[1])],
        "activities": activities(log),
        "rejects": first_rejects(log),
        "instrument": instrument_of(log),
        "choices": choices_of(log.options, log.attributes),
        "can_manage": rules.can_manage(member, log),
    }


def has_remarks(log):
    """Whether the log's own report names a caution or a place where the log itself falls silent."""
    return bool(log.cautions) or any(log.instrument.get(kind) for kind in ("stopped", "began", "gaps", "dips", "breaks"))


def choices_of(options, segments):
    """(question, answer) pairs: what was chosen to read a file."""
    rows = [
        (_("Customer"), " / ".join(filter(None, [options.get("case"), options.get("fallback")]))),
        (_("Event"), " + ".join(options.get("activity", []))),
        (_("Time of the event"), options.get("time", "")),
        (_("Segments"), ", ".join(segments)),
        (_("Unit of times"), options.get("time_unit", "")),
        (_("Zone"), "" if options.get("time_unit") == "days" else options.get("timezone", "")),
        (_("Lifecycle kept"), options.get("lifecycle", "")),
        (_("Identifier of the event"), options.get("event_id", "")),
        (_("Lines left out"), f"{options.get('left_out_column')} = {options['left_out']}" if options.get("left_out") else ""),
    ]
    return [(question, answer) for question, answer in rows if answer]


def rejects(log):
    """Rejected lines, streamed: (row, reason in words, column, value)."""
    if not log.rejects_path.exists():
        return
    with log.rejects_path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows, None)
        for row, reason, column, value in rows:
            yield int(row), wording.reason(reason), column, value


def first_rejects(log):
    return list(islice(rejects(log), REJECTS_SHOWN))


def sources(member):
    """The space's sources, by name."""
    return Source.objects.visible_to(member).order_by("name")


@dataclass(frozen=True)
class Check:
    """What the choices made so far would give; `problem` is a sentence when they cannot be used."""

    problem: str = ""
    span: str = ""
    customers: int = 0
    kept: int = 0
    read: int = 0
    whole: bool = True
    reasons: tuple = ()
    activities: tuple = ()
    bad_times: tuple = ()


def check_of(found):
    """The Check of a look (see looking.look); None when no time column was chosen."""
    said = found.get("check")
    if said is None:
        return None
    if "problem" in said:
        return Check(problem=wording.problem(said))
    first, last = (said[name] and timezone.datetime.fromisoformat(said[name]).replace(tzinfo=UTC) for name in ("first", "last"))
    problem = "" if said["kept"] else wording.problem(
        {"problem": "nothing_kept", "details": {"lines": said["read"], "reasons": said["reasons"]}}
    )
    return Check(
        problem, span(first, last, said["timezone"], said["relative_days"]), said["customers"], said["kept"], said["read"],
        said["whole"], tuple((wording.reason(code), count) for code, count in said["reasons"].items()),
        tuple(said["activities"]), tuple(said["bad_times"]),
    )
