"""Pages and API of decisions: what each person may see and send, in a constant number of queries."""
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.workshops import scene
from workshops.decisions import actions
from workshops.decisions.models import Decision

LATER = date.today() + timedelta(days=60)
JSON = {"content_type": "application/json"}


@pytest.fixture
def prefill(claire):
    return scene.decision(claire, hypotheses=[scene.hypothesis(claire)])


def at(name, decision=None):
    return reverse(name, args=["telecom", decision.uuid] if decision else ["telecom"])


def given(**fields):
    start = {"title": "Préremplir", "what": "On *préremplit*.", "why": "Pour aider.", "review_on": LATER.isoformat()}
    return start | {"reversibility": "easy", "evasion": "removes"} | fields


def test_strangers_get_404_and_visitors_sign_in(client_of, client, victor, prefill):
    for address in (at("decisions"), at("decision", prefill), at("decision-new"), at("api-decisions")):
        assert client_of(victor).get(address).status_code == 404
    assert client.get(at("decisions")).status_code == 302
    assert client_of(victor).post(at("decision-taking", prefill)).status_code == 404


def test_the_empty_page_teaches(client_of, mehdi):
    page = client_of(mehdi).get(at("decisions"))
    assert page.status_code == 200 and "Rien n’a encore été décidé ici" in page.content.decode()


def test_a_decision_starts_from_a_hypothesis(client_of, mehdi, claire):
    hypothesis = scene.hypothesis(claire)
    page = client_of(mehdi).get(at("decision-new") + f"?hypothesis={hypothesis.uuid}")
    assert f'value="{hypothesis.uuid}"' in page.content.decode() and "checked" in page.content.decode()
    answer = client_of(mehdi).post(at("decision-new"), given(hypotheses=[str(hypothesis.uuid)]))
    decision = Decision.objects.get()
    assert answer.status_code == 302 and list(decision.hypotheses.all()) == [hypothesis]
    assert decision.what_html == "<p>On <em>préremplit</em>.</p>"
    assert decision.impact_customer is None


def test_a_hypothesis_of_elsewhere_is_not_there(client_of, mehdi, victor):
    stranger = scene.hypothesis(victor)
    assert client_of(mehdi).get(at("decision-new") + f"?hypothesis={stranger.uuid}").status_code == 404
    assert client_of(mehdi).post(at("decision-new"), given(hypotheses=[str(stranger.uuid)])).status_code == 422


def test_a_missing_field_is_said_beside_it_and_writes_nothing(client_of, mehdi):
    answer = client_of(mehdi).post(at("decision-new"), given(title=""))
    assert answer.status_code == 422 and not Decision.objects.exists()


def test_the_form_sent_twice_writes_once(client_of, mehdi):
    name = "5b0a5dbb-5a35-4b63-8a5d-0dbb5a354b63"
    for _twice in range(2):
        client_of(mehdi).post(at("decision-new"), given(uuid=name))
    assert Decision.objects.count() == 1


def test_each_act_has_its_address(client_of, claire, mehdi, prefill):
    member, host = client_of(mehdi), client_of(claire)
    assert member.post(at("decision-positions", prefill), {"stance": "consent"}).status_code == 302
    assert member.post(at("decision-dissents", prefill), {"text": "Je vois autre chose."}).status_code == 302
    assert member.post(at("decision-taking", prefill), {"answer": "decided", "review_on": LATER}).status_code == 403
    assert host.post(at("decision-taking", prefill), {"answer": "decided", "review_on": LATER}).status_code == 302
    review = {"status": "to_review", "reason": "À revoir.", "review_on": LATER + timedelta(days=1)}
    assert host.post(at("decision-review", prefill), review).status_code == 302
    other = scene.decision(claire, title="Autre")
    succession = {"successor": str(other.uuid), "reason": "Mieux."}
    assert host.post(at("decision-succession", prefill), succession).status_code == 302
    assert member.post(at("decision-reopening", prefill), {"reason": "Non.", "review_on": LATER}).status_code == 302
    page = host.get(at("decision", prefill)).content.decode()
    assert "Je vois autre chose." in page and "Mehdi" in page


def test_an_objection_without_reason_comes_back_with_its_error(client_of, mehdi, prefill):
    answer = client_of(mehdi).post(at("decision-positions", prefill), {"stance": "objection"})
    assert answer.status_code == 422 and "Dites pourquoi" in answer.content.decode()


def test_acts_are_posted(client_of, claire, prefill):
    for name in ("positions", "dissents", "taking", "review", "succession", "reopening"):
        assert client_of(claire).get(at(f"decision-{name}", prefill)).status_code == 405


def test_what_people_wrote_cannot_run(client_of, claire):
    decision = scene.decision(claire, what="<script>alert(1)</script><img src=x onerror=alert(1)>", title="<b>x</b>")
    page = client_of(claire).get(at("decision", decision)).content.decode()
    assert "<script>alert" not in page and "<img" not in page and "<b>x</b>" not in page


@pytest.mark.parametrize("name", ["decisions", "api-decisions"])
def test_lists_take_the_same_number_of_queries_for_one_and_for_three(client_of, claire, name):
    client = client_of(claire)
    counts = []
    for _round in range(2):
        while Decision.objects.count() < (1 if not counts else 3):
            decision = scene.decision(claire, hypotheses=[scene.hypothesis(claire)])
            actions.take_position(by=claire, decision=decision, stance="consent")
            scene.action(claire, decision=decision)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(at(name)).status_code == 200
        counts.append(len(caught))
    assert counts[0] == counts[1]


def test_the_api_reads_and_writes_like_the_pages(client_of, claire, mehdi):
    api = client_of(mehdi)
    body = given() | {"impact_customer": 4}
    made = api.post(at("api-decisions"), body, **JSON)
    assert made.status_code == 201, made.content
    decision = Decision.objects.get(uuid=made.json()["uuid"])
    assert made.json()["impact_customer"] == 4 and made.json()["status"] == "proposed"
    assert api.post(at("api-decision-positions", decision), {"stance": "objection"}, **JSON).status_code == 400
    assert api.post(at("api-decision-taking", decision), {}, **JSON).status_code == 403
    host = client_of(claire)
    assert host.patch(at("api-decision", decision), {"title": "Imprimer"}, **JSON).json()["title"] == "Imprimer"
    assert host.post(at("api-decision-taking", decision), {}, **JSON).json()["status"] == "taken"
    review = {"status": "to_review", "reason": "À revoir.", "review_on": (LATER + timedelta(days=1)).isoformat()}
    assert host.post(at("api-decision-review", decision), review, **JSON).json()["status"] == "to_review"
    dissent = {"text": "Non.", "anonymous": True}
    answer = api.post(at("api-decision-dissents", decision), dissent, **JSON).json()
    assert answer["dissents"][0]["who"] == ""
    assert api.get(at("api-decisions") + "?status=to_review").json()["count"] == 1
