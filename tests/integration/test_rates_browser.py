"""An official's look at the rates in a real browser: by keyboard, on a phone, without a complaint."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from pipeline.operations.create import create_archive
from pipeline.serve.users import Role, Users
from pipeline.store.parquet import ParquetStore
from pipeline.store.record import StoreChange
from tests.integration_support import ROOT, command, environment

pytestmark = pytest.mark.slow

PASSWORD = "bốn từ khó đoán"
BROWSER = shutil.which("chromium") or ""
PHONE, WIDE = {"width": 390, "height": 844}, {"width": 1400, "height": 900}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = create_archive(tmp_path_factory.mktemp("a") / "kho", development_keys=False).root
    rows = [
        {
            "dossier_code": f"K{at}",
            "agency_code": f"H{at % 3}",
            "agency_name": f"Phường {('Tây Hồ', 'Bưởi', 'Quảng An')[at % 3]}",
            "level": "commune",
            "procedure_code": "2.000815",
            "still_valid": True,
        }
        for at in range(9)
    ]
    ParquetStore(root / "store").commit(StoreChange(append={"past_results": rows}))
    Users.of(root / "keys").add("lan", "Lê Thị Lan", Role.OFFICIAL, PASSWORD)
    return root


@contextmanager
def served(archive: Path) -> Iterator[str]:
    words = command("serve", "--archive", archive, "--port", 0)
    server = subprocess.Popen(words, stderr=subprocess.PIPE, text=True, cwd=ROOT, env=environment())
    assert server.stderr is not None
    try:
        address = None
        while address is None:
            line = server.stderr.readline()
            assert line, "the server ended before it listened"
            address = re.search(r"http://\S+/", line)
        yield address[0]
    finally:
        os.kill(server.pid, signal.SIGINT)
        _, said = server.communicate()
    assert "Traceback" not in said


def signed_in(browser: Browser, address: str, size: dict[str, int], said: list[str]) -> Page:
    """A page of its own after signing in by the keyboard."""
    page = browser.new_page(viewport=size)  # type: ignore[arg-type]
    page.set_default_timeout(0)
    page.on("console", lambda one: said.append(one.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(address)
    page.fill("input[name=login]", "lan")
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/rates")
    return page


@pytest.mark.skipif(not BROWSER, reason="no Chromium on this machine")
def test_an_official_finds_what_is_missing(archive: Path, tmp_path: Path) -> None:
    complaints: list[str] = []
    with served(archive) as address, sync_playwright() as player:
        browser = player.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        page = signed_in(browser, address, WIDE, complaints)
        # By the keyboard alone: a filter, then down to the dossiers.
        page.focus("input[name=unit]")
        page.keyboard.type("bưởi")
        page.keyboard.press("Enter")
        page.wait_for_url("**unit=b*")
        links = page.locator("table a")
        assert links.all_inner_texts() == ["Phường Bưởi"]
        links.first.focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/rates/unit**")
        assert page.locator(".codes span").all_inner_texts() == ["K1", "K4", "K7"]
        # Papers are not an official's to see.
        assert page.goto(f"{address}search?q=x").status == 403  # type: ignore[union-attr]
        complaints[:] = [one for one in complaints if "403" not in one]
        phone = signed_in(browser, address, PHONE, complaints)
        assert phone.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
        heights = "[...document.querySelectorAll('.search input')].map(one => one.offsetHeight)"
        assert max(phone.evaluate(heights)) < 60
        phone.screenshot(path=tmp_path / "phone.png")
        browser.close()
    assert complaints == []
