"""Who may do what to trackers (see tests/permissions.py)."""
from workshops.trackers import actions


def issue(world):
    return {"tracker": str(world.arguments["tracker-renewal", "uuid"]), "issue": "acme/box#12"}


def arguments(world):
    tracker = actions.connect_tracker(by=world.cast["Claire"], provider="github", name="Box")
    return {(name, "uuid"): tracker.uuid for name in ("tracker-renewal", "tracker-closure", "tracker-hook")}


ROWS = {
    "tracker-hook": {"POST": "nobody"},  # but whoever signs with its secret
    "trackers": {"GET": "manager", "POST": ("manager", {"provider": "jira", "name": "Support"})},
    "tracker-renewal": {"POST": ("manager", {"sure": "yes"})},
    "tracker-closure": {"POST": ("manager", {"sure": "yes"})},
    "action-issue": {"GET": "facilitator", "POST": ("facilitator", issue)},  # and the owner of the action
    "action-issue-removal": {"POST": ("facilitator", {"sure": "yes"})},
}
