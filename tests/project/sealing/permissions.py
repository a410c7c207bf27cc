"""Who may take words out of what is sealed (see tests/permissions.py): guardians and owners, two by two."""
from observations.grids.models import GridVersion
from observations.traces.models import Label
from project.sealing import actions, everywhere, pointers


def arguments(world):
    """A redaction that the guardian proposed about the example's sealed grid."""
    version = GridVersion.objects.filter(grid__space=world.space).order_by("pk").first()
    place, _text = next(pointers.texts({"rows": version.content["rows"]}))
    proposed = actions.propose_redaction(
        by=world.cast["Inès"], revision=version.revision, pointer=place, reason="Une personne y est nommée."
    )
    Label.objects.create(space=world.space, name="Mme Petitpas")
    redaction = everywhere.propose(by=world.cast["Inès"], words="Petitpas", reason="Une personne y est nommée.")
    return {("redaction-confirmation", "uuid"): redaction.uuid, ("redaction-declination", "uuid"): redaction.uuid,
            ("seal-confirmation", "uuid"): proposed.uuid, ("seal-declination", "uuid"): proposed.uuid}  # fmt: skip


def a_place(world):
    version = GridVersion.objects.filter(grid__space=world.space).order_by("pk").first()
    *_others, (place, _text) = pointers.texts({"rows": version.content["rows"]})
    return {"revision": str(version.revision.uuid), "pointer": place, "reason": "Un nom."}


ROWS = {
    "seal-redactions": {"GET": "guardian", "POST": "guardian"},
    "seal-proposals": {"POST": ("guardian", a_place)},
    "redaction-proposals": {"POST": ("guardian", {"words": "Petitpas", "reason": "Une personne y est nommée."})},
    "redaction-confirmation": {"POST": "guardian"},
    "redaction-declination": {"POST": ("guardian", {})},
    "seal-confirmation": {"POST": "guardian"},  # a guardian who proposed it herself is told that it takes two
    "seal-declination": {"POST": ("guardian", {})},
}
