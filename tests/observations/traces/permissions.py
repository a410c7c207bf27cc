"""Who may do what with traces (see tests/permissions.py). Everybody brings them and reads what is released; guardians redact."""
from observations.traces import actions, reading
from observations.traces.models import Fragment, Label, Source

THREE_ANSWERS = {"individualisation": "no", "correlation": "no", "inference": "unknown", "why": "Relu par deux personnes."}
TEXT = "Le guide est trop long, j’ai fini par renoncer."


def arguments(world):
    """A fragment in each state, a mark of Mehdi's, a label merged into another, a source to approve, a narrator."""
    claire, mehdi = world.cast["Claire"], world.cast["Mehdi"]
    source = actions.add_source(by=claire, name="Appels", basis="consent", bias="Ceux qui se taisent.")
    actions.approve_source(by=claire, source=source)
    unread = actions.add_source(by=claire, name="Boutique", basis="consent", bias="Ceux qui n’entrent pas.")
    logbook = actions.open_logbook(by=claire, title="Carnet")
    told, confirmed, proposed = (actions.welcome(by=mehdi, source=source, text=TEXT) for _each in range(3))
    entry = actions.welcome(by=mehdi, source=source, text=TEXT, logbook=logbook)
    for fragment in (told, confirmed):
        decided = {span.pk: ("accepted", "") for span in fragment.spans.all()}
        actions.confirm_redaction(by=claire, fragment=fragment, decisions=decided, residual="no")
    told = actions.release(by=claire, fragment=told)
    mark = reading.mark_passage(by=mehdi, fragment=told, exact="renoncer", label="abandon", feeling="break")
    for exact, label in (("guide", "mode d’emploi"), ("trop long", "longueur"), ("trop", "longueur")):
        reading.mark_passage(by=mehdi, fragment=told, exact=exact, label=label)
    labels = {label.name: label for label in Label.objects.filter(space=world.space)}
    reading.merge_labels(by=claire, label=labels["mode d’emploi"], into=labels["longueur"])
    at = {
        ("trace-label-merge", "uuid"): labels["abandon"].uuid,
        ("trace-label-parting", "uuid"): labels["longueur"].uuid, ("trace-label-split", "uuid"): labels["mode d’emploi"].uuid,
        ("trace-source-approval", "uuid"): unread.uuid, ("trace-source-anonymity", "uuid"): unread.uuid,
        ("trace-narrator-erasure", "uuid"): entry.narrator.uuid,
        ("trace-redaction", "uuid"): proposed.uuid, ("trace-refusal", "uuid"): proposed.uuid, "mark": mark.uuid,
        ("trace-release", "uuid"): confirmed.uuid, ("trace-export", "form"): "csv",
    }  # fmt: skip
    for name in ("", "-marks", "-mark-removal", "-second-reading", "-motifs", "-confrontations", "-marginal"):
        at[f"trace{name}", "uuid"] = told.uuid
    return at | {("api-trace", "uuid"): told.uuid}


def a_fragment(world):
    source = Source.objects.get(space=world.space, name="Appels")
    return {"text": TEXT, "kind": "verbatim", "source": str(source.uuid)}


def pasted_fragments(world):
    return {"pasted": TEXT, "kind": "verbatim", "language": "fr", "source": a_fragment(world)["source"]}


def part_of_a_label(world):
    return {"name": "autre", "marks": [str(Label.objects.get(space=world.space, name="longueur").marks.first().uuid)]}


def another_label(world):
    return {"into": str(Label.objects.get(space=world.space, name="longueur").uuid)}


def a_silence(world):
    return {"silence": str(world.session.silences.first().silence.uuid), "verdict": "resonates"}


def decided(world):
    proposed = Fragment.objects.get(uuid=world.arguments["trace-redaction", "uuid"])
    return {"residual": "no"} | {f"span-{span.pk}": "accepted" for span in proposed.spans.all()}


SOURCE = {"name": "Forum", "basis": "consent", "bias": "Qui n’écrit pas.", "retention_days": 365, "purge_days": 30}
SURE = {"sure": "yes"}

ROWS = {
    "traces": {"GET": "contributor"},
    "trace-new": {"GET": "contributor", "POST": ("contributor", a_fragment)},
    "trace-import": {"GET": "contributor", "POST": ("contributor", pasted_fragments)},
    "trace-labels": {"GET": "contributor"},
    "trace-label-merge": {"POST": ("facilitator", another_label)},
    "trace-label-parting": {"POST": ("facilitator", part_of_a_label)},
    "trace-label-split": {"POST": ("facilitator", SURE)},
    "trace-sources": {"GET": "contributor", "POST": ("facilitator", SOURCE)},
    "api-protocols": {
        "GET": "contributor", "POST": ("facilitator", {"title": "Après un abandon", "prompts": ["Où étiez-vous ?"]}),
    },
    "trace-vocabulary": {"GET": "guardian", "POST": ("guardian", {"patterns": "CMD-####"})},
    "trace-protocols": {"POST": ("facilitator", {"title": "Après un abandon", "prompts": "Où étiez-vous ?"})},
    "trace-source-anonymity": {"POST": ("guardian", THREE_ANSWERS)},
    "trace-source-approval": {"POST": ("guardian", SURE)},
    "trace-logbooks": {"POST": ("facilitator", {"title": "Carnet d’été"})},
    "trace-narrator-erasure": {"POST": ("guardian", SURE)},
    "trace-export": {"GET": "facilitator"},
    "trace-redactions": {"GET": "guardian"},
    "trace-redaction": {"GET": "guardian", "POST": ("guardian", decided)},
    "trace-release": {"POST": ("guardian", SURE)},
    "trace-refusal": {"POST": ("guardian", {"reason": "Hors sujet."})},
    "trace": {"GET": "contributor"},
    "trace-marks": {"POST": ("contributor", {"exact": "guide", "memo": "Encore lui."})},
    "trace-mark-removal": {"POST": ({"Mehdi"}, SURE)},  # one's own
    "trace-second-reading": {"POST": "contributor"},  # somebody else's mark
    "trace-motifs": {"POST": ("contributor", {"motif": "Renoncer"})},
    "trace-confrontations": {"POST": ("contributor", a_silence)},
    "trace-marginal": {"POST": ("contributor", {"marginal": "1"})},
    "api-traces": {"GET": "contributor", "POST": ("contributor", a_fragment)},
    "api-trace": {"GET": "contributor"},
}
