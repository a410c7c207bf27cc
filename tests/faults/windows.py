"""Real browsers of a stage: a person's page in Chromium, which can be put to sleep as a laptop is."""
import os
import signal
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import async_playwright

from tests.browser import CHROMIUM, QUIET_BROWSER

UP = "body[data-line=up]"


@asynccontextmanager
async def window(stage, port=None, seat=0, pages=1):
    """Pages of one person (the guest of that seat), each in the room and up to date."""
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET_BROWSER)
        try:
            context = await chromium.new_context(locale="fr-FR")
            site = f"http://127.0.0.1:{port or stage.port}"
            path = f"/{stage.facts['space']}/sessions/{stage.facts['session']}/"
            await context.add_cookies([{"name": "seat", "value": stage.facts["tokens"][seat], "url": site + path}])
            opened = [await context.new_page() for _ in range(pages)]
            for page in opened:
                await page.goto(site + path)
                await page.wait_for_selector(UP, timeout=20000)
            yield opened[0] if pages == 1 else opened
        finally:
            await chromium.close()


async def write(page, text):
    await page.fill("#noteform-text", text)
    await page.click("#composer .btn.primary")


def sleep_browsers(how=signal.SIGSTOP):
    """Stop (or, with SIGCONT, wake) every Chromium process that descends from this one."""
    for pid in descendants(os.getpid()):
        try:
            if "chrom" in Path(f"/proc/{pid}/cmdline").read_text():
                os.kill(pid, how)
        except OSError:
            continue  # it has just ended


def descendants(pid):
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found, new = set(), {pid}
    while new := {one for one, parent in parents.items() if parent in new} - found:
        found |= new
    return found
