"""Silences that a reading proposes: from shown figures alone, answered in one click, asked once, published by nobody."""
import pytest
from django.urls import reverse
from django.utils.translation import override

from journeys.silences import queries
from journeys.silences.candidates import AT_ONCE, OFTEN, candidates
from journeys.silences.models import Reading, Silence
from project.spaces.models import AuditEvent

from .scratch import make_reading

pytestmark = pytest.mark.django_db
NOTHING = {"together": [], "passed_by": [], "loops": {"pairs": []}}


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


def proposed(reading, who, trajectories=None, answered=()):
    found = NOTHING | trajectories if trajectories else None
    return candidates(queries.figures(reading, who), found, reading.version.touchpoints, answered)


def shaped(telecom, **cell):
    """A reading of ten touchpoints in which only the second says anything: this."""
    reading = make_reading(telecom, 8, values=())
    for entry in reading.result["touchpoints"]:
        entry |= {"silent": 100, "attempted": 0, "due": 1000, "rate": 0.1, "instrument": "ok", "activated": 900, "late": 0,
                  "instead": {"bypassed": 100, "elsewhere": 0, "gone": 0}}
    reading.result["touchpoints"][1] |= cell
    reading.save()
    return reading


def test_a_touchpoint_silent_for_more_than_one_customer_in_two_is_proposed_with_its_figures(claire, telecom):
    (one,) = proposed(shaped(telecom, silent=600, activated=400, rate=0.6), claire)
    assert one.place == ("t1", "", "", "") and one.customers == 600
    assert one.why == "Silent for more than one customer in two: 60%, 600 of 1,000."


def test_a_group_that_differs_beyond_chance_is_proposed_and_one_that_is_less_silent_is_not(claire, telecom):
    reading = make_reading(telecom)
    figures = queries.figures(reading, claire)
    expected = {(figure.key, cell.by, cell.value) for figure in figures if figure.expected and figure.state == "counted"
                for cell in figure.segments if cell.answer == "differs" and cell.points > 0 and cell.silent}
    answered, found = set(), []
    while batch := proposed(reading, claire, answered=answered):
        assert len(batch) <= AT_ONCE
        found += batch
        answered |= {one.place for one in batch}
    assert expected and {(one.key, one.by, one.value) for one in found if one.by} == expected
    assert all("Differs beyond chance" in one.why for one in found if one.by)


@pytest.mark.parametrize("cell, kind", [
    ({"attempted": 150, "activated": 750}, "interrupted"),
    ({"instead": {"bypassed": 0, "elsewhere": 0, "gone": 100}}, "absence"),
    ({"attempted": 50, "activated": 850}, None),
    ({"instead": {"bypassed": 60, "elsewhere": 0, "gone": 40}}, None),
    ({"instead": None}, None),
    ({"attempted": 150, "activated": 750, "instrument": "check", "rate": None}, None),
])
def test_attempts_and_contacts_that_stopped_are_proposed_when_frequent_and_the_instrument_works(claire, telecom, cell, kind):
    assert [one.kind for one in proposed(shaped(telecom, **cell), claire)] == ([kind] if kind else [])


@pytest.mark.parametrize("aid, place", [
    ({"together": [{"touchpoints": ["t1", "t3"], "customers": 400}]}, ("t1", "", "", "together")),
    ({"passed_by": [{"touchpoint": "t2", "customers": 100}]}, ("t2", "", "", "avoidance")),
    ({"loops": {"pairs": [{"between": "event 3", "and": "elsewhere", "customers": 400}]}}, ("t3", "", "", "loop")),
])
def test_a_reading_aid_is_proposed_where_it_begins_once_it_concerns_one_in_ten(claire, telecom, aid, place):
    reading = shaped(telecom)
    assert [one.place for one in proposed(reading, claire, aid)] == [place]
    rare = {"together": [{"touchpoints": ["t1", "t3"], "customers": 300}], "passed_by": [{"touchpoint": "t2", "customers": 99}],
            "loops": {"pairs": [{"between": "event 3", "and": "elsewhere", "customers": 300}]}}
    assert reading.customers * OFTEN > 300 and not proposed(reading, claire, rare)
    assert not proposed(reading, claire, aid, answered={place})


def test_nothing_is_proposed_of_a_space_too_small_to_show(claire, telecom):
    assert not proposed(make_reading(telecom, state="masked"), claire)


def answer(client, reading, answer, **more):
    given = {"key": "t1", "by": "", "value": "", "kind": "interrupted", "answer": answer} | more
    return client.post(reverse("reading-candidates", args=["telecom", reading.uuid]), given)


def test_reading_a_page_notes_nothing_and_one_click_accepts(client_of, mehdi, telecom):
    reading = shaped(telecom, attempted=150, activated=750)
    address = reverse("reading", args=["telecom", reading.uuid])
    html = client_of(mehdi).get(address, HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "One more silence may be worth a question" in html and not Silence.objects.exists()
    assert answer(client_of(mehdi), reading, "accept").url == address
    noted = Silence.objects.get()
    assert noted.status == "accepted" and noted.kind == "interrupted" and noted.created_by == mehdi and noted.reason
    assert AuditEvent.objects.filter(verb="silence.noted").count() == 1


def test_what_was_set_aside_is_remembered_by_every_later_reading(client_of, claire, telecom):
    reading = shaped(telecom, attempted=150, activated=750)
    part = client_of(claire).post(
        reverse("reading-candidates", args=["telecom", reading.uuid]), HTTP_HX_REQUEST="true",
        data={"key": "t1", "kind": "interrupted", "answer": "dismiss"}).content.decode()
    assert part.lstrip().startswith('<section id="candidates"') and 'name="answer"' not in part
    assert Silence.objects.get().status == "dismissed" and Silence.objects.get().reason
    Reading.objects.create(space=telecom, version=reading.version, log=reading.log, digest="later", status="ready",
                           result=reading.result, customers=reading.customers)
    for one in Reading.objects.all():
        assert 'name="answer"' not in client_of(claire).get(reverse("reading", args=["telecom", one.uuid])).content.decode()


def test_the_first_answer_stands_and_what_was_not_proposed_cannot_be_answered(client_of, claire, mehdi, telecom):
    reading = shaped(telecom, attempted=150, activated=750)
    answer(client_of(claire), reading, "accept")
    assert answer(client_of(mehdi), reading, "dismiss").status_code == 302
    assert Silence.objects.get().status == "accepted"
    answer(client_of(claire), reading, "accept", key="t2")
    assert Silence.objects.count() == 1
    assert answer(client_of(claire), reading, "maybe").status_code == 404
