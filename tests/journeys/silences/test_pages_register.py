"""Pages of the register of silences, and what lists cost however long they are."""
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from journeys.silences.models import Silence

from .scratch import make_reading

pytestmark = pytest.mark.django_db


def test_noting_a_silence_twice_finds_the_same_one(client_of, claire, telecom):
    reading = make_reading(telecom)
    client, address = client_of(claire), reverse("reading-silences", args=["telecom", reading.uuid])
    first = client.post(address, {"touchpoint_key": "t5"})
    assert first.status_code == 302 and client.post(address, {"touchpoint_key": "t5"}).url == first.url
    assert Silence.objects.get().label == "Brancher (guide pas à pas)"


def test_the_register_page_shows_the_history_of_a_silence(page, claire, telecom):
    readings = [make_reading(telecom, seed=seed) for seed in (1, 5, 7)]
    silence = Silence.objects.create(
        space=telecom, journey=readings[0].version.journey, touchpoint_key="t5", label="Brancher")
    html = page(claire, "silence", silence.uuid)
    assert all(str(reading.uuid) in html for reading in readings) and 'class="series"' in html
    assert "Brancher" in page(claire, "silences")


def test_a_silence_is_kept_by_someone_until_a_day_and_a_mistake_writes_nothing(client_of, claire, telecom):
    journey = make_reading(telecom).version.journey
    silence = Silence.objects.create(space=telecom, journey=journey, touchpoint_key="t5", label="Brancher")
    client, address = client_of(claire), reverse("silence-keeping", args=["telecom", silence.uuid])
    assert client.post(address, {"status": "nonsense", "review_on": "2026-12-01"}).status_code == 422
    assert Silence.objects.get().review_on is None
    kept = {"status": "accepted", "keeper": claire.uuid, "review_on": "2026-12-01", "would_act": "plus de 60 %"}
    assert client.post(address, kept).status_code == 302
    silence.refresh_from_db()
    assert (silence.keeper, str(silence.review_on), silence.would_act) == (claire, "2026-12-01", "plus de 60 %")


def test_a_silence_merges_into_another_of_its_journey_only(client_of, claire, telecom):
    journey, elsewhere = make_reading(telecom).version.journey, make_reading(telecom, name="Autre").version.journey
    one, two = (Silence.objects.create(space=telecom, journey=journey, touchpoint_key=key, label=key) for key in ("t5", "t6"))
    other = Silence.objects.create(space=telecom, journey=elsewhere, touchpoint_key="t5", label="t5")
    client, address = client_of(claire), reverse("silence-merging", args=["telecom", one.uuid])
    assert client.post(address, {"merge-into": other.uuid}).status_code == 422
    assert client.post(address, {"merge-into": two.uuid}).status_code == 302
    one.refresh_from_db()
    assert one.merged_into == two and one.status == "merged"


@pytest.mark.parametrize("name", ["reading", "reading-behaviours", "reading-times", "reading-paths"])
def test_a_reading_costs_as_many_queries_with_three_touchpoints_as_with_forty(
        name, client_of, claire, telecom):
    client, costs = client_of(claire), []
    for count in (3, 40):
        address = reverse(name, args=["telecom", make_reading(telecom, count).uuid])
        client.get(address)
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
        costs.append(len(found))
    assert costs[0] == costs[1] <= 12, costs


@pytest.mark.parametrize("name", ["readings", "silences"])
def test_lists_cost_as_many_queries_with_one_row_as_with_three(name, client_of, claire, telecom):
    client, costs = client_of(claire), []
    for row in range(3):
        reading = make_reading(telecom, 6, name=f"Parcours {row}")
        Silence.objects.create(space=telecom, journey=reading.version.journey, touchpoint_key="t1", label="Signer",
                               keeper=claire)
        client.get(reverse(name, args=["telecom"]))
        with CaptureQueriesContext(connection) as found:
            client.get(reverse(name, args=["telecom"]))
        costs.append(len(found))
    assert costs[0] == costs[2], costs
