"""Every page in a real browser: axe finds nothing, the console says nothing, nothing overflows, no policy is broken."""
import pytest

from tests import permissions
from tests.browser import as_drawn, violations
from tests.routes import address, every_route

FILES = {
    "journey-version-file", "journey-draft-file", "log-rejects", "grid-version-export", "grid-draft-export", "actions-export",
    "readback-file", "readback-shared-file", "trail-export", "log-progress", "api-docs",
}  # fmt: skip
WHO = {"fr": "Claire", "en": "Mehdi"}


@pytest.mark.timeout(900)
@pytest.mark.parametrize(("language", "width", "height"), as_drawn([("fr", 1440, 900), ("en", 390, 844)]))
def test_every_page_is_accessible_and_silent(page_of, site, language, width, height):
    world, wrong = permissions.build_world(), []
    member = world.cast[WHO[language]]
    member.user.language = language
    member.user.save()
    page = page_of(member, "/", width=width, height=height, locale=f"{language}-{language.upper()}")
    visitor = page_of(None, "/accounts/login/", width=width, height=height, locale=f"{language}-{language.upper()}")
    for path in pages(world, page, site):
        look(page, site + path, wrong, language)
    for path in ("/", "/accounts/login/", "/accounts/password/reset/", "/r/", "/nowhere/"):
        look(visitor, site + path, wrong, language)
    assert wrong == []


def pages(world, page, site):
    """Addresses that answer this person with a page."""
    for route in every_route():
        if "GET" in route.methods and not route.is_api and route.name not in FILES:
            path = address(route, world.space, world.arguments)
            if path is None:
                continue
            answer = page.request.get(site + path, max_redirects=0)
            if answer.status in (200, 403) and "text/html" in answer.headers["content-type"] and "<html" in answer.text():
                yield path


def look(page, address, wrong, language):
    """Open an address and note what is wrong with it."""
    page.complaints.clear()
    page.goto(address, wait_until="load")
    wrong += [(address, *violation) for violation in violations(page)]
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"):
        wrong.append((address, "overflows sideways"))
    if page.locator("option", has_text="-----").count():
        wrong.append((address, "a choice says nothing"))
    sent = "/readback/" in address and "/telecom/" not in address  # a shared restitution speaks the language its sender chose
    if not sent and page.evaluate("document.documentElement.lang") != language:
        wrong.append((address, "speaks another language"))
    wrong += [(address, text) for text in page.complaints if "403" not in text and "404" not in text]
