"""The trail of changes made outside a room: who, which verb, about what, when."""


def record(verb, *, by=None, space=None, about=None, **details):
    """Leave one audit row in the current transaction.

    verb: "thing.verbed"; by: a Member, or a room's Participant (kept as the member behind it, or nobody);
    about: a model instance with a uuid, or None; details: JSON values, never personal text.
    """
    from project.spaces.models import AuditEvent

    name = f"{about._meta.model_name}:{about.uuid}" if about is not None else ""
    member, space = getattr(by, "member", None), space or getattr(by, "space", None)
    return AuditEvent.objects.create(verb=verb, member=member, space=space, about=name, details=details)
