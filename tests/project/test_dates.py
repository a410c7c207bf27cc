"""The first of a month reads “1er” wherever French writes a day in words, and nowhere else; what lasts is told in days."""
import re
from datetime import date, datetime
from pathlib import Path

import pytest
from django.template import Context, Template
from django.utils import translation
from django.utils.timezone import make_aware

from project.dates import date_format, lasting

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("language", "day", "wanted", "words"),
    [
        ("fr", date(2026, 12, 1), "DATE_FORMAT", "1er décembre 2026"),
        ("fr", date(2026, 12, 1), "l j F", "mardi 1er décembre"),
        ("fr", date(2026, 12, 11), "DATE_FORMAT", "11 décembre 2026"),
        ("fr", date(2026, 12, 21), "DATE_FORMAT", "21 décembre 2026"),
        ("fr", date(2026, 12, 1), "SHORT_DATE_FORMAT", "01/12/2026"),
        ("en", date(2026, 12, 1), "DATE_FORMAT", "1 December 2026"),
        ("en", date(2026, 12, 1), "SHORT_DATE_FORMAT", "1 Dec 2026"),
        ("en", date(2026, 12, 1), "j F", "1 December"),
    ],
)
def test_a_day_is_written_as_people_say_it(language, day, wanted, words):
    with translation.override(language):
        assert date_format(day, wanted) == words
        assert Template("{{ day|date:wanted }}").render(Context({"day": day, "wanted": wanted})) == words


def test_a_moment_keeps_its_hour_and_nothing_is_nothing():
    noon = make_aware(datetime(2026, 12, 1, 11, 1))
    with translation.override("fr"):
        assert Template('{{ at|date:"DATETIME_FORMAT" }}').render(Context({"at": noon})) == "1er décembre 2026 11:01"
        assert Template('{{ at|date:"DATE_FORMAT" }}').render(Context({"at": None})) == ""
    with translation.override("en"):
        assert Template("{{ at|date:\"SHORT_DATETIME_FORMAT\" }}").render(Context({"at": noon})) == "1 Dec 2026, 11:01"


def test_no_module_writes_days_past_the_house():
    folders = ("project", "journeys", "observations", "workshops")
    files = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    past = re.compile(r"django\.utils\.(formats import .*date_format|dateformat)|formats\.date_format")
    assert [path for path in files if past.search(path.read_text())] == [ROOT / "project" / "dates.py"]


@pytest.mark.parametrize(
    ("minutes", "french", "english"),
    [
        (1, "1 min", "1 min"), (75, "75 min", "75 min"), (1439, "1439 min", "1439 min"), (1440, "1 jour", "1 day"),
        (4320, "3 jours", "3 days"), (11580, "8 jours 1 h", "8 days 1 h"), (4310, "3 jours", "3 days"),
        (2160, "1 jour 12 h", "1 day 12 h"),
    ],
)
def test_what_lasts_days_is_not_told_in_minutes(minutes, french, english):
    for language, words in (("fr", french), ("en", english)):
        with translation.override(language):
            assert lasting(minutes) == words == Template("{{ n|lasting }}").render(Context({"n": minutes}))
