"""The editor in a real browser: keyboard, phone, nothing typed is lost, nothing axe complains about."""
from pathlib import Path

import pytest
from playwright.sync_api import expect

from journeys.maps import actions, formats
from tests.browser import violations

GOLDEN = Path(__file__).parents[1] / "golden" / "map.csv"


@pytest.fixture
def box(claire):
    journey = actions.accept_file(by=claire, map_file=formats.read("map.csv", GOLDEN.read_bytes()), name="Setting up")
    actions.publish_version(by=claire, journey=journey)
    journey.draft.filter(key="guide").update(anchor="nowhere", label="Read the short guide")
    return journey


@pytest.mark.parametrize("width", [390, 1440])
def test_pages_of_journeys_are_accessible_and_never_wider_than_the_screen(width, page_of, claire, box):
    base = f"/telecom/journeys/{box.uuid}/"
    page = page_of(claire, "/telecom/journeys/", width=width)
    for path in ("/telecom/journeys/", "/telecom/journeys/new/", "/telecom/journeys/files/", base, f"{base}draft/",
                 f"{base}publication/", f"{base}comparison/", f"{base}versions/1/", f"{base}about/",
                 f"{base}draft/touchpoints/new/?stage=Use"):
        page.goto(page.url.split("/telecom/")[0] + path)
        assert violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
    assert page.complaints == []


@pytest.mark.parametrize("width", [390, 1440])
def test_a_touchpoint_is_added_in_place_and_what_was_typed_survives(width, page_of, claire, box):
    page = page_of(claire, f"/telecom/journeys/{box.uuid}/draft/", width=width)
    page.click("#add-2")
    page.wait_for_selector("#touchpoint-form")
    assert violations(page) == []
    page.fill("#tp-label", "Watch TV")
    page.fill("#tp-events", "tv on")
    page.click("#edit-" + str(box.draft.get(key="app").uuid))
    expect(page.locator("#tp-label")).to_have_value("Install the app")
    page.click("#add-2")
    expect(page.locator("#tp-label")).to_have_value("Watch TV")
    assert page.is_visible("#touchpoint-form .kept")
    page.click("#touchpoint-form .primary")
    page.wait_for_selector("#saved")
    assert "Watch TV" in page.inner_text("#draft") and box.draft.get(label="Watch TV").events == ["tv on"]
    page.click("#add-2")
    page.wait_for_selector("#touchpoint-form")
    assert page.input_value("#tp-label") == ""
    assert page.complaints == []


def test_moving_with_the_keyboard_keeps_the_focus_on_what_moves(page_of, claire, box):
    page = page_of(claire, f"/telecom/journeys/{box.uuid}/draft/")
    down = "down-" + str(box.draft.get(key="app").uuid)
    page.focus(f"#{down}")
    for place in (3, 4):
        page.keyboard.press("Enter")
        expect(page.locator(".journey-touchpoint .label").nth(place - 1)).to_have_text("Install the app")
        expect(page.locator(f"#{down}")).to_be_focused()
    assert [row.key for row in box.draft.all()][:4] == ["signup", "guide", "fibre", "app"]


def test_a_press_at_the_very_moment_the_list_is_redrawn_moves_once_more_and_loads_no_new_page(page_of, claire, box):
    page = page_of(claire, f"/telecom/journeys/{box.uuid}/draft/")
    page.evaluate("""id => {
        window.same = true
        const first = document.getElementById(id)
        const seen = new MutationObserver(() => {
            const fresh = document.getElementById(id)
            if (!fresh || fresh === first) return
            seen.disconnect()
            fresh.click()
        })
        seen.observe(document.body, { childList: true, subtree: true })
        first.click()
    }""", "down-" + str(box.draft.get(key="app").uuid))
    expect(page.locator(".journey-touchpoint .label").nth(3)).to_have_text("Install the app")
    assert page.evaluate("window.same")


def test_the_editor_works_without_scripts(browser, site, claire, box):
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(claire.user)
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "url": site,
                          "value": client.cookies[settings.SESSION_COOKIE_NAME].value}])
    page = context.new_page()
    page.goto(f"{site}/telecom/journeys/{box.uuid}/draft/")
    page.click("#down-" + str(box.draft.get(key="signup").uuid))
    page.click("#edit-" + str(box.draft.get(key="guide").uuid))
    page.fill("#tp-label", "Read it")
    page.click("#touchpoint-form .primary")
    expect(page.locator("#draft")).to_contain_text("Read it")
    context.close()
