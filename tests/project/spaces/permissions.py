"""Who may do what in the house itself (see tests/permissions.py)."""


def someone(world):
    return {"role": "facilitator"}


ROWS = {
    "healthz": {"GET": "anyone", "POST": "anyone"},
    "readyz": {"GET": "anyone", "POST": "anyone"},
    "api-schema": {"GET": "anyone"},
    "api-docs": {"GET": "anyone"},
    "welcome": {"GET": "anyone", "POST": "anyone"},
    "language": {"POST": "anyone"},
    "account_login": {"GET": "anyone", "POST": "anyone"},
    "account_signup": {"GET": "anyone", "POST": "anyone"},
    "account_logout": {"GET": "anyone", "POST": "anyone"},
    "account_reset_password": {"GET": "anyone", "POST": "anyone"},
    "account_reset_password_done": {"GET": "anyone"},
    "account_reset_password_from_key": {"GET": "anyone", "POST": "anyone"},
    "account_reset_password_from_key_done": {"GET": "anyone"},
    "account_change_password": {"GET": "account", "POST": "account"},
    "account": {"GET": "account", "POST": "account"},
    "members": {"GET": "contributor"},
    "member-role": {"POST": ("manager", someone)},
    "member-removal": {"POST": "manager"},
    "invitations": {"POST": ("facilitator", {"role": "contributor"})},
    "invitation-withdrawal": {"POST": "facilitator"},
    "space-settings": {"GET": "guardian", "POST": "guardian"},
    "tokens": {"GET": "contributor", "POST": ("contributor", {"name": "script"})},
}
