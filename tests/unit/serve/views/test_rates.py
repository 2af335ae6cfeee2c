"""The live rates: filters, a unit's procedures and gaps, and the text that nobody may smuggle in."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from pipeline.store.record import StoreChange
from tests.unit.serve.conftest import EVIL, Kept

Visit = Callable[..., TestClient]


@pytest.fixture
def official(kept: Kept, visit: Visit) -> TestClient:
    """An official; two units with past results, of which one is digitized."""

    def past(code: str, agency: str, level: str, procedure: str) -> dict[str, object]:
        name = {"W": "Phường Tây Hồ", "D": f"Quận {EVIL}"}[agency]
        unit = {"agency_code": agency, "agency_name": name, "level": level}
        return {
            "dossier_code": code,
            **unit,
            "procedure_code": procedure,
            "still_valid": True,
        }

    rows = [
        past("K1", "W", "commune", "2.000815"),
        past("K2", "W", "commune", "2.000815"),
        past("K3", "W", "commune", "1.001193"),
        past("K4", "D", "district", "2.000815"),
    ]
    kept.site.store.commit(StoreChange(replace_tables={"past_results": rows}))
    return visit("official")


def units(page: str) -> list[str]:
    return re.findall(r"/rates/unit\?code=([^&]+)", page)


def test_units_are_filtered_by_level_and_name(official: TestClient) -> None:
    assert set(units(official.get("/rates?period=2024").text)) == {"D", "W"}
    assert units(official.get("/rates?period=2024&level=commune").text) == ["W"]
    assert units(official.get("/rates?period=2024&unit=tây").text) == ["W"]
    assert units(official.get("/rates?period=2024&unit=nobody").text) == []
    assert "Thành phần hồ sơ" in official.get("/rates?measure=components").text


def test_many_units_come_page_by_page(
    official: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.operations.reports.rates_page.UNITS_A_PAGE", 1)
    first = official.get("/rates?period=2024&measure=past_results").text
    (after,) = re.findall(r'rel="next" href="([^"]+)"', first)
    assert "Trang 1/2" in first and 'rel="prev"' not in first
    second = official.get(after.replace("&amp;", "&")).text
    assert "Trang 2/2" in second and 'rel="next"' not in second
    assert sorted(units(first) + units(second)) == ["D", "W"]
    (before,) = re.findall(r'rel="prev" href="([^"]+)"', second)
    assert units(official.get(before.replace("&amp;", "&")).text) == units(first)
    for page, wanted in (("9", second), ("0", first), ("x", first)):
        shown = official.get("/rates", params={"period": "2024", "page": page}).text
        assert units(shown) == units(wanted)


def test_down_to_the_missing_codes_of_a_unit(official: TestClient) -> None:
    page = official.get("/rates/unit?code=W&level=commune&period=2024").text
    assert "Phường Tây Hồ" in page and "Còn 3 hồ sơ" in page
    assert re.findall(r"<span>(K\d)</span>", page) == ["K1", "K2", "K3"]
    assert [page.count(code) for code in ("2.000815", "1.001193")] == [1, 1]
    # An official sees codes, and no way to the papers.
    assert "/dossier" not in page


def test_whoever_may_look_is_led_to_the_dossier(
    official: TestClient, visit: Visit
) -> None:
    page = (
        visit("administrator").get("/rates/unit?code=W&level=commune&period=2024").text
    )
    assert "/dossier?code=K1" in page


def test_a_change_of_the_store_is_seen_at_once(
    official: TestClient, kept: Kept
) -> None:
    assert ">0/3<" in official.get("/rates/unit?code=W&level=commune&period=2024").text
    kept.site.store.commit(StoreChange(replace_tables={"past_results": []}))
    assert units(official.get("/rates?period=2024").text) == []


def test_names_from_tables_and_addresses_are_text(official: TestClient) -> None:
    for path in ("/rates?period=2024", "/rates/unit?code=D&level=district&period=2024"):
        answer = official.get(path, params=None)
        assert EVIL not in answer.text and "&lt;script&gt;" in answer.text
    odd = official.get("/rates", params={"unit": EVIL, "level": EVIL, "measure": EVIL})
    assert odd.status_code == 200 and EVIL not in odd.text
    assert official.get("/rates", params={"period": EVIL}).status_code == 400


def test_the_state_of_the_archive_stands_above(official: TestClient) -> None:
    page = official.get("/rates?period=2024").text
    assert "Đĩa còn trống" in page and "Dữ liệu một cửa ngày" in page
    assert official.get("/", follow_redirects=False).headers["location"] == "/rates"
