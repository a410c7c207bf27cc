"""Pages of journeys: who sees them, what they say, and that nothing typed or loaded is lost or half done."""
import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from journeys.maps import actions, formats
from journeys.maps.models import Journey, MapUpload

GOLDEN = Path(__file__).parents[1] / "golden" / "map.csv"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def box(claire):
    """A journey of the telecom space whose draft is the golden map."""
    return actions.accept_file(by=claire, map_file=formats.read("map.csv", GOLDEN.read_bytes()), name="Setting up")


@pytest.fixture
def published(claire, box):
    return actions.publish_version(by=claire, journey=box)[0]


def upload(client, address, data, name="map.csv"):
    return client.post(address, {"file": SimpleUploadedFile(name, data)})


def test_an_empty_space_teaches_what_a_journey_is(claire, mehdi, client_of):
    page = client_of(claire).get("/telecom/journeys/", headers={"accept-language": "en"})
    assert "/telecom/journeys/new/" in page.text
    assert "/telecom/journeys/new/" not in client_of(mehdi).get("/telecom/journeys/").text


def test_everyone_in_the_space_reads_a_published_map(mehdi, box, published, client_of):
    client = client_of(mehdi)
    assert "Setting up" in client.get("/telecom/journeys/").text
    for address in (f"/telecom/journeys/{box.uuid}/", f"/telecom/journeys/{box.uuid}/versions/1/",
                    f"/telecom/journeys/{box.uuid}/comparison/?from=1&to=draft"):
        assert client.get(address).status_code == 200, address
    page = client.get(f"/telecom/journeys/{box.uuid}/versions/1/").text
    assert "Read the guide" in page and "guide*" in page and published.digest in page


PAGES = ["", "about/", "draft/", "publication/", "comparison/", "versions/1/", "versions/1/map.csv", "draft/map.json",
         "file/", "draft/touchpoints/new/"]


@pytest.mark.parametrize("page", PAGES)
def test_a_stranger_meets_nothing(page, victor, box, published, client_of):
    assert client_of(victor).get(f"/telecom/journeys/{box.uuid}/{page}").status_code == 404
    assert client_of(victor).get(f"/elsewhere/journeys/{box.uuid}/{page}").status_code == 404


@pytest.mark.parametrize("page", ["about/", "draft/", "publication/", "file/", "draft/touchpoints/new/"])
def test_a_contributor_may_not_change_a_map(page, mehdi, claire, box, client_of):
    assert client_of(mehdi).get(f"/telecom/journeys/{box.uuid}/{page}").status_code == 403
    assert client_of(claire).get(f"/telecom/journeys/{box.uuid}/{page}").status_code == 200


@pytest.mark.parametrize("page", ["publication/", "draft/stages/", "draft/stages/place/", "removal/", "about/",
                                  "draft/touchpoints/new/"])
def test_a_contributor_or_a_stranger_changes_nothing_by_posting(page, mehdi, victor, box, client_of):
    before = actions.content_of(box)
    assert client_of(mehdi).post(f"/telecom/journeys/{box.uuid}/{page}", {"stage": "X"}).status_code == 403
    assert client_of(victor).post(f"/telecom/journeys/{box.uuid}/{page}", {"stage": "X"}).status_code == 404
    assert actions.content_of(Journey.objects.get()) == before and not box.versions.exists()


def test_a_journey_is_described_in_the_browser_from_nothing_to_a_version(claire, client_of):
    client = client_of(claire)
    draft = client.post("/telecom/journeys/new/", {"name": "Ouvrir un compte", "language": "fr"}).url
    client.post(f"{draft}stages/", {"stage": "Choisir"})
    form = {"label": "Lire l’offre", "stage": "Choisir", "expectation": "required", "anchor": "start", "due_after": "1,5",
            "due_unit": "days", "events": "offre*\nlu|vu"}
    assert client.post(f"{draft}touchpoints/new/", form).url == draft
    row = Journey.objects.get().draft.get()
    assert (row.key, row.due_after, row.events) == ("lire-l-offre", 1.5, ["offre*", "lu", "vu"])
    answer = client.post(draft.replace("draft/", "publication/"))
    assert answer.url.endswith("/versions/1/")
    assert client.get(answer.url).status_code == 200


def test_a_double_click_makes_one_journey_and_one_touchpoint(claire, client_of):
    client, op_id = client_of(claire), "6b2f9b0e-6a35-4a54-8a0f-6a8d2f1c9f11"
    draft = {client.post("/telecom/journeys/new/", {"name": "Once", "language": "fr", "op_id": op_id}).url for _n in range(2)}
    form = {"label": "Read", "expectation": "required", "events": "read", "op_id": op_id}
    for _click in range(2):
        assert client.post(f"{draft.copy().pop()}touchpoints/new/", form).status_code == 302
    assert len(draft) == 1 and Journey.objects.get().draft.get().label == "Read"


def test_an_answer_to_htmx_is_the_redrawn_draft_alone(claire, box, client_of):
    client = client_of(claire)
    row = box.draft.get(key="guide")
    answer = client.post(f"/telecom/journeys/{box.uuid}/draft/touchpoints/{row.uuid}/place/", {"step": "-1"}, headers=HTMX)
    assert answer.status_code == 200 and "<html" not in answer.text and answer.text.startswith('<section id="draft"')
    assert [r.key for r in box.draft.all()][:3] == ["signup", "guide", "app"]


def test_a_form_with_a_mistake_keeps_what_was_typed_and_says_what_is_wrong(claire, box, client_of):
    client = client_of(claire)
    answer = client.post(f"/telecom/journeys/{box.uuid}/draft/touchpoints/new/", {
        "label": "Call back", "expectation": "conditional", "due_after": "soon", "due_unit": "days"}, headers=HTMX)
    assert answer.status_code == 422 and 'value="Call back"' in answer.text and 'value="soon"' in answer.text
    assert answer.text.count('aria-invalid="true"') == 2
    assert not box.draft.filter(label="Call back").exists()


def test_a_text_overtaken_by_another_one_is_kept_beside_it(claire, ana, box, client_of):
    row = box.draft.get(key="guide")
    address = f"/telecom/journeys/{box.uuid}/draft/touchpoints/{row.uuid}/"
    form = {"label": "Mine", "expectation": "optional", "anchor": "signup", "due_after": "10", "due_unit": "days",
            "events": "guide*", "touchpoint_id": "guide", "stage": "Join", "revision": "1"}
    assert client_of(ana).post(address, form | {"label": "Theirs"}).status_code == 302
    answer = client_of(claire).post(address, form)
    assert answer.status_code == 409 and "Theirs" in answer.text and 'value="Mine"' in answer.text
    assert box.draft.get(key="guide").label == "Theirs"
    assert client_of(claire).post(address, form | {"revision": "2"}).status_code == 302
    assert box.draft.get(key="guide").label == "Mine"


def test_a_file_is_previewed_then_accepted(claire, client_of):
    client = client_of(claire)
    preview = upload(client, "/telecom/journeys/files/", GOLDEN.read_bytes()).url
    page = client.get(preview)
    assert page.status_code == 200 and "Read the guide" in page.text and not Journey.objects.exists()
    answer = client.post(f"{preview}acceptance/", {"name": "Golden"})
    journey = Journey.objects.get()
    assert answer.url == f"/telecom/journeys/{journey.uuid}/draft/"
    assert journey.draft.count() == 11 and bytes(MapUpload.objects.get().data) == b""
    assert client.post(f"{preview}acceptance/", {"name": "Golden"}).url == answer.url == client.get(preview).url
    assert Journey.objects.count() == 1


def test_a_wrong_file_is_told_by_row_and_column_and_leaves_nothing_behind(claire, client_of):
    bad = GOLDEN.read_bytes().replace(b"7,days", b"7,moons")
    answer = upload(client_of(claire), "/telecom/journeys/files/", bad)
    assert answer.status_code == 422 and "due_unit" in answer.text and "moons" in answer.text
    assert not Journey.objects.exists() and not MapUpload.objects.exists()


def test_a_file_completes_a_draft_without_taking_anything_from_it(claire, box, client_of):
    client = client_of(claire)
    more = b"stage,touchpoint,label,anchor,due_after,due_unit,events\nUse,tv,Plug the TV in,signup,3,days,tv on\n"
    more += b"Join,guide,Read the new guide,signup,4,days,guide*\n"
    preview = upload(client, f"/telecom/journeys/{box.uuid}/file/", more).url
    assert client.post(f"{preview}acceptance/", {"how": "merge"}).status_code == 302
    keys = [row.key for row in box.draft.all()]
    assert len(keys) == 12 and keys.index("tv") == keys.index("gift") + 1
    assert box.draft.get(key="guide").label == "Read the new guide"


def test_a_waiting_file_is_seen_by_whoever_brought_it_alone(claire, ana, victor, client_of):
    preview = upload(client_of(claire), "/telecom/journeys/files/", GOLDEN.read_bytes()).url
    assert client_of(ana).get(preview).status_code == 404
    assert client_of(ana).post(f"{preview}acceptance/", {"name": "Mine"}).status_code == 404
    assert client_of(victor).post(f"{preview}removal/").status_code == 404
    assert client_of(claire).post(f"{preview}removal/").status_code == 302 and not MapUpload.objects.exists()


def test_publishing_warns_and_refuses(claire, box, client_of):
    client, address = client_of(claire), f"/telecom/journeys/{box.uuid}/publication/"
    box.draft.filter(key="guide").update(events=[])
    assert "events" in client.get(address).text
    box.draft.filter(key="guide").update(anchor="nowhere")
    assert "nowhere" in client.get(address).text
    assert client.post(address).status_code == 422 and not box.versions.exists()


def test_a_double_click_on_publish_makes_one_version(claire, box, client_of):
    client, address = client_of(claire), f"/telecom/journeys/{box.uuid}/publication/"
    assert client.post(address).url == client.post(address).url
    assert box.versions.count() == 1


@pytest.mark.parametrize("extension", formats.WRITERS)
def test_a_download_is_a_file_that_reads_back(extension, mehdi, box, published, client_of):
    answer = client_of(mehdi).get(f"/telecom/journeys/{box.uuid}/versions/1/map.{extension}")
    assert answer["Content-Disposition"] == f'attachment; filename="setting-up-v1.{extension}"'
    assert formats.read(f"m.{extension}", answer.content).touchpoints == published.touchpoints


def test_versions_are_compared_word_by_word(mehdi, claire, box, published, client_of):
    box.draft.filter(key="guide").update(label="Read the short guide")
    box.draft.get(key="gift").delete()
    page = client_of(mehdi).get(f"/telecom/journeys/{box.uuid}/comparison/?from=1&to=draft").text
    assert "<ins>short </ins>" in page and "Claim the gift" in page and "Open the first bill" not in page
    assert client_of(mehdi).get(f"/telecom/journeys/{box.uuid}/comparison/?from=9&to=draft").status_code == 404


def test_matrix_lanes_are_confirmed_by_a_person(claire, client_of):
    client = client_of(claire)
    matrix = "Phase;Découvrir;Acheter\nDoing;Lire l’offre;Payer\nFeelings;curieux;inquiet\nCanal;web;boutique\n"
    preview = upload(client, "/telecom/journeys/files/", matrix.encode()).url
    page = client.get(preview).text
    assert page.count("<select") == 4 and "boutique" in page
    client.post(preview, {"lane-1": "stages", "lane-2": "touchpoints", "lane-3": "note", "lane-4": "channel"})
    client.post(f"{preview}acceptance/", {"name": "Acheter"})
    rows = Journey.objects.get().draft.all()
    assert [(r.stage, r.label, r.channel, r.note) for r in rows] == [
        ("Découvrir", "Lire l’offre", "web", "curieux"), ("Acheter", "Payer", "boutique", "inquiet")]


def test_a_person_says_that_a_file_is_a_matrix(claire, client_of):
    client = client_of(claire)
    matrix = "Moments;Découvrir;Acheter\nGestes;Lire;Payer\nHumeur;curieux;inquiet\n"
    preview = upload(client, "/telecom/journeys/files/", matrix.encode()).url
    page = client.get(preview, HTTP_ACCEPT_LANGUAGE="en").text
    assert page.count("<select") == 3 and "If each column is a stage, say above" in page
    assert "What does “map.csv” describe?" in page
    client.post(preview, {"lane-1": "stages", "lane-2": "touchpoints", "lane-3": "skip"})
    client.post(f"{preview}acceptance/", {"name": "Acheter"})
    assert [(r.stage, r.label) for r in Journey.objects.get().draft.all()] == [("Découvrir", "Lire"), ("Acheter", "Payer")]


@pytest.mark.parametrize("page", ["", "{journey}/", "{journey}/draft/", "{journey}/versions/1/", "{journey}/comparison/"])
def test_queries_do_not_grow_with_what_a_page_shows(page, claire, box, published, client_of, django_assert_max_num_queries):
    client = client_of(claire)
    address = "/telecom/journeys/" + page.format(journey=box.uuid)
    with django_assert_max_num_queries(12) as few:
        client.get(address)
    for number in range(3):
        actions.accept_file(by=claire, map_file=formats.read("m.csv", GOLDEN.read_bytes()), name=f"Other {number}")
        box.draft.filter(key="guide").update(label=f"Guide {number}")
        actions.publish_version(by=claire, journey=box)
        actions.add_touchpoint(by=claire, journey=box, touchpoint=published.touchpoints[0].__class__(
            key=f"more-{number}", label="More", stage="End", events=("more",)))
    with django_assert_max_num_queries(12) as many:
        client.get(address)
    assert len(many) == len(few)


def test_every_page_speaks_french_and_english(claire, box, published, client_of):
    client = client_of(claire)
    for page in PAGES:
        if "map." in page:
            continue
        texts = {}
        for language in ("fr", "en"):
            claire.user.language = language
            claire.user.save()
            texts[language] = client.get(f"/telecom/journeys/{box.uuid}/{page}").text
        assert 'lang="fr"' in texts["fr"] and texts["fr"] != texts["en"]


def test_the_content_of_a_version_is_what_was_published(published):
    assert json.loads(json.dumps(published.content)) == published.content
    assert [t.key for t in published.touchpoints][:2] == ["signup", "app"] and published.stages == ("Join", "Use", "End")
