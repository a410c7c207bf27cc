"""Pages, files and API of grids: written cell by cell, compared word by word, closed to strangers."""
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from observations.grids import actions
from observations.grids.models import Cell, Grid
from tests.observations import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(mehdi):
    grid = actions.open_grid(by=mehdi, journey=make.journey(mehdi.space))
    return actions.add_row(by=mehdi, grid=grid, silence=make.silence(grid.journey))


@pytest.fixture
def base(row):
    return f"/telecom/grids/{row.grid.uuid}/"


def seal(by, grid, title):
    return actions.seal_version(by=by, grid=grid, title=title)


def test_a_grid_is_begun_filled_and_sealed_from_its_pages(client_of, claire):
    client, journey = client_of(claire), make.journey(claire.space)
    silence = make.silence(journey, "Ouvrir l’aide")
    assert "No grid yet" in client.get("/telecom/grids/", headers={"Accept-Language": "en"}).content.decode()
    answer = client.post("/telecom/grids/", {"journey": journey.uuid})
    grid = Grid.objects.get()
    base = answer.url
    assert base == f"/telecom/grids/{grid.uuid}/" and client.get(base).status_code == 200
    row_address = client.post(f"{base}rows/", {"silence": silence.uuid}).url
    assert row_address.startswith(f"{base}#row-")
    cell = f"{base}rows/{grid.rows.get().uuid}/cells/reading/"
    assert 'name="base" value="0"' in client.get(cell).content.decode()
    assert client.post(cell, {"text": "Une **réussite** pour la fibre", "base": 0}).url == row_address
    page = client.get(base).content.decode()
    assert "<strong>réussite</strong>" in page and "Ouvrir l’aide" in page
    assert client.post(f"{base}rows/{grid.rows.get().uuid}/confidence/", {"level": "4"}).status_code == 302
    assert client.post(f"{base}rows/{grid.rows.get().uuid}/dissents/", {"text": "Non", "anonymous": "on"}).status_code == 302
    sealed = client.post(f"{base}versions/", {"title": "Lecture d’octobre"})
    assert sealed.url == f"{base}versions/1/"
    page = client.get(sealed.url).content.decode()
    assert "Lecture d’octobre" in page and "réussite" in page and "Claire" in page
    assert client.get("/telecom/grids/").status_code == 200


def test_a_version_renders_the_same_whatever_comes_after(client_of, claire, row, base):
    client = client_of(claire)
    actions.write_cell(by=claire, row=row, column="reading", text="Trop long")
    seal(claire, row.grid, "Octobre")

    def table():
        page = client.get(f"{base}versions/1/").content.decode()
        return page[page.index("<table") : page.index("</table>")]

    before = table()
    actions.write_cell(by=claire, row=row, column="reading", text="Autre")
    row.silence.label = "Renommé"
    row.silence.save()
    actions.withdraw_row(by=claire, row=row)
    seal(claire, row.grid, "Novembre")
    assert table() == before


def test_two_versions_show_the_words_that_changed(client_of, claire, row, base):
    client = client_of(claire)
    actions.write_cell(by=claire, row=row, column="reading", text="Le guide est trop long.")
    actions.write_cell(by=claire, row=row, column="state", text="open")
    seal(claire, row.grid, "Octobre")
    actions.write_cell(by=claire, row=row, column="reading", text="Le guide est trop lent.")
    actions.write_cell(by=claire, row=row, column="state", text="holds")
    actions.write_cell(by=claire, row=row, column="disproof", answer="unknown")
    seal(claire, row.grid, "Novembre")
    for path in ("versions/2/", "comparison/?from=1&to=2", "comparison/?from=1&to=2&view=side"):
        page = client.get(base + path, headers={"Accept-Language": "en"}).content.decode()
        assert "long<span" in page and "lent<span" in page and "<del>" in page and "<ins>" in page, path
        assert "holds<span" in page and "we do not know" in page
    assert "<del>" not in client.get(f"{base}versions/2/?marks=no").content.decode()
    assert "<del>" not in client.get(f"{base}comparison/").content.decode()  # the draft says what version 2 says
    assert client.get(f"{base}comparison/?from=9&to=1").status_code == 404
    answer = client.get(f"/api/telecom/grids/{row.grid.uuid}/comparison/?from=1&to=2").json()
    assert {cell["column"]: cell["kind"] for cell in answer["rows"][0]["cells"]} == {
        "reading": "changed", "state": "changed", "disproof": "added"
    }  # fmt: skip
    assert client.get(f"/api/telecom/grids/{row.grid.uuid}/comparison/?from=x").status_code == 400


def test_the_second_writer_sees_both_texts(client_of, claire, mehdi, row, base):
    cell = f"{base}rows/{row.uuid}/cells/reading/"
    actions.write_cell(by=mehdi, row=row, column="reading", text="Celui de Mehdi")
    for headers in ({}, {"HX-Request": "true"}):
        answer = client_of(claire).post(cell, {"text": "Celui de Claire", "base": 0}, headers=headers)
        page = answer.content.decode()
        assert answer.status_code == 409 and "Celui de Mehdi" in page and "Celui de Claire" in page
        assert 'name="base" value="1"' in page and Cell.objects.get().text == "Celui de Mehdi"
    fragment = client_of(claire).post(cell, {"text": "Ensemble", "base": 1}, headers={"HX-Request": "true"})
    assert fragment.content.decode().startswith('<div class="cell') and Cell.objects.get().revision == 2
    refused = client_of(claire).post(cell, {"text": "[" * 200, "base": 2}, headers={"HX-Request": "true"})
    assert refused.status_code == 422 and Cell.objects.get().revision == 2


def test_a_page_left_open_learns_what_others_wrote(client_of, claire, row, base):
    client = client_of(claire)
    assert client.get(f"{base}news/?seen={row.grid.edits + 1}").status_code == 204
    actions.write_cell(by=claire, row=row, column="reading", text="Neuf")
    page = client.get(f"{base}news/?seen=0").content.decode()
    assert "Neuf" in page and f'id="cell-{row.uuid}-reading"' in page and 'data-seen="2"' in page
    assert client.get(f"{base}news/?seen=x").status_code == 204


def test_refused_forms_say_why(client_of, claire, row, base):
    client, one = client_of(claire), f"{base}rows/{row.uuid}/"
    for path, data in [
        (f"{base}rows/", {"silence": row.silence.uuid}), (f"{base}versions/", {"title": ""}),
        (f"{one}confidence/", {"level": "9"}), (f"{one}dissents/", {"text": ""}), ("/telecom/grids/", {"journey": "x"}),
    ]:  # fmt: skip
        assert client.post(path, data).status_code == 422, path
    assert "[[[" in client.post(f"{one}dissents/", {"text": "[" * 200}).content.decode()
    assert client.get(f"{one}cells/confidence/").status_code == 404
    assert client.get(f"{base}draft/grid.exe").status_code == 404


def test_files_come_out_of_drafts_and_versions(client_of, claire, row, base):
    actions.write_cell(by=claire, row=row, column="reading", text="=1+1")
    seal(claire, row.grid, "Octobre")
    for place in ("draft", "versions/1"):
        for form, holds in (("csv", "'=1+1"), ("json", '"=1+1"'), ("md", "=1+1")):
            answer = client_of(claire).get(f"{base}{place}/grid.{form}")
            assert answer.status_code == 200 and holds in answer.content.decode()
            assert answer["Content-Disposition"].startswith("attachment") and answer["Content-Security-Policy"] == "sandbox"
    sealed = json.loads(client_of(claire).get(f"{base}versions/1/grid.json").content)
    assert sealed["seal"]["number"] == 1 and sealed["content"]["rows"][0]["cells"]["reading"]["text"] == "=1+1"


def test_strangers_find_nothing_and_contributors_do_not_seal(client_of, client, victor, mehdi, claire, row, base):
    seal(claire, row.grid, "Octobre")
    one = f"rows/{row.uuid}/"
    gets = ["", "versions/1/", "versions/1/grid.csv", "draft/grid.json", "comparison/", "news/?seen=0", f"{one}cells/reading/"]
    posts = ["rows/", "versions/", f"{one}withdrawal/", f"{one}cells/reading/", f"{one}confidence/", f"{one}dissents/"]
    for path in gets:
        assert client.get(base + path).status_code == 302
        for place in (base, base.replace("telecom", "elsewhere")):
            assert client_of(victor).get(place + path).status_code == 404
    for path in posts:
        assert client_of(victor).post(base.replace("telecom", "elsewhere") + path, {"title": "x"}).status_code == 404
    assert client_of(mehdi).post(f"{base}versions/", {"title": "x"}).status_code == 403
    assert client_of(mehdi).post(f"{base}{one}withdrawal/").status_code == 403
    for path in ("", "versions/", "versions/1/", "comparison/?from=1&to=1"):
        assert client_of(victor).get(f"/api/elsewhere/grids/{row.grid.uuid}/{path}").status_code == 404


def test_the_api_fills_and_seals(client_of, claire, mehdi, row):
    base, kind = f"/api/telecom/grids/{row.grid.uuid}/", {"content_type": "application/json"}
    client = client_of(claire)
    given = {"row": str(row.uuid), "column": "reading", "text": "Trop long", "base": 0}
    assert client.post(f"{base}cells/", given, **kind).json() == {"revision": 1, "text": "Trop long", "answer": "given"}
    conflict = client.post(f"{base}cells/", {**given, "text": "Autre"}, **kind)
    assert conflict.status_code == 409 and conflict.json()["theirs"]["text"] == "Trop long"
    assert client.post(f"{base}cells/", {**given, "column": "x"}, **kind).status_code == 400
    assert client.get(base).json()["draft"][0]["cells"]["reading"]["revision"] == 1
    sealed = client.post(f"{base}versions/", {"title": "Octobre"}, **kind)
    assert sealed.status_code == 201 and len(sealed.json()["digest"]) == 64
    assert client.get(f"{base}versions/1/").json()["content"]["title"] == "Octobre"
    assert client.get("/api/telecom/grids/").json()["results"][0]["versions"] == 1
    assert client_of(mehdi).post(f"{base}versions/", {"title": "x"}, **kind).status_code == 403
    for method in ("put", "patch", "delete"):
        assert getattr(client, method)(f"{base}versions/1/", {}, **kind).status_code == 405


@pytest.mark.parametrize("path", ["", "versions/1/", "comparison/?from=0&to=1", "draft/grid.csv"])
def test_pages_ask_the_same_number_of_questions_whatever_they_show(client_of, claire, row, base, path):
    def fill(count):
        for _each in range(count):
            other = actions.add_row(by=claire, grid=row.grid, silence=make.silence(row.grid.journey))
            actions.write_cell(by=claire, row=other, column="reading", text="Trop long")
            actions.differ(by=claire, row=other, text="Non")
            actions.give_confidence(by=claire, row=other, level=2)
        seal(claire, row.grid, f"Avec {count}")

    asked, client = [], client_of(claire)
    for number in (1, 3):
        fill(number)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(base + path).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1]
