"""A hypothesis goes to another team, whose members say that they have received it, and answer if they wish."""
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from observations.hypotheses import actions as hypotheses
from observations.hypotheses.circulation import actions, queries
from observations.hypotheses.circulation.models import Circulation, Receipt
from project.spaces.models import AuditEvent
from tests.observations import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def posed(mehdi):
    return make.hypothesis(mehdi)


def send(by, posed, trade="terrain", question="Le voyez-vous aussi ?"):
    return actions.circulate(by=by, hypothesis=posed, trade=trade, question=question)


def test_the_team_receives_the_wording_that_was_sent(posed, mehdi, sophie, jean, client_of):
    sent = send(mehdi, posed)
    assert sent.trade == "Terrain" and send(mehdi, posed, "Terrain", "Encore ?") == sent
    hypotheses.reword(by=mehdi, hypothesis=posed, statement="Trop lent.", reason="Relu")
    assert [one.version.number for one in queries.waiting_for(sophie)] == [1] and queries.waiting_for(jean) == []
    path = f"/telecom/hypotheses/{posed.uuid}/circulations/{sent.uuid}/receipt/"
    assert client_of(jean).post(path, {"said": "Moi aussi"}).status_code == 403
    assert client_of(sophie).post(path, {"said": "Oui, chaque semaine."}).status_code == 302
    assert client_of(sophie).post(path, {"said": "Oui, chaque jour."}).status_code == 302
    passing = queries.passings_of(posed, sophie)[0]
    assert passing.team == 1 and passing.mine.said == "Oui, chaque jour." and not passing.waiting
    assert queries.waiting_for(sophie) == [] and send(mehdi, posed) != sent  # a new wording may be sent again
    verbs = AuditEvent.objects.filter(verb__in=["hypothesis.circulated", "hypothesis.received"]).values_list("verb", flat=True)
    assert sorted(verbs) == ["hypothesis.circulated", "hypothesis.circulated", "hypothesis.received"]


def test_pages_say_what_waits_and_who_received(posed, mehdi, sophie, client_of):
    base = f"/telecom/hypotheses/{posed.uuid}/"
    given = {"trade": "Terrain", "question": "Le voyez-vous aussi ?"}
    assert client_of(mehdi).post(f"{base}circulations/", given).status_code == 302
    assert client_of(mehdi).post(f"{base}circulations/", {**given, "trade": "Ailleurs"}).status_code == 422
    assert "Le voyez-vous aussi" in client_of(sophie).get("/telecom/hypotheses/").content.decode()
    assert "Le voyez-vous aussi" not in client_of(mehdi).get("/telecom/hypotheses/").content.decode()
    actions.receive(by=sophie, circulation=Circulation.objects.get(), said="Oui.")
    page = client_of(mehdi).get(base).content.decode()
    assert "Sophie" in page and "Oui." in page


def test_a_stranger_neither_sends_nor_receives_and_a_team_must_exist(posed, mehdi, sophie, victor):
    sent = send(mehdi, posed)
    victor.trade = "Terrain"
    for act in (lambda: send(victor, posed), lambda: actions.receive(by=victor, circulation=sent)):
        with pytest.raises(PermissionDenied):
            act()
    for wrong in ({"trade": "Ailleurs"}, {"trade": ""}, {"question": " "}):
        with pytest.raises(ValidationError):
            send(mehdi, posed, **wrong)
    actions.receive(by=sophie, circulation=sent)
    sophie.delete()
    assert not Receipt.objects.exists() and Circulation.objects.exists()


def test_the_database_refuses_what_cannot_be(posed, mehdi, sophie):
    sent = send(mehdi, posed)
    actions.receive(by=sophie, circulation=sent)
    for model, fields in (
        (Circulation, {"trade": "Terrain", "question": "x"}), (Circulation, {"trade": "", "question": "x"}),
        (Circulation, {"trade": "Autre", "question": ""}),
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.create(hypothesis=posed, version=posed.current, **fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        Receipt.objects.create(circulation=sent, member=sophie)


def test_the_api_passes_on_receives_and_tells_what_waits(posed, mehdi, sophie, jean, victor, client_of):
    path = f"/api/telecom/hypotheses/{posed.uuid}/circulations/"
    said = {"trade": "terrain", "question": "Le voyez-vous aussi ?"}
    sent = client_of(mehdi).post(path, said, content_type="application/json")
    assert sent.status_code == 201 and (sent.json()["trade"], sent.json()["version"]) == ("Terrain", 1)
    assert client_of(mehdi).post(path, {**said, "trade": "Lune"}, content_type="application/json").status_code == 400
    waiting = "/api/telecom/circulations/"
    assert [one["statement"] for one in client_of(sophie).get(waiting).json()] == [posed.statement]
    assert client_of(jean).get(waiting).json() == []
    receipt = f"{path}{sent.json()['uuid']}/receipt/"
    assert client_of(jean).post(receipt, {}, content_type="application/json").status_code == 403
    answer = client_of(sophie).post(receipt, {"said": "Oui, en boutique."}, content_type="application/json")
    assert answer.status_code == 201 and answer.json()["who"] == "Sophie"
    (told,) = client_of(mehdi).get(path).json()
    assert told["receipts"][0]["said"] == "Oui, en boutique." and not told["waiting"]
    assert client_of(sophie).get(waiting).json() == []
    assert client_of(victor).get(path).status_code == client_of(victor).get(waiting).status_code == 404
