"""Journeys for programs."""
from pathlib import Path

import pytest

from journeys.maps import actions, formats
from journeys.maps.models import Journey
from project.spaces.actions import make_token

GOLDEN = Path(__file__).parents[1] / "golden" / "map.csv"


@pytest.fixture
def box(claire):
    return actions.accept_file(by=claire, map_file=formats.read("map.csv", GOLDEN.read_bytes()), name="Setting up")


def test_a_journey_is_made_changed_published_and_read_by_a_program(claire, client):
    _token, secret = make_token(by=claire, name="script", can_write=True)
    head = {"authorization": f"Bearer {secret}"}
    touchpoint = {"touchpoint": "guide", "label": "Guide", "stage": "Use", "anchor": "start", "due_after": 3,
                  "due_unit": "days", "events": ["guide|page", "guide*"]}
    made = client.post("/api/telecom/journeys/", {"name": "Box", "touchpoints": [touchpoint]}, headers=head,
                       content_type="application/json")
    assert made.status_code == 201, made.content
    address = f"/api/telecom/journeys/{made.json()['uuid']}/"
    assert made.json()["draft"]["touchpoints"][0]["events"] == ["guide|page", "guide*"]
    assert made.json()["version"] is None and made.json()["slug"] == "box"
    assert client.patch(address, {"name": "Boxes"}, headers=head, content_type="application/json").json()["name"] == "Boxes"
    first = client.post(f"{address}versions/", headers=head)
    assert first.status_code == 201 and first.json()["number"] == 1 and first.json()["warnings"] == []
    assert client.post(f"{address}versions/", headers=head).status_code == 200
    assert client.get(f"{address}versions/1/", headers=head).json()["touchpoints"][0]["label"] == "Guide"
    assert client.get("/api/telecom/journeys/", headers=head).json()["results"][0]["version"] == 1
    assert client.get(f"{address}versions/", headers=head).json()["count"] == 1


def test_a_wrong_map_is_refused_whole(claire, client_of):
    answer = client_of(claire).post("/api/telecom/journeys/", {
        "name": "Box", "touchpoints": [{"touchpoint": "a", "label": "A", "anchor": "nowhere", "events": ["a"]}]},
        content_type="application/json")
    assert answer.status_code == 400 and "nowhere" in answer.text and not Journey.objects.exists()


def test_contributors_read_and_strangers_meet_nothing(mehdi, victor, box, client_of, client):
    address = f"/api/telecom/journeys/{box.uuid}/"
    assert client_of(mehdi).get(address).status_code == 200
    assert client_of(mehdi).post(f"{address}versions/").status_code == 403
    assert client_of(mehdi).patch(address, {"name": "Mine"}, content_type="application/json").status_code == 403
    assert client_of(mehdi).post("/api/telecom/journeys/", {"name": "Mine"}).status_code == 403
    for path in ("", "versions/", "versions/1/"):
        assert client_of(victor).get(f"{address}{path}").status_code == 404
        assert client_of(victor).get(f"/api/elsewhere/journeys/{box.uuid}/{path}").status_code == 404
    assert client.get(address).status_code in (401, 403)


def test_a_read_token_writes_nothing(claire, box, client):
    _token, secret = make_token(by=claire, name="reader")
    head = {"authorization": f"Bearer {secret}"}
    assert client.get(f"/api/telecom/journeys/{box.uuid}/", headers=head).status_code == 200
    assert client.post(f"/api/telecom/journeys/{box.uuid}/versions/", headers=head).status_code == 403


@pytest.mark.parametrize("more", [0, 3])
def test_the_list_asks_the_same_number_of_questions_however_long(more, claire, box, client_of, django_assert_max_num_queries):
    for number in range(more):
        actions.create_journey(by=claire, name=f"J{number}")
    client = client_of(claire)
    with django_assert_max_num_queries(6):
        assert client.get("/api/telecom/journeys/").json()["count"] == 1 + more
