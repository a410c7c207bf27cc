"""The draft of a map as plain values, and back: what the editor's actions share. Takes no decision and checks no right."""
import hashlib
import json
from dataclasses import replace

from project.sealing.chains import canonical

from . import arrangement
from .models import DraftTouchpoint, Journey


def draft_of(journey):
    """(touchpoints in map order, names of stages) of the draft."""
    return tuple(row.touchpoint for row in journey.draft.all()), list(journey.draft_stages)


def content_of(journey):
    """The JSON that publishing the draft now would seal."""
    touchpoints, stages = draft_of(journey)
    touchpoints = arrangement.renumber(touchpoints)
    content = {"stages": arrangement.stage_names(touchpoints, stages),
               "touchpoints": [touchpoint.as_dict() for touchpoint in touchpoints]}
    return json.loads(json.dumps(content))


def digest_of(content):
    """SHA-256 of the canonical JSON: equal digests, equal maps."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def write_draft(journey, touchpoints, stages, addresses=()):
    """Make the draft say exactly this; rows that keep their key keep their address, new ones may be given theirs."""
    rows = {row.key: row for row in journey.draft.all()}
    kept = {touchpoint.key for touchpoint in touchpoints}
    journey.draft.filter(key__in=[key for key in rows if key not in kept]).delete()
    for touchpoint in touchpoints:
        row = rows.get(touchpoint.key)
        values = json.loads(json.dumps(touchpoint.as_dict()))
        if row is None:
            DraftTouchpoint.objects.create(journey=journey, **values, **dict(addresses).get(touchpoint.key, {}))
        elif row.touchpoint != touchpoint:
            fill(row, values)
    journey.draft_stages = list(stages)
    journey.save(update_fields=["draft_stages"])


def fill(row, values):
    """Change a row; whoever had it open will be told, unless only its place changed."""
    before = row.touchpoint
    for name, value in values.items():
        setattr(row, name, value)
    moved = replace(before, order=row.order, stage=row.stage)
    row.revision += moved != row.touchpoint
    row.save()


def locked(journey):
    """The journey's row, held until commit: changes of one draft wait for each other."""
    return Journey.objects.select_for_update().get(pk=journey.pk)
