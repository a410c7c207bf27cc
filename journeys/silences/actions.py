"""Everything that changes readings and the register of silences.

A reading is asked for once per (version, log, parameters): asking again finds the same one. Silences are noted by
people; candidates that the engine proposes become silences only when somebody accepts them.
"""
import hashlib
import json

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from project.audit import record
from project.spaces.doors import require

from . import computing, rules, wording
from .instants import Unreadable
from .models import Reading, Silence
from .plan import plan
from .tasks import carry_out_reading
from .warehouse import read_table


def ask_reading(*, by, version, log=None, parameters=None, wait=False):
    """The reading of this map on this log: the stored one, or a new one computed in the background (now, with `wait`).

    parameters: {"segments": names or None for all, "from": day, "to": day}, all optional. A failed reading is tried
    again. Raises ValidationError when the question cannot be asked of this log; with `wait`, a failed reading is
    returned as such.
    """
    require(rules.can_ask(by) and version.journey.space_id == by.space.pk and (log is None or log.space_id == by.space.pk))
    asked = _checked(version, log, parameters or {})
    digest = hashlib.sha256(json.dumps([str(version.uuid), str(log.uuid) if log else "", asked], sort_keys=True).encode())
    with transaction.atomic():
        reading, made = Reading.objects.get_or_create(
            space=by.space, digest=digest.hexdigest(),
            defaults={"version": version, "log": log, "parameters": asked, "created_by": by.member},
        )
        if made:
            record("reading.asked", by=by, about=reading)
        again = reading.status == Reading.Status.FAILED
        if again:
            reading.status, reading.problem = Reading.Status.WAITING, {}
            reading.save()
        if (made or again) and not wait:
            transaction.on_commit(lambda: carry_out_reading.enqueue(str(reading.uuid)))
    return computing.carry_out(reading) if wait and reading.status != Reading.Status.READY else reading


def read_again(*, by, reading, first="", last=""):
    """The same question over other days, both included: the stored reading, or a new one. Raises like `ask_reading`."""
    kept = {name: value for name, value in reading.parameters.items() if name not in ("from", "to")}
    return ask_reading(by=by, version=reading.version, log=reading.log, parameters=kept | {"from": first, "to": last})


def read_warehouse(*, by, version, url, table, segments=None, first="", last="", zone=""):
    """Read a map on a table that stays in its warehouse, and store what comes back: counts alone.

    table: `warehouse.Table`. The same answer to the same question is the same reading; events that came since make a new
    one. Raises ValidationError when the question cannot be asked there. `url` is stored nowhere.
    """
    require(rules.can_ask(by) and version.journey.space_id == by.space.pk)
    try:
        result = read_table(url, table, version.touchpoints, segments, first, last, zone or by.space.timezone)
    except Unreadable as problem:
        raise ValidationError(_(problem.message) % problem.values) from None
    asked = {"warehouse": vars(table) | {"attributes": list(table.attributes)}, "from": first, "to": last}
    asked = {name: value for name, value in asked.items() if value} | ({} if segments is None else {"segments": list(segments)})
    told = hashlib.sha256(json.dumps([str(version.uuid), asked, result], sort_keys=True).encode()).hexdigest()
    return computing.keep(by=by, version=version, parameters=asked, digest=told, result=result)


def _checked(version, log, given):
    """The parameters as they are stored, or ValidationError."""
    if log is None:
        if not any(touchpoint.counts for touchpoint in version.touchpoints):
            raise ValidationError({"log": _("This map came without figures: choose the log to read it on.")})
        return {}
    if log.status != "ready":
        raise ValidationError({"log": _("This log is not ready: wait for its import, or choose another.")})
    calendar = computing.calendar_of(log)
    try:
        plan(version.touchpoints, calendar)
        asked = {name: calendar.name(calendar.day(text)) for name in ("from", "to")
                 if (text := str(given.get(name) or "").strip())}
        calendar.window(asked.get("from"), asked.get("to"))
    except Unreadable as problem:
        raise ValidationError(_(problem.message) % problem.values) from None
    segments = given.get("segments")
    if segments is not None:
        for name in segments:
            if name not in log.attributes:
                raise ValidationError({"segments": _("This log has no attribute “%(name)s”.") % {"name": name}})
        asked["segments"] = [name for name in log.attributes if name in segments]
    return asked


@transaction.atomic
def note_silence(*, by, journey, touchpoint_key, segment_by="", segment_value="", kind="", label="", status=None,
                 reason=""):
    """The silence at this place of the journey, entered in the register unless it is there already."""
    require(rules.can_note(by) and journey.space_id == by.space.pk)
    version = journey.latest
    known = {key: text for touchpoint in (version.touchpoints if version else ())
             for key, text in ((touchpoint.key, touchpoint.label), (touchpoint.group, touchpoint.group)) if key}
    silence, made = Silence.objects.get_or_create(
        journey=journey, touchpoint_key=touchpoint_key, segment_by=segment_by, segment_value=segment_value, kind=kind,
        defaults={"space": journey.space, "label": (label or known.get(touchpoint_key, touchpoint_key))[:200],
                  "created_by": by.member, "status": status or Silence.Status.ACCEPTED, "reason": reason},
    )
    if made:
        record("silence.noted", by=by, about=silence)
    return silence


def answer_candidate(*, by, journey, candidate, accept):
    """Take a `candidates.Candidate` among the silences to read, or set it aside; the register remembers either.

    The first answer stands: whoever answers next finds the silence as it is.
    """
    reason = candidate.why if accept else _("Set aside when it was proposed: %(why)s") % {"why": candidate.why}
    label = wording.named(candidate.label, candidate.kind_words) if candidate.kind else candidate.label
    return note_silence(
        by=by, journey=journey, touchpoint_key=candidate.key, segment_by=candidate.by, segment_value=candidate.value,
        kind=candidate.kind, label=label, reason=reason,
        status=Silence.Status.ACCEPTED if accept else Silence.Status.DISMISSED)


@transaction.atomic
def keep_silence(*, by, silence, status=None, keeper=None, review_on=None, would_act="", reason=""):
    """Say who keeps a silence, until when, what would make us act, and whether it is accepted, a candidate, or
    dismissed.
    """
    require(rules.can_keep(by, silence))
    if keeper is not None and keeper.space_id != silence.space_id:
        raise ValidationError({"keeper": _("The keeper is a member of this space.")})
    if status == Silence.Status.MERGED:
        raise ValidationError({"status": _("Choose the silence it is merged into.")})
    silence = Silence.objects.select_for_update().get(pk=silence.pk)
    silence.status = status or silence.status
    if silence.status != Silence.Status.MERGED:
        silence.merged_into = None
    silence.keeper, silence.review_on, silence.would_act, silence.reason = keeper, review_on, would_act, reason
    silence.save()
    record("silence.kept", by=by, about=silence, status=silence.status)
    return silence


def _settle(by, silence, status, reason, verb):
    require(rules.can_keep(by, silence))
    silence = Silence.objects.select_for_update().get(pk=silence.pk)
    silence.status, silence.reason, silence.merged_into = status, reason, None
    silence.save()
    record(verb, by=by, about=silence)
    return silence


@transaction.atomic
def accept_silence(*, by, silence, reason=""):
    """Take a candidate, or one that was set aside, among the silences to read."""
    return _settle(by, silence, Silence.Status.ACCEPTED, reason, "silence.accepted")


@transaction.atomic
def dismiss_silence(*, by, silence, reason):
    """Set a silence aside, and say why."""
    if not reason.strip():
        raise ValidationError({"reason": _("Say why, so that nobody has to wonder later.")})
    return _settle(by, silence, Silence.Status.DISMISSED, reason, "silence.dismissed")


@transaction.atomic
def merge_silences(*, by, silence, into, reason=""):
    """Count a silence as part of another of the same journey; what was merged into it follows."""
    require(rules.can_keep(by, silence) and rules.can_keep(by, into))
    found = {row.pk: row for row in Silence.objects.select_for_update().filter(pk__in=[silence.pk, into.pk])}
    silence, into = found[silence.pk], found[into.pk]
    if into.pk == silence.pk or into.journey_id != silence.journey_id or into.status == Silence.Status.MERGED:
        raise ValidationError({"into": _("Choose another silence of the same journey, itself not merged.")})
    silence.merged.update(merged_into=into)
    silence.status, silence.merged_into, silence.reason = Silence.Status.MERGED, into, reason
    silence.save()
    record("silence.merged", by=by, about=silence, into=str(into.uuid))
    return silence
