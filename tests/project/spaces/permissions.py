"""Who may do what in the house itself (see tests/permissions.py)."""
from project.spaces import actions
from tests import make


def arguments(world):
    claire, mehdi = world.cast["Claire"], world.cast["Mehdi"]
    invitation, secret = actions.invite(by=claire, role="contributor")
    token, _secret = actions.make_token(by=mehdi, name="script")
    paul = make.member(f"Paul.{world.space.slug}", "contributor", of=world.space)
    return {
        ("account_reset_password_from_key", "uidb36"): "1", ("account_reset_password_from_key", "key"): "none-at-all",
        ("invitation", "secret"): secret, ("invitation-withdrawal", "uuid"): invitation.uuid,
        ("token-revocation", "uuid"): token.uuid, ("member-role", "uuid"): paul.uuid, ("member-removal", "uuid"): paul.uuid,
    }  # fmt: skip


SETTINGS = {"name": "Télécom", "language": "fr", "timezone": "Europe/Paris", "mask_below": 12}
SURE = {"sure": "yes"}

ROWS = {
    "healthz": {"GET": "anyone"},
    "readyz": {"GET": "anyone"},
    "api-schema": {"GET": "anyone"},
    "api-docs": {"GET": "anyone"},
    "welcome": {"GET": "anyone"},
    "first-run": {"GET": "nobody", "POST": "nobody"},  # somebody has an account
    "language": {"POST": "anyone"},
    "account_login": {"GET": "anyone", "POST": "anyone"},
    "account_signup": {"GET": "anyone", "POST": "anyone"},
    "account_logout": {"GET": "anyone", "POST": "anyone"},
    "account_reset_password": {"GET": "anyone", "POST": "anyone"},
    "account_reset_password_done": {"GET": "anyone"},
    "account_reset_password_from_key": {"GET": "anyone", "POST": "anyone"},
    "account_reset_password_from_key_done": {"GET": "anyone"},
    "account_change_password": {"GET": "account", "POST": "account"},
    "account": {"GET": "account", "POST": ("account", {"name": "Dominique", "language": "en"})},
    "space-new": {
        "GET": {"Claire", "Victor", "administrator"},
        "POST": ({"Claire", "Victor", "administrator"}, {"name": "Box", "slug": "box", "language": "fr"}),
    },
    "invitation": {"GET": "anyone", "POST": "anyone"},  # whoever holds the link
    "members": {"GET": "contributor"},
    "member-role": {"POST": ("manager", {"role": "facilitator"})},
    "member-removal": {"POST": ("manager", SURE)},  # and oneself
    "invitations": {"POST": ("facilitator", {"role": "contributor"})},
    "invitation-withdrawal": {"POST": ("facilitator", SURE)},
    "space-settings": {"GET": "guardian", "POST": ("guardian", SETTINGS)},
    "space-closing": {"POST": ("owner", {"reason": "Programme terminé."})},
    "space-reopening": {"POST": "owner"},
    "tokens": {"GET": "contributor", "POST": ("contributor", {"name": "script"})},
    "token-revocation": {"POST": ({"Mehdi"}, SURE)},  # one's own
}
