"""Prompts may help to tell; each wording is kept, and a telling keeps the one its teller was shown."""
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from observations.traces import actions, declaring
from observations.traces.models import Fragment, Protocol, ProtocolVersion
from project.sealing import SealedError
from tests.observations import make

pytestmark = pytest.mark.django_db
PROMPTS = ["Où étiez-vous ?", "Qu’attendiez-vous ?"]


def write(by, prompts=PROMPTS, title="Après un abandon"):
    return declaring.write_protocol(by=by, title=title, prompts=prompts)


def test_a_telling_keeps_the_prompts_that_were_shown(claire, mehdi, ines, source, client_of):
    first = write(claire)
    assert write(claire) == first and write(claire, [*PROMPTS, "Et après ?"]).number == 2
    with pytest.raises(SealedError):
        ProtocolVersion.objects.update(prompts=[])
    page = client_of(mehdi).get(f"/telecom/traces/new/?protocol={first.protocol.uuid}").content.decode()
    assert "Et après ?" in page and f'value="{first.protocol.current.uuid}"' in page
    given = {"text": "J’ai renoncé.", "kind": "narrative", "source": source.uuid, "shown": first.uuid}
    assert client_of(mehdi).post("/telecom/traces/new/", given).status_code == 302
    told = Fragment.objects.get()
    assert told.shown == first
    actions.confirm_redaction(by=ines, fragment=told, decisions={}, residual="no")
    actions.release(by=ines, fragment=told)
    read = client_of(mehdi).get(f"/telecom/traces/{told.uuid}/").content.decode()
    assert "Qu’attendiez-vous ?" in read and "Et après ?" not in read


def test_facilitators_write_prompts_that_are_not_empty(claire, mehdi, victor, source, client_of):
    with pytest.raises(PermissionDenied):
        write(mehdi)
    for wrong in ({"prompts": []}, {"prompts": [" "]}, {"prompts": ["x"] * 13}, {"prompts": ["x" * 301]}, {"title": " "}):
        with pytest.raises(ValidationError):
            write(claire, **wrong)
    path = "/telecom/traces/protocols/"
    assert client_of(claire).post(path, {"title": "A", "prompts": "Un\n\nDeux"}).status_code == 302
    assert Protocol.objects.get().current.prompts == ["Un", "Deux"]
    assert client_of(claire).post(path, {"title": "A", "prompts": " "}).status_code == 422
    with pytest.raises(ValidationError):
        actions.welcome(by=mehdi, source=source, text="x", shown=write(victor))
    assert client_of(mehdi).get("/telecom/traces/new/?protocol=x").status_code == 200


def test_the_database_refuses_two_protocols_or_versions_that_are_one(claire):
    first = write(claire)
    for act in (
        lambda: Protocol.objects.create(space=claire.space, title=first.protocol.title),
        lambda: ProtocolVersion.objects.create(protocol=first.protocol, number=1, prompts=[]),
        lambda: ProtocolVersion.objects.create(protocol=first.protocol, number=0, prompts=[]),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


def test_the_api_writes_prompts_and_a_telling_keeps_those_it_was_shown(client_of, claire, mehdi, ines, victor):
    path = "/api/telecom/trace-protocols/"
    written = {"title": "Après un abandon", "prompts": ["Où étiez-vous ?"]}
    client = client_of(claire)
    first = client.post(path, written, content_type="application/json").json()
    again = client.post(path, {**written, "prompts": ["Où étiez-vous ?", "Et après ?"]}, content_type="application/json")
    assert again.status_code == 201 and [one["number"] for one in again.json()["versions"]] == [1, 2]
    assert client_of(mehdi).post(path, written, content_type="application/json").status_code == 403
    assert client.post(path, {**written, "prompts": []}, content_type="application/json").status_code == 400
    assert [one["title"] for one in client_of(mehdi).get(path).json()["results"]] == ["Après un abandon"]
    assert client_of(victor).get(path).status_code == 404
    source = make.trace_source(claire, ines)
    logbook = actions.open_logbook(by=claire, title="Carnet")
    told = {"source": str(source.uuid), "text": "J’ai renoncé.", "logbook": str(logbook.uuid),
            "shown": first["versions"][0]["uuid"]}  # fmt: skip
    made = client_of(mehdi).post("/api/telecom/traces/", told, content_type="application/json")
    fragment = Fragment.objects.get(uuid=made.json()["uuid"])
    assert made.status_code == 201 and fragment.shown.prompts == ["Où étiez-vous ?"] and fragment.narrator.alias
    elsewhere = {**told, "shown": str(fragment.uuid)}
    assert client_of(mehdi).post("/api/telecom/traces/", elsewhere, content_type="application/json").status_code == 400
