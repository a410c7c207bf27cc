"""A link that is given away opens on the machine of whoever receives it."""
import os

import pytest
from django.core.management import call_command
from django.test import RequestFactory

from project.network import site_address

LAN = "http://192.168.1.20:8000"


@pytest.mark.parametrize(
    ("host", "base", "secure", "address"),
    [
        ("localhost:8000", "", False, LAN), ("127.0.0.1:8000", "", False, LAN), ("[::1]:8000", "", False, LAN),
        ("localhost", "", False, LAN),
        ("192.168.1.20:8000", "", False, "http://192.168.1.20:8000"),
        ("silences.example.org", "", True, "https://silences.example.org"),
        ("localhost:8000", "https://silences.example.org", False, "https://silences.example.org"),
        ("other.example.org", "https://silences.example.org", True, "https://silences.example.org"),
    ],
)  # fmt: skip
def test_a_link_never_names_localhost(settings, host, base, secure, address):
    settings.ALLOWED_HOSTS, settings.BASE_URL, settings.LAN_URL = ["*"], base, LAN
    assert site_address(RequestFactory(HTTP_HOST=host).get("/", secure=secure)) == address


def test_an_invitation_made_on_the_server_itself_opens_elsewhere(client_of, claire, settings):
    settings.ALLOWED_HOSTS, settings.BASE_URL, settings.LAN_URL = ["localhost"], "", LAN
    values = {"email": "new@example.org", "role": "contributor"}
    page = client_of(claire).post("/telecom/invitations/", values, headers={"host": "localhost:8000"})
    assert f"{LAN}/invitations/" in page.content.decode() and "localhost" not in page.content.decode()


def test_a_code_given_away_names_the_port_that_is_served(db, settings, monkeypatch):
    settings.SQLITE_SYNCHRONOUS, settings.LAN_URL = "FULL", LAN
    monkeypatch.setenv("PORT", "8000")
    monkeypatch.setattr("uvicorn.run", lambda *_arguments, **_named: None)
    call_command("serve", port=8455, no_tasks=True)
    assert settings.LAN_URL.endswith(":8455") and os.environ["PORT"] == "8455"
