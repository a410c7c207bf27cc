"""What customers come for, and the least number of events it takes: through files, the editor's form and the checks."""
import pytest
from django.db import IntegrityError

from journeys.maps.expectations import Touchpoint
from journeys.maps.formats import csv, json, xlsx
from journeys.maps.formats.mapfile import MapFile
from journeys.maps.forms import TouchpointForm
from journeys.maps.validation import check_map

FIND = Touchpoint("find", "Retrouver", order=1, due_after=2, due_unit="days", start_events=("search",), events=("found",),
                  goal="retrouver une facture", minimum=3)
PLAIN = Touchpoint("read", "Lire", order=2, due_after=2, due_unit="days", events=("read",))


@pytest.mark.parametrize("format", [csv, json, xlsx])
def test_a_goal_survives_every_file_of_ours(format):
    found = format.read(format.write(MapFile((FIND, PLAIN))))
    assert [(one.goal, one.minimum) for one in found.touchpoints] == [("retrouver une facture", 3), ("", None)]


def test_a_map_without_goals_is_sealed_as_it_always_was():
    assert not {"goal", "minimum"} & PLAIN.as_dict().keys()
    assert Touchpoint.from_dict(PLAIN.as_dict()) == PLAIN and Touchpoint.from_dict(FIND.as_dict()) == FIND


@pytest.mark.parametrize("change, codes", [
    ({}, set()), ({"minimum": None}, {"half_goal"}), ({"goal": ""}, {"half_goal"}),
    ({"start_events": ()}, {"goal_without_start"}),
    ({"goal": "", "minimum": None}, set()),
])
def test_a_goal_needs_its_minimum_and_a_beginning(change, codes):
    found = check_map((Touchpoint(**vars(FIND) | change), PLAIN))
    assert {problem.code for problem in found} == codes and not any(problem.is_error for problem in found)


def test_a_minimum_that_is_no_number_is_told_where_it_was_typed():
    form = TouchpointForm({"label": "Retrouver", "expectation": "required", "goal": "x", "minimum": "trois"})
    assert not form.is_valid() and "minimum" in form.errors
    assert TouchpointForm({"label": "Retrouver", "expectation": "required", "goal": "x", "minimum": "3"}).is_valid()


@pytest.mark.django_db
def test_the_database_refuses_a_minimum_of_nothing(telecom):
    journey = telecom.journeys.create(name="Box", slug="box")
    with pytest.raises(IntegrityError):
        journey.draft.create(key="a", label="A", order=1, minimum=0)
