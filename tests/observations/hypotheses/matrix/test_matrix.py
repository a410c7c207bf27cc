"""Evidence against competing hypotheses: alone first, then spread and what tells them apart, never a ranking."""
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from observations.hypotheses import actions as hypotheses
from observations.hypotheses.matrix import actions, queries
from observations.hypotheses.matrix.models import EvidenceItem, MatrixCell
from tests.observations import make

pytestmark = pytest.mark.django_db
CANARY = "le-canari-chante"


@pytest.fixture
def silence(claire):
    return make.silence(make.journey(claire.space))


@pytest.fixture
def rivals(claire, silence):
    """Two hypotheses of the silence, in the order of their birth."""
    said = ("Le guide est trop long.", "Le guide arrive trop tard.")
    return [make.hypothesis(claire, words, silences=[silence]) for words in said]


def bring(by, silence, text="Trois appels sur dix citent la page 4.", **fields):
    return actions.bring_item(by=by, silence=silence, **{"kind": "account", "text": text, **fields})


def judge(by, item, *values, why=""):
    """Answer the hypotheses of the item in order; "" leaves one unanswered."""
    versions = [hypothesis.current for hypothesis in item.silence.hypotheses.in_order()]
    answers = {str(version.uuid): (value, why) for version, value in zip(versions, values, strict=True)}
    return actions.judge_item(by=by, item=item, answers=answers)


def page_of(silence, item=None):
    return f"/{silence.space.slug}/matrices/{silence.uuid}/" + (f"items/{item.uuid}/" if item else "")


def test_what_others_answered_stays_on_the_server_until_ones_own_answer(client_of, silence, rivals, mehdi, sophie):
    item = bring(mehdi, silence)
    judge(mehdi, item, "very_inconsistent", "consistent", why=CANARY)
    api = f"/api{page_of(silence)}"
    for path in (page_of(silence), page_of(silence, item), api, f"{page_of(silence)}?without={item.uuid}"):
        answer = client_of(sophie).get(path)
        assert answer.status_code == 200 and CANARY not in answer.content.decode(), path
    seen = client_of(sophie).get(api).json()["rows"][0]
    assert seen["telling"] is None and seen["crossings"][0]["tally"] is None and seen["crossings"][0]["said"] is None
    assert seen["crossings"][0]["answers"] == 1
    assert CANARY in client_of(mehdi).get(page_of(silence)).content.decode()

    judge(sophie, item, "consistent", "")  # one cell answered, one not
    first, second = client_of(sophie).get(api).json()["rows"][0]["crossings"]
    assert first["tally"]["spread"] == "opposed" and first["said"][0]["why"] == CANARY
    assert second["tally"] is None and client_of(sophie).get(api).json()["columns"][1]["against"] is None


def test_a_facilitator_reveals_what_stands_there_and_nothing_later(client_of, silence, rivals, mehdi, sophie, claire):
    item = bring(mehdi, silence)
    judge(mehdi, item, "inconsistent", "consistent", why=CANARY)
    with pytest.raises(PermissionDenied):
        actions.reveal(by=mehdi, silence=silence)
    assert client_of(mehdi).post(f"{page_of(silence)}revelation/").status_code == 403
    assert client_of(claire).post(f"{page_of(silence)}revelation/").status_code == 302
    assert CANARY in client_of(sophie).get(page_of(silence)).content.decode()

    later = bring(mehdi, silence, "Un autre élément.")
    judge(mehdi, later, "neutral", "neutral", why=f"{CANARY}-2")
    hypotheses.reword(by=mehdi, hypothesis=rivals[0], statement="Le guide demande trop.", reason="Relu")
    judge(mehdi, item, "consistent", "", why=f"{CANARY}-3")
    page = client_of(sophie).get(page_of(silence)).content.decode()
    assert f"{CANARY}-2" not in page and f"{CANARY}-3" not in page


def test_rewording_asks_again_and_keeps_the_old_answers_apart(silence, rivals, mehdi):
    item = bring(mehdi, silence)
    judge(mehdi, item, "inconsistent", "neutral")
    old = rivals[0].current
    hypotheses.reword(by=mehdi, hypothesis=rivals[0], statement="Le guide demande trop.", reason="Relu")
    held = queries.table(silence, mehdi)
    assert held.columns[0].earlier == 1 and held.rows[0].crossings[0].answers == 0 and MatrixCell.objects.count() == 2
    with pytest.raises(ValidationError):
        actions.judge_item(by=mehdi, item=item, answers={str(old.uuid): ("consistent", "")})


def test_spread_what_tells_apart_and_what_stands_against_are_said_in_words(client_of, silence, rivals, mehdi, sophie, jean):
    telling, dull = bring(mehdi, silence), bring(mehdi, silence, "Le guide existe.")
    for who, first in ((mehdi, "very_inconsistent"), (sophie, "very_inconsistent"), (jean, "consistent")):
        judge(who, telling, first, "consistent")
        judge(who, dull, "consistent", "consistent")
    held = queries.table(silence, jean)
    assert [row.telling for row in held.rows] == ["clearly", "same"]
    assert [column.against.amount for column in held.columns] == [4, 0]
    assert [column.hypothesis for column in held.columns] == rivals  # by birth, whatever stands against them
    page = client_of(jean).get(page_of(silence), headers={"Accept-Language": "fr"}).content.decode()
    for words in ("départage nettement", "non diagnostique", "les lectures s’opposent", "pèse contre elle"):
        assert words in page, words

    without = queries.table(silence, jean, str(telling.uuid))
    assert [(column.against.amount, column.whole.amount) for column in without.columns] == [(0, 4), (0, 0)]
    assert client_of(jean).get(f"{page_of(silence)}?without={telling.uuid}").status_code == 200
    for unknown in ("x", rivals[0].uuid, ""):
        assert client_of(jean).get(f"{page_of(silence)}?without={unknown}").status_code == 200


def test_only_unknowns_show_no_score_and_divide_by_nothing(client_of, silence, rivals, mehdi, claire):
    for text in ("Un.", "Deux."):
        item = bring(mehdi, silence, text)
        judge(mehdi, item, "unknown", "declined")
    actions.reveal(by=claire, silence=silence)
    for held in (queries.table(silence, mehdi), queries.table(silence)):
        assert held.only_unrated and not held.telling
        assert all(column.against is None for column in held.columns)
        assert {row.telling for row in held.rows} == {"cannot_tell"}
    page = client_of(mehdi).get(page_of(silence), headers={"Accept-Language": "fr"}).content.decode()
    assert "On ne sait pas : cette matrice ne départage rien" in page and "<tfoot" not in page


def test_the_summary_of_a_restitution_holds_what_was_revealed_and_nothing_else(silence, rivals, mehdi, claire):
    from django.template.loader import render_to_string

    def summary():
        context = {"table": queries.table(silence), "space": silence.space}
        return render_to_string("observations/hypotheses/matrix/_summary.html", context)

    judge(mehdi, bring(mehdi, silence, f"Élément {CANARY}."), "very_inconsistent", "consistent")
    assert CANARY not in summary()
    actions.reveal(by=claire, silence=silence)
    assert CANARY in summary()


def test_an_absence_says_what_was_expected_and_whether_it_would_have_been_seen(silence, mehdi):
    for wrong in ({}, {"expected": "Un appel"}, {"would_have_seen": "yes"}, {"expected": " ", "would_have_seen": "no"}):
        with pytest.raises(ValidationError):
            bring(mehdi, silence, kind="absence", **wrong)
    item = bring(mehdi, silence, kind="absence", expected="Un appel", window="Octobre, standard", would_have_seen="maybe")
    assert (item.expected, item.window, item.would_have_seen) == ("Un appel", "Octobre, standard", "maybe")
    assert bring(mehdi, silence, expected="Un appel", would_have_seen="yes").expected == ""
    for kind in ("passage", "fragment"):
        with pytest.raises(ValidationError):
            bring(mehdi, silence, kind=kind)


def test_what_was_given_for_hypotheses_is_brought_in_once(client_of, silence, rivals, mehdi):
    give = hypotheses.give_evidence
    give(by=mehdi, hypothesis=rivals[0], stance="for", text="Vu deux fois.")
    give(by=mehdi, hypothesis=rivals[1], stance="against", text="Nul appel.", kind="absence", would_have_seen="no")
    for _twice in range(2):
        assert client_of(mehdi).post(f"{page_of(silence)}evidence/").status_code == 302
    assert [item.kind for item in EvidenceItem.objects.all()] == ["account", "absence"]


def test_what_is_refused_is_said_where_it_was_typed(client_of, silence, rivals, claire):
    claires, item = client_of(claire), bring(claire, silence)
    deep = claires.post(f"{page_of(silence)}items/", {"kind": "account", "text": "[" * 3000})
    assert deep.status_code == 422 and "[" * 3000 in deep.content.decode() and EvidenceItem.objects.count() == 1
    silent = claires.post(f"{page_of(silence, item)}withdrawal/", {"reason": " "})
    assert silent.status_code == 422 and silent.context["withdrawal"].errors and "act\" open" in silent.content.decode()
    address = f"/api/telecom/matrices/{silence.uuid}/items/{item.uuid}/answers/"
    for body in ([], "x", {"answers": {}}, {"answers": ["x"]}):
        assert claires.post(address, body, content_type="application/json").status_code == 400


def test_an_item_is_withdrawn_with_a_reason_and_its_answers_are_kept(client_of, silence, rivals, mehdi, claire):
    item = bring(mehdi, silence)
    judge(mehdi, item, "neutral", "neutral")
    with pytest.raises(PermissionDenied):
        actions.withdraw_item(by=mehdi, item=item, reason="x")
    assert client_of(claire).post(f"{page_of(silence, item)}withdrawal/", {"reason": "Hors sujet"}).status_code == 302
    assert not queries.table(silence, mehdi).rows and MatrixCell.objects.count() == 2
    assert client_of(claire).get(page_of(silence, item)).status_code == 404


def test_pages_work_item_by_item(client_of, silence, rivals, mehdi):
    client = client_of(mehdi)
    assert client.get("/telecom/matrices/").status_code == 200
    for text in ("Un.", "Deux."):
        answer = client.post(f"{page_of(silence)}items/", {"kind": "document", "text": text})
        assert answer.status_code == 302
    refused = client.post(f"{page_of(silence)}items/", {"kind": "absence", "text": "Rien."})
    assert refused.status_code == 422 and "Rien." in refused.content.decode()
    first, second = EvidenceItem.objects.all()
    given = {f"value-{one.current.uuid}": "neutral" for one in rivals}
    assert client.post(page_of(silence, first), given).url == page_of(silence, second)
    assert client.post(page_of(silence, second), given).url == page_of(silence)
    assert client.post(page_of(silence, second), {f"value-{rivals[0].current.uuid}": "x"}).status_code == 422


def test_the_api_writes_what_pages_write(client_of, silence, rivals, mehdi, victor):
    client, base = client_of(mehdi), f"/api{page_of(silence)}"

    def post(path, data):
        return client.post(base + path, data, content_type="application/json")

    item = post("items/", {"kind": "figure", "text": "12 %"})
    assert item.status_code == 201 and post("items/", {"kind": "absence", "text": "x"}).status_code == 400
    versions = [str(one.current.uuid) for one in rivals]
    answers = [{"version": uuid, "value": "consistent", "why": "Vu"} for uuid in versions]
    one = f"items/{item.json()['uuid']}/answers/"
    assert post(one, {"answers": answers}).json()["rows"][0]["crossings"][0]["mine"]["value"] == "consistent"
    assert post(one, {"answers": [{"version": str(item.json()["uuid"]), "value": "consistent"}]}).status_code == 400
    assert post(one, {"answers": []}).status_code == 400 and post("revelation/", {}).status_code == 403
    for path in (base, page_of(silence)):
        assert client_of(victor).get(path).status_code == 404
    foreign = make.hypothesis(victor, silences=[make.silence(make.journey(victor.space))])
    assert post(one, {"answers": [{"version": str(foreign.current.uuid), "value": "neutral"}]}).status_code == 400


@pytest.mark.parametrize("wrong", [
    {"kind": "x"}, {"text": ""}, {"expected": "Un appel"}, {"kind": "absence"}, {"withdrawn_at": "2026-01-01T00:00Z"},
])  # fmt: skip
def test_the_database_refuses_items_that_cannot_be(silence, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        EvidenceItem.objects.create(**{"silence": silence, "kind": "account", "text": "Vu.", **wrong})


def test_the_database_refuses_cells_that_cannot_be(silence, rivals, mehdi):
    cell = judge(mehdi, bring(mehdi, silence), "neutral", "")[0]
    for wrong in ({"value": "x", "voice": "member:x"}, {}):
        fields = {"item": cell.item, "version": cell.version, "voice": cell.voice, "value": "neutral", **wrong}
        with pytest.raises(IntegrityError), transaction.atomic():
            MatrixCell.objects.create(**fields)


def test_the_page_asks_the_same_number_of_questions_whatever_it_shows(client_of, silence, rivals, mehdi):
    asked = []
    for more in (1, 3):
        for n in range(more):
            judge(mehdi, bring(mehdi, silence, f"Élément {n}."), *["neutral"] * silence.hypotheses.count())
        with CaptureQueriesContext(connection) as questions:
            assert client_of(mehdi).get(page_of(silence)).status_code == 200
        asked.append(len(questions))
        make.hypothesis(mehdi, "Une de plus.", silences=[silence])
    assert asked[0] == asked[1]
