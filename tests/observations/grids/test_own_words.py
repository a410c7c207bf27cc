"""Open categories: an answer in people's own words, brought under a choice or left at the margin, its words never changed."""
import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from observations.grids import actions, history, queries
from observations.grids.library import actions as library
from observations.grids.models import WordsMove
from observations.grids.transfer.files import grid_file
from observations.grids.transfer.filled import bring_in_grid
from project.sealing import verify
from tests.observations import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows(claire):
    """Three rows of a grid on the shipped reading of a non-demand, whose lenses are open."""
    grid = actions.open_grid(by=claire, journey=make.journey(claire.space))
    actions.choose_template(by=claire, grid=grid, version=library.take_in(by=claire, slug="non-demand").latest)
    return [actions.add_row(by=claire, grid=grid, silence=make.silence(grid.journey, f"Silence {n}")) for n in range(3)]


def counts(grid):
    return next(held for key, held in queries.histories(grid) if key == "lens")[0].points[-1].counts


def test_own_words_stay_are_counted_at_the_margin_and_come_under_a_choice_without_being_recoded(rows, claire, mehdi):
    grid = rows[0].grid
    first = actions.write_cell(by=mehdi, row=rows[0], column="lens", text="La honte de demander")
    actions.write_cell(by=mehdi, row=rows[1], column="lens", text="La honte de demander")
    known = next(words["fr"] for key, words in lens(rows[0]).choices if key == lens(rows[0]).choices[0][0])
    assert actions.write_cell(by=mehdi, row=rows[2], column="lens", text=known.upper()).text == lens(rows[0]).choices[0][0]
    sealed = actions.seal_version(by=claire, grid=grid, title="Octobre")
    key = lens(rows[0]).choices[1][0]
    assert counts(grid) == {history.MARGIN: 2, lens(rows[0]).choices[0][0]: 1}

    with pytest.raises(PermissionDenied):
        actions.bring_under(by=mehdi, grid=grid, column="lens", text=first.text, under=key)
    for wrong in ({"text": "Jamais dit", "under": key}, {"text": first.text, "under": "nowhere"}):
        with pytest.raises(ValidationError):
            actions.bring_under(by=claire, grid=grid, column="lens", **wrong)
    assert actions.bring_under(by=claire, grid=grid, column="lens", text=first.text, under=key) == 2
    first.refresh_from_db()
    assert (first.text, first.under, first.revision) == ("La honte de demander", key, 1)
    actions.seal_version(by=claire, grid=grid, title="Novembre")
    assert counts(grid)[key] == 2 and history.MARGIN not in counts(grid)
    assert "under" not in str(sealed.content["rows"]) and verify() is None

    actions.write_cell(by=mehdi, row=rows[2], column="lens", text="La honte de demander")
    assert rows[2].cells.get(column="lens").under == key  # the same words stand where they were brought
    actions.bring_under(by=claire, grid=grid, column="lens", text=first.text)
    assert [(move.before, move.after) for move in WordsMove.objects.all()] == [("", key), (key, "")]


def lens(row):
    return next(column for column in row.columns if column.key == "lens")


def test_a_closed_choice_still_takes_its_own_answers_only(rows, mehdi):
    with pytest.raises(ValidationError):
        actions.write_cell(by=mehdi, row=rows[0], column="state", text="À ma façon")
    with pytest.raises(ValidationError):
        actions.write_cell(by=mehdi, row=rows[0], column="lens", text="x" * 121)


def test_the_page_takes_own_words_and_shows_where_they_stand_and_a_file_keeps_both(rows, claire, mehdi, client_of):
    grid, french = rows[0].grid, {"Accept-Language": "fr"}
    base = f"/telecom/grids/{grid.uuid}/"
    cell = f"{base}rows/{rows[0].uuid}/cells/lens/"
    assert "dans vos mots" in client_of(mehdi).get(cell, headers=french).content.decode()
    assert client_of(mehdi).post(cell, {"text": "", "own": "La honte", "answer": "given", "base": 0}).status_code == 302
    assert 'value="La honte"' in client_of(mehdi).get(cell, headers=french).content.decode()
    key, words = lens(rows[0]).choices[1]
    assert client_of(claire).post(f"{base}own-words/", {"column": "lens", "text": "La honte", "under": key}).status_code == 302
    page = client_of(mehdi).get(base, headers=french).content.decode()
    assert f"La honte → {words['fr']}".replace("’", "’") in page.replace("&#x27;", "'") and "dans les mots des gens" in page

    sealed = actions.seal_version(by=claire, grid=grid, title="Octobre")
    file = grid_file(sealed.content, sealed.revision)
    assert bring_in_grid(by=claire, file=file, journey=grid.journey).rows == 0
    actions.bring_under(by=claire, grid=grid, column="lens", text="La honte")
    assert bring_in_grid(by=claire, file=file, journey=grid.journey, replace=True).rows == 1
    assert rows[0].cells.get(column="lens").under == key
