"""Who may do what to series of sessions (see tests/permissions.py)."""
from datetime import date, time, timedelta

from workshops.rituals import actions, feed

FIRST = date.today() + timedelta(days=9)
FORM = {"title": "Lecture", "question": "Quoi ?", "rhythm": "weekly", "first_on": FIRST.isoformat(), "at": "14:00", "minutes": 60}
MOVE = {"starts_at": f"{FIRST + timedelta(days=2)}T10:00", "minutes": 45}


def arguments(world):
    host = world.cast["Claire"]
    series = actions.start_series(
        by=host, title="Lecture", question="Quoi ?", rhythm="weekly", first_on=FIRST, at=time(14), minutes=60
    )
    of_series = ("series-one", "series-edit", "series-planning", "series-ending", "series-feed-renewal")
    of_meeting = ("meeting", "meeting-move", "meeting-cancellation", "meeting-session", "meeting-ics")
    found = {(name, "uuid"): series.uuid for name in of_series}
    found |= {(name, "uuid"): series.meetings.first().uuid for name in of_meeting}
    return found | {("series-feed", "key"): feed.key_of(series)}


def finished(world):
    return {"session": str(world.finished.uuid)}


ROWS = {
    "series": {"GET": "contributor"},
    "series-new": {"GET": "facilitator", "POST": ("facilitator", FORM)},
    "series-one": {"GET": "contributor"},
    "series-edit": {"GET": "facilitator", "POST": ("facilitator", FORM)},
    "series-planning": {"POST": ("facilitator", {"sure": "yes"})},
    "series-ending": {"POST": ("facilitator", {"sure": "yes"})},
    "series-feed-renewal": {"POST": ("facilitator", {"sure": "yes"})},
    "meeting": {"GET": "facilitator"},
    "meeting-move": {"POST": ("facilitator", MOVE)},
    "meeting-cancellation": {"POST": ("facilitator", {"reason": "Pont."})},
    "meeting-session": {"POST": ("facilitator", finished)},
    "meeting-ics": {"GET": "contributor"},
    "series-feed": {"GET": "anyone"},
}
