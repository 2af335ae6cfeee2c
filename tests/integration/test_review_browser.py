"""A reviewer's hour in a real browser, by the keyboard alone; then everything agrees."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.support.browser import chromium, opened, press, served, sign_in
from tests.support.whole_commands import sohoa, table

pytestmark = pytest.mark.slow

PASSWORD = "bốn từ khó đoán"
NAME = "Phạm Thị Dung"


def key_on_stage(page: Page) -> str | None:
    """The item that is shown; None where the queue is empty."""
    stage = page.locator("#stage")
    stage.locator(".item, .empty").first.wait_for()
    item = stage.locator(".item")
    return item.get_attribute("data-key") if item.count() else None


def go_on(page: Page, before: str) -> None:
    """Wait until another item, or none, is shown."""
    page.wait_for_function(
        "key => document.querySelector('#stage .item')?.dataset.key !== key", arg=before
    )


def settle(page: Page, key: str) -> None:
    """Decide what is shown as a person would who finds the first choice right."""
    kind = key.partition("|")[0]
    if kind != "field":
        press(page, "ArrowDown")
    press(page, "Enter")
    page.wait_for_function(
        """key => document.querySelector('#stage .item')?.dataset.key !== key
          || document.querySelector('#check.refused') && document.querySelector('#status.bad')""",
        arg=key,
    )
    if key_on_stage(page) != key:
        return
    if page.locator("#because").is_visible():
        page.locator("#because:focus").wait_for()
        page.keyboard.type("đã xem bản giấy")
        press(page, "Enter")
        go_on(page, key)
    else:
        press(page, "Escape")
        if key_on_stage(page) == key:
            go_on(page, key)


def test_a_reviewers_hour_by_keyboard_then_everything_agrees(
    tmp_path: Path, filled: tuple[Path, object], register: Path, browser: str
) -> None:
    archive = Path(shutil.copytree(filled[0], tmp_path / "kho"))
    (tmp_path / "password").write_text(PASSWORD, encoding="utf-8")
    added = sohoa(
        *("users", "add", "dung", "--name", NAME, "--archive", archive),
        *("--password-file", tmp_path / "password"),
    )
    assert added.code == 0, added.err
    open_before = {
        one["item"]
        for one in sohoa("review", "list", "--archive", archive, "--json").json["items"]
    }
    assert open_before
    decided: list[str] = []
    complaints: list[str] = []
    with (
        served(archive, "--register", register) as address,
        chromium(browser) as window,
    ):
        page = opened(window, complaints)
        sign_in(page, address, "dung", PASSWORD, arrive="**/review")
        while (key := key_on_stage(page)) is not None:
            pictures = page.locator("#stage img").all()
            for picture in pictures:
                picture.evaluate(
                    "one => one.complete || new Promise(done => one.onload = done)"
                )
                assert picture.evaluate("one => one.naturalWidth") > 0
            if key.startswith("field") and not decided:
                press(
                    page, "+", "+", "]", "[", "-"
                )  # zooming and turning change no value
            settle(page, key)
            decided.append(key)
        assert set(decided) == open_before
        # The last one is taken back, shown again, and decided again.
        press(page, "z")
        again = page.locator("#stage .item")
        again.wait_for()
        back = key_on_stage(page)
        assert back in open_before
        settle(page, str(back))
        page.locator("#stage .empty").wait_for()
        page.wait_for_function("() => (document.body.dataset.pending || '0') === '0'")
        # A refused answer is one of 422, which the console tells as well.
        assert [one for one in complaints if "422" not in one] == []

    left = {
        one["item"]
        for one in sohoa("review", "list", "--archive", archive, "--json").json["items"]
    }
    taken = open_before - left
    assert str(back) in taken
    mine = [one for one in table(archive, "events") if one["actor"] == NAME]
    assert len(mine) == len(taken) + 2
    verified = sohoa("verify", "--archive", archive, "--json")
    assert (verified.code, verified.json["failed"]) == (0, []), verified.err
    reconciled = sohoa("index", "reconcile", "--archive", archive, "--json")
    assert reconciled.code == 0, reconciled.out
    for report in ("quality", "missing"):
        assert sohoa("report", report, "--archive", archive, "--json").code == 0
    linked = [row for row in table(archive, "matches") if row["outcome"] == "review"]
    assert {
        f"match|{one['document_id']}|{one['role']}|{one['role_index']}"
        for one in linked
    } <= left
