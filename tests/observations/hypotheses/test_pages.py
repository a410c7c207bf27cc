"""Pages and addresses of hypotheses: plain forms that redirect, refusals that keep what was typed, strangers who see nothing."""
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from observations.hypotheses import actions
from observations.hypotheses.models import Hypothesis
from tests.observations import make

pytestmark = pytest.mark.django_db
ACTS = ["versions", "silences", "status", "reopening", "evidence", "dissents", "confidence", "signs", "relations"]


def address(hypothesis, act=""):
    return f"/{hypothesis.space.slug}/hypotheses/{hypothesis.uuid}/{act + '/' if act else ''}"


def test_the_empty_list_teaches_and_a_hypothesis_is_posed(client_of, mehdi):
    client = client_of(mehdi)
    page = client.get("/telecom/hypotheses/").content.decode()
    assert "/telecom/hypotheses/new/" in page
    silence = make.silence(make.journey(mehdi.space))
    answer = client.post(
        "/telecom/hypotheses/new/",
        {"statement": "Trop long", "silences": [silence.uuid], "lenses": ["giving_up"], "own_lens": "honte"},
    )
    posed = Hypothesis.objects.get()
    assert answer.status_code == 302 and answer.url == address(posed)
    assert posed.lenses == ["giving_up", "honte"] and list(posed.silences.all()) == [silence]
    page = client.get(address(posed)).content.decode()
    assert "Trop long" in page and "honte" in page and silence.label in page


def test_every_act_has_its_form_and_comes_back_to_the_page(client_of, claire, mehdi):
    posed, other, client = make.hypothesis(mehdi), make.hypothesis(mehdi, "Autre lecture"), client_of(claire)
    later = (timezone.localdate() + timedelta(days=30)).isoformat()
    for act, data in {
        "versions": {"statement": "Le guide est trop court.", "reason": "Relu", "base_number": 1},
        "evidence": {"stance": "against", "text": "Rien vu", "kind": "figure", "weight": "slight"},
        "dissents": {"text": "Autrement", "anonymous": "on"},
        "confidence": {"evidence": "limited", "agreement": "low"},
        "signs": {"what": "Moins d’appels", "by_when": later},
        "relations": {"kind": "rival", "other": other.uuid},
        "silences": {"lenses": ["expectation"]},
        "status": {"status": "dormant", "reason": "Rien de neuf", "review_on": later},
        "reopening": {"reason": "Un signe"},
    }.items():
        assert client.post(address(posed, act), data).status_code == 302, act
    dissent, sign = posed.dissents.get(), posed.signs.get()
    assert client.post(address(posed, f"dissents/{dissent.uuid}/replies"), {"text": "Entendu"}).status_code == 302
    assert client.post(address(posed, f"signs/{sign.uuid}"), {"seen": "no", "note": ""}).status_code == 302
    page = client.get(address(posed)).content.decode()
    for said in ("<ins>", "<del>", "Rien vu", "Autrement", "Entendu", "Moins d’appels", "Autre lecture", "Un signe"):
        assert said in page
    assert "Claire" in page and client.get(address(other)).status_code == 200


def test_a_refused_form_says_why_and_keeps_what_was_typed(client_of, claire):
    posed, client = make.hypothesis(claire), client_of(claire)
    answer = client.post(address(posed, "status"), {"status": "provisionally_stable", "reason": "On y est", "review_on": ""})
    assert answer.status_code == 422 and "On y est" in answer.content.decode()
    for act in ACTS:
        assert client.post(address(posed, act), {}).status_code in (302, 422)
    long = client.post(address(posed, "evidence"), {"stance": "for", "text": "[" * 200, "kind": "figure", "weight": "slight"})
    assert long.status_code == 422 and posed.evidence.count() == 0
    assert client.post("/telecom/hypotheses/new/", {"statement": ""}).status_code == 422


def test_a_second_writer_sees_both_wordings(client_of, claire):
    posed, client = make.hypothesis(claire), client_of(claire)
    actions.reword(by=claire, hypothesis=posed, statement="Celle des autres", reason="r")
    mine = {"statement": "La mienne", "reason": "r", "base_number": 1}
    answer = client.post(address(posed, "versions"), mine)
    page = answer.content.decode()
    assert answer.status_code == 409 and "Celle des autres" in page and "La mienne" in page
    assert 'value="2"' in page and posed.versions.count() == 2


def test_strangers_meet_nothing_and_contributors_cannot_change_the_status(client_of, mehdi, victor, client):
    posed = make.hypothesis(mehdi)
    own = address(posed).replace("telecom", "elsewhere")
    for path in (address(posed), own, "/telecom/hypotheses/", "/telecom/hypotheses/new/"):
        assert client_of(victor).get(path).status_code == 404
        assert client.get(path).status_code == 302 or path == own
    for act in ACTS:
        assert client_of(victor).post(address(posed, act), {"reason": "x"}).status_code == 404
        assert client_of(mehdi).get(address(posed, act)).status_code == 405
    given = {"status": "dormant", "reason": "x", "review_on": (timezone.localdate() + timedelta(days=9)).isoformat()}
    assert client_of(mehdi).post(address(posed, "status"), given).status_code == 403


def test_filters_find_and_never_rank(client_of, mehdi, claire):
    silence = make.silence(make.journey(mehdi.space))
    first, second = make.hypothesis(mehdi, "Alpha", silences=[silence]), make.hypothesis(mehdi, "Bravo")
    actions.give_evidence(by=mehdi, hypothesis=second, stance="for", text="Beaucoup")
    actions.change_status(by=claire, hypothesis=second, status="dormant", reason="Rien")
    Hypothesis.objects.filter(pk=first.pk).update(review_on=timezone.localdate())

    def found(query):
        page = client_of(mehdi).get(f"/telecom/hypotheses/{query}")
        assert page.status_code == 200
        return [card.current.statement for card in page.context["cards"]]

    assert found("") == ["Alpha", "Bravo"] and found("?status=dormant") == ["Bravo"] and found("?due=1") == ["Alpha"]
    assert found("?q=rav") == ["Bravo"] and found(f"?silence={silence.uuid}") == ["Alpha"] and found("?q=zz") == []
    assert client_of(mehdi).get("/telecom/hypotheses/?silence=x").status_code == 404


@pytest.mark.parametrize("path", ["/telecom/hypotheses/", "one"])
def test_pages_ask_the_same_number_of_questions_whatever_they_show(client_of, mehdi, path):
    journey = make.journey(mehdi.space)

    def fill(count):
        for n in range(count):
            posed = make.hypothesis(mehdi, f"Lecture {n}", silences=[make.silence(journey)])
            target = Hypothesis.objects.first() if path == "one" else posed
            dissent = actions.register_dissent(by=mehdi, hypothesis=target, text="Non")
            actions.answer_dissent(by=mehdi, dissent=dissent, text="Si")
            actions.give_evidence(by=mehdi, hypothesis=target, stance="for", text="Vu")
            actions.reword(by=mehdi, hypothesis=target, statement=f"Autre {n}", reason="r")
            if target != posed:
                actions.relate(by=mehdi, hypothesis=target, other=posed, kind="rival")

    fill(2)
    client, asked = client_of(mehdi), []
    for more in (0, 3):
        fill(more)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address(Hypothesis.objects.first()) if path == "one" else path).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_the_api_says_the_same(client_of, mehdi, claire, victor):
    client, base = client_of(claire), "/api/telecom/hypotheses/"
    posed = client.post(base, {"statement": "Trop long"}, content_type="application/json").json()
    one = f"{base}{posed['uuid']}/"
    assert posed["status"] == "open" and posed["versions"][0]["number"] == 1
    reworded = {"statement": "Trop lent", "reason": "Relu", "base_number": 1}
    assert client.post(f"{one}versions/", reworded, content_type="application/json").status_code == 201
    again = client.post(f"{one}versions/", {**reworded, "statement": "Autre"}, content_type="application/json")
    assert again.status_code == 409 and again.json() == {"theirs": "Trop lent", "mine": "Autre"}
    evidence = {"stance": "against", "text": "Rien vu", "kind": "absence"}
    refused = client.post(f"{one}evidence/", evidence, content_type="application/json")
    assert refused.status_code == 400 and "would_have_seen" in refused.json()
    given = client.post(f"{one}evidence/", {**evidence, "would_have_seen": "yes"}, content_type="application/json")
    assert given.status_code == 201 and len(client.get(f"{one}evidence/").json()["results"]) == 1
    quiet = client.post(f"{one}dissents/", {"text": "Non", "anonymous": True}, content_type="application/json")
    assert quiet.json()["author_alias"] == ""
    dormant = client.post(f"{one}status/", {"status": "dormant", "reason": "Rien"}, content_type="application/json")
    assert dormant.json()["status"] == "dormant"
    for path in (base, one, f"{one}evidence/", f"{one}dissents/"):
        assert client_of(victor).get(path).status_code == 404
        assert client.delete(path).status_code == 405
    assert client_of(mehdi).post(f"{one}status/", {"status": "open", "reason": "x"}).status_code == 403


def test_lists_offer_no_dismissed_silence_but_keep_those_already_chosen(mehdi, client_of):
    journey = make.journey(mehdi.space)
    chosen, dismissed = (make.silence(journey, label, status="dismissed") for label in ("Déjà choisi", "Écarté"))
    offered = make.silence(journey, "Proposé")
    posed = make.hypothesis(mehdi, silences=[chosen])
    page = client_of(mehdi).get(f"/telecom/hypotheses/{posed.uuid}/").content.decode()
    assert str(chosen.uuid) in page and str(offered.uuid) in page and f'value="{dismissed.uuid}"' not in page
    new = client_of(mehdi).get("/telecom/hypotheses/new/").content.decode()
    assert str(offered.uuid) in new and str(chosen.uuid) not in new
    asked = client_of(mehdi).get(f"/telecom/hypotheses/new/?silence={dismissed.uuid}").content.decode()
    assert str(dismissed.uuid) in asked
    path = f"/telecom/hypotheses/{posed.uuid}/silences/"
    assert client_of(mehdi).post(path, {"silences": [str(chosen.uuid), str(offered.uuid)]}).status_code == 302
    assert client_of(mehdi).post(path, {"silences": [str(dismissed.uuid)]}).status_code == 422
    assert set(posed.silences.all()) == {chosen, offered}
