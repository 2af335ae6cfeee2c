"""correct, relink, undo, supersede, withdraw from the command line: what they answer and how they
end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.commands.deciding.decide import add_to
from pipeline.store.parquet import ParquetStore
from pipeline.store.record import StoreChange
from tests.unit.cli.one_module import run_module
from tests.unit.review.papers import (
    ACTOR,
    BETTER,
    LAN,
    OTHER,
    PAPER,
    fact,
    make_archive,
    row,
)


@pytest.fixture
def kho(tmp_path: Path) -> Path:
    return make_archive(tmp_path / "kho")


def call(kho: Path, *words: str) -> int:
    return run_module(add_to, *words, "--archive", str(kho), "--operator", ACTOR)


def test_correct_and_undo(kho: Path, capsys: pytest.CaptureFixture[str]) -> None:
    # Whose birth date it is need not be said: one person has one.
    assert call(kho, "correct", PAPER, "birth_date", "17.5.2009") == 0
    assert capsys.readouterr().out == "Đã ghi quyết định 2-1. Hủy lại: sohoa undo 2-1\n"
    assert row(kho, "fields", PAPER, "birth_date")["value"] == "2009-05-17"
    assert call(kho, "correct", PAPER, "birth_date", "17/05/2009", "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer == {"applied": 0, "unchanged": 1, "events": [], "index_behind": None}
    assert call(kho, "undo", "2-1", "--lang", "en") == 0
    assert capsys.readouterr().out.startswith("Decision 3-1 taken.")
    assert row(kho, "fields", PAPER, "birth_date")["needs_review"]


def test_what_is_refused_is_told_with_a_remedy(
    kho: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(kho, "correct", PAPER, "birth_date", "hôm qua") == 2
    assert capsys.readouterr().err == (
        f"field|{PAPER}|subject|1|birth_date: Đây không phải là ngày tháng.\n"
        "→ Gõ dạng 17/05/2009, 17.5.2009 hoặc 2009-05-17.\n"
    )
    assert call(kho, "relink", PAPER, "subject", "999999999999", "--json") == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "review_province"
    assert call(kho, "relink", PAPER, "mother", LAN) == 2
    assert "vai trò" in capsys.readouterr().err
    assert (
        run_module(add_to, "correct", PAPER, "number", "7", "--archive", str(kho)) == 2
    )
    assert "--operator" in capsys.readouterr().err


def test_whose_value_it_is_must_be_said_where_several_have_one(
    kho: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mother = fact(PAPER, "full_name", "Lê Thị Mai", "mother")
    ParquetStore(kho / "store").commit(StoreChange(append={"fields": [mother]}))
    assert call(kho, "correct", PAPER, "full_name", "Lê Thị Mây") == 2
    assert "mother 1, subject 1" in capsys.readouterr().err
    assert (
        call(kho, "correct", PAPER, "full_name", "Lê Thị Mây", "--role", "mother") == 0
    )


def test_relink_supersede_and_withdraw(kho: Path) -> None:
    assert call(kho, "relink", PAPER, "subject", LAN) == 0
    assert row(kho, "matches", PAPER)["citizen_id"] == LAN
    assert call(kho, "relink", PAPER, "subject", "none") == 0
    assert row(kho, "matches", PAPER)["outcome"] == "none"
    assert call(kho, "supersede", PAPER, BETTER) == 0
    assert row(kho, "documents", PAPER)["superseded_by"] == BETTER
    assert call(kho, "withdraw", OTHER) == 2
    assert call(kho, "withdraw", OTHER, "--because", "hủy bỏ", "--on", "1.11.2026") == 0
    assert row(kho, "documents", OTHER)["withdrawn_on"] == "2026-11-01"
