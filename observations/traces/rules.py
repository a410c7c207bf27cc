"""Who may do what to traces: pure questions. `who` is a Member, or a room's Participant (whose `member` may be None)."""


def belongs(who, space):
    return who.space == space


def stands_at(who, role):
    """Whether a member stands behind `who`, with at least that role in the space."""
    member = getattr(who, "member", None)
    return member is not None and member.at_least(role)


def can_capture(who, source):
    """Bring a fragment: anyone of the space."""
    return belongs(who, source.space)


def can_redact(who, space):
    """See originals, confirm what is hidden, release, erase: guardians alone."""
    return belongs(who, space) and stands_at(who, "guardian")


def can_manage_sources(who, space):
    return belongs(who, space) and stands_at(who, "facilitator")


def can_approve(who, source):
    return belongs(who, source.space) and stands_at(who, "guardian")


def can_read(who, fragment):
    """Marking, gathering, confronting: anyone of the space, once the fragment is released."""
    return belongs(who, fragment.space) and fragment.state == "released"


def can_export(who, space):
    return belongs(who, space) and stands_at(who, "facilitator")
