"""What a table says of the tool while it closes: everyone may, guests included, and the template it is about hears it."""
import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from observations.grids.library.models import ChangeRequest
from project.spaces.models import AuditEvent
from workshops.room import actions

from . import table

pytestmark = pytest.mark.django_db
SAID = {"kind": "forced", "text": "Elle nous a forcés à choisir."}


def test_a_guest_says_once_what_the_grid_did_and_the_template_hears_it(client_of, claire, mehdi):
    session, (host, seat) = table.opened(claire, mehdi, kind="close")
    version = table.grid_with_template(session)
    guest, token = table.guest(session)
    client, once = table.guest_client(Client, session, token), str(uuid.uuid4())
    assert "Dire ce qu’il a fait" in client.get(table.here(session)).content.decode()
    for _sent_twice in range(2):
        assert client.post(table.here(session, "tool/"), SAID | {"op_id": once}).status_code == 302
    kept = ChangeRequest.objects.get()
    assert (kept.kind, kept.told_of, kept.template, kept.author_alias) == ("forced", version, version.template, "Karim")
    page = client_of(mehdi).get(table.here(session)).content.decode()
    assert "1 retour jusqu’ici" in page and SAID["text"] not in page  # the others see a count, not who nor what
    assert client.post(table.here(session, "tool/"), {"kind": "forced", "text": ""}).status_code == 302
    assert ChangeRequest.objects.count() == 1
    shown = client_of(claire).get(reverse("grid-template", args=["telecom", version.template.uuid])).content.decode()
    assert escape(SAID["text"]) in shown and "Karim" in shown


def test_nothing_is_asked_before_the_closing_nor_of_a_grid_without_template(client_of, claire, mehdi):
    session, (host, seat) = table.opened(claire, mehdi, kind="close")
    look = lambda: client_of(mehdi).get(table.here(session)).content.decode()  # noqa: E731
    assert "data-opens=\"tool\"" not in look()
    with pytest.raises(ValidationError):
        actions.tell_tool(by=seat, session=session, **SAID)
    table.grid_with_template(session)
    assert "data-opens=\"tool\"" in look()
    table.go_to(session, host, "share")
    assert "data-opens=\"tool\"" not in look()
    actions.mute(by=host, session=session, participant=seat, muted=True)
    with pytest.raises(PermissionDenied):
        actions.tell_tool(by=seat, session=session, **SAID)


def test_an_anonymous_session_keeps_nobody_with_it(claire, mehdi):
    session, (host, seat) = table.opened(claire, mehdi, kind="close", anonymous=True)
    table.grid_with_template(session)
    event = actions.tell_tool(by=seat, session=session, **SAID)
    kept = ChangeRequest.objects.get()
    assert (kept.author_alias, kept.member, event.actor) == ("", None, None)
    assert AuditEvent.objects.get(verb="template.change_asked").member is None
