"""Which Chromium tests drive, and how it is kept quiet."""
import os

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
QUIET_BROWSER = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
