"""The cast, the browsers and the running site that tests share."""
import gc
import os
import socket
import threading
import time
from pathlib import Path

import pytest

os.environ.setdefault("SQLITE_SYNCHRONOUS", "OFF")  # throw-away databases; `serve` refuses this setting
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # playwright's sync API keeps a loop in the test's thread
from django.core.cache import cache  # noqa: E402

from project.cache import HintCache  # noqa: E402
from tests import make  # noqa: E402
from tests.browser import CHROMIUM, QUIET_BROWSER  # noqa: E402
from tests.database import django_db_setup, migrated_once, tests_empty_what_they_filled  # noqa: E402, F401
from tests.stacks import ONCE, changed_by_the_stack, choose, cut_off, redis_of_this_worker, stack  # noqa: E402, F401
from tests.worlds import elsewhere, world, worlds  # noqa: E402, F401


def pytest_configure(config):
    """Static files come straight from their folders, whichever test imports the server first; a worker has its own Redis."""
    from django.conf import settings

    settings.SERVESTATIC_AUTOREFRESH = settings.SERVESTATIC_USE_FINDERS = True
    redis_of_this_worker(settings)


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session):
    migrated_once(session)
    gc.freeze()  # what is loaded by now stays until the end: looking through it again and again took a fifth of the time
    gc.set_threshold(50_000, 20, 20)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items, config):
    choose(items, config)
    if not Path(CHROMIUM).exists():
        for item in items:
            if "browser" in item.fixturenames:
                item.add_marker(pytest.mark.skip(reason="Chromium is not installed: apt-get install chromium-headless-shell"))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session, exitstatus):
    """On CI a skipped test is a failure: a machine that cannot test must say so in red."""
    gc.unfreeze()
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if skipped and os.environ.get("CI") == "true" and exitstatus == 0:
        session.exitstatus = 1


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node):
    node.config.ran_once = node.workeroutput.get("once", 0)


def pytest_terminal_summary(terminalreporter, config):
    if getattr(config, "ran_once", 0):
        terminalreporter.write_line(f"{config.ran_once} other tests {ONCE}")
    for reason in sorted({report.longrepr[2] for report in terminalreporter.stats.get("skipped", [])}):
        terminalreporter.write_line(f"skipped: {reason}")


@pytest.fixture(autouse=True)
def _own_data_folder(request, tmp_path, settings, monkeypatch):
    """Files that a test makes stay in its own folder; passwords are hashed fast; who asked for no stack has none."""
    settings.DATA_DIR = tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    settings.DEMO = True
    settings.UPLOADS_UNTIL_PERCENT = 101  # however full the disk of this machine
    HintCache.away_until = 0.0  # a Redis that an earlier test found away is asked again
    cache.clear()


@pytest.fixture
def telecom(db):
    return make.space()


@pytest.fixture
def claire(telecom):
    return make.member("Claire", "facilitator", "Produit", of=telecom)


@pytest.fixture
def mehdi(telecom):
    return make.member("Mehdi", "contributor", "Service client", of=telecom)


@pytest.fixture
def sophie(telecom):
    return make.member("Sophie", "contributor", "Terrain", of=telecom)


@pytest.fixture
def jean(telecom):
    return make.member("Jean", "contributor", "Marketing", of=telecom)


@pytest.fixture
def ana(telecom):
    return make.member("Ana", "manager", "Facturation", of=telecom)


@pytest.fixture
def ines(telecom):
    return make.member("Inès", "guardian", "Données", of=telecom)


@pytest.fixture
def odile(telecom):
    return make.member("Odile", "owner", "Direction", of=telecom)


@pytest.fixture
def victor(db):
    """A stranger: the owner of another space."""
    return make.member("Victor", "owner", of=make.space("elsewhere", "Ailleurs"))


@pytest.fixture
def client_of(client_class):
    """A signed-in test client of a member: client_of(claire)."""

    def signed_in(member, **extra):
        client = client_class(**extra)
        client.force_login(member.user)
        return client

    return signed_in


@pytest.fixture
def client_class():
    from django.test import Client

    return Client


@pytest.fixture(scope="module")  # its event loop must not outlive the module: other tests run loops of their own
def browser():
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=15_000)  # a busy machine is slow, not wrong
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET_BROWSER)
        yield chromium
        chromium.close()


@pytest.fixture
def site(transactional_db, settings):
    """The address of a real server (uvicorn in a thread) over the test's database."""
    import uvicorn

    settings.DEBUG = True  # static files straight from their folders
    from project.asgi import application
    from project.management.commands.serve import HTTP

    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    server = uvicorn.Server(
        uvicorn.Config(
            application, log_level="warning", lifespan="off", http=HTTP, ws="project.live.wire:WireProtocol",
            ws_max_size=64 * 1024, ws_per_message_deflate=False, timeout_graceful_shutdown=2,
        )
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture
def page_of(browser, site):
    """A browser page signed in as a member: page_of(claire, "/telecom/", width=390)."""
    contexts = []

    def opened(member, path="/", *, width=1440, height=900, locale="fr-FR"):
        from django.conf import settings
        from django.test import Client

        context = browser.new_context(locale=locale, viewport={"width": width, "height": height})
        contexts.append(context)
        if member is not None:
            client = Client()
            client.force_login(member.user)
            cookie = client.cookies[settings.SESSION_COOKIE_NAME]
            context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": site}])
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda said: said.type in ("error", "warning") and page.complaints.append(said.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(site + path)
        return page

    yield opened
    for context in contexts:
        context.close()
