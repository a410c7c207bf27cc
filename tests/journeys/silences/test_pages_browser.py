"""The pictures in a real browser: filters without a full reload, the keyboard, a phone, and lettering that really fits."""
import pytest

from tests.browser import violations

from .scratch import make_reading

pytestmark = pytest.mark.django_db(transaction=True)

TOUCHING = """() => {
  const seen = [...document.querySelectorAll('.map-body .map-label, .map-body .map-note, .map-body .map-stage')]
    .map(text => [text.textContent, text.getBoundingClientRect()]);
  const found = [];
  for (let i = 0; i < seen.length; i++) for (let j = i + 1; j < seen.length; j++) {
    const [a, b] = [seen[i][1], seen[j][1]];
    if (a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 4 && b.top < a.bottom - 4)
      found.push([seen[i][0], seen[j][0]]);
  }
  return found;
}"""


def address(reading):
    return f"/{reading.space.slug}/readings/{reading.uuid}/"


def test_labels_of_forty_touchpoints_do_not_touch_once_a_browser_has_set_them(page_of, claire, telecom):
    page = page_of(claire, address(make_reading(telecom, 40)))
    assert page.evaluate(TOUCHING) == []
    assert page.complaints == []


def test_choosing_a_segment_changes_the_map_and_keeps_the_page(page_of, claire, telecom):
    page = page_of(claire, address(make_reading(telecom)))
    page.evaluate("document.querySelector('h1').dataset.kept = 'yes'")
    page.select_option("#map-segment", "âge=65+")
    page.wait_for_selector("#map-title:has-text('65+')")
    assert page.evaluate("document.querySelector('h1').dataset.kept") == "yes", "no full reload"
    assert "segment=" in page.url
    page.click(".map-filters .pills a:not([aria-current])")
    page.wait_for_selector(".map-filters .pills li:last-child a[aria-current]")
    assert "65+" in page.inner_text("#map-title"), "the segment stays chosen"
    assert page.complaints == []


def test_the_map_is_read_with_the_keyboard_alone(page_of, claire, telecom):
    page = page_of(claire, address(make_reading(telecom, 6)))
    page.focus(".map-wide")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith("Choisir l’offre")
    page.keyboard.press("Enter")
    page.wait_for_selector("#touchpoint-detail")


@pytest.mark.parametrize("view", ["", "behaviours/", "times/", "times/?by=âge", "paths/"])
def test_on_a_phone_nothing_pushes_the_page_sideways(view, page_of, claire, telecom):
    page = page_of(claire, address(make_reading(telecom, 40)) + view, width=390, height=844)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert page.complaints == []


def test_on_a_phone_the_map_stands_upright_and_on_a_desk_it_lies(page_of, claire, telecom):
    where = address(make_reading(telecom))
    phone, desk = page_of(claire, where, width=390), page_of(claire, where)
    assert phone.is_visible(".map-vertical") and not phone.is_visible(".map-body")
    assert desk.is_visible(".map-body") and not desk.is_visible(".map-vertical")


def test_lane_names_stay_in_sight_while_the_map_scrolls(page_of, claire, telecom):
    page = page_of(claire, address(make_reading(telecom, 40)))
    before = page.locator(".map-lanes").first.bounding_box()["x"]
    page.evaluate("document.querySelector('.map-wide').scrollLeft = 1500")
    assert abs(page.locator(".map-lanes").first.bounding_box()["x"] - before) < 1


def test_a_candidate_is_answered_in_one_click_and_the_next_one_is_at_hand(page_of, claire, telecom):
    page = page_of(claire, address(make_reading(telecom)))
    page.evaluate("document.querySelector('h1').dataset.kept = 'yes'")
    second = page.inner_text("#candidates li:nth-child(2) strong")
    page.evaluate("document.querySelector('#candidates').dataset.old = 'yes'")
    page.click("#candidates li:first-child button[value=dismiss]")
    page.wait_for_selector("#candidates:not([data-old])")
    assert page.inner_text("#candidates li:first-child strong") == second
    assert page.evaluate("document.querySelector('h1').dataset.kept") == "yes", "no full reload"
    page.wait_for_selector("#candidates li:first-child button:focus")  # so does the keyboard
    assert page.complaints == []


@pytest.mark.parametrize("view", ["", "times/?by=âge", "paths/"])
def test_what_a_reading_proposes_and_compares_is_accessible(view, page_of, claire, telecom):
    page = page_of(claire, address(make_reading(telecom)) + view)
    assert violations(page) == []
