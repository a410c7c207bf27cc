"""Hands on the table, in a real browser: notes dragged together and apart, lenses put on and off, a matrix answered alone."""
import pytest

from observations.hypotheses.matrix.models import MatrixCell
from workshops.room import actions

from . import table
from .test_browsers import UP, enter

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def room(claire, mehdi):
    session, (host, seat) = table.opened(claire, mehdi, kind="tension")
    about = session.silences.first()
    for words in ("Le guide arrive trop tôt.", "On demande le numéro trop tôt.", "Personne ne lit la page 4."):
        actions.write_note(by=seat, session=session, text=words, silence=about)
    return session, host, seat, about


def test_notes_are_dragged_together_into_a_group_and_out_again(page_of, site, room, claire, mehdi):
    session, host, seat, about = room
    page, other = enter(page_of, claire, session), enter(page_of, mehdi, session)
    note = lambda words: page.locator(f".notes-list .note:has-text('{words}')")  # noqa: E731
    note("Le guide").drag_to(note("le numéro"))
    for screen in (page, other):
        screen.wait_for_selector(".note-group:has-text('Le guide'):has-text('le numéro')")
    note("la page 4").drag_to(page.locator(".note-group"))
    other.wait_for_selector(".note-group .note >> nth=2")
    note("la page 4").drag_to(page.locator(".notes-list > section:not([hidden])"), target_position={"x": 4, "y": 2})
    other.wait_for_selector(".notes > .note:has-text('la page 4')")
    assert session.groups.count() == 1 and other.locator(".note").first.get_attribute("draggable") is None
    assert page.complaints == other.complaints == []


def test_a_lens_is_put_on_and_taken_off_by_anyone(page_of, site, room, claire, mehdi):
    session, host, seat, about = room
    actions.write_hypothesis(by=seat, session=session, note=session.notes.first())
    page, other = enter(page_of, claire, session), enter(page_of, mehdi, session)
    other.click(".hypothesis .lenses summary")
    other.click(".hypothesis .lenses [value=giving_up]")
    page.wait_for_selector(".hypothesis .tag:has-text('renoncement')")
    other.wait_for_selector(".hypothesis .lenses[open] [value=giving_up][aria-pressed=true]")
    other.click(".hypothesis .lenses [value=giving_up]")
    page.wait_for_selector(".hypothesis:not(:has(.tag:has-text('renoncement')))")
    assert page.complaints == other.complaints == []


def test_an_answer_is_saved_at_once_and_survives_what_others_bring_and_a_reload(page_of, site, room, mehdi):
    session, host, seat, about = room
    for note in session.notes.all()[:2]:
        actions.write_hypothesis(by=seat, session=session, note=note)
    table.go_to(session, host, "matrix")
    actions.bring_item(by=host, session=session, silence=about, kind="figure", text="Un appel sur dix.")
    page = enter(page_of, mehdi, session, width=390, height=780)
    page.check("[data-judge] >> nth=0 >> [value=inconsistent]")
    actions.bring_item(by=host, session=session, silence=about, kind="document", text="Le guide, page 4.")
    page.wait_for_selector(".judging-item >> nth=1")
    page.wait_for_selector("#judged [data-cell]", state="attached")
    assert page.locator("[data-judge] >> nth=0 >> [value=inconsistent]").is_checked()
    assert page.locator(".judging-item[open]").count() == 1, "one item at a time"

    page.click("[data-judge] >> nth=0 >> [data-reason]")
    page.fill("#reason-why", "Vu deux fois.")
    page.click("#reason .btn.primary")
    page.wait_for_selector("#judged [data-why='Vu deux fois.']", state="attached")
    cell = MatrixCell.objects.get()
    assert (cell.value, cell.why, cell.held) == ("inconsistent", "Vu deux fois.", f"session:{session.uuid}")
    page.reload()
    page.wait_for_selector(UP)
    assert page.locator("[data-judge] >> nth=0 >> [value=inconsistent]").is_checked() and page.complaints == []


def test_in_an_anonymous_room_the_browser_alone_knows_its_answers(page_of, site, claire, mehdi):
    session, (host, seat) = table.opened(claire, mehdi, kind="tension", anonymous=True)
    about = session.silences.first()
    for words in ("Le guide arrive trop tôt.", "Le guide est trop long."):
        actions.write_hypothesis(by=seat, session=session, statement=words, silence=about)
    table.go_to(session, host, "matrix")
    actions.bring_item(by=host, session=session, silence=about, kind="figure", text="Un appel sur dix.")
    page, elsewhere = enter(page_of, mehdi, session), enter(page_of, mehdi, session)
    page.check("[data-judge] >> nth=0 >> [value=unknown]")
    page.wait_for_selector("#judged [data-cell]", state="attached")
    page.reload()
    page.wait_for_selector("#judged [data-cell]", state="attached")
    assert page.locator("[data-judge] >> nth=0 >> [value=unknown]").is_checked()
    assert elsewhere.locator("#judged [data-cell]").count() == 0 and MatrixCell.objects.get().voice.startswith("key:")
