"""The pages of an archive, served by the real command and opened in a real Chromium."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.support.whole_commands import ROOT, command, environment

WIDE = {"width": 1400, "height": 850}


@contextmanager
def served(archive: Path, *more: object) -> Iterator[str]:
    """The address of the archive's pages; `more` are further words of `sohoa serve`."""
    words = command("serve", "--archive", archive, "--port", 0, *more)
    server = subprocess.Popen(
        words, stderr=subprocess.PIPE, text=True, cwd=ROOT, env=environment()
    )
    try:
        yield address_of(server)
    finally:
        os.kill(server.pid, signal.SIGINT)
        _, said = server.communicate()
    assert server.returncode in (0, 130), said
    assert "Traceback" not in said


def address_of(server: subprocess.Popen[str]) -> str:
    """Where a server listens, as it says on stderr once it does."""
    assert server.stderr is not None
    for line in iter(server.stderr.readline, ""):
        if address := re.search(r"https?://\S+/", line):
            return address[0]
    raise AssertionError("the server ended before it listened")


@contextmanager
def chromium(program: str) -> Iterator[Browser]:
    """A Chromium of its own."""
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


def opened(
    browser: Browser, complaints: list[str], size: dict[str, int] = WIDE
) -> Page:
    """An empty page that waits as long as it takes; what its console says goes to `complaints`."""
    page = browser.new_page(viewport=size)  # type: ignore[arg-type]
    page.set_default_timeout(0)
    page.on("console", lambda said: complaints.append(said.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return page


def press(page: Page, *keys: str) -> None:
    """Press the keys one after another."""
    for key in keys:
        page.keyboard.press(key)


def sign_in(
    page: Page, address: str, login: str, password: str, *, arrive: str
) -> None:
    """Sign in by the keyboard alone and wait for the page `arrive` (a glob).

    The field takes the keys only once the browser has moved the focus to it, and that may come
    after the page has loaded: keys that are pressed before are lost.
    """
    page.goto(address)
    page.locator("input[name=login]:focus").wait_for()
    page.keyboard.type(login)
    press(page, "Tab")
    page.locator("input[name=password]:focus").wait_for()
    page.keyboard.type(password)
    press(page, "Enter")
    page.wait_for_url(arrive)
