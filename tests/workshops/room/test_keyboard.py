"""A whole session without a mouse, from the door to the sealed grid: two browsers and a phone, each key pressed for real."""
import pytest

from tests.workshops.room import table
from workshops.room.models import Session

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(600)]
UP = "body[data-line=up]"


def reach(page, selector, most=150):
    """Press Tab until the focus stands on what `selector` names; fails when the keyboard never gets there."""
    for _press in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("one => Boolean(document.activeElement?.matches(one))", selector):
            return
    raise AssertionError(f"the keyboard never reaches {selector}")


def press(page, selector, key="Enter"):
    reach(page, selector)
    page.keyboard.press(key)


def shortcut(page, key):
    """A shortcut works from wherever nothing is typed: the focus leaves the fields as Escape and the page's start would."""
    page.evaluate("document.activeElement?.blur()")
    page.keyboard.press(key)


def write(page, text):
    shortcut(page, "c")
    page.keyboard.type(text)
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(f"#mine .own:has-text('{text}')")


def step(host, others, kind):
    shortcut(host, "n")
    for page in (host, *others):
        page.wait_for_selector(f".now[data-kind={kind}]")


def answer(page, arrows):
    """One item beside one hypothesis: the radio group is one stop, arrows choose."""
    reach(page, "[data-judge] input[type=radio]")
    page.keyboard.press("Space")
    for _n in range(arrows):
        page.keyboard.press("ArrowRight")
    page.wait_for_selector("#judged [data-cell]", state="attached")


def test_a_whole_session_by_keyboard_alone(page_of, site, claire, mehdi):
    session = table.prepared(claire)
    host = page_of(claire, table.here(session))
    host.wait_for_selector(UP)
    shortcut(host, "n")
    host.wait_for_selector(".now[data-state=open]")
    other, phone = page_of(mehdi, table.here(session)), page_of(None, f"/r/{session.code}/", width=390, height=780)
    press(other, "main .btn.primary")
    reach(phone, "[name=name]")
    phone.keyboard.type("Karim")
    reach(phone, "[name=trade]")
    phone.keyboard.type("Boutique")
    phone.keyboard.press("Enter")
    for page in (other, phone):
        page.wait_for_selector(UP, timeout=15000)

    for kind in ("read", "write"):
        step(host, (other, phone), kind)
    write(other, "Le guide arrive trop tôt.")
    write(phone, "Le lien ne s’ouvre pas.")
    press(other, "#mine button[name=done]")
    host.wait_for_selector(".tally:has-text('1 sur 3')")
    assert "trop tôt" not in host.content()

    step(host, (other, phone), "share")
    other.wait_for_selector(".note:has-text('ne s’ouvre pas')")
    press(other, ".note .sign")
    other.wait_for_selector(".note .sign[aria-pressed=true]")

    step(host, (other, phone), "tension")
    for made, page in enumerate((other, phone)):
        press(page, ".note form[action$='hypotheses/'] button")
        for one in (host, phone):  # whose first note left is then the other one
            one.wait_for_selector(f".hypothesis >> nth={made}")
    press(phone, ".hypothesis [data-opens=weigh][data-set-stance=against]")
    phone.wait_for_selector("#weigh[open]")
    reach(phone, "#weigh-text")
    phone.keyboard.type("Vu nulle part.")
    phone.keyboard.press("Control+Enter")
    host.wait_for_selector(".hypothesis .con:has-text('Vu nulle part')")

    step(host, (other, phone), "matrix")
    answer(other, 1)
    answer(phone, 4)
    host.wait_for_selector("#weighed:has-text('2 personnes')")
    assert "ne s’accordent" not in host.content() and not host.locator("#matrix table").count()
    shortcut(host, "r")
    host.wait_for_selector("#confirm[open]")
    host.keyboard.press("Enter")
    for page in (host, other, phone):
        page.wait_for_selector("#matrix .revealed table")

    step(host, (other, phone), "decide")
    shortcut(host, "v")
    host.wait_for_selector("#ballot[open]")
    press(host, "#ballot .btn.primary")
    other.wait_for_selector(".hypothesis .dots-form")
    press(other, ".hypothesis .dots-form .btn")
    host.wait_for_selector("#vote:has-text('1')")
    shortcut(host, "v")
    other.wait_for_selector(".hypothesis .dots:has-text('1')")
    press(host, "[data-opens=decide]")
    for name, words in (("title", "Préremplir"), ("what", "On préremplit le numéro."), ("why", "Pour aider.")):
        reach(host, f"#decide [name={name}]")
        host.keyboard.type(words)
    host.keyboard.press("Control+Enter")
    phone.wait_for_selector("#outcome:has-text('Préremplir')")

    step(host, (other, phone), "close")
    write(phone, "Une heure bien tenue.")
    press(host, ".lead-move .primary")
    host.wait_for_selector("#confirm[open]")
    host.keyboard.press("Enter")
    for page in (host, other, phone):
        page.wait_for_selector(".now[data-state=closed]", timeout=15000)
        assert page.complaints == []
    assert Session.objects.get().grid_version is not None
