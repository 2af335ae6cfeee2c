"""Rows of the table about what was never asked, and about what was filed long ago."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import TableError
from pipeline.review.apply_table import apply_table
from tests.unit.review.papers import BETTER, LAN, OTHER, PAPER, SETTINGS, row, take


def table(place: Path, *rows: str) -> Path:
    path = place / "quyet-dinh.csv"
    path.write_text("\n".join(("item,decision,because", *rows)), encoding="utf-8")
    return path


def test_corrections_links_replacements_withdrawals_and_undo_in_one_table(
    kho: Path, tmp_path: Path
) -> None:
    event = take(kho, (f"field|{PAPER}|number", "46/TLKS-BS")).events[0]
    applied = apply_table(
        kho,
        SETTINGS,
        table(
            tmp_path,
            f"undo|{event},undo,",
            f"field|{BETTER}|subject|1|gender,Nữ,",
            f"match|{BETTER}|subject|1,none,",
            f"supersede|{PAPER},{BETTER},",
            f"withdraw|{OTHER},1/11/2026,QĐ 12 hủy bỏ",
        ),
    )
    assert applied.applied == 5
    assert row(kho, "documents", PAPER)["number"] == "45/TLKS-BS"
    assert row(kho, "documents", PAPER)["superseded_by"] == BETTER
    assert row(kho, "fields", BETTER, "gender")["value"] == "F"
    assert row(kho, "matches", BETTER)["outcome"] == "none"
    assert row(kho, "documents", OTHER)["withdrawn_on"] == "2026-11-01"


def test_two_rows_that_contradict_are_both_named(kho: Path, tmp_path: Path) -> None:
    rows = (f"match|{PAPER}|subject|1,{LAN},", f"match|{PAPER}|subject|1,none,")
    with pytest.raises(TableError) as caught:
        apply_table(kho, SETTINGS, table(tmp_path, *rows))
    assert "2" in str(caught.value.values) and "3" in str(caught.value.values)
    assert row(kho, "matches", PAPER)["outcome"] == "review"
