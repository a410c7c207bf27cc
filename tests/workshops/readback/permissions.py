"""Who may do what to the home, restitutions and trails (see tests/permissions.py)."""
from journeys.silences.models import Silence
from workshops.readback import actions

LINK = {"language": "fr", "days": 7}


def arguments(world):
    """The finished session, one of its links, and the trail of its first silence."""
    link, secret = actions.make_link(by=world.cast["Claire"], session=world.finished)
    silence = Silence.objects.filter(space=world.space).order_by("pk").first()
    found = {(name, "secret"): secret for name in ("readback-shared", "readback-shared-file")}
    for name in ("readback", "readback-file", "readback-words", "readback-links", "readback-sending", "readback-consent"):
        found[name, "uuid"] = world.finished.uuid
    found |= {(name, "kind"): "md" for name in ("readback-file", "readback-shared-file")}
    found |= {(name, "uuid"): silence.uuid for name in ("trail", "trail-export")}
    return found | {("readback-link-withdrawal", "uuid"): link.uuid, "kind": "silence"}


ROWS = {
    "home": {"GET": "contributor"},
    "readbacks": {"GET": "contributor"},
    "readback": {"GET": "contributor"},
    "readback-file": {"GET": "contributor"},
    "readback-words": {"POST": ("facilitator", {"headline": "Le guide se tait."})},
    "readback-links": {"POST": ("facilitator", LINK)},
    "readback-sending": {"POST": ("facilitator", LINK | {"addresses": "a@example.org"})},
    "readback-link-withdrawal": {"POST": ("facilitator", {"sure": "yes"})},
    "readback-consent": {"POST": "contributor"},  # one's own name: whoever did not sit there finds nothing
    "readback-shared": {"GET": "anyone"},
    "readback-shared-file": {"GET": "anyone"},
    "trail": {"GET": "contributor"},
    "trail-export": {"GET": "contributor"},
}
