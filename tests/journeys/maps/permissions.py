"""Who may do what with journeys (see tests/permissions.py)."""
from django.core.files.uploadedfile import SimpleUploadedFile

from journeys.maps import actions, formats
from journeys.maps.models import DraftTouchpoint, Journey
from workshops.demo.journey import as_csv


def arguments(world):
    """A file that Claire has just brought, and a second journey, never published."""
    claire = world.cast["Claire"]
    upload = actions.keep_upload(by=claire, journey=None, name="map.csv", data=as_csv("fr"))
    read = formats.read("map.csv", as_csv("fr"))
    unpublished = actions.accept_file(by=claire, map_file=read, slug="unpublished", name="Résilier")
    found = {(name, "uuid"): upload.uuid for name in ("map-preview", "map-acceptance", "map-upload-removal")}
    for name in ("journey-removal", "journey-publication", "api-versions"):
        found[name, "uuid"] = unpublished.uuid
    published = Journey.objects.get(space=world.space, slug="example")
    for name in ("touchpoint-edit", "touchpoint-place", "touchpoint-removal"):
        found |= {(name, "uuid"): published.uuid, (name, "touchpoint"): published.draft.all()[1].uuid}
    return found | {"number": 1, "extension": "csv"}


def file(world):
    return {"file": SimpleUploadedFile("map.csv", as_csv("fr"))}


def edited(world):
    row = DraftTouchpoint.objects.get(uuid=world.arguments["touchpoint-edit", "touchpoint"])
    return {"label": "Signer en ligne", "expectation": "required", "touchpoint_id": row.key, "revision": row.revision}


JOURNEY = {"name": "Résilier sans appeler", "language": "fr"}
TOUCHPOINT = {"label": "Rendre la box", "expectation": "required"}

ROWS = {
    "journeys": {"GET": "contributor"},
    "journey-new": {"GET": "facilitator", "POST": ("facilitator", JOURNEY)},
    "map-upload": {"GET": "facilitator", "POST": ("facilitator", file)},
    "map-preview": {"GET": {"Claire"}, "POST": {"Claire"}},  # whoever brought the file
    "map-acceptance": {"POST": ({"Claire"}, JOURNEY)},
    "map-upload-removal": {"POST": ({"Claire"}, {"sure": "yes"})},
    "journey": {"GET": "contributor"},
    "journey-about": {"GET": "facilitator", "POST": ("facilitator", JOURNEY)},
    "journey-removal": {"POST": ("facilitator", {"sure": "yes"})},
    "journey-upload": {"GET": "facilitator", "POST": ("facilitator", file)},
    "journey-publication": {"GET": "facilitator", "POST": ("facilitator", {"sure": "yes"})},
    "journey-comparison": {"GET": "contributor"},
    "journey-version": {"GET": "contributor"},
    "journey-version-file": {"GET": "contributor"},
    "version-restoration": {"POST": ("facilitator", {"sure": "yes"})},
    "journey-edit": {"GET": "facilitator"},
    "journey-draft-file": {"GET": "contributor"},
    "stages": {"POST": ("facilitator", {"stage": "Rendre"})},
    "stage-name": {"POST": ("facilitator", {"stage": "Installer", "name": "Brancher"})},
    "stage-place": {"POST": ("facilitator", {"stage": "Installer", "step": "-1"})},
    "stage-removal": {"POST": ("facilitator", {"stage": "Installer"})},
    "touchpoint-new": {"GET": "facilitator", "POST": ("facilitator", TOUCHPOINT)},
    "touchpoint-edit": {"GET": "facilitator", "POST": ("facilitator", edited)},
    "touchpoint-place": {"POST": ("facilitator", {"step": "1"})},
    "touchpoint-removal": {"POST": ("facilitator", {"sure": "yes"})},
    "api-journeys": {"GET": "contributor", "POST": ("facilitator", JOURNEY)},
    "api-journey": {"GET": "contributor", "PATCH": ("facilitator", {"name": "Autre"})},
    "api-versions": {"GET": "contributor", "POST": ("facilitator", {"sure": "yes"})},
    "api-version": {"GET": "contributor"},
}
