"""Who may do what to the home, restitutions and trails (see tests/permissions.py)."""
LINK = {"language": "fr", "days": 7}

ROWS = {
    "home": {"GET": "contributor"},
    "readbacks": {"GET": "contributor"},
    "readback": {"GET": "contributor"},
    "readback-markdown": {"GET": "contributor"},
    "readback-words": {"POST": ("facilitator", {"headline": "Le guide se tait."})},
    "readback-links": {"POST": ("facilitator", LINK)},
    "readback-sending": {"POST": ("facilitator", LINK | {"addresses": "a@example.org"})},
    "readback-link-withdrawal": {"POST": ("facilitator", {"sure": "yes"})},
    "readback-consent": {"POST": "contributor"},  # one's own name: whoever did not sit there finds nothing
    "readback-shared": {"GET": "anyone"},
    "readback-shared-markdown": {"GET": "anyone"},
    "trail": {"GET": "contributor"},
    "trail-export": {"GET": "contributor"},
}
