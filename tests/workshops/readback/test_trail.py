"""The evidence trail: both ways from anything, never sideways, never through a wall; and the home that says what waits."""
import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from journeys.silences import actions as silences
from journeys.silences.models import Detection, Reading, Silence
from journeys.silences.pages import page_of
from observations.grids.models import GridRow
from tests.journeys.silences.scratch import make_reading
from tests.workshops import scene
from tests.workshops.readback import evening
from workshops.backlog import actions as backlog
from workshops.decisions import actions as decisions
from workshops.readback import follow, trail
from workshops.readback.steps import steps


@pytest.fixture
def session(claire, mehdi, sophie):
    return evening.held(claire, mehdi, sophie)


@pytest.fixture
def chain(session):
    """{kind: thing} of a whole chain, effect included."""
    [effect] = backlog.measure_effects(reading=evening.november(session))
    action = effect.action
    return {
        "silence": action.silence, "hypothesis": session.hypotheses.get().hypothesis, "decision": action.decision,
        "action": action, "effect": effect, "grid": GridRow.objects.get(silence=action.silence),
    }  # fmt: skip


def at(name, *args):
    return reverse(name, args=["telecom", *args])


@pytest.mark.parametrize("kind", ["silence", "hypothesis", "grid", "decision", "action", "effect"])
def test_from_anything_one_walks_the_whole_chain(claire, chain, kind):
    found = trail.trail(claire, kind, chain[kind].uuid)
    stages = {stage.kind: stage for stage in found.stages}
    assert found.gaps == []
    for other, thing in chain.items():
        assert str(thing.uuid) in {str(item.uuid) for item in stages[other].items}, other
    assert [item.is_focus for item in stages[kind].items] == [True]
    assert len(stages["reading"].items) == 2 and len(stages["session"].items) == 1


def test_what_another_hypothesis_led_to_is_another_trail(claire, chain):
    other = scene.hypothesis(claire, "Autre lecture.", silences=[chain["silence"]])
    apart = decisions.propose_decision(by=claire, title="Autre", what="…", why="…", review_on=evening.LATER, hypotheses=[other])
    from_first = trail.trail(claire, "hypothesis", chain["hypothesis"].uuid)
    from_silence = trail.trail(claire, "silence", chain["silence"].uuid)

    def titles(found):
        return {item.title for stage in found.stages for item in stage.items}

    assert apart.title not in titles(from_first) and apart.title in titles(from_silence)


def test_where_the_chain_is_open_it_says_so(client_of, claire):
    silence = scene.silence(scene.journey(claire.space))
    page = client_of(claire).get(at("trail", "silence", silence.uuid)).content.decode()
    assert "La chaîne reste ouverte en" in page and "Effets mesurés" in page


def test_strangers_find_no_trail(client_of, victor, claire, chain):
    for kind, thing in chain.items():
        assert client_of(victor).get(at("trail", kind, thing.uuid)).status_code == 404
        assert client_of(victor).get(reverse("trail", args=["elsewhere", kind, thing.uuid])).status_code == 404
    assert client_of(claire).get(at("trail", "secret", chain["action"].uuid)).status_code == 404


def test_every_trail_opens_and_goes_out_as_json(client_of, mehdi, chain):
    for kind, thing in chain.items():
        assert client_of(mehdi).get(at("trail", kind, thing.uuid)).status_code == 200
        out = client_of(mehdi).get(at("trail-export", kind, thing.uuid)).json()
        assert out["from"] == {"kind": kind, "uuid": str(thing.uuid)} and len(out["stages"]) == 9


def test_a_trail_takes_the_same_number_of_queries_for_one_and_for_three(client_of, claire, chain):
    client, counts = client_of(claire), []
    for number in (1, 3):
        while chain["silence"].hypotheses.count() < number:
            hypothesis = scene.hypothesis(claire, "Autre lecture.", silences=[chain["silence"]])
            decision = scene.decision(claire, hypotheses=[hypothesis])
            scene.announced(claire, chain["silence"], decision=decision)
        backlog.measure_pending(space=claire.space)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(at("trail", "silence", chain["silence"].uuid)).status_code == 200
        counts.append(len(caught))
    assert counts[0] == counts[1], counts


def test_the_empty_home_teaches_the_job(client_of, claire, mehdi):
    page = client_of(claire).get("/telecom/").content.decode()
    assert page.count('class="job-step is-') == 6 and "/telecom/example/" in page
    assert "/telecom/example/" not in client_of(mehdi).get("/telecom/").content.decode()


def test_steps_are_ticked_as_the_job_is_done(claire, session):
    assert [step.state for step in steps(claire)] == ["done", "next", "done", "done", "done", "later"]


def test_the_home_says_what_moved_and_what_waits(client_of, claire, session):
    backlog.measure_effects(reading=evening.november(session))
    action = session.actions.get().action
    type(action).objects.filter(pk=action.pk).update(due=date.today() - timedelta(days=2))
    with translation.override("fr"):
        home = follow.home(claire, timezone.localdate())
        assert home.headline == "Le silence visé a bougé comme annoncé. Une action est en retard."
    assert [task.late for task in home.tasks] == [True]
    page = client_of(claire).get("/telecom/").content.decode()
    assert "Mener «\xa0Préremplir\xa0»" in page and "réduit" in page and "séance close" in page


def test_each_person_finds_what_waits_for_them(claire, mehdi, ana, session):
    silence = session.silences.first().silence
    scene.action(mehdi, owner=ana, title="À accepter", silence=silence)
    decision = session.decisions.get().decision
    type(decision).objects.filter(pk=decision.pk).update(review_on=date.today() - timedelta(days=1))
    silence.keeper, silence.review_on = mehdi, date.today()
    silence.save()
    today = timezone.localdate()
    with translation.override("fr"):
        assert [task.label for task in follow.home(ana, today).tasks] == ["Revoir", "Accepter"]
        assert [task.label for task in follow.home(mehdi, today).tasks] == ["Regarder"]
        into = Silence.objects.create(space=silence.space, journey=silence.journey, touchpoint_key="x", label="Ailleurs")
        silences.merge_silences(by=claire, silence=silence, into=into)
        assert follow.home(mehdi, today).tasks == []  # what was merged is looked at where it counts


def test_home_is_closed_to_strangers(client_of, client, victor, telecom):
    assert client_of(victor).get("/telecom/").status_code == 404
    assert client.get("/telecom/").status_code == 302


def test_the_home_takes_the_same_number_of_queries_for_one_and_for_three(client_of, claire, session):
    client, counts = client_of(claire), []
    silence = session.silences.first().silence
    evening.november(session)
    for number in (1, 3):
        while claire.space.actions.count() < number:
            decision = scene.decision(claire, hypotheses=[scene.hypothesis(claire, silences=[silence])])
            decisions.take_decision(by=claire, decision=decision)
            type(decision).objects.filter(pk=decision.pk).update(review_on=date.today())
            scene.announced(claire, silence, decision=decision, due=date.today())
        backlog.measure_pending(space=claire.space)
        with CaptureQueriesContext(connection) as caught:
            assert client.get("/telecom/").status_code == 200
        counts.append(len(caught))
    assert counts[0] == counts[1], counts


def test_what_a_reading_that_asked_itself_proposes_waits_until_it_is_answered_or_a_newer_one_exists(
    client_of, claire, mehdi, telecom, session
):
    def lines(member=claire):
        page = client_of(member).get("/telecom/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
        return re.findall(r"<p>(\d+) silences? (?:is|are) proposed by the reading of “(Map \d)”, 1 October 2026 to 31", page)

    made, counts = [], []
    for number in (1, 3):
        while len(made) < number:
            made.append(make_reading(telecom, name=f"Map {len(made)}"))
            Detection.objects.create(reading=made[-1])
        lines()  # what they propose is listed by whoever comes first
        with CaptureQueriesContext(connection) as caught:
            found = lines()
        counts.append(len(caught))
    proposed = page_of(made[0], claire, "").candidates
    assert counts[0] == counts[1] and found == [(str(len(proposed)), f"Map {n}") for n in range(3)] and lines(mehdi) == []
    assert not Silence.objects.filter(journey=made[0].version.journey).exists()
    while proposed:
        for number, one in enumerate(proposed):
            silences.answer_candidate(by=mehdi, journey=made[0].version.journey, candidate=one, accept=number % 2 == 0)
        proposed = page_of(made[0], claire, "").candidates
        assert (str(len(proposed)), "Map 0") in lines() or not proposed
    assert [name for _number, name in lines()] == ["Map 1", "Map 2"]
    Reading.objects.create(space=telecom, version=made[1].version, digest="newer", status="ready", result=made[1].result)
    assert [name for _number, name in lines()] == ["Map 2"]
    for mask in (4000, 11):  # under which nothing, then as much as before, may be shown
        telecom.mask_below = mask
        telecom.save()
        assert len(lines()) == (mask == 11)


def test_a_reading_nobody_could_compare_does_not_break_the_home(client_of, claire, session):
    evening.november(session)
    scene.reading(session.journey, date(2027, 1, 1), date(2027, 1, 3), {"help": (20, 3)})
    assert client_of(claire).get("/telecom/").status_code == 200
    with pytest.raises(ValidationError):
        backlog.move_action(by=claire, action=session.actions.get().action, status="abandoned")


def test_silences_aimed_at_are_followed_over_readings(claire, session):
    evening.november(session, silent=1300)
    [row] = follow.home(claire, timezone.localdate()).watched
    assert [round(rate, 2) for rate in row.rates] == [0.63, 0.5]
    assert row.has_trend and (row.cell.silent, row.cell.due) == (1300, 2600)


def test_a_silence_aimed_at_that_no_reading_may_show_does_not_break_the_home(client_of, claire, session):
    evening.november(session)
    claire.space.mask_below = 30_000
    claire.space.save()
    [row] = follow.home(claire, timezone.localdate()).watched
    assert row.cell is None
    html = client_of(claire).get("/telecom/", HTTP_ACCEPT_LANGUAGE="en")
    assert html.status_code == 200 and "no figure can be shown" in html.content.decode()


def test_masked_readings_leave_a_gap_and_not_a_figure(claire, session):
    scene.reading(session.journey, date(2026, 11, 1), date(2026, 12, 1), {"guide": (8, 6), "help": (2600, 400)})
    [row] = follow.home(claire, timezone.localdate()).watched
    assert row.rates[1] is None and row.cell.due == 2590
