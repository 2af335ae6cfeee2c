"""An official's look at the rates in a real browser: by keyboard, on a phone, without a complaint."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.operations.upkeep.create import create_archive
from pipeline.report.catalogue import REPORTS
from pipeline.serve.accounts.users import Role, Users
from pipeline.store.parquet import ParquetStore
from pipeline.store.record import StoreChange
from tests.support.browser import chromium, opened, served, sign_in

pytestmark = pytest.mark.slow

PASSWORD = "bốn từ khó đoán"
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = create_archive(
        tmp_path_factory.mktemp("a") / "kho", development_keys=False
    ).root
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


def test_an_official_finds_what_is_missing(
    archive: Path, tmp_path: Path, browser: str
) -> None:
    complaints: list[str] = []
    with served(archive) as address, chromium(browser) as window:
        page = opened(window, complaints)
        sign_in(page, address, "lan", PASSWORD, arrive="**/rates")
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
        phone = opened(window, complaints, PHONE)
        sign_in(phone, address, "lan", PASSWORD, arrive="**/rates")
        assert phone.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
        heights = "[...document.querySelectorAll('.search input')].map(one => one.offsetHeight)"
        assert max(phone.evaluate(heights)) < 60
        phone.screenshot(path=tmp_path / "phone.png")
    assert complaints == []


def test_every_report_is_shown_without_a_complaint(
    archive: Path, tmp_path: Path, browser: str
) -> None:
    complaints: list[str] = []
    with served(archive) as address, chromium(browser) as window:
        page = opened(window, complaints)
        sign_in(page, address, "lan", PASSWORD, arrive="**/rates")
        page.goto(f"{address}reports")
        named = page.locator("form[action='/reports/show'] input[name=name]")
        shown = [one.get_attribute("value") for one in named.all()]
        for name in shown:
            answer = page.goto(f"{address}reports/show?name={name}&period=2024")
            assert answer is not None and answer.ok
            assert page.locator("h1").count() == 1
            page.screenshot(path=tmp_path / f"{name}.png")
    assert set(shown) == set(REPORTS)
    assert complaints == []
