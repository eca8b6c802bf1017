"""The browser for journeys: Chromium of the machine, else Playwright's own, else Debian's package when we are root."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--disable-dev-shm-usage", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
    "--auto-select-desktop-capture-source=Entire screen", "--autoplay-policy=no-user-gesture-required",
]
MINUTES = 60


def on_path() -> str | None:
    """A Chromium installed on the machine."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


def of_playwright() -> str | None:
    """Playwright's own Chromium, when it was downloaded before."""
    asked = ("from playwright.sync_api import sync_playwright as s\n"
             "import os\nwith s() as p:\n path = p.chromium.executable_path\nprint(path if os.path.exists(path) else '')")
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True)
    return done.stdout.strip() or None


def find(*, install: bool) -> str | None:
    """Path of a Chromium, or None. `install` lets it be fetched: by Playwright, else by apt-get when we are root."""
    found = on_path() or of_playwright()
    if found or not install:
        return found
    with contextlib.suppress(subprocess.SubprocessError, OSError):
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], capture_output=True, timeout=5 * MINUTES)
        if found := of_playwright():
            return found
    if os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        with contextlib.suppress(subprocess.SubprocessError, OSError):
            for command in (["apt-get", "-qq", "update"], ["apt-get", "-qq", "install", "-y", "--no-install-recommends", "chromium"]):
                subprocess.run(command, env=quiet, capture_output=True, timeout=5 * MINUTES)
    return on_path()
