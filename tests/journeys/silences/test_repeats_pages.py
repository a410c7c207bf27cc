"""A repeated touchpoint on the pages: a place for each time, and one line that hides what a mask hides."""
import re

import pytest
from django.utils.translation import override

from journeys.silences import queries, repetitions
from journeys.silences.actions import ask_reading, note_silence

from .small_logs import days, place
from .test_readings import make_log, make_version

pytestmark = pytest.mark.django_db
MAP = (place("signup", 1, anchor="start"), place("bill", 2, anchor="signup", every="10 days", times=3))


@pytest.fixture
def reading(claire, telecom):
    """Twenty customers of whom 5, then 10 do nothing; of a third time, that is only up for eight, nothing can be told."""
    log = [event for n in range(20) for event in days(
        ("signup", 0 if n < 8 else 5), *([("bill", 6)] if n < 15 else []), *([("bill", 16)] if n % 2 else []), customer=f"c{n}")]
    log += days(("visit", 31), customer="late comer")
    return ask_reading(by=claire, version=make_version(telecom, MAP), log=make_log(telecom, log), wait=True)


def test_one_line_says_how_silence_went_from_time_to_time(reading, claire, page):
    html = page(claire, "reading", reading.uuid, HTTP_ACCEPT_LANGUAGE="en")
    assert "Bill: 25% to 50% silent over the 2 times, of 3, that can be judged; most at time 2." in html
    assert "Bill (2/3)" in html and re.search("Bill .3/3.: masked, too few customers", html)


def test_every_time_has_a_page_that_says_when_it_is_due_and_can_be_noted(reading, claire, page, telecom):
    html = page(claire, "reading-touchpoint", reading.uuid, "bill:2", HTTP_ACCEPT_LANGUAGE="en")
    assert "time 2 of 3, every 10 days" in html and "“Signup”" in html
    assert note_silence(by=claire, journey=reading.version.journey, touchpoint_key="bill:2").label == "Bill (2/3)"


def test_times_that_are_alike_or_that_nobody_can_judge_are_told_so(reading, claire):
    figures = queries.figures(reading, claire)
    bill = figures.repeated[0]
    with override("en"):
        assert repetitions.line(bill[:1]) == "Bill: 25% silent at the only time, of 3, that can be judged."
        assert repetitions.line([bill[0], bill[0]]).startswith("Bill: 25% silent at each of the 2 times, of 3")
        assert repetitions.line([bill[0]] * 3) == "Bill: 25% silent at each of its 3 times."
        assert repetitions.line([bill[0], *bill[:2]]) == "Bill: 25% to 50% silent over its 3 times; most at time 2."
        figures = queries.figures(reading, 50)
        assert repetitions.lines(figures) == ["Bill: none of its 3 times can be judged."]


def test_the_answer_of_the_api_says_which_time_each_entry_is(reading, claire, client_of):
    found = client_of(claire).get(f"/api/{reading.space.slug}/readings/{reading.uuid}/").json()["touchpoints"]
    assert [(one.get("repeats"), one.get("number")) for one in found] == [
        (None, None), ("bill", 1), ("bill", 2), ("bill", 3)]
    assert found[3]["masked"] and "silent" not in found[3]
