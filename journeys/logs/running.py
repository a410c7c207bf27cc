"""Carries an import through: claims the log, runs the child, shows its progress, and makes the result visible all at once.

A restart in the middle leaves the log importing with its file still here: whoever claims it next begins again. Attempts work in
folders of their own, so that a forgotten child can never touch what another one made.
"""
import secrets
import shutil
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from project.audit import record

from . import child
from .keys import key_path
from .layout import Layout
from .models import STALLED_AFTER, EventLog
from .problems import Problem

KEPT_FILES = ("events.parquet", "rejects.csv")


def claim(log):
    """Take the import of a waiting or stalled log; the attempt's name, or "" when somebody else has it."""
    now = timezone.now()
    stalled = Q(status="importing") & (Q(heartbeat_at=None) | Q(heartbeat_at__lt=now - timedelta(seconds=STALLED_AFTER)))
    attempt = secrets.token_hex(16)
    claimed = EventLog.objects.filter(Q(status="waiting") | stalled, pk=log.pk).update(
        status="importing", attempt=attempt, heartbeat_at=now, progress=0, phase="", problem={}
    )
    return attempt if claimed else ""


def carry_out(log, path=None):
    """Import a log that waits, from its upload or from `path`. Raises nothing: a failure is written on the log.

    Returns the log as the database has it, or None when it was deleted meanwhile or is in other hands.
    """
    attempt = claim(log)
    if not attempt:
        return None
    log.refresh_from_db()
    out = log.folder / f"attempt-{attempt}"
    out.mkdir(parents=True, mode=0o700)
    try:
        if path is None and not log.has_upload:
            raise Problem("upload_gone")
        result = child.run(request_for(log, path or log.upload_path, out), lambda share, phase: _beat(log, attempt, share, phase))
        return finish(log, attempt, out, result)
    except Problem as problem:
        return fail(log, attempt, problem)
    except OSError as error:
        return fail(log, attempt, Problem("disk_full" if error.errno == 28 else "reader_died", status=str(error.errno)))
    finally:
        shutil.rmtree(out, ignore_errors=True)
        if not EventLog.objects.filter(pk=log.pk).exists():
            shutil.rmtree(log.folder, ignore_errors=True)


def request_for(log, path, out):
    """What the child needs to know; the lists of the log's source are pseudonyms already."""
    request = {
        "task": "import", "path": str(path), "out": str(out), "options": log.options, "key": str(key_path(log.space)),
        "now": timezone.now().astimezone(UTC).replace(tzinfo=None).isoformat(),
    }
    if log.source_id:
        listed = list(log.source.listed.values_list("pseudonym", "same_as"))
        request["exclusions"] = [pseudonym for pseudonym, same in listed if not same]
        request["aliases"] = followed({pseudonym: same for pseudonym, same in listed if same})
    if continues := Layout.from_options(log.options).continues:
        previous = EventLog.objects.ready().filter(space=log.space, uuid=continues).first()
        if previous is None:
            raise Problem("no_previous")
        request["previous"] = {"path": str(previous.events_path), "attributes": previous.attributes}
    return request


def followed(aliases):
    """[(pseudonym, the one that counts)] with chains of aliases followed to their end; circles stop where they began."""
    pairs = []
    for pseudonym in aliases:
        end, seen = aliases[pseudonym], {pseudonym}
        while end in aliases and end not in seen:
            seen.add(end)
            end = aliases[end]
        pairs.append((pseudonym, min(seen) if end in seen else end))
    return pairs


def _beat(log, attempt, share, phase):
    """Write where the import stands; False when the log is gone or in other hands."""
    return bool(
        EventLog.objects.filter(pk=log.pk, attempt=attempt, status="importing").update(
            progress=min(99, int(share * 100)), phase=phase, heartbeat_at=timezone.now()
        )
    )


def finish(log, attempt, out, result):
    """Make the result visible: files first, then the row in one transaction; then the upload goes."""
    for name in KEPT_FILES:
        (out / name).replace(log.folder / name)
    with transaction.atomic():
        log = EventLog.objects.select_for_update().filter(pk=log.pk, attempt=attempt, status="importing").first()
        if log is None:
            return None
        for name in ("lines", "kept", "filtered", "rejected", "customers", "reasons", "timezone", "relative_days",
                     "attributes", "activities", "cautions", "instrument"):
            setattr(log, name, result[name])
        log.first_at, log.last_at = (datetime.fromisoformat(result[name]).replace(tzinfo=UTC) for name in ("first", "last"))
        log.status, log.progress, log.phase = "ready", 100, ""
        log.save()
        record("log.imported", space=log.space, about=log, lines=log.lines, kept=log.kept)
    log.upload_path.unlink(missing_ok=True)
    return log


def fail(log, attempt, problem):
    """Write why nothing was imported; the upload stays, so that other columns can be chosen."""
    EventLog.objects.filter(pk=log.pk, attempt=attempt, status="importing").update(
        status="failed", problem=problem.as_dict(), progress=0, phase=""
    )
    for name in KEPT_FILES:
        (log.folder / name).unlink(missing_ok=True)
    return EventLog.objects.filter(pk=log.pk).first()
