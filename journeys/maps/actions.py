"""Everything that changes a journey: its draft, files accepted into it, and the versions that are published."""
import json
from dataclasses import replace
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from project.audit import record
from project.sealing.chains import seal
from project.spaces.doors import require, require_open

from . import arrangement, rules
from .drafts import content_of, digest_of, draft_of, fill, locked, write_draft
from .models import DraftTouchpoint, Journey, JourneyVersion, MapUpload
from .problems import Problem, errors, warnings
from .refusals import MapRefused, Overtaken
from .validation import MAX_TOUCHPOINTS, check_map

UPLOADS_KEPT = timedelta(days=1)


@transaction.atomic
def create_journey(*, by, name, description="", language="", slug="", op_id=None):
    """An empty journey; its short name is made of its name unless one is given. The same `op_id` makes it once."""
    require(rules.can_create(by))
    if op_id and (made := Journey.objects.filter(uuid=op_id).first()):
        require(made.space_id == by.space.pk)
        return made
    if slug and Journey.objects.filter(space=by.space, slug=slug).exists():
        raise ValidationError({"slug": _("Another journey of this space has this short name.")})
    journey = Journey.objects.create(
        space=by.space, name=name, description=description, language=language or by.space.language,
        slug=slug or Journey.objects.free_slug(by.space, name), **({"uuid": op_id} if op_id else {}))
    record("journey.created", by=by, about=journey)
    return journey


@transaction.atomic
def change_journey(*, by, journey, **fields):
    """Its name, description or language."""
    require(rules.can_edit(by, journey))
    for name, value in fields.items():
        setattr(journey, name, value)
    journey.save(update_fields=list(fields))
    record("journey.changed", by=by, about=journey, fields=sorted(fields))
    return journey


@transaction.atomic
def create_with_map(*, by, fields, take):
    """`create_journey`, then `take(journey)` fills its draft: both or neither."""
    journey = create_journey(by=by, **fields)
    take(journey)
    return journey


@transaction.atomic
def change_with_map(*, by, journey, fields, take):
    """`change_journey`, then `take(journey)` fills its draft: both or neither."""
    journey = change_journey(by=by, journey=journey, **fields)
    take(journey)
    return journey


@transaction.atomic
def remove_journey(*, by, journey):
    """Throw away a journey that was never published; what was published stays."""
    require(rules.can_edit(by, journey))
    if journey.versions.exists():
        raise ValidationError(_("This journey has published versions, which readings rest on: it stays."))
    record("journey.removed", by=by, about=journey)
    journey.delete()


@transaction.atomic
def add_touchpoint(*, by, journey, touchpoint, op_id=None):
    """Add a Touchpoint at the end of its stage; returns its row. The same `op_id` adds it once."""
    require(rules.can_edit(by, journey))
    journey = locked(journey)
    if op_id and (made := DraftTouchpoint.objects.filter(uuid=op_id).first()):
        require(made.journey_id == journey.pk)
        return made
    touchpoints, stages = draft_of(journey)
    if any(other.key == touchpoint.key for other in touchpoints):
        raise ValidationError({"touchpoint": _("Another touchpoint of this map has this identifier.")})
    if len(touchpoints) >= MAX_TOUCHPOINTS:
        raise MapRefused([Problem("too_many_touchpoints", values={"limit": MAX_TOUCHPOINTS})])
    addresses = {touchpoint.key: {"uuid": op_id}} if op_id else {}
    write_draft(journey, *arrangement.insert(touchpoints, stages, touchpoint), addresses)
    record("touchpoint.added", by=by, about=journey, key=touchpoint.key)
    return journey.draft.get(key=touchpoint.key)


@transaction.atomic
def edit_touchpoint(*, by, row, touchpoint, revision):
    """Make a row say `touchpoint`; anchors follow when its identifier changes. Raises Overtaken when `revision` is old."""
    require(rules.can_edit(by, row.journey))
    journey = locked(row.journey)
    row = journey.draft.select_for_update().get(pk=row.pk)
    if row.revision != revision:
        raise Overtaken(row)
    if journey.draft.filter(key=touchpoint.key).exclude(pk=row.pk).exists():
        raise ValidationError({"touchpoint": _("Another touchpoint of this map has this identifier.")})
    old = row.touchpoint
    values = replace(touchpoint, order=old.order, counts=old.counts)
    fill(row, json.loads(json.dumps(values.as_dict())))
    if old.key != values.key:
        for other in journey.draft.filter(anchor=old.key):
            fill(other, {"anchor": values.key})
    if old.stage != values.stage:
        touchpoints, stages = draft_of(journey)
        rest = tuple(other for other in touchpoints if other.key != values.key)
        write_draft(journey, *arrangement.insert(rest, arrangement.stage_names(touchpoints, stages), values))
        row.refresh_from_db()
    record("touchpoint.changed", by=by, about=journey, key=values.key)
    return row


@transaction.atomic
def move_touchpoint(*, by, row, step):
    """One place up (-1) or down (1)."""
    require(rules.can_edit(by, row.journey))
    journey = locked(row.journey)
    write_draft(journey, *arrangement.move(*draft_of(journey), row.key, step))
    record("touchpoint.moved", by=by, about=journey, key=row.key, step=step)


@transaction.atomic
def remove_touchpoint(*, by, row):
    """Take a touchpoint out of the draft; published versions keep it."""
    require(rules.can_edit(by, row.journey))
    journey = locked(row.journey)
    touchpoints, stages = draft_of(journey)
    stages = arrangement.stage_names(touchpoints, stages)
    write_draft(journey, arrangement.renumber(t for t in touchpoints if t.key != row.key), stages)
    record("touchpoint.removed", by=by, about=journey, key=row.key)


def change_stages(by, journey, verb, change, stage):
    """What the four actions on stages share: rule, lock, a stage that exists, write, audit."""
    require(rules.can_edit(by, journey))
    journey = locked(journey)
    touchpoints, stages = draft_of(journey)
    if verb != "added" and stage not in arrangement.stage_names(touchpoints, stages):
        raise ValidationError(_("This stage is no longer there: somebody removed or renamed it."))
    write_draft(journey, *change(touchpoints, stages))
    record(f"stage.{verb}", by=by, about=journey)


@transaction.atomic
def add_stage(*, by, journey, stage):
    """An empty stage, last."""
    change_stages(by, journey, "added", lambda touchpoints, stages: (
        touchpoints, [*dict.fromkeys([*arrangement.stage_names(touchpoints, stages), stage])]), stage)


@transaction.atomic
def rename_stage(*, by, journey, stage, name):
    change_stages(by, journey, "renamed", lambda *draft: arrangement.rename_stage(*draft, stage, name), stage)


@transaction.atomic
def move_stage(*, by, journey, stage, step):
    change_stages(by, journey, "moved", lambda *draft: arrangement.move_stage(*draft, stage, step), stage)


@transaction.atomic
def remove_stage(*, by, journey, stage):
    """Its touchpoints join the stage above."""
    change_stages(by, journey, "removed", lambda *draft: arrangement.remove_stage(*draft, stage), stage)


@transaction.atomic
def accept_file(*, by, map_file, journey=None, name="", slug="", merge=False):
    """Put a MapFile without errors into a journey's draft (a new journey when none is given); returns the journey.

    Replacing makes the draft say what the file says; merging changes the touchpoints that the file names, adds those it
    brings at the end of their stage, and keeps the others. Raises MapRefused.
    """
    if map_file.errors:
        raise MapRefused(map_file.problems)
    if journey is None:
        journey = create_journey(by=by, name=name or map_file.name or slug, description=map_file.description,
                                 language=map_file.language if map_file.language in ("fr", "en") else "", slug=slug)
    require(rules.can_edit(by, journey))
    journey = locked(journey)
    touchpoints, stages = map_file.touchpoints, list(map_file.stages)
    if merge:
        brought = {touchpoint.key: touchpoint for touchpoint in touchpoints}
        touchpoints, stages = draft_of(journey)
        touchpoints = tuple(brought.pop(t.key, t) for t in touchpoints)
        for touchpoint in brought.values():
            touchpoints, stages = arrangement.insert(touchpoints, stages, touchpoint)
    if found := errors(check_map(touchpoints)):
        raise MapRefused(found)
    write_draft(journey, arrangement.renumber(touchpoints), arrangement.stage_names(touchpoints, stages))
    record("map.accepted", by=by, about=journey, touchpoints=len(touchpoints), merged=merge)
    return journey


@transaction.atomic
def start_journey(*, by, map_file, name, op_id=None):
    """A journey whose draft is a proposed map, once per `op_id`; what somebody already corrected is not overwritten."""
    journey = create_journey(by=by, name=name, op_id=op_id)
    return journey if journey.draft.exists() else accept_file(by=by, map_file=map_file, journey=journey)


@transaction.atomic
def restore_version(*, by, version):
    """Make the draft say again what a published version says."""
    require(rules.can_edit(by, version.journey))
    write_draft(locked(version.journey), version.touchpoints, version.stages)
    record("version.restored", by=by, about=version.journey, number=version.number)


@transaction.atomic
def keep_upload(*, by, journey, name, data):
    """Keep a file between its preview and its acceptance; those that nobody accepted within a day go."""
    require(rules.can_create(by) if journey is None else rules.can_edit(by, journey))
    require_open(by.space)
    MapUpload.objects.filter(uploaded_at__lt=timezone.now() - UPLOADS_KEPT).delete()
    return MapUpload.objects.create(by=by, journey=journey, name=name[-200:], data=data)


@transaction.atomic
def answer_upload(*, by, upload, choices):
    """What a person answered about the file: what lanes hold, which events show tasks."""
    require(upload.by_id == by.pk)
    require_open(by.space)
    upload.choices = {name[:200]: value[:2000] for name, value in list(choices.items())[:2000]}
    upload.save(update_fields=["choices"])


@transaction.atomic
def accept_upload(*, by, upload, map_file, name="", merge=False):
    """`accept_file`, once: the file's bytes go, and accepting it again answers the same journey."""
    require(upload.by_id == by.pk)
    upload = MapUpload.objects.select_for_update().get(pk=upload.pk)
    if upload.accepted_at is None:
        upload.journey = accept_file(by=by, map_file=map_file, journey=upload.journey, name=name, merge=merge)
        upload.accepted_at, upload.data = timezone.now(), b""
        upload.save(update_fields=["journey", "accepted_at", "data"])
    return upload.journey


@transaction.atomic
def drop_upload(*, by, upload):
    require(upload.by_id == by.pk)
    require_open(by.space)
    upload.delete()


@transaction.atomic
def name_events(*, by, journey, names):
    """Add event names found in a log to touchpoints of the draft: {event name: touchpoint key}; returns those changed.

    How unmatched event names are mapped; a name that the touchpoint already has changes nothing.
    """
    require(rules.can_edit(by, journey))
    journey = locked(journey)
    rows = {row.key: row for row in journey.draft.all()}
    unknown = sorted(set(names.values()) - set(rows))
    if unknown:
        raise ValidationError(_("No touchpoint of the draft is called “%(key)s”.") % {"key": unknown[0]})
    changed = []
    for event, key in names.items():
        if event not in rows[key].events:
            fill(rows[key], {"events": [*rows[key].events, event]})
            changed.append(key)
    record("events.named", by=by, about=journey, touchpoints=sorted(set(changed)))
    return [rows[key] for key in dict.fromkeys(changed)]


@transaction.atomic
def publish_version(*, by, journey):
    """Seal the draft as the next version; (version, warnings). The same map again is the same version.

    Raises MapRefused when the draft has errors.
    """
    require(rules.can_publish(by, journey))
    journey = locked(journey)
    problems = check_map(draft_of(journey)[0])
    if errors(problems):
        raise MapRefused(problems)
    content = content_of(journey)
    digest, latest = digest_of(content), journey.latest
    if latest is not None and latest.digest == digest:
        return latest, warnings(problems)
    revision = seal(journey.chain, content, by=by.member, reason="published")
    version = JourneyVersion.objects.create(
        journey=journey, number=revision.number, content=content, digest=digest, published_by=by.member,
        published_at=revision.sealed_at)
    record("journey.published", by=by, about=journey, number=version.number)
    return version, warnings(problems)
