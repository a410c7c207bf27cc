"""`make screenshots`: the two pictures of the README, taken from the example in a real browser."""
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser import CHROMIUM, QUIET_BROWSER

ROOT = Path(__file__).resolve().parent.parent
PORT = 28417


def main():
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"DATA_DIR": folder, "DEMO": "1", "PORT": str(PORT)}
        for command in (["prepare"], ["load_demo"]):
            subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True)
        server = subprocess.Popen([sys.executable, "manage.py", "serve", "--host", "127.0.0.1"], cwd=ROOT, env=environment)
        try:
            wait_for(f"http://127.0.0.1:{PORT}/healthz")
            take(f"http://127.0.0.1:{PORT}")
        finally:
            server.terminate()
            server.wait()


def wait_for(address):
    for _try in range(100):
        try:
            return urllib.request.urlopen(address)
        except OSError:
            time.sleep(0.2)
    raise SystemExit(f"{address} does not answer.")


def take(site):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET_BROWSER)
        page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="en-GB")
        page.goto(f"{site}/accounts/login/")
        page.fill("[name=login]", "claire@example.org")
        page.fill("[name=password]", "silences-demo")
        page.click("main button")
        for name, path, link in (
            ("map", "/example/readings/", ".reading-list li:last-child > a"),
            ("room", "/example/sessions/", "main tbody a"),
        ):
            page.goto(site + path)
            page.locator(link).first.click()
            page.wait_for_load_state("networkidle")
            page.screenshot(path=ROOT / "docs" / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
