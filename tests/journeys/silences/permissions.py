"""Who may do what with readings and silences (see tests/permissions.py)."""


def a_touchpoint(world):
    return {"touchpoint_key": "guide"}


def an_event_name(world):
    return {"name": "guide vu ailleurs", "touchpoint": "guide"}


ROWS = {
    "readings": {"GET": "contributor"},
    "reading-new": {"GET": "facilitator", "POST": "facilitator"},
    "reading": {"GET": "contributor"},
    "reading-behaviours": {"GET": "contributor"},
    "reading-times": {"GET": "contributor"},
    "reading-paths": {"GET": "contributor"},
    "reading-comparison": {"GET": "contributor"},
    "reading-names": {"POST": ("facilitator", an_event_name)},
    "reading-silences": {"POST": ("contributor", a_touchpoint)},
    "reading-touchpoint": {"GET": "contributor"},
    "silences": {"GET": "contributor"},
    "silence": {"GET": "contributor"},
    "silence-keeping": {"POST": "contributor"},
    "silence-merging": {"POST": "contributor"},
    "api-readings": {"GET": "contributor", "POST": "facilitator"},
    "api-reading": {"GET": "contributor"},
    "api-silences": {"GET": "contributor", "POST": "contributor"},
    "api-silence": {"GET": "contributor", "PATCH": "contributor"},
}
