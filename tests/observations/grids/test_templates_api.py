"""Templates through the API: made, written node by node, published, mapped; a draft that moved answers 409 with what stands."""
import pytest

from observations.grids.library import actions

pytestmark = pytest.mark.django_db
BASE = "/api/telecom/grid-templates/"
WHY = {"id": "why", "label": {"fr": "Pourquoi ?", "en": "Why?"}}


def test_a_template_is_made_written_published_and_mapped(client_of, claire):
    client = client_of(claire)

    def post(path, data):
        return client.post(path, data, content_type="application/json")

    made = post(BASE, {"slug": "short", "title": {"fr": "Courte"}, "nodes": [WHY]})
    one = f"{BASE}{made.json()['uuid']}/"
    assert made.status_code == 201 and made.json()["nodes"][0]["kind"] == "question"
    assert post(f"{one}versions/", {"notes": "Première"}).json()["version"] == "1.0.0"
    again = post(f"{one}nodes/", {"base": 1, "node": {**WHY, "label": {"fr": "Pour quelle raison ?"}}})
    assert again.status_code == 200 and again.json()["revision"] == 2
    stale = post(f"{one}nodes/", {"base": 1, "node": WHY})
    assert stale.status_code == 409 and stale.json()["nodes"][0]["label"] == {"fr": "Pour quelle raison ?"}
    assert post(f"{one}versions/", {}).json()["version"] == "1.0.1"
    assert client.get(f"{one}versions/1/").json()["nodes"][0]["label"] == WHY["label"]
    assert client.get(f"{one}map/?from=1&to=2").json() == [{"node": "why", "relation": "reworded", "comparable": True}]
    assert [version["version"] for version in client.get(one).json()["versions"]] == ["1.0.0", "1.0.1"]
    assert post(BASE, {"slug": "short", "title": {"fr": "Courte"}}).status_code == 400


@pytest.mark.parametrize("node", [
    {"id": "Pas bon", "label": {"fr": "x"}}, {"id": "why", "label": "x"}, {"id": "why"}, {"id": "why", "label": {"fr": [1]}},
    {"id": "why", "label": {"fr": "x"}, "choices": [["a"]]}, {"id": "why", "label": {"fr": "x"}, "choices": [["a", "b"]]},
    {"id": "why", "label": {"fr": "x"}, "kind": "odd"}, {"id": "why", "label": {}},
])  # fmt: skip
def test_a_node_that_is_not_one_is_refused(client_of, claire, node):
    template = actions.make_template(by=claire, slug="short", title={"fr": "Courte"})
    sent = {"base": 1, "node": node}
    answer = client_of(claire).post(f"{BASE}{template.uuid}/nodes/", sent, content_type="application/json")
    assert answer.status_code == 400
    template.refresh_from_db()
    assert template.revision == 1 and template.draft == []


def test_strangers_meet_nothing_and_numbers_are_numbers(client_of, claire, mehdi, victor):
    template = actions.take_in(by=claire, slug="non-demand")
    one = f"{BASE}{template.uuid}/"
    for path in (BASE, one, f"{one}versions/1/", f"{one}map/?from=1&to=1"):
        assert client_of(victor).get(path).status_code == 404
        assert client_of(mehdi).get(path).status_code == 200
    assert client_of(mehdi).get(f"{one}map/?from=1&to=x").status_code == 400
    assert client_of(mehdi).get(f"{one}map/?from=1&to=9").status_code == 404
    assert client_of(mehdi).post(f"{one}versions/", {}).status_code == 403
