"""Real browsers in one room: what one does, the others see; what one types survives; what is acknowledged is kept."""
import pytest
from playwright.sync_api import expect

from tests.browser import violations
from workshops.room import actions
from workshops.room.addresses import join_address
from workshops.room.models import Note

from . import table

pytestmark = pytest.mark.django_db(transaction=True)
UP = "body[data-line=up]"


@pytest.fixture
def room(claire, mehdi):
    session, (host, seat) = table.opened(claire, mehdi, kind="share")
    return session, host, seat


def enter(page_of, member, session, path="", **more):
    page = page_of(member, table.here(session, path), **more)
    page.wait_for_selector(UP, timeout=15000)
    return page


def guest_page(page_of, session, site, name="Karim", **more):
    page = page_of(None, f"/r/#{session.code}", **more)
    page.fill("[name=name]", name)
    page.fill("[name=trade]", "Boutique")
    page.click("button.primary")
    page.wait_for_selector(UP, timeout=15000)
    return page


def test_two_people_and_a_guest_on_a_phone_read_together(page_of, site, room, claire, mehdi):
    session, host, seat = room
    facilitator, other = enter(page_of, claire, session), enter(page_of, mehdi, session)
    phone = guest_page(page_of, session, site, width=390, height=780)
    facilitator.wait_for_selector(".person:has-text('Karim')")

    phone.fill("#noteform-text", "En boutique, on me dit que **le lien ne s’ouvre pas**.")
    phone.click("#composer .btn.primary")
    for page in (facilitator, other, phone):
        page.wait_for_selector(".note:has-text('le lien ne s’ouvre pas')", timeout=15000)
    phone.wait_for_selector("#outbox:not(:has(li))", state="attached")
    assert Note.objects.get().author.name == "Karim"
    assert other.locator(".note strong").inner_text() == "le lien ne s’ouvre pas"

    other.click(".note .sign >> nth=0")
    phone.wait_for_selector(".note .sign b:has-text('1')")
    assert other.locator(".note .sign >> nth=0").get_attribute("aria-pressed") == "true"
    assert phone.locator(".note .sign >> nth=0").get_attribute("aria-pressed") == "false"

    facilitator.click(".lead-move .primary")
    phone.wait_for_selector(".now[data-kind=tension]")
    for page in (facilitator, other, phone):
        assert page.complaints == []


def test_on_a_phone_the_first_press_after_writing_is_not_lost(page_of, site, room):
    """The composer folds when it is left: what is pressed below it must not move away under the finger."""
    session, host, seat = room
    phone = guest_page(page_of, session, site, width=390, height=780)
    phone.fill("#noteform-text", "Une note.")
    phone.click("#composer .btn.primary")
    phone.focus("#noteform-text")
    actions.open_ballot(by=host, session=session, kind="positions", proposal="Préremplir.")
    phone.wait_for_selector("#composer .answers", state="visible")
    phone.click("#vote .btn.primary")
    phone.wait_for_selector("#positions[open]")
    phone.keyboard.press("Escape")
    phone.wait_for_selector("#composer .answers", state="hidden")


def test_a_scanned_code_is_filled_in_and_survives_another_language(page_of, site, room):
    assert join_address(room[0]).endswith(f"/r/#{room[0].code}")
    phone = page_of(None, f"/r/#{room[0].code}", width=390, height=780)
    expect(phone.locator("[name=code]")).to_have_value(room[0].code)
    phone.click(".foot [lang=en]")
    expect(phone.locator("h1")).to_have_text("Join a reading session")
    expect(phone.locator("[name=code]")).to_have_value(room[0].code)


def test_at_the_door_the_page_stays_still_and_goes_on_once_one_is_let_in(page_of, site, room):
    session, host, seat = room
    actions.change_door(by=host, session=session, act="approve")
    phone = page_of(None, f"/r/{session.code}/", width=390, height=780)
    phone.fill("[name=name]", "Karim")
    phone.click("button.primary")
    phone.wait_for_selector("h1:has-text('On va vous faire entrer')")
    phone.evaluate("window.still = true")
    phone.wait_for_timeout(4500)
    assert phone.evaluate("window.still"), "a page that is read aloud does not begin again every few seconds"
    actions.admit(by=host, session=session, participant=session.participants.get(name="Karim"))
    phone.wait_for_selector(UP, timeout=15000)
    assert phone.complaints == []


def test_what_is_being_typed_survives_a_push(page_of, site, room, mehdi, claire):
    session, host, seat = room
    page = enter(page_of, mehdi, session)
    page.fill("#noteform-text", "à moitié écr")
    page.focus("#noteform-text")
    actions.write_note(by=host, session=session, text="pendant ce temps", silence=session.silences.first())
    table.go_to(session, host, "tension")
    page.wait_for_selector(".note:has-text('pendant ce temps')")
    page.wait_for_selector(".now[data-kind=tension]")
    page.keyboard.type("it")
    assert page.input_value("#noteform-text") == "à moitié écrit"
    page.reload()
    page.wait_for_selector(UP)
    assert page.input_value("#noteform-text") == "à moitié écrit"


def test_someone_removed_is_out_within_two_seconds(page_of, site, room, claire):
    session, host, _seat = room
    page = guest_page(page_of, session, site)
    participant = session.participants.get(name="Karim")
    actions.remove_participant(by=host, session=session, participant=participant)
    page.wait_for_selector("h1:has-text('Vous n’êtes plus dans cette séance')", timeout=4000)


def test_someone_asked_to_listen_has_nothing_to_write_with_until_they_may_again(page_of, site, room, mehdi):
    session, host, seat = room
    page = enter(page_of, mehdi, session)
    actions.write_note(by=host, session=session, text="une note", silence=session.silences.first())
    page.wait_for_selector(".note .sign")
    page.fill("#noteform-text", "à moitié écrit")
    for muted in (True, False):
        actions.mute(by=host, session=session, participant=seat, muted=muted)
        page.wait_for_selector("#mine[data-listens]" if muted else "#mine:not([data-listens])")
        page.wait_for_selector("#composer", state="hidden" if muted else "visible")
        for tool in (".note-tools", ".sign"):
            page.wait_for_selector(tool, state="hidden" if muted else "visible")
    expect(page.locator("#noteform-text")).to_have_value("à moitié écrit")  # also where the page reloaded


def test_the_desk_stays_open_while_several_steps_are_skipped(page_of, site, room, claire):
    session, host, seat = room
    page = enter(page_of, claire, session)
    page.focus(".room-bar .brand")
    page.keyboard.press("d")
    for title in ("Peser les éléments", "Décider"):
        page.click(f".sheet-steps li:has-text('{title}') button[name=skipped]")
        page.wait_for_selector(f".sheet-steps li.skipped:has-text('{title}')")
    assert page.locator("#desk-dialog[open]").count() == 1


def test_a_screen_that_was_away_catches_up_by_itself(page_of, site, room, mehdi):
    session, host, seat = room
    page = enter(page_of, mehdi, session)
    page.evaluate("window.stop(); 0")
    page.route("**/live/**", lambda route: route.abort())
    for n in range(3):
        actions.write_note(by=host, session=session, text=f"note {n}", silence=session.silences.first())
    page.wait_for_selector(".note:has-text('note 2')", timeout=15000)
    assert page.locator(".note").count() == 3


def test_a_private_note_reaches_no_other_browser(page_of, site, room, claire, mehdi):
    session, host, seat = room
    table.go_to(session, host, "write")
    writer, other = enter(page_of, mehdi, session), enter(page_of, claire, session)
    heard = []
    other.on("websocket", lambda socket: socket.on("framereceived", lambda frame: heard.append(str(frame))))
    other.reload()
    other.wait_for_selector(UP)
    writer.fill("#noteform-text", "CANARI-7421 personne ne doit lire ceci")
    writer.click("#composer .btn.primary")
    writer.wait_for_selector("#mine .own:has-text('CANARI-7421')")
    other.wait_for_selector(".tally:has-text('1')")
    other.wait_for_timeout(500)
    assert "CANARI-7421" not in other.content() and not any("CANARI-7421" in frame for frame in heard)


def test_the_whole_room_by_keyboard(page_of, site, room, claire):
    session, host, _seat = room
    page = enter(page_of, claire, session)
    page.focus("#noteform-text")
    page.keyboard.type("Écrit sans souris")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".note:has-text('Écrit sans souris')")
    page.locator(".note .sign").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".note .sign[aria-pressed=true]")
    page.focus('.room-bar .brand')
    page.keyboard.press("n")
    page.wait_for_selector(".now[data-kind=tension]")


def test_a_facilitator_votes_holds_up_and_takes_back_with_keys(page_of, site, room, claire, mehdi):
    session, host, seat = room
    actions.write_note(by=seat, session=session, text="Le guide arrive trop tôt.", silence=session.silences.first())
    facilitator, other = enter(page_of, claire, session), enter(page_of, mehdi, session)
    facilitator.focus(".room-bar .brand")
    facilitator.keyboard.press("?")
    facilitator.wait_for_selector("#keys[open]")
    facilitator.keyboard.press("Escape")
    facilitator.keyboard.press("v")
    facilitator.select_option("#ballot [name=kind]", "positions")
    facilitator.fill("#ballot [name=proposal]", "Préremplir le numéro.")
    facilitator.click("#ballot .btn.primary")

    other.click("#vote .btn.primary")
    other.check("#positions [value=objection]")
    other.fill("#positions-reason", "Trop cher.")
    other.click("#positions .btn.primary")
    other.wait_for_selector("#marks:has-text('objection')")
    facilitator.wait_for_selector("#vote:has-text('1 personne')")
    assert "Trop cher." not in facilitator.content()
    facilitator.focus(".room-bar .brand")
    facilitator.keyboard.press("v")
    for page in (facilitator, other):
        page.wait_for_selector("#vote:has-text('Trop cher.')")

    facilitator.click(".note button:has-text('La mettre en avant')")
    other.wait_for_selector("#spotlight:has-text('trop tôt')")
    facilitator.wait_for_selector("[data-key-hint=u]")
    facilitator.focus(".room-bar .brand")
    facilitator.keyboard.press("u")
    other.wait_for_selector("#spotlight:not(:has-text('trop tôt'))", state="attached")
    for page in (facilitator, other):
        assert page.complaints == []


def test_notes_that_look_alike_are_laid_together_from_the_desk(page_of, site, room, claire):
    session, host, seat = room
    for text in ("Le numéro de série est demandé trop tôt.", "On demande le numéro de série trop tôt."):
        actions.write_note(by=seat, session=session, text=text, silence=session.silences.first())
    page = enter(page_of, claire, session)
    page.focus(".room-bar .brand")
    page.keyboard.press("d")
    page.click("[data-loads=alike]")
    page.wait_for_selector("#alike:focus")
    page.fill("#alike [name=title]", "Le numéro")
    page.click("#alike .btn")
    page.wait_for_selector(".note-group:has-text('Le numéro')", state="attached")
    assert session.groups.get().notes.count() == 2 and page.complaints == []


def test_a_closed_session_is_scrubbed_with_the_arrow_keys(page_of, site, room, claire, mehdi):
    session, host, seat = room
    actions.write_note(by=seat, session=session, text="Premier mot.", silence=session.silences.first())
    actions.close_session(by=host, session=session)
    page = page_of(mehdi, table.here(session, "replay/"))
    assert "Premier mot." not in page.content()
    page.focus("#replay-at")
    page.keyboard.press("End")
    page.wait_for_selector("#scene .note:has-text('Premier mot.')")
    page.click("#scene a[rel=prev]")
    page.wait_for_selector("#scene h2:has-text('Une note sur la table')")
    page.click(".replay-moments a >> nth=0")
    page.wait_for_selector("#scene:not(:has(.note))")
    assert page.complaints == []


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("screen", ["host", "table", "phone", "screen"])
def test_axe_finds_nothing(page_of, site, room, claire, mehdi, language, screen):

    session, host, seat = room
    for member in (claire, mehdi):
        member.user.language = language
        member.user.save()
    session.participants.update(language=language)
    actions.write_note(by=seat, session=session, text="Peut-être.", silence=session.silences.first())
    note = session.notes.get()
    actions.give_evidence(by=host, session=session, note=note, stance="against", text="jamais vu")
    actions.write_hypothesis(by=seat, session=session, note=note)
    table.go_to(session, host, "tension")
    member, path, width = {"host": (claire, "", 1440), "screen": (claire, "screen/", 1920)}.get(
        screen, (mehdi, "", 390 if screen == "phone" else 1440)
    )
    page = enter(page_of, member, session, path, width=width)
    assert violations(page) == []
    assert page.complaints == []


def test_a_step_of_days_counts_in_days_and_gets_a_day_more(page_of, room, claire):
    session, host, _seat = room
    session.steps.update(minutes=3 * 24 * 60)
    actions.move_step(by=host, session=session, to=session.steps.get(kind="tension"))
    page = enter(page_of, claire, session)
    expect(page.locator(".timer-text")).to_have_text("2 j 23 h")
    assert page.get_attribute(".timer", "title").startswith("jusqu’au ")
    page.keyboard.press("m")
    expect(page.locator(".timer-text")).to_have_text("3 j 23 h")
    session.steps.update(minutes=5)
    actions.move_step(by=host, session=session, to=session.steps.get(kind="share"))
    expect(page.locator(".timer-text")).to_contain_text("04:5")
    page.keyboard.press("m")
    expect(page.locator(".timer-text")).to_contain_text("05:5")
    assert page.complaints == []


def test_what_was_not_saved_stays_in_sight_once_nobody_writes_any_more(page_of, site, room, mehdi):
    session, host, seat = room
    page = enter(page_of, mehdi, session)
    page.route("**/notes/", lambda route: route.abort())
    page.fill("#noteform-text", "Écrite trop tard.")
    page.click("#composer .btn.primary")
    page.wait_for_selector("#outbox li.waiting")
    table.go_to(session, host, "matrix")
    page.wait_for_selector("#noteform-text", state="hidden")
    expect(page.locator("#outbox li.waiting")).to_be_visible()
    actions.close_session(by=host, session=session)
    page.unroute("**/notes/")
    expect(page.locator("#outbox li.refused")).to_contain_text("Écrite trop tard.")
    expect(page.locator("#outbox li.refused")).to_be_visible()
    expect(page.locator("#problem-composer")).to_contain_text("Cette séance est close")
    expect(page.locator("#outbox .btn")).to_be_hidden()


def test_whoever_only_listens_puts_no_sign_by_key_either(page_of, site, room, claire, mehdi):
    session, host, seat = room
    actions.write_note(by=host, session=session, text="une note", silence=session.silences.first())
    actions.react(by=host, session=session, note=session.notes.get(), kind="holds")
    session.participants.filter(pk=seat.pk).update(role="observer")
    page = enter(page_of, mehdi, session)
    expect(page.locator(".note .sign:visible")).to_be_disabled()


def test_a_sign_that_is_refused_is_said_and_not_kept_as_if_it_were_a_text(page_of, site, room, mehdi):
    session, host, seat = room
    actions.write_note(by=host, session=session, text="une note", silence=session.silences.first())
    actions.freeze(by=host, session=session, frozen=True)
    page = enter(page_of, mehdi, session)
    page.click(".note .sign >> nth=0")
    expect(page.locator("#problem")).to_contain_text("L’animation a suspendu l’écriture")
    expect(page.locator("#outbox li")).to_have_count(0)
