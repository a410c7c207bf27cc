"""Pages and API of the backlog: filters, acts, files, effects drawn with their words, in a constant number of queries."""
import re
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.workshops import scene
from workshops.backlog import actions
from workshops.backlog.models import Action, MeasuredEffect, Notice

JSON = {"content_type": "application/json"}
OCTOBER, NOVEMBER = (date(2026, 10, 1), date(2026, 11, 1)), (date(2026, 11, 1), date(2026, 12, 1))


@pytest.fixture
def box(telecom):
    return scene.journey(telecom)


@pytest.fixture
def guide(box):
    return scene.silence(box)


def at(name, action=None):
    return reverse(name, args=["telecom", action.uuid] if action else ["telecom"])


def test_strangers_get_404_and_visitors_sign_in(client_of, client, victor, ana, guide):
    action = scene.announced(ana, guide)
    for address in (at("actions"), at("action", action), at("actions-export"), at("api-actions"), at("api-action", action)):
        assert client_of(victor).get(address).status_code == 404
    assert client.get(at("actions")).status_code == 302
    assert client_of(victor).post(at("action-status", action), {"status": "done"}).status_code == 404


def test_the_empty_backlog_teaches(client_of, ana):
    assert "Aucune action n’a encore été proposée" in client_of(ana).get(at("actions")).content.decode()


def test_opening_the_backlog_measures_what_waits(client_of, ana, box, guide):
    action = scene.announced(ana, guide)
    scene.reading(box, *OCTOBER, {"guide": (1000, 620)})
    scene.reading(box, *NOVEMBER, {"guide": (1000, 500)})
    page = client_of(ana).get(at("actions")).content.decode()
    assert MeasuredEffect.objects.get().verdict == "changed"
    assert "réduit" in page and "−12\u202fpoints" in page.replace(" points", "\u202fpoints") and "visé −10" in page
    assert 'class="effect-strip"' in page and 'role="img"' in page
    page = client_of(ana).get(at("action", action)).content.decode()
    assert "Le silence a bougé comme annoncé." in page


def test_undecidable_looks_as_finished_as_an_answer(client_of, ana, box, guide):
    action = scene.announced(ana, guide)
    scene.reading(box, *NOVEMBER, {"guide": (1000, 500)})
    page = client_of(ana).get(at("action", action)).content.decode()
    assert "on ne sait pas encore" in page and "aucun relevé ne se termine avant le début de l’action" in page


def test_numbers_of_a_drawing_keep_their_points_in_french(client_of, ana, box, guide):
    scene.announced(ana, guide)
    scene.reading(box, *OCTOBER, {"guide": (1000, 620)})
    scene.reading(box, *NOVEMBER, {"guide": (1000, 500)})
    page = client_of(ana).get(at("actions")).content.decode()
    svg = page[page.index('<svg class="effect-strip"') :]
    drawn = re.sub(r'aria-label="[^"]*"', "", svg[: svg.index("</svg>")])
    assert re.search(r'x1="\d+\.\d"', drawn) and "," not in drawn


def test_each_act_has_its_address(client_of, ana, mehdi, guide):
    fields = {
        "title": "Imprimer", "kind": "product", "owner": str(ana.uuid), "silence": str(guide.uuid), "expected_direction": "less",
        "expected_size": "7.5", "observe_from": "2026-11-01", "observe_until": "2026-12-31", "would_disprove": "Rien ne bouge.",
    }  # fmt: skip
    assert client_of(mehdi).post(at("action-new"), fields).status_code == 302
    action = Action.objects.get()
    assert client_of(mehdi).post(at("action-acceptance", action)).status_code == 403
    assert client_of(ana).post(at("action-acceptance", action)).status_code == 302
    assert client_of(mehdi).post(at("action-status", action), {"status": "done"}).status_code == 403
    assert client_of(ana).post(at("action-status", action), {"status": "done"}).status_code == 302
    assert client_of(mehdi).get(at("action-edit", action)).status_code == 403
    assert client_of(ana).post(at("action-edit", action), fields | {"title": "Imprimer le numéro"}).status_code == 302
    assert Action.objects.get().title == "Imprimer le numéro"
    assert client_of(ana).get(at("action-status", action)).status_code == 405


def test_accepting_too_early_says_what_is_missing(client_of, ana):
    action = scene.action(ana, owner=ana)
    answer = client_of(ana).post(at("action-acceptance", action))
    assert answer.status_code == 422 and "quel silence" in answer.content.decode()


def test_an_action_starts_from_a_decision_and_a_silence(client_of, mehdi, claire, victor, guide):
    decision = scene.decision(claire)
    page = client_of(mehdi).get(at("action-new") + f"?decision={decision.uuid}&silence={guide.uuid}").content.decode()
    assert f'<option value="{decision.uuid}" selected>' in page and f'<option value="{guide.uuid}" selected>' in page
    assert client_of(mehdi).get(at("action-new") + f"?decision={scene.decision(victor).uuid}").status_code == 404
    assert client_of(mehdi).get(at("action-new") + "?silence=nonsense").status_code == 404


def test_files_go_out_and_come_in(client_of, claire, mehdi, guide):
    scene.action(claire, title="Imprimer")
    out = client_of(mehdi).get(at("actions-export"))
    assert out["Content-Type"].startswith("text/csv") and "Imprimer" in out.content.decode()
    file = SimpleUploadedFile("a.csv", b"title\nNouvelle\n")
    assert client_of(mehdi).post(at("actions-import"), {"file": file}).status_code == 403
    file.seek(0)
    assert client_of(claire).post(at("actions-import"), {"file": file}).status_code == 302
    assert Action.objects.count() == 2
    wrong = SimpleUploadedFile("a.csv", b"title,due\nX,demain\n")
    answer = client_of(claire).post(at("actions-import"), {"file": wrong})
    assert answer.status_code == 422 and "Ligne 2, colonne due" in answer.content.decode()


@pytest.mark.parametrize("name", ["actions", "api-actions", "actions-export"])
def test_lists_take_the_same_number_of_queries_for_one_and_for_three(client_of, ana, box, guide, name):
    client, counts = client_of(ana), []
    scene.reading(box, *OCTOBER, {"guide": (1000, 620)})
    scene.reading(box, *NOVEMBER, {"guide": (1000, 500)})
    for number in (1, 3):
        while Action.objects.count() < number:
            scene.announced(ana, guide, decision=scene.decision(ana))
        actions.measure_pending(space=ana.space)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(at(name)).status_code == 200
        counts.append(len(caught))
    assert counts[0] == counts[1]


def test_the_api_reads_and_writes_like_the_pages(client_of, ana, mehdi, victor, box, guide):
    body = {
        "title": "Imprimer", "owner": str(ana.uuid), "silence": str(guide.uuid), "expected_direction": "less",
        "expected_size": "10", "observe_from": "2026-11-01", "observe_until": "2026-12-31", "would_disprove": "Rien.",
    }  # fmt: skip
    made = client_of(mehdi).post(at("api-actions"), body, **JSON)
    assert made.status_code == 201, made.content
    action = Action.objects.get()
    assert client_of(mehdi).post(at("api-action-acceptance", action)).status_code == 403
    assert client_of(ana).post(at("api-action-acceptance", action)).json()["status"] == "accepted"
    assert client_of(mehdi).patch(at("api-action", action), {"title": "Non"}, **JSON).status_code == 403
    later = (date.today() + timedelta(days=9)).isoformat()
    assert client_of(ana).patch(at("api-action", action), {"due": later}, **JSON).json()["due"] == later
    assert client_of(ana).post(at("api-action-status", action), {"status": "abandoned"}, **JSON).status_code == 400
    assert client_of(ana).post(at("api-action-status", action), {"status": "waiting"}, **JSON).json()["status"] == "waiting"
    scene.reading(box, *OCTOBER, {"guide": (1000, 620)})
    actions.measure_effects(reading=scene.reading(box, *NOVEMBER, {"guide": (1000, 500)}))
    [effect] = client_of(mehdi).get(at("api-action", action)).json()["effects"]
    assert (effect["verdict"], round(effect["difference"])) == ("changed", -12)
    stranger = scene.journey(victor.space)
    wrong = {"title": "X", "silence": str(scene.silence(stranger).uuid)}
    assert client_of(mehdi).post(at("api-actions"), wrong, **JSON).status_code == 400


def test_the_loop_closes_when_customers_are_told_or_when_one_says_why_not(client_of, ana, mehdi, guide):
    action = scene.announced(ana, guide)
    address = at("action-notice", action)
    assert client_of(mehdi).post(address, {"untold_because": "…"}).status_code == 403
    assert client_of(ana).post(address, {"text": "Nous avons changé le guide."}).status_code == 422
    assert client_of(ana).post(address, {"untold_because": "Trop tôt."}).status_code == 302
    assert "Trop tôt." in client_of(ana).get(at("action", action)).content.decode()
    told = {"text": "Nous avons changé **le guide**.", "channel": "Facture", "told_on": "2026-12-01"}
    assert client_of(ana).post(address, told).status_code == 302
    page = client_of(mehdi).get(at("action", action)).content.decode()
    assert "Dit le 1er décembre 2026" in page and "<strong>le guide</strong>" in page
    assert Notice.objects.count() == 1


def test_the_database_refuses_a_notice_that_says_neither(ana, guide):
    action = scene.announced(ana, guide)
    with pytest.raises(IntegrityError, match="notice_told_or_says_why_not"), transaction.atomic():
        Notice.objects.create(action=action, text="…")
