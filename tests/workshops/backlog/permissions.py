"""Who may do what to actions (see tests/permissions.py). Beside the roles, the owner of an action may move and change it."""
from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from workshops.backlog import actions
from workshops.backlog.models import MeasuredEffect

FORM = {"title": "Imprimer le numéro", "kind": "product"}
MOVE = {"status": "in_progress"}


def file(world):
    return {"file": SimpleUploadedFile("actions.csv", b"title\nNouvelle\n")}


def arguments(world):
    """One action whose owner has no account: whoever facilitates accepts and moves it."""
    silence = world.finished.silences.first().silence
    stated = {
        "silence": silence, "expected_direction": "less", "expected_size": 5, "observe_from": date(2026, 1, 1),
        "observe_until": date(2026, 2, 1), "would_disprove": "Rien.", "owner_name": "Lyon",
    }  # fmt: skip
    host = world.cast["Claire"]
    proposed = actions.propose_action(by=host, title="À accepter", **stated)
    accepted = actions.accept_action(by=host, action=actions.propose_action(by=host, title="Acceptée", **stated))
    effect = MeasuredEffect.objects.filter(action__space=world.space).first()
    found = {(name, "uuid"): proposed.uuid for name in ("action-acceptance", "api-action-acceptance")}
    of_accepted = ("action", "action-edit", "action-status", "action-notice", "api-action", "api-action-status")
    found |= {(name, "uuid"): accepted.uuid for name in of_accepted}
    return found | {("effect-reading", "uuid"): effect.uuid}


ROWS = {
    "actions": {"GET": "contributor"},
    "action-new": {"GET": "contributor", "POST": ("contributor", FORM)},
    "actions-export": {"GET": "contributor"},
    "actions-import": {"POST": ("facilitator", file)},
    "effect-reading": {"POST": "facilitator"},
    "action": {"GET": "contributor"},
    "action-edit": {"GET": "facilitator", "POST": "facilitator"},
    "action-acceptance": {"POST": ("facilitator", {"sure": "yes"})},
    "action-status": {"POST": ("facilitator", MOVE)},
    "action-notice": {"POST": ("facilitator", {"untold_because": "Trop tôt."})},
    "api-actions": {"GET": "contributor", "POST": ("contributor", FORM)},
    "api-action": {"GET": "contributor", "PATCH": ("facilitator", {"title": "Autre"})},
    "api-action-acceptance": {"POST": ("facilitator", {"sure": True})},
    "api-action-status": {"POST": ("facilitator", MOVE)},
}
