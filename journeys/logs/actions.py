"""Everything that changes logs: receive a file, choose its columns, import, begin again, rename, delete.

A file received is kept only until it is imported, or a day; what is kept of it holds pseudonyms.
"""
import hashlib
import shutil
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from project.audit import record
from project.spaces.doors import require, require_open

from . import keys, rules, running, wording
from .layout import checked
from .models import EventLog, ListedCustomer, Source
from .problems import Problem
from .tasks import carry_out_import

UPLOAD_KEPT = timedelta(hours=24)
RAN_HERE = ("waiting", "failed")


def refused(problem, field="__all__"):
    """A problem as the error of a form or of the API."""
    return ValidationError({field: wording.problem(problem.as_dict())})


def receive_upload(*, by, file, title="", source=None):
    """Keep an uploaded file and return the log that waits for its columns to be chosen. `file` has name, size, chunks()."""
    require(rules.can_import(by))
    limit = settings.LOG_UPLOAD_LIMIT
    if file.size > limit:
        raise refused(Problem("too_big", megabytes=limit // 2**20), "file")
    forget_old_uploads(now=timezone.now())
    log = EventLog(space=by.space, created_by=by.member, source=source, file_name=Path(file.name).name[:255], file_size=file.size)
    log.title = title or _title(log.file_name)
    log.digest = f"upload:{log.uuid.hex}"
    if source is not None:
        log.timezone = source.options.get("timezone", by.space.timezone)
    log.folder.mkdir(parents=True, mode=0o700)
    digest = hashlib.sha256()
    try:
        with log.upload_path.open("wb") as kept:
            for chunk in file.chunks():
                digest.update(chunk)
                kept.write(chunk)
        log.upload_path.chmod(0o600)
        log.file_digest = digest.hexdigest()
        with transaction.atomic():
            log.save()
            record("log.received", by=by, space=by.space, about=log, bytes=log.file_size)
    except BaseException:
        shutil.rmtree(log.folder, ignore_errors=True)
        raise
    return log


def _title(name):
    stem = name.removesuffix(".gz")
    shorter = stem.rpartition(".")[0] if "." in stem[-9:] else stem
    return (shorter or name)[:160]


def import_log(*, by, log, layout, source_name="", title=""):
    """Accept the columns chosen for an upload and queue its import.

    Returns the log to look at: an earlier one when the same file was already imported with the same choices.
    """
    require(rules.can_manage(by, log))
    require_open(by.space)
    try:
        checked(layout)
        if log.status not in RAN_HERE or not log.has_upload:
            raise Problem("upload_gone")
    except Problem as problem:
        raise refused(problem) from None
    with transaction.atomic():
        source = _source(by, source_name, layout) if source_name else log.source
        digest = layout.digest(log.file_digest, lists_of(source))
        twin = EventLog.objects.filter(space=by.space, digest=digest).exclude(pk=log.pk).first()
        if twin is not None and twin.status != "failed":
            remove(log)
            if source is not None and twin.source_id is None:
                twin.source = source
                twin.save(update_fields=["source"])
            return twin
        if twin is not None:
            remove(twin)
        log.options, log.digest, log.source, log.problem = layout.as_options(), digest, source, {}
        log.status, log.progress, log.timezone = "waiting", 0, layout.zone
        log.title = title or log.title
        log.save()
        record("log.queued", by=by, space=by.space, about=log)
        transaction.on_commit(lambda: carry_out_import.enqueue(str(log.uuid)))
    return log


def _source(by, name, layout):
    """The source called `name`, remembering these choices for its next file."""
    options = {key: value for key, value in layout.as_options().items() if key != "continues"}
    source, made = Source.objects.get_or_create(space=by.space, name=name.strip()[:120], defaults={"options": options})
    if not made:
        source.options = options
        source.save(update_fields=["options"])
    return source


def lists_of(source):
    """What identifies the exclusion and alias lists of a source within a digest."""
    if source is None:
        return ""
    rows = source.listed.order_by("pseudonym").values_list("pseudonym", "same_as")
    return hashlib.sha256(repr(list(rows)).encode()).hexdigest() if rows else ""


@transaction.atomic
def list_customers(*, by, source, text):
    """Add customers to leave out of a source (an identifier per line) or known twice (`identifier;the one that counts`).

    Only pseudonyms are stored. Returns (left out, known twice). What is already imported does not change.
    """
    require(rules.can_list_customers(by) and by.space == source.space)
    counts = [0, 0]
    for number, line in enumerate(text.splitlines(), 1):
        parts = [part.strip().strip('"') for part in line.replace("\t", ";").split(";") if part.strip()]
        if not parts:
            continue
        if len(parts) > 2:
            raise ValidationError({"customers": _("Line %(line)s has more than two identifiers.") % {"line": number}})
        pseudonyms = [keys.pseudonym(by.space, part) for part in parts]
        ListedCustomer.objects.update_or_create(
            source=source, pseudonym=pseudonyms[0], defaults={"same_as": pseudonyms[1] if len(parts) == 2 else ""}
        )
        counts[len(parts) - 1] += 1
    record("source.customers_listed", by=by, space=by.space, about=source, left_out=counts[0], known_twice=counts[1])
    return tuple(counts)


@transaction.atomic
def forget_listed_customers(*, by, source):
    """Empty the lists of a source."""
    require(rules.can_list_customers(by) and by.space == source.space)
    source.listed.all().delete()
    record("source.lists_emptied", by=by, space=by.space, about=source)


@transaction.atomic
def delete_source(*, by, source):
    """Forget a source, its choices and its lists; its logs stay."""
    require(rules.can_import(by) and by.space == source.space)
    record("source.deleted", by=by, space=by.space, about=source)
    source.delete()


def restart_import(*, by, log):
    """Begin again an import that failed or stopped giving signs of life."""
    require(rules.can_manage(by, log))
    if not (log.status == "failed" or log.is_stalled(timezone.now())) or not log.options or not log.has_upload:
        raise ValidationError(_("This import cannot be started again. Send the file again."))
    with transaction.atomic():
        EventLog.objects.filter(pk=log.pk).update(status="waiting", progress=0, phase="", problem={}, attempt="")
        record("log.restarted", by=by, space=by.space, about=log)
        transaction.on_commit(lambda: carry_out_import.enqueue(str(log.uuid)))
    log.refresh_from_db()
    return log


@transaction.atomic
def rename_log(*, by, log, title):
    """Give the log another title."""
    require(rules.can_manage(by, log))
    log.title = title.strip()[:160]
    if not log.title:
        raise ValidationError({"title": _("Write a title.")})
    log.save(update_fields=["title"])
    record("log.renamed", by=by, space=by.space, about=log)
    return log


@transaction.atomic
def delete_log(*, by, log):
    """Delete the log and its files; the space's pseudonym key goes with its last log. Readings keep their aggregates."""
    require(rules.can_manage(by, log))
    record("log.deleted", by=by, space=by.space, about=log, lines=log.lines)
    remove(log)


def remove(log):
    """Delete row and, once committed, files."""
    space, folder = log.space, log.folder
    log.delete()
    transaction.on_commit(lambda: _clear(space, folder))


def _clear(space, folder):
    shutil.rmtree(folder, ignore_errors=True)
    if not EventLog.objects.filter(space=space).exists() and not ListedCustomer.objects.filter(source__space=space).exists():
        keys.forget_key(space)


def forget_old_uploads(*, now):
    """Remove files received a day ago and never imported; logs that were only waiting for their columns go too."""
    for log in EventLog.objects.filter(status__in=RAN_HERE, created_at__lt=now - UPLOAD_KEPT):
        log.upload_path.unlink(missing_ok=True)
        if log.needs_mapping:
            with transaction.atomic():
                remove(log)


def resume_imports():
    """Queue again the imports that a restart interrupted; called when the server starts. Returns how many."""
    logs = [log for log in EventLog.objects.filter(status="importing") if log.has_upload]
    lost = EventLog.objects.filter(status="importing").exclude(pk__in=[log.pk for log in logs])
    lost.update(status="failed", problem=Problem("upload_gone").as_dict())
    for log in logs:
        EventLog.objects.filter(pk=log.pk).update(status="waiting", attempt="", progress=0)
        carry_out_import.enqueue(str(log.uuid))
    return len(logs)


def import_file(*, by, path, layout, title="", source=None):
    """Import a file of this machine at once, without copying it. Returns the log; raises Problem, and leaves nothing behind."""
    require(rules.can_import(by))
    require_open(by.space)
    path = Path(path)
    try:
        with path.open("rb") as file:
            file_digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise Problem("unreadable", reason=error.strerror) from None
    checked(layout)
    digest = layout.digest(file_digest, lists_of(source))
    with transaction.atomic():
        twin = EventLog.objects.filter(space=by.space, digest=digest).first()
        if twin is not None and twin.status == "ready":
            return twin
        if twin is not None:
            remove(twin)
        log = EventLog.objects.create(
            space=by.space, created_by=by.member, source=source, title=title or _title(path.name), file_name=path.name[:255],
            file_size=path.stat().st_size, file_digest=file_digest, digest=digest, options=layout.as_options(),
            timezone=layout.zone,
        )
    done = running.carry_out(log, path)
    if done is None or done.status != "ready":
        with transaction.atomic():
            remove(log)
        found = done.problem if done else Problem("abandoned").as_dict()
        raise Problem(found["problem"], **found["details"])
    return done
