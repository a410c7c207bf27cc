"""Other days on the page of a reading: no new upload, no whole page, one stored reading per window."""
import re

import pytest
from django.urls import reverse

from journeys.silences.actions import ask_reading
from journeys.silences.computing import carry_out
from journeys.silences.models import Reading

from .scratch import make_reading
from .small_logs import golden_log, golden_map
from .test_readings import make_log, make_version

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "reading", "HTTP_ACCEPT_LANGUAGE": "en"}


@pytest.fixture
def golden(telecom, claire):
    telecom.mask_below = 5
    telecom.save()
    version, log = make_version(telecom, golden_map()), make_log(telecom, golden_log(), ("access", "age"))
    return ask_reading(by=claire, version=version, log=log, wait=True, parameters={"segments": ["age"]})


def read(client, reading, first="", last="", query="", **headers):
    address = reverse("reading-windows", args=["telecom", reading.uuid]) + query
    return client.post(address, {"window-first": first, "window-last": last}, **headers)


def test_other_days_are_read_while_the_page_waits_and_swapped_in_when_they_are_ready(client_of, claire, golden):
    client = client_of(claire)
    answer = read(client, golden, last="day 20", query="?show=activation", **HTMX)
    other = Reading.objects.exclude(pk=golden.pk).get()
    assert other.parameters == {"segments": ["age"], "to": "day 20"} and other.log == golden.log
    waiting = client.get(answer.url, **HTMX).content.decode()
    assert waiting.lstrip().startswith('<div id="reading"') and f'hx-get="{answer.url}"' in waiting
    carry_out(other)
    polled = client.get(answer.url, **HTMX | {"HTTP_HX_TARGET": "reading-progress"})
    assert polled["HX-Retarget"] == "#reading" and polled["HX-Reswap"].startswith("outerHTML")
    html = polled.content.decode()
    assert html.lstrip().startswith('<div id="reading"') and "<html" not in html and "day 20" in html
    assert re.search(r'aria-current="true">activated', html), "what the map showed is kept"


def test_the_same_days_are_the_same_reading_and_the_whole_log_is_the_first_one(client_of, claire, golden):
    client = client_of(claire)
    first = read(client, golden, last="day 20").url
    assert read(client, golden, last="20").url == read(client, golden, last=" DAY 20").url == first
    assert str(golden.uuid) in read(client, Reading.objects.exclude(pk=golden.pk).first()).url


def test_windows_already_read_are_one_click_away_for_everyone(client_of, page, claire, mehdi, golden):
    read(client_of(claire), golden, last="day 20")
    other = Reading.objects.exclude(pk=golden.pk).get()
    assert str(other.uuid) not in page(mehdi, "reading", golden.uuid)
    carry_out(other)
    html = page(mehdi, "reading", golden.uuid)
    assert reverse("reading", args=["telecom", other.uuid]) in html and "window-first" not in html
    assert "window-first" in page(claire, "reading", golden.uuid)


@pytest.mark.parametrize("headers", [HTMX, {"HTTP_ACCEPT_LANGUAGE": "en"}])
def test_days_that_this_log_cannot_have_are_said_beside_the_form_and_nothing_is_asked(client_of, claire, golden, headers):
    answer = read(client_of(claire), golden, first="2026-10-01", last="soon", **headers)
    assert answer.status_code == 422 and Reading.objects.count() == 1
    assert "is not a day of this log" in answer.content.decode() and 'value="soon"' in answer.content.decode()
    backwards = read(client_of(claire), golden, first="day 9", last="day 3", **headers)
    assert "ends (day 3) before it begins" in backwards.content.decode()


def test_dated_logs_ask_for_dates_within_the_log(page, claire, telecom):
    html = page(claire, "reading", make_reading(telecom).uuid)
    assert re.search(r'<input type="date" name="window-first"[^>]* min="20\d\d-', html)


def test_figures_given_with_the_map_have_no_other_days(page, client_of, claire, telecom):
    reading = make_reading(telecom)
    reading.log.delete()
    assert "window-first" not in page(claire, "reading", reading.uuid)
    assert read(client_of(claire), Reading.objects.get(), last="2026-10-03").status_code == 422


def test_what_repeats_and_what_lies_beside_the_path_are_named(page, claire, golden):
    golden.result["trajectories"]["inserted"] = [{"activity": "call", "customers": 12}]
    golden.result["trajectories"]["loops"] = {"customers": 20, "pairs": [{"between": "a", "and": "b", "customers": 20}]}
    golden.save()
    html = page(claire, "reading-paths", golden.uuid, HTTP_ACCEPT_LANGUAGE="en")
    assert "Beside the path" in html and "<code>call</code>" in html and "of events repeat a name" in html
