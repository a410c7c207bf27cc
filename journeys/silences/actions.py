"""Everything that changes readings and the register of silences.

A reading is asked for once per (version, log, parameters): asking again finds the same one. Silences are noted by
people; candidates that the engine proposes become silences only when somebody accepts them.
"""
import hashlib
import json
import secrets

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from project.audit import record
from project.spaces.doors import require, require_open

from . import computing, queries, rules, wording
from .candidates import every_candidate
from .instants import Calendar, Unreadable
from .masking import masked
from .models import Reading, Silence, WarehouseTable
from .plan import plan
from .tasks import carry_out_reading


def ask_reading(*, by, version, log=None, parameters=None, wait=False):
    """The reading of this map on this log: the stored one, or a new one computed in the background (now, with `wait`).

    parameters: {"segments": names or None for all, "at_anchor": those of them that change over time and are read at the anchor
    of each touchpoint (see `engine.read`), "from": day, "to": day}, all optional. A failed reading is tried
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
            require_open(by.space)
            reading.status, reading.problem = Reading.Status.WAITING, {}
            reading.save()
        if (made or again) and not wait:
            transaction.on_commit(lambda: carry_out_reading.enqueue(str(reading.uuid)))
    return computing.carry_out(reading) if wait and reading.status != Reading.Status.READY else reading


def read_again(*, by, reading, first="", last=""):
    """The same question over other days, both included: the stored reading, or a new one. Raises like `ask_reading`."""
    if named := reading.parameters.get("warehouse"):
        table = WarehouseTable.objects.visible_to(by).filter(name=named["name"]).first()
        if table is None:
            raise ValidationError(_("This table of the warehouse is no longer named here."))
        return read_warehouse(
            by=by, version=reading.version, table=table, segments=reading.parameters.get("segments"),
            at_anchor=reading.parameters.get("at_anchor", ()), first=first, last=last)
    kept = {name: value for name, value in reading.parameters.items() if name not in ("from", "to")}
    return ask_reading(by=by, version=reading.version, log=reading.log, parameters=kept | {"from": first, "to": last})


@transaction.atomic
def name_table(*, by, name, customer, activity, at, attributes=(), zone=""):
    """Say that a table of the warehouse may be counted, and what its columns are; named again, the choices replace the
    former ones.
    """
    require(rules.can_name_tables(by))
    chosen = {"customer": customer, "activity": activity, "at": at, "attributes": list(dict.fromkeys(attributes)),
              "timezone": zone or by.space.timezone}
    table, made = WarehouseTable.objects.update_or_create(
        space=by.space, name=name, defaults=chosen, create_defaults=chosen | {"created_by": by.member})
    record("warehouse.table_named" if made else "warehouse.table_changed", by=by, about=table)
    return table


@transaction.atomic
def forget_table(*, by, table):
    """Let a table of the warehouse be counted no more; the readings made of it stay."""
    require(rules.can_name_tables(by) and table.space_id == by.space.pk)
    record("warehouse.table_forgotten", by=by, about=table)
    table.delete()


def read_warehouse(*, by, version, table, segments=None, at_anchor=(), first="", last="", wait=False):
    """A reading of a map on a `WarehouseTable`, counted where the events live and stored as counts alone.

    Each question is a new reading, because the table changes behind us; one that still waits is found again. Raises
    ValidationError when the question cannot be asked.
    """
    require(rules.can_ask(by) and version.journey.space_id == by.space.pk and table.space_id == by.space.pk)
    if not settings.WAREHOUSE_URL:
        raise ValidationError(_("Set WAREHOUSE_URL to the address of the warehouse."))
    asked = _days(version, Calendar(table.timezone), {"from": first, "to": last}) | {"warehouse": table.described}
    if segments is not None:
        asked["segments"] = [name for name in table.attributes if name in segments]
    asked |= _at_anchor(asked.get("segments", table.attributes), at_anchor)
    with transaction.atomic():
        waiting = Reading.objects.filter(space=by.space, version=version, log=None, status__in=["waiting", "computing"])
        reading = next((one for one in waiting if one.parameters == asked), None)
        if reading is None:
            reading = Reading.objects.create(
                space=by.space, version=version, parameters=asked, created_by=by.member, digest=secrets.token_hex(32))
            record("reading.asked", by=by, about=reading)
            if not wait:
                transaction.on_commit(lambda: carry_out_reading.enqueue(str(reading.uuid)))
    return computing.carry_out(reading) if wait else reading


def _checked(version, log, given):
    """The parameters as they are stored, or ValidationError."""
    if log is None:
        if not any(touchpoint.counts for touchpoint in version.touchpoints):
            raise ValidationError({"log": _("This map came without figures: choose the log to read it on.")})
        return {}
    if log.status != "ready":
        raise ValidationError({"log": _("This log is not ready: wait for its import, or choose another.")})
    asked = _days(version, computing.calendar_of(log), given)
    segments = given.get("segments")
    if segments is not None:
        for name in segments:
            if name not in log.attributes:
                raise ValidationError({"segments": _("This log has no attribute “%(name)s”.") % {"name": name}})
        asked["segments"] = [name for name in log.attributes if name in segments]
    return asked | _at_anchor(asked.get("segments", log.attributes), given.get("at_anchor") or ())


def _at_anchor(segments, names):
    """{"at_anchor"} as it is stored, nothing without names; or ValidationError for what is not among the segments."""
    for name in names:
        if name not in segments:
            raise ValidationError({"at_anchor": _("“%(name)s” is not one of the groups compared.") % {"name": name}})
    return {"at_anchor": [name for name in segments if name in names]} if names else {}


def _days(version, calendar, given):
    """{"from", "to"} as they are stored, once the map and the days are known to be readable; or ValidationError."""
    try:
        plan(version.touchpoints, calendar)
        asked = {name: calendar.name(calendar.day(text)) for name in ("from", "to")
                 if (text := str(given.get(name) or "").strip())}
        calendar.window(asked.get("from"), asked.get("to"))
    except Unreadable as problem:
        raise ValidationError(_(problem.message) % problem.values) from None
    return asked


@transaction.atomic
def note_silence(*, by, journey, touchpoint_key, segment_by="", segment_value="", kind="", label="", status=None,
                 reason=""):
    """The silence at this place of the journey, entered in the register unless it is there already."""
    require(rules.can_note(by) and journey.space_id == by.space.pk)
    version = journey.latest
    known = {key: text for touchpoint in (version.unfolded if version else ())
             for key, text in ((touchpoint.key, touchpoint.label), (touchpoint.group, touchpoint.group)) if key}
    if kind and not label:
        label = wording.named(known.get(touchpoint_key, touchpoint_key), wording.kind(kind))
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


def list_candidates(*, space):
    """Note what the latest readings that the house asked by itself propose, where nobody did yet under the mask of today; done by
    the house, safe to call at any time. Nothing of a space that is closed.
    """
    for detection in queries.detections(space).filter(reading__space__closed_at=None).exclude(below=space.mask_below):
        reading = queries.loaded().get(pk=detection.reading_id)
        figures = queries.figures(reading, space.mask_below)
        shown = masked(reading.result, space.mask_below)
        found = every_candidate(figures, shown.get("trajectories"), reading.version.unfolded)
        detection.below, detection.places = space.mask_below, [one.place for one in found]
        detection.save(update_fields=["below", "places"])


@transaction.atomic
def keep_silence(*, by, silence, status=None, keeper=None, review_on=None, would_act="", reason=""):
    """Say who keeps a silence, until when, what would make us act, and whether it is accepted, a candidate, or
    dismissed, which wants a reason. One that is merged stays so until another status is chosen.
    """
    require(rules.can_keep(by, silence))
    if keeper is not None and keeper.space_id != silence.space_id:
        raise ValidationError({"keeper": _("The keeper is a member of this space.")})
    silence = Silence.objects.select_for_update().get(pk=silence.pk)
    if status == Silence.Status.MERGED != silence.status:
        raise ValidationError({"status": _("Choose the silence it is merged into.")})
    silence.status = status or silence.status
    if silence.status == Silence.Status.DISMISSED:
        _require_reason(reason)
    if silence.status != Silence.Status.MERGED:
        silence.merged_into = None
    silence.keeper, silence.review_on, silence.would_act, silence.reason = keeper, review_on, would_act, reason
    silence.save()
    record("silence.kept", by=by, about=silence, status=silence.status)
    return silence


def _require_reason(reason):
    if not reason.strip():
        raise ValidationError({"reason": _("Say why, so that nobody has to wonder later.")})


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
    _require_reason(reason)
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
