"""Papers that are replaced or withdrawn, as search, lookup and show tell them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.commands.finding.find import add_to
from tests.unit.cli.one_module import run_module
from tests.unit.review.papers import (
    ACTOR,
    BETTER,
    LAN,
    NAM,
    OTHER,
    PAPER,
    make_archive,
    take,
)


@pytest.fixture
def kho(tmp_path: Path) -> Path:
    kho = make_archive(tmp_path / "kho")
    take(
        kho,
        (f"match|{PAPER}|subject|1", LAN),
        (f"supersede|{PAPER}", BETTER),
        (f"withdraw|{OTHER}", "1.11.2026", "hủy bỏ"),
    )
    return kho


def asked(
    kho: Path, capsys: pytest.CaptureFixture[str], *words: str
) -> tuple[int, str]:
    code = run_module(add_to, *words, "--archive", str(kho), "--operator", ACTOR)
    return code, capsys.readouterr().out


def test_a_replaced_scan_is_found_as_such_and_not_offered_for_reuse(
    kho: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out = asked(kho, capsys, "lookup", LAN, "--json")
    assert code == 0
    assert [one["document_id"] for one in json.loads(out)["documents"]] == [BETTER]
    hits = json.loads(asked(kho, capsys, "search", "khai sinh", "--json")[1])["hits"]
    assert {one["document_id"]: one["superseded_by"] for one in hits} == {
        PAPER: BETTER,
        BETTER: None,
        OTHER: None,
    }
    assert (
        f"Đã được thay bằng bản {BETTER}"
        in asked(kho, capsys, "search", "khai sinh")[1]
    )
    shown = asked(kho, capsys, "show", "H26-1")[1]
    assert f"Đã được thay bằng bản {BETTER}" in shown
    assert "2-1" in shown and ACTOR in shown


def test_a_withdrawn_result_is_told_as_not_valid(
    kho: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out = asked(kho, capsys, "lookup", NAM, "--json")
    (found,) = json.loads(out)["documents"]
    assert (code, found["valid"], found["withdrawn_on"]) == (1, False, "2026-11-01")
    words = "Không còn hiệu lực từ ngày 2026-11-01"
    for asking in (("lookup", NAM), ("search", "khai sinh"), ("show", "H26-2")):
        assert words in asked(kho, capsys, *asking)[1]
