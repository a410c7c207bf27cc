"""A grid in real browsers: two people in one cell, a page left open, a passage chosen with the mouse."""
import pytest
from playwright.sync_api import expect

from observations.grids import actions
from tests.observations import make

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(900)]


def test_two_people_in_one_cell_lose_no_word(page_of, claire, mehdi):
    grid = actions.open_grid(by=claire, journey=make.journey(claire.space))
    row = actions.add_row(by=claire, grid=grid, silence=make.silence(grid.journey))
    address = f"/telecom/grids/{grid.uuid}/"
    first, second = page_of(claire, address), page_of(mehdi, address)
    cell, form = f"#cell-{row.uuid}-reading", f"#edit-{row.uuid}-reading"
    for page in (first, second):
        page.click(f"{cell} a.write")
        page.wait_for_selector(form)
    first.fill(f"{form} textarea", "Le guide est trop long")
    first.click(f"{form} button")
    first.wait_for_selector(f"{cell}.fresh")
    assert "Le guide est trop long" in first.inner_text(cell)

    hear = "import(document.querySelector('script[src*=grid-news]').src).then(news => news.ask())"
    second.fill(f"{form} textarea", "Le guide est trop lent")
    second.evaluate(hear)
    first.evaluate(hear)
    first.wait_for_selector(".writing-here")
    assert first.inner_text(".writing-here") == "Mehdi écrit ici"
    second.click(f"{form} button")
    second.wait_for_selector(f"{form} .conflict")
    said = second.inner_text(form)
    assert "Claire" in said and "trop long" in said
    assert second.input_value(f"{form} textarea") == "Le guide est trop lent"
    second.click(f"{form} button")
    second.wait_for_selector(f"{cell}.fresh")
    assert actions.Cell.objects.get().text == "Le guide est trop lent" and actions.Cell.objects.get().revision == 2

    first.evaluate("document.querySelector('#news').dataset.seen = '0'")
    second.evaluate(hear)
    first.evaluate(hear)
    expect(first.locator(cell)).to_contain_text("trop lent")
    assert first.locator(".writing-here").count() == 0
    assert [said for page in (first, second) for said in page.complaints if "409" not in said] == []
