"""What went aside is tried again from the page of the batch, by the person who is signed in."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.browser import chromium, opened, served, sign_in
from tests.support.whole_commands import jpeg, sohoa, table

pytestmark = pytest.mark.slow

PASSWORD = "bốn từ khó đoán"
NAME = "Phạm Thị Dung"


def test_a_paper_past_a_limit_is_filed_from_the_page_once_the_limit_is_raised(
    tmp_path: Path, archive: Path, register: Path, browser: str
) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "H26.31.02-260102-0001.jpg").write_bytes(jpeg("giay_khai_sinh", 3))
    (tmp_path / "tight.toml").write_text(
        "[limits]\nmax_megapixels = 1.0\n", encoding="utf-8"
    )
    words = ("--archive", archive, "--register", register, "--operator", "Lê Thị Đêm")
    night = sohoa("run", inbox, *words, "--config", tmp_path / "tight.toml", "--json")
    assert night.code == 1, night.err
    assert table(archive, "documents") == []
    (tmp_path / "password").write_text(PASSWORD, encoding="utf-8")
    user = ("users", "add", "dung", "--name", NAME, "--role", "administrator")
    assert (
        sohoa(
            *user, "--archive", archive, "--password-file", tmp_path / "password"
        ).code
        == 0
    )
    complaints: list[str] = []
    with (
        served(archive, "--register", register) as address,
        chromium(browser) as window,
    ):
        page = opened(window, complaints)
        sign_in(page, address, "dung", PASSWORD, arrive="**/review")
        page.goto(f"{address}batch")
        page.locator("form[action='/batch/retry'] button").click()
        while not page.locator(".retry .state-complete").count():
            page.reload()
        assert page.locator(".quarantine").count() == 0
        assert complaints == []
    (filed,) = table(archive, "documents")
    assert filed["dossier_code"] == "H26.31.02-260102-0001"
    assert filed["operator"] == NAME
    started = (archive / "audit.jsonl").read_text(encoding="utf-8")
    assert '"retry started"' in started and NAME in started
    assert sohoa("verify", "--archive", archive).code == 0
