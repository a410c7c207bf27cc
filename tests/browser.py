"""Which Chromium tests drive, how it is kept quiet, and what axe says of a page."""
import os
from pathlib import Path

SHELL = "/usr/bin/chromium-headless-shell"  # the same engine without windows: two thirds of the processor time
WHOLE = "/usr/bin/chromium"  # where it is all there is
CHROMIUM = os.environ.get("CHROMIUM") or (WHOLE if Path(WHOLE).exists() and not Path(SHELL).exists() else SHELL)
QUIET_BROWSER = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


def as_drawn(ways):
    """The languages or sizes that pages are looked at in: the first alone on the other stack, which draws the same pages."""
    return ways[:1] if os.environ.get("ONLY_CHANGED_BY_THE_STACK") else ways


def violations(page):
    """What axe finds in a page: [(rule, the first elements that break it)].

    It is asked on SQLite only: both stacks draw the same page, and asking takes longer than everything else that is done with it.
    """
    if os.environ.get("ONLY_CHANGED_BY_THE_STACK"):
        return []
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [(one["id"], [node["html"][:150] for node in one["nodes"][:3]]) for one in found]
