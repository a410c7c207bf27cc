"""The API asks the same questions as the pages, and lets out only masked figures."""
import json

import pytest

from journeys.silences.masking import STATUSES
from journeys.silences.models import Reading, Silence

from .scratch import make_reading
from .small_logs import golden_log, golden_map
from .test_readings import make_log, make_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(client_of, claire, telecom, django_capture_on_commit_callbacks):
    """The answer to asking for the golden reading."""
    version = make_version(telecom, golden_map())
    log = make_log(telecom, golden_log(), ("access", "age"))
    with django_capture_on_commit_callbacks(execute=True):
        return client_of(claire).post("/api/telecom/readings/", {"journey": version.journey.slug, "log": str(log.uuid)},
                                      content_type="application/json")


def test_a_reading_is_asked_for_once(asked, client_of, claire):
    assert asked.status_code == 201
    said = asked.json()
    again = client_of(claire).post("/api/telecom/readings/", {"journey": said["journey"], "log": said["log"], "version": 1},
                                   content_type="application/json")
    assert again.status_code == 200 and again.json()["uuid"] == said["uuid"] and again.json()["status"] == "ready"


def test_small_groups_are_masked(asked, client_of, mehdi):
    found = client_of(mehdi).get(f"/api/telecom/readings/{asked.json()['uuid']}/").json()
    cells = [cell for entry in found["touchpoints"] for cell in (entry, *entry["segments"])]
    assert found["customers"] == 22 and any(cell.get("masked") for cell in cells)
    for cell in cells:
        if cell.get("masked"):
            assert not set(cell) & {*STATUSES, "due", "rate", "low", "high", "instead", "out_of_place"}
        else:
            assert cell["due"] == 0 or cell["due"] >= 11
    assert "too_close" not in json.dumps(found) and "curves" not in found


def test_the_list_costs_the_same_with_one_reading_and_with_three(asked, client_of, claire, django_assert_num_queries):
    client, reading = client_of(claire), Reading.objects.get()
    with django_assert_num_queries(5):
        assert len(client.get("/api/telecom/readings/").json()["results"]) == 1
    for digest in ("a", "b"):
        Reading.objects.create(space=reading.space, version=reading.version, log=reading.log, digest=digest)
    with django_assert_num_queries(5):
        assert len(client.get("/api/telecom/readings/").json()["results"]) == 3


def test_strangers_and_contributors_are_stopped_where_they_should_be(asked, client_of, victor, mehdi):
    uuid = asked.json()["uuid"]
    assert client_of(victor).get(f"/api/telecom/readings/{uuid}/").status_code == 404
    assert client_of(victor).get(f"/api/elsewhere/readings/{uuid}/").status_code == 404
    body = {"journey": "box", "log": asked.json()["log"]}
    assert client_of(mehdi).post("/api/telecom/readings/", body, content_type="application/json").status_code == 403
    assert client_of(victor).post("/api/elsewhere/readings/", body, content_type="application/json").status_code == 404


def test_a_wrong_question_names_its_field(asked, client_of, claire):
    client = client_of(claire)
    wrong = client.post("/api/telecom/readings/", {"journey": "box", "log": asked.json()["log"], "segments": ["shoe"]},
                        content_type="application/json")
    assert wrong.status_code == 400 and "segments" in wrong.json()
    none = client.post("/api/telecom/readings/", {"journey": "box"}, content_type="application/json")
    assert none.status_code == 400 and "log" in none.json()


def test_silences_are_noted_kept_and_filtered(asked, client_of, mehdi, victor):
    client = client_of(mehdi)
    body = {"journey": "box", "touchpoint_key": "guide"}
    noted = client.post("/api/telecom/silences/", body, content_type="application/json").json()
    assert client.post("/api/telecom/silences/", body, content_type="application/json").json() == noted
    kept = client.patch(f"/api/telecom/silences/{noted['uuid']}/", {"keeper": str(mehdi.uuid), "would_act": "above half"},
                        content_type="application/json")
    assert kept.status_code == 200 and kept.json()["keeper"] == str(mehdi.uuid) and kept.json()["status"] == "accepted"
    aside = {"status": "dismissed"}
    bare = client.patch(f"/api/telecom/silences/{noted['uuid']}/", aside, content_type="application/json")
    assert bare.status_code == 400 and "reason" in bare.json()
    again = client.patch(f"/api/telecom/silences/{noted['uuid']}/", aside | {"reason": "the guide was withdrawn"},
                         content_type="application/json")
    assert again.json()["would_act"] == "above half" and again.json()["status"] == "dismissed"
    assert client.get("/api/telecom/silences/?status=accepted").json()["count"] == 0
    assert client.get("/api/telecom/silences/?status=dismissed").json()["count"] == 1
    stranger = client.patch(f"/api/telecom/silences/{noted['uuid']}/", {"keeper": str(victor.uuid)},
                            content_type="application/json")
    assert stranger.status_code == 400
    assert client_of(victor).get(f"/api/elsewhere/silences/{noted['uuid']}/").status_code == 404
    assert Silence.objects.count() == 1


def test_what_is_missed_by_stage_and_what_is_proposed_are_those_of_the_page(client_of, claire, telecom):
    reading = make_reading(telecom, seed=2)
    address, client = f"/api/telecom/readings/{reading.uuid}/", client_of(claire)
    found = client.get(address).json()
    assert found["density"][0] == {
        "stage": "Souscrire", "missed": 4003, "expected": 11188, "touchpoints": 4, "masked": 0, "checks": 0}
    first, *others = found["candidates"]
    noted = {name: first[name] for name in ("touchpoint_key", "segment_by", "segment_value", "kind")}
    noted["journey"] = str(reading.version.journey.slug)
    assert client.post("/api/telecom/silences/", noted, content_type="application/json").status_code == 200
    assert first["why"] and first not in client.get(address).json()["candidates"] and others
