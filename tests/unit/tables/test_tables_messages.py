"""Every way in which a table is refused has its Vietnamese words, with the facts that the English
ones have."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from pipeline.config import CONFIGS
from pipeline.messages import localized, placed
from pipeline.tables.refusal import table_error

ROOT = CONFIGS.parent
FOLDERS = (
    "pipeline/tables",
    "pipeline/ingest",
    "pipeline/match",
    "pipeline/operations",
)
SOURCE = "".join(
    path.read_text("utf-8")
    for folder in FOLDERS
    for path in sorted((ROOT / folder).rglob("*.py"))
)
TEXTS = tomllib.loads((CONFIGS / "messages" / "tables.toml").read_text("utf-8"))


@pytest.mark.parametrize("code", sorted(set(TEXTS) - {"table_place"}))
def test_words_are_plain_and_whole(code: str) -> None:
    text = TEXTS[code]
    assert text["message"] and text["remedy"]
    facts = set(re.findall(r"{(\w+)}", text["message"] + text["remedy"]))
    # What a text names is given by the code that raises the error.
    place = {"row", "column", "sheet", "file"}
    assert all(re.search(rf"\b{fact}=|\"{fact}\":", SOURCE) for fact in facts - place)


def test_a_missing_column_is_named_in_both_languages() -> None:
    facts = {"missing": "level", "known": "a, level"}
    error = table_error(
        Path("t.xlsx"), "table_missing_column", "x", "y", 1, "level", "Tháng 1", **facts
    )
    said, remedy = localized(
        error.code, error.message, error.remedy, "vi", error.values
    )
    assert said.endswith("level.") and "a, level" in str(remedy)
    assert (
        placed(error.item, "vi", error.values)
        == "t.xlsx, trang tính “Tháng 1”, dòng 1, cột level"
    )
    assert error.item == "t.xlsx, sheet Tháng 1, row 1, column level"
