"""Where the keyboard stands when a room changes under it: on the same control, on what took its place, never nowhere."""
import pytest
from playwright.sync_api import expect

from workshops.room import actions
from workshops.room.models import Reaction

from . import table
from .test_browsers import enter

pytestmark = pytest.mark.django_db(transaction=True)
NOWHERE = "document.activeElement === document.body"


@pytest.fixture
def room(claire, mehdi):
    session, (host, seat) = table.opened(claire, mehdi, kind="share")
    for words in ("Le guide arrive trop tôt.", "Le lien ne s’ouvre pas."):
        actions.write_note(by=seat, session=session, text=words, silence=session.silences.first())
    return session, host, seat


def on(page, selector):
    page.wait_for_selector(f":is({selector}):focus")


def press(page, selector, key="Enter"):
    page.locator(selector).focus()
    page.keyboard.press(key)


def test_a_sign_is_put_on_the_note_where_the_keyboard_stood(page_of, site, room, mehdi):
    session, host, seat = room
    page, second = enter(page_of, mehdi, session), session.notes.get(text__startswith="Le lien")
    page.locator(f"[data-mark='{second.uuid}:holds']").focus()
    actions.hide_names(by=host, session=session, hidden=True)
    page.wait_for_selector(".note:not(:has(.who))")
    on(page, f"[data-mark='{second.uuid}:holds']")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"[data-mark='{second.uuid}:holds'][aria-pressed=true]")
    assert Reaction.objects.get().note == second


def test_what_goes_away_leaves_the_keyboard_beside_it(page_of, site, room, claire, mehdi):
    session, host, seat = room
    facilitator, other = enter(page_of, claire, session), enter(page_of, mehdi, session)
    press(facilitator, ".note >> nth=0 >> button:has-text('La mettre en avant')")
    press(facilitator, "#spotlight button")
    facilitator.wait_for_selector("#spotlight:not(:has(p))", state="attached")
    assert not facilitator.evaluate(NOWHERE)
    press(other, "#mine .own >> nth=0 >> button:has-text('Supprimer')")
    other.wait_for_selector("#confirm[open]")
    other.keyboard.press("Enter")
    expect(other.locator("#mine .own")).to_have_count(1)
    on(other, "#mine .own *, #done *")
    press(other, "a[data-silence=all]")
    press(other, "[data-come-back]")
    on(other, ".silence-list a[aria-current]")


def test_what_was_chosen_in_a_menu_leaves_the_keyboard_on_it(page_of, site, room, claire):
    session, host, seat = room
    page = enter(page_of, claire, session)
    press(page, ".more summary")
    press(page, ".more button[name=hidden]")
    page.wait_for_selector(".now[data-names=hidden]")
    on(page, ".more summary")
    person = f"#person-{seat.uuid} .person-tools"
    press(page, f"{person} summary")
    press(page, f"{person} button[name=muted]")
    page.wait_for_selector(f"#person-{seat.uuid}:has-text('écoute')")
    on(page, f"{person} summary")


def test_a_button_that_turns_over_is_pressed_again_where_it_is(page_of, site, room, claire):
    session, host, seat = room
    page = enter(page_of, claire, session)
    press(page, "[data-key-hint=p]")
    page.wait_for_selector("[data-key-hint=p][value=resume]")
    on(page, "[data-key-hint=p]")
    press(page, "[data-key-hint=n]")
    page.wait_for_selector(".now[data-kind=tension]")
    on(page, "[data-key-hint=n]")


def test_a_step_goes_down_the_run_sheet_twice_under_one_key(page_of, site, room, claire):
    session, host, seat = room
    page = enter(page_of, claire, session)
    press(page, "[data-opens=desk-dialog]")
    moved = ".sheet-steps li:has-text('Lire la carte') [value=down]"
    press(page, moved)
    page.wait_for_selector(".sheet-steps li:nth-child(3):has-text('Lire la carte')")
    on(page, "[value=down]")
    page.keyboard.press("Enter")
    page.wait_for_selector(".sheet-steps li:nth-child(4):has-text('Lire la carte')")


def two_at_the_door(page_of, room, claire):
    """(session, the facilitator's page with the desk open) while Karim and Nadia wait."""
    session, host, _seat = room
    actions.change_door(by=host, session=session, act="approve")
    for name in ("Karim", "Nadia"):
        table.guest(session, name=name)
    page = enter(page_of, claire, session)
    press(page, "[data-opens=desk-dialog]")
    return session, page


def test_letting_in_goes_on_to_the_next_guest_and_after_the_last_to_no_other_button(page_of, site, room, claire):
    session, page = two_at_the_door(page_of, room, claire)
    press(page, "#desk form[action$='admission/'] button >> nth=0")
    page.wait_for_selector("#desk button:focus:has-text('Faire entrer Nadia')")
    page.keyboard.press("Enter")
    on(page, "#desk")
    page.keyboard.press("Enter")
    assert not session.participants.filter(waiting=True).exists() and not session.steps.filter(skipped=True).exists()


def test_letting_all_in_leaves_the_keyboard_on_no_other_button(page_of, site, room, claire):
    session, page = two_at_the_door(page_of, room, claire)
    press(page, "#desk form[action$='admissions/'] button")
    page.wait_for_selector("#desk:not(:has([data-waits]))")
    on(page, "#desk")
    page.keyboard.press("Enter")
    assert not session.participants.filter(waiting=True).exists() and not session.steps.filter(skipped=True).exists()


def test_a_lead_taken_back_leaves_the_keyboard_on_that_person_and_takes_the_bar_from_their_screen(
    page_of, site, room, claire, ana
):
    session, host, seat = room
    second = actions.join_as_member(by=ana, session=session)
    actions.hand_over(by=host, session=session, participant=second, together=True)
    page, other = enter(page_of, claire, session), enter(page_of, ana, session, width=390, height=844)
    other.wait_for_selector("#bar")
    person = f"#person-{second.uuid} .person-tools"
    press(page, f"{person} summary")
    press(page, f"{person} form[action$='relief/'] button")
    page.wait_for_selector(f"#person-{second.uuid}:not([data-leads])")
    on(page, f"{person} summary")
    other.wait_for_selector("#bar", state="detached")
    assert page.complaints == other.complaints == []


def test_a_dialog_comes_back_to_the_note_it_was_about_though_it_was_redrawn(page_of, site, room, mehdi):
    session, host, seat = room
    page, second = enter(page_of, mehdi, session), session.notes.get(text__startswith="Le lien")
    against = f"#note-{second.uuid} [data-opens=evidence][data-set-stance=against]"
    press(page, against)
    page.wait_for_selector("#evidence[open]")
    actions.react(by=host, session=session, note=second, kind="holds")
    page.wait_for_selector(f"#note-{second.uuid} .sign b", state="attached")
    page.keyboard.press("Escape")
    on(page, against)


@pytest.mark.parametrize("key", ["n", "Enter"])
def test_a_key_held_down_acts_once(page_of, site, room, claire, key):
    session, host, seat = room
    page = enter(page_of, claire, session)
    if key == "Enter":
        page.focus("[data-key-hint=n]")
    for _held in range(3):
        page.keyboard.down(key)
        page.wait_for_timeout(400)
    page.keyboard.up(key)
    assert table.fresh(session).step.kind == "tension"


def test_after_the_last_step_enter_goes_neither_back_nor_any_further(page_of, site, room, claire):
    session, host, seat = room
    table.go_to(session, host, "decide")
    page = enter(page_of, claire, session)
    press(page, "[data-key-hint=n]")
    page.wait_for_selector("#onward [data-confirm]:has-text('sceller')")
    assert not page.evaluate(NOWHERE)
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)
    assert table.fresh(session).step.kind == "close" and not page.locator("#confirm[open]").count()


def test_what_is_typed_into_a_field_that_a_step_takes_away_presses_nothing(page_of, site, room, claire):
    session, host, seat = room
    page = enter(page_of, claire, session)
    page.focus("#noteform-text")
    page.keyboard.type("peut-être que le")
    table.go_to(session, host, "matrix")
    page.wait_for_selector("#composer", state="hidden")
    page.keyboard.type("n")
    page.wait_for_timeout(500)
    assert table.fresh(session).step.kind == "matrix" and page.input_value("#noteform-text") == "peut-être que le"


def test_letters_press_nothing_in_a_browser_that_does_without_shortcuts(page_of, site, room, claire):
    session, host, seat = room
    page = enter(page_of, claire, session)
    page.keyboard.press("?")
    page.wait_for_selector("#keys[open]")
    press(page, "[data-shortcuts]", "Space")
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.reload()
    page.wait_for_selector("body[data-line=up]")
    page.keyboard.press("n")
    page.wait_for_timeout(500)
    assert table.fresh(session).step.kind == "share"
