"""Who may do what to series of sessions (see tests/permissions.py)."""
from datetime import date, time, timedelta

from workshops.rituals import actions, feed
from workshops.rituals.invitations import actions as invitations
from workshops.rituals.models import Series
from workshops.rituals.sheets import actions as sheets

FIRST = date.today() + timedelta(days=9)
FORM = {"title": "Lecture", "question": "Quoi ?", "rhythm": "weekly", "first_on": FIRST.isoformat(), "at": "14:00", "minutes": 60}
MOVE = {"starts_at": f"{FIRST + timedelta(days=2)}T10:00", "minutes": 45}


def arguments(world):
    host = world.cast["Claire"]
    series = actions.start_series(
        by=host, title="Lecture", question="Quoi ?", rhythm="weekly", first_on=FIRST, at=time(14), minutes=60
    )
    of_series = ("series-one", "series-edit", "series-planning", "series-ending", "series-feed-renewal", "series-invitees",
                 "series-letters")  # fmt: skip
    of_meeting = ("meeting", "meeting-move", "meeting-cancellation", "meeting-session", "meeting-ics")
    found = {(name, "uuid"): series.uuid for name in of_series}
    found |= {(name, "uuid"): series.meetings.first().uuid for name in of_meeting}
    invitations.invite(by=host, series=series, addresses=["paul@example.com"])
    found[("series-invitee-removal", "uuid")] = series.invitees.get().uuid
    sheet = sheets.copy_sheet(by=host, sheet=sheets.sheet_named(space=host.space, name="express"))
    found |= {("run-sheet", "uuid"): sheet.uuid, ("run-sheet-edit", "uuid"): sheet.uuid}
    return found | {("series-feed", "key"): feed.key_of(series)}


def finished(world):
    return {"session": str(world.finished.uuid)}


def next_meeting(world):
    series = Series.objects.get(uuid=world.arguments[("series-one", "uuid")])
    return {"meetings": [str(series.meetings.first().uuid)]}


SHEET = {
    "title": "La nôtre", "base": 1, "step-TOTAL_FORMS": 1, "step-INITIAL_FORMS": 1, "step-0-kind": "read", "step-0-minutes": 10,
    "step-0-writes": "private",
}  # fmt: skip

ROWS = {
    "run-sheets": {"GET": "contributor"},
    "run-sheet-copies": {"POST": ("facilitator", {"name": "express"})},
    "run-sheet": {"GET": "contributor"},
    "run-sheet-edit": {"GET": "facilitator", "POST": ("facilitator", SHEET)},
    "series": {"GET": "contributor"},
    "series-new": {"GET": "facilitator", "POST": ("facilitator", FORM)},
    "series-one": {"GET": "contributor"},
    "series-edit": {"GET": "facilitator", "POST": ("facilitator", FORM)},
    "series-planning": {"POST": ("facilitator", {"sure": "yes"})},
    "series-ending": {"POST": ("facilitator", {"sure": "yes"})},
    "series-feed-renewal": {"POST": ("facilitator", {"sure": "yes"})},
    "series-invitees": {"POST": ("facilitator", {"addresses": "zoe@example.com", "language": "fr"})},
    "series-letters": {"POST": ("facilitator", next_meeting)},
    "series-invitee-removal": {"POST": ("facilitator", {"sure": "yes"})},
    "meeting": {"GET": "facilitator"},
    "meeting-move": {"POST": ("facilitator", MOVE)},
    "meeting-cancellation": {"POST": ("facilitator", {"reason": "Pont."})},
    "meeting-session": {"POST": ("facilitator", finished)},
    "meeting-ics": {"GET": "contributor"},
    "series-feed": {"GET": "anyone"},
}
