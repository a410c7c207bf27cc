"""What is expected again and again: how its rhythm is written in files and forms, and what is refused."""
from dataclasses import replace

import pytest
from django.db import IntegrityError
from django.utils import translation

from journeys.maps.expectations import Touchpoint
from journeys.maps.formats import csv, json, xlsx
from journeys.maps.formats.mapfile import MapFile
from journeys.maps.forms import TouchpointForm
from journeys.maps.repeats import Occurrence, read_period, unfold
from journeys.maps.rows import plain, read_row
from journeys.maps.validation import check_map
from journeys.maps.wording import due_words

SIGN = Touchpoint("sign", "Signer", order=1, anchor="start", events=("signed",))
BILL = Touchpoint("bill", "Ouvrir la facture", order=2, anchor="2026-01-05", due_after=10, due_unit="days", events=("bill",),
                  every="1 month", times=12)


@pytest.mark.parametrize("format", [csv, json, xlsx])
def test_a_rhythm_survives_every_file_of_ours(format):
    found = format.read(format.write(MapFile((SIGN, BILL))))
    assert [(one.every, one.times) for one in found.touchpoints] == [("", None), ("1 month", 12)] and not found.problems


def test_a_map_without_rhythms_is_sealed_as_it_always_was():
    assert not {"every", "times"} & SIGN.as_dict().keys()
    assert Touchpoint.from_dict(BILL.as_dict()) == BILL


@pytest.mark.parametrize("typed, every", [
    ("1 month", "1 month"), ("mois", "1 month"), ("chaque mois", "1 month"), ("Tous les 7 jours", "7 days"),
    ("2 weeks", "2 weeks"), ("30j", "30 days"), ("0 days", ""), ("often", ""), ("1.5 month", ""),
    ("9999 days", ""), ("7 hours", ""), ("", ""),
])
def test_a_period_is_read_as_people_write_it(typed, every):
    assert read_period(plain(typed)) == every


@pytest.mark.parametrize("cells, codes", [
    ({"every": "1 month", "times": "12"}, []), ({"every": "often", "times": "12"}, ["bad_every"]),
    ({"every": "1 month", "times": "1"}, ["bad_times"]), ({"every": "1 month", "times": "61"}, ["bad_times"]),
    ({"every": "1 month"}, ["half_rhythm"]), ({"times": "12"}, ["half_rhythm"]), ({}, []),
])
def test_a_row_says_a_rhythm_whole_or_not_at_all(cells, codes):
    touchpoint, _order, problems = read_row({"touchpoint": "bill", "label": "Facture", **cells})
    assert [problem.code for problem in problems] == codes
    assert bool(touchpoint.every) == bool(touchpoint.times) == (cells != {} and not codes)


@pytest.mark.parametrize("change, codes", [
    ({}, set()), ({"anchor": ""}, {"rhythm_without_anchor"}), ({"anchor": "sign"}, {"rhythm_of_months"}),
    ({"anchor": "sign", "every": "30 days"}, set()), ({"anchor": "day 3"}, {"rhythm_of_months"}),
    ({"terminal": "yes"}, {"rhythm_of_an_end"}), ({"due_after": 29}, {"rhythm_too_short"}),
    ({"expectation": "alternative", "group": "g"}, {"rhythm_of_an_end", "lonely_alternative"}),
])
def test_what_a_repeated_touchpoint_cannot_be_is_told(change, codes):
    assert {problem.code for problem in check_map((SIGN, replace(BILL, **change)))} == codes


def test_nothing_is_counted_from_a_repeated_touchpoint_nor_named_like_one_of_its_times():
    found = check_map((SIGN, BILL, replace(SIGN, key="next", order=3, anchor="bill"), replace(SIGN, key="bill:4", order=4)))
    assert {problem.code for problem in found if problem.is_error} == {"anchor_repeated", "duplicate_id"}


def test_the_times_of_all_touchpoints_together_are_limited():
    many = [replace(BILL, key=f"bill{n}", order=n, every="1 week", due_after=None, due_unit="", times=60) for n in range(4)]
    assert [problem.code for problem in check_map(many)] == ["too_many_touchpoints"]


def test_a_touchpoint_unfolds_into_its_times_in_its_place():
    found = unfold((SIGN, BILL))
    assert [one.key for one in found] == ["sign", *(f"bill:{n}" for n in range(1, 13))]
    assert isinstance(found[3], Occurrence) and (found[3].of, found[3].number, found[3].label) == (
        "bill", 3, "Ouvrir la facture (3/12)")
    assert unfold(found) == found


def test_a_rhythm_is_told_in_words():
    with translation.override("en"):
        assert due_words(BILL, {}) == (
            "each month, 12 times, counted from the date of 5 January 2026, each within 10 days")
        weekly = replace(BILL, anchor="sign", every="2 weeks", due_after=None, due_unit="")
        assert due_words(weekly, {"sign": "Signer"}) == "every 2 weeks, 12 times, counted from “Signer”"
        assert due_words(unfold((weekly,))[1], {"sign": "Signer"}).startswith("time 2 of 12, every 2 weeks")
    with translation.override("fr"):
        assert due_words(BILL, {}).startswith("chaque mois, 12 fois, compté depuis la date du 5 janvier 2026")


def test_the_form_says_what_is_wrong_beside_the_field():
    given = {"label": "Facture", "expectation": "required", "anchor": "start", "events": "bill"}
    form = TouchpointForm(given | {"every": "1 month", "times": "12"})
    assert not form.is_valid() and list(form.errors) == ["every"]
    form = TouchpointForm(given | {"every": "30 jours", "times": "12"})
    assert form.is_valid() and (form.touchpoint.every, form.touchpoint.times) == ("30 days", 12)
    form = TouchpointForm(given | {"every": "30 jours"})
    assert not form.is_valid() and list(form.errors) == ["times"]


@pytest.mark.django_db
@pytest.mark.parametrize("row", [{"every": "1 month"}, {"times": 3}, {"every": "1 month", "times": 1}])
def test_the_database_refuses_half_a_rhythm(telecom, row):
    journey = telecom.journeys.create(name="Box", slug="box")
    with pytest.raises(IntegrityError):
        journey.draft.create(key="a", label="A", order=1, **row)
