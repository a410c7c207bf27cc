"""Pages of the register of silences, and what lists cost however long they are."""
from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from journeys.maps.models import JourneyVersion
from journeys.silences import queries
from journeys.silences.models import Reading, Silence
from journeys.silences.statistics import process_limits

from .scratch import LABELS, make_reading

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


def test_a_detour_is_noted_as_a_silence_in_one_click(client_of, page, claire, telecom):
    reading = make_reading(telecom)
    html = page(claire, "reading", reading.uuid, HTTP_ACCEPT_LANGUAGE="en")
    detours = html[html.index('<table class="detours"'):]
    assert detours[:detours.index("</table>")].count('name="kind" value="detour"') == 4
    address = reverse("reading-silences", args=["telecom", reading.uuid])
    assert client_of(claire).post(address, {"touchpoint_key": "t2", "kind": "detour"}).status_code == 302
    noted = Silence.objects.get()
    assert (noted.touchpoint_key, noted.kind, noted.status) == ("t2", "detour", "accepted") and LABELS[2] in noted.label
    assert "Noted as “detour”. What is measured here is the silent share" in page(
        claire, "silence", noted.uuid, HTTP_ACCEPT_LANGUAGE="en")


def test_keeping_a_merged_silence_leaves_it_merged(client_of, page, claire, telecom):
    journey = make_reading(telecom).version.journey
    two = Silence.objects.create(space=telecom, journey=journey, touchpoint_key="t6", label="Valider")
    one = Silence.objects.create(space=telecom, journey=journey, touchpoint_key="t5", label="Brancher", status="merged",
                                 merged_into=two)
    assert '<option value="merged" selected>' in page(claire, "silence", one.uuid)
    assert '<option value="merged"' not in page(claire, "silence", two.uuid)
    address = reverse("silence-keeping", args=["telecom", one.uuid])
    assert client_of(claire).post(address, {"status": "merged", "would_act": "plus de 60 %"}).status_code == 302
    one.refresh_from_db()
    assert (one.status, one.merged_into, one.would_act) == ("merged", two, "plus de 60 %")
    bare = client_of(claire).post(address, {"status": "dismissed"})
    assert bare.status_code == 422
    one.refresh_from_db()
    assert one.status == "merged"


def series(space, windows):
    """A silence and one reading for each window (first, last day of 2026), of the same log."""
    readings = []
    for seed, (first, last) in enumerate(windows):
        reading = make_reading(space, seed=seed + 1)
        reading.result["window"] = {"from": f"2026-{first}T00:00:00+02:00", "to": f"2026-{last}T23:59:59+02:00"}
        reading.window_from, reading.window_to = (datetime.fromisoformat(text) for text in reading.result["window"].values())
        reading.log = readings[0].log if readings else reading.log
        reading.save()
        readings.append(reading)
    return readings, Silence.objects.create(
        space=space, journey=readings[0].version.journey, touchpoint_key="t5", label="Brancher")


def test_the_same_days_read_twice_are_one_point_of_the_history(claire, telecom):
    readings, silence = series(telecom, [("06-01", "06-30"), ("07-01", "07-31"), ("06-01", "06-30")])
    assert [point.reading for point in queries.history(silence, claire)] == [readings[2], readings[1]]


def test_natural_limits_come_from_readings_that_share_no_day(page, claire, telecom):
    months = [(f"0{month}-01", f"0{month}-28") for month in range(1, 7)]
    _readings, silence = series(telecom, months)
    points = queries.history(silence, claire)
    rates = [point.cell.rate for point in points if point.state == "counted"]
    assert len(rates) >= 5 and queries.limits(points) == process_limits(rates)
    Silence.objects.all().delete()
    Reading.objects.all().delete()
    _readings, silence = series(telecom, [("01-01", last) for _first, last in months])
    assert queries.limits(queries.history(silence, claire)) is None
    assert "share days" in page(claire, "silence", silence.uuid, HTTP_ACCEPT_LANGUAGE="en")


def test_figures_given_with_each_version_of_a_map_make_a_history(claire, telecom):
    readings, silence = series(telecom, [("06-01", "06-30"), ("07-01", "07-31")])
    versions = [readings[0].version, JourneyVersion.objects.create(
        journey=silence.journey, number=2, digest="two", content=readings[0].version.content)]
    for reading, version in zip(readings, versions, strict=True):
        del reading.result["window"]
        reading.log, reading.version, reading.window_from, reading.window_to = None, version, None, None
        reading.save()
    assert len(queries.history(silence, claire)) == 2


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
