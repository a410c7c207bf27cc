"""Tables of the warehouse for programs: named by owners, read by facilitators, and only counts come back."""
import pytest

from journeys.silences.models import Reading, WarehouseTable
from project.spaces.models import AuditEvent
from tests import make

from .small_logs import golden_log, golden_map
from .test_readings import make_version
from .test_warehouse import dated, fill, iso

pytestmark = pytest.mark.django_db
VISITS = {"name": "visits", "customer": "customer", "activity": "activity", "at": "at", "attributes": ["access", "age", "age"],
          "timezone": "UTC"}


@pytest.fixture
def olga(telecom):
    return make.member("Olga", "owner", "Données", of=telecom)


@pytest.fixture
def table(olga, client_of, tmp_path, settings):
    """The golden log as a table that an owner named."""
    settings.WAREHOUSE_URL = f"duckdb://{tmp_path}/w.duckdb"
    fill(settings.WAREHOUSE_URL, "visits", [(c, name, iso(moment), traits["access"], traits["age"])
                                            for c, name, moment, traits in golden_log()])
    return client_of(olga).post("/api/telecom/warehouse/", VISITS, content_type="application/json")


def asking(client, table, **question):
    return client.post(f"/api/telecom/warehouse/{table['uuid']}/readings/", question, content_type="application/json")


def test_a_facilitator_reads_a_table_that_an_owner_named(
        table, telecom, client_of, claire, django_capture_on_commit_callbacks, settings):
    assert table.status_code == 201 and table.json()["attributes"] == ["access", "age"]
    make_version(telecom, dated(golden_map()))
    client = client_of(claire)
    with django_capture_on_commit_callbacks(execute=True):
        asked = asking(client, table.json(), journey="box", segments=["age"], at_anchor=["age"], window_to="1970-02-20")
    assert asked.status_code == 201 and asked.json()["log"] is None
    found = client.get(f"/api/telecom/readings/{asked.json()['uuid']}/").json()
    assert found["status"] == "ready" and found["customers"] == Reading.objects.get().customers > 11
    assert {part["by"] for part in found["touchpoints"][0]["segments"]} == {"age"}
    assert settings.WAREHOUSE_URL not in str(found) and found["parameters"]["to"] == "1970-02-20"
    assert found["parameters"]["at_anchor"] == ["age"]
    refused = asking(client, table.json(), journey="box", segments=[], at_anchor=["age"])
    assert refused.status_code == 400 and "at_anchor" in refused.json()


def test_naming_a_table_again_replaces_its_columns_and_forgetting_it_keeps_its_readings(
        table, telecom, client_of, olga, claire, django_capture_on_commit_callbacks):
    make_version(telecom, dated(golden_map()))
    with django_capture_on_commit_callbacks(execute=True):
        asking(client_of(claire), table.json(), journey="box")
    client, address = client_of(olga), f"/api/telecom/warehouse/{table.json()['uuid']}/"
    again = client.post("/api/telecom/warehouse/", VISITS | {"attributes": []}, content_type="application/json")
    assert again.json()["uuid"] == table.json()["uuid"] and client.get(address).json()["attributes"] == []
    assert client.delete(address).status_code == 204 and client.get(address).status_code == 404
    assert not WarehouseTable.objects.exists() and Reading.objects.count() == 1
    assert AuditEvent.objects.filter(verb__startswith="warehouse.").count() == 3


def test_what_cannot_be_asked_is_a_400_that_says_why(table, telecom, client_of, claire, olga, settings):
    client, told = client_of(claire), VISITS | {"timezone": "Mars"}
    assert "timezone" in client_of(olga).post("/api/telecom/warehouse/", told, content_type="application/json").json()
    assert asking(client, table.json(), journey="box").status_code == 404
    make_version(telecom, dated(golden_map()))
    assert "window_to" in asking(client, table.json(), journey="box", window_to="soon").json()
    wrong = asking(client, table.json(), journey="box", window_from="1970-03-01", window_to="1970-02-01")
    assert wrong.status_code == 400 and not Reading.objects.exists()
    settings.WAREHOUSE_URL = ""
    assert asking(client, table.json(), journey="box").status_code == 400


def test_strangers_find_nothing_and_facilitators_name_nothing(table, telecom, client_of, victor, claire, mehdi):
    make_version(telecom, dated(golden_map()))
    address = f"/api/telecom/warehouse/{table.json()['uuid']}/"
    assert client_of(victor).get(address).status_code == 404 and client_of(mehdi).get(address).status_code == 200
    assert client_of(claire).delete(address).status_code == 403
    assert client_of(claire).post("/api/telecom/warehouse/", VISITS, content_type="application/json").status_code == 403
    assert asking(client_of(mehdi), table.json(), journey="box").status_code == 403


def test_the_list_costs_the_same_with_one_table_and_with_three(table, telecom, client_of, claire, django_assert_num_queries):
    client = client_of(claire)
    for count in (1, 3):
        with django_assert_num_queries(5):
            assert len(client.get("/api/telecom/warehouse/").json()["results"]) == count
        for name in ("more", "again"):
            WarehouseTable.objects.get_or_create(space=telecom, name=name, defaults={
                "customer": "a", "activity": "b", "at": "c", "timezone": "UTC"})
