"""Which Chromium tests drive, and how it is kept quiet."""
import os
from pathlib import Path

SHELL = "/usr/bin/chromium-headless-shell"  # the same engine without windows: two thirds of the processor time
WHOLE = "/usr/bin/chromium"  # where it is all there is
CHROMIUM = os.environ.get("CHROMIUM") or (WHOLE if Path(WHOLE).exists() and not Path(SHELL).exists() else SHELL)
QUIET_BROWSER = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
