"""The trail of changes made outside a room: who, which verb, about what, when. Refuses an act in a space that is closed."""

IN_A_CLOSED_SPACE = {  # closing and reopening it, duties towards people, and what was asked before it closed
    "space.closed", "space.reopened", "space.erased", "member.erased", "traces.purged", "log.imported", "reading.computed",
}  # fmt: skip


def record(verb, *, by=None, space=None, about=None, **details):
    """Leave one audit row in the current transaction.

    verb: "thing.verbed"; by: a Member, or a room's Participant (kept as the member behind it, or nobody);
    about: a model instance with a uuid, or None; details: JSON values, never personal text. PermissionDenied when the space
    is closed, so that whatever the road, the act is undone with its transaction.
    """
    from project.spaces.doors import require_open
    from project.spaces.models import AuditEvent

    name = f"{about._meta.model_name}:{about.uuid}" if about is not None else ""
    member, space = getattr(by, "member", None), space or getattr(by, "space", None)
    if verb not in IN_A_CLOSED_SPACE:
        require_open(space)
    return AuditEvent.objects.create(verb=verb, member=member, space=space, about=name, details=details)
