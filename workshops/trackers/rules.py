"""Who may connect trackers and link issues, and what a tracker's word does to an action: pure questions."""

FOLLOWS = {  # (what the tracker says, status here) -> status here afterwards; what is missing is a conflict
    ("open", "proposed"): "proposed", ("open", "accepted"): "accepted", ("open", "in_progress"): "in_progress",
    ("open", "waiting"): "waiting", ("open", "done"): "in_progress",
    ("doing", "accepted"): "in_progress", ("doing", "in_progress"): "in_progress", ("doing", "waiting"): "in_progress",
    ("doing", "done"): "in_progress",
    ("done", "accepted"): "done", ("done", "in_progress"): "done", ("done", "waiting"): "done", ("done", "done"): "done",
    ("dropped", "proposed"): "abandoned", ("dropped", "accepted"): "abandoned", ("dropped", "in_progress"): "abandoned",
    ("dropped", "waiting"): "abandoned", ("dropped", "abandoned"): "abandoned",
}  # fmt: skip


def can_connect(who, space):
    """A tracker's secret lets whoever holds it move actions: managers and above."""
    return who.space == space and who.at_least("manager")


def can_link(who, action):
    return who.space == action.space and (action.owner_id == who.pk or who.at_least("facilitator"))


def status_after(said, status):
    """The action's status once the tracker said `said`, or None when both cannot be true."""
    return FOLLOWS.get((said, status))
