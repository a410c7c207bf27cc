"""The main job from nothing, in a browser: the first visitor, a map, a log, a reading, a session with a guest, the readback."""
import re

import pytest

from project.spaces.actions import print_setup_code
from workshops.demo import customers, journey
from workshops.room.models import Session

UP = "body[data-line=up]"


@pytest.mark.django_db(transaction=True)
@pytest.mark.timeout(900)
def test_a_stranger_with_the_readme_runs_the_main_job(page_of, site, tmp_path):
    (tmp_path / "map.csv").write_bytes(journey.as_csv("fr"))
    (tmp_path / "october.csv").write_bytes(customers.as_csv(2025, 10))

    page = page_of(None)
    come_in(page, print_setup_code())
    load_map(page, site, tmp_path / "map.csv")
    load_log(page, site, tmp_path / "october.csv")

    page.goto(f"{site}/equipe/readings/new/")
    page.check("[name=segments][value=age]")
    page.click("main button.primary")
    page.wait_for_selector("h1:has-text('Quatre points de contact attendus restent muets')", timeout=60000)

    page.click("text=Ouvrir une séance de lecture")
    page.click("main button.primary")
    page.wait_for_selector(UP)
    session = Session.objects.get()
    page.click(".lead-move .primary")
    page.wait_for_selector(".now[data-kind=recall]")

    phone = page_of(None, f"/r/{session.code}/", width=390, height=844)
    phone.fill("[name=name]", "Karim")
    phone.fill("[name=trade]", "Boutique")
    phone.click("button.primary")
    phone.wait_for_selector(UP)

    page.click(".lead-move .primary")
    page.wait_for_selector(".now[data-kind=read]")
    page.click(".lead-move .primary")
    phone.wait_for_selector(".now[data-kind=write]")
    phone.fill("#noteform-text", "Personne ne sait où est le numéro.")
    phone.click("#composer .btn.primary")
    phone.wait_for_selector("#outbox:not(:has(li))", state="attached")
    phone.wait_for_selector("text=Personne ne sait où est le numéro.")
    page.wait_for_timeout(1500)
    assert "Personne ne sait" not in page.content()  # private until the reveal

    page.click(".lead-move .primary")
    page.wait_for_selector(".note:has-text('Personne ne sait où est le numéro.')")
    assert phone.complaints == [] and page.complaints == []


def come_in(page, code):
    """The first administrator and their space."""
    page.fill("[name=code]", code)
    page.fill("[name=name]", "Claire")
    page.fill("[name=email]", "claire@example.org")
    page.fill("[name=password]", "une longue phrase")
    page.click("main button.primary")
    page.fill("[name=name]", "Équipe A")
    page.fill("[name=slug]", "equipe")
    page.click("main button.primary")
    page.wait_for_url(re.compile("/equipe/$"))


def load_map(page, site, file):
    page.goto(f"{site}/equipe/journeys/files/")
    page.set_input_files("input[type=file]", file)
    page.click("main button.primary")
    page.wait_for_selector("h1:has-text('15 points de contact')")
    page.click("main button.primary")
    page.click("main >> text=Publier")
    page.click("main button.primary")
    page.wait_for_selector("h1:has-text('La version 1')")


def load_log(page, site, file):
    page.goto(f"{site}/equipe/logs/new/")
    page.set_input_files("input[type=file]", file)
    page.click("main button.primary")
    page.wait_for_selector("h1:has-text('Qui, quoi, quand')")
    for column in ("age", "household"):  # the map has a condition on the household
        page.check(f"[name=segments][value={column}]")
    page.locator("main button.primary").first.click()
    page.wait_for_selector("text=3 000 clients", timeout=60000)
