"""Every way in which a table is refused has its Vietnamese words, with the facts that the English
ones have."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from pipeline.config import CONFIGS
from pipeline.messages import catalogue, localized, placed
from pipeline.tables.kinds import OtherKind
from pipeline.tables.refusal import table_error

ROOT = CONFIGS.parent
FOLDERS = ("pipeline/tables", "pipeline/ingest", "pipeline/match", "pipeline/operations")
SOURCE = "".join(
    path.read_text("utf-8") for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py"))
)
TEXTS = tomllib.loads((CONFIGS / "messages" / "tables.toml").read_text("utf-8"))


def raised() -> set[str]:
    codes = set(re.findall(r'"(table_[a-z0-9_]+)"', SOURCE)) | {
        f"table_is_{kind.name.lower()}" for kind in OtherKind
    }
    kinds = re.findall(r'_wrong\(\s*name, "([a-z]+)"', SOURCE)
    return codes | {f"table_wrong_{kind}" for kind in (*kinds, "level", "kind", "status")}


def test_codes_and_words_fit() -> None:
    assert {code for code in TEXTS if code.startswith("table_")} - raised() == {
        "table_place",
        "table_more_rows",
    }
    assert raised() <= {*TEXTS, *catalogue()}


@pytest.mark.parametrize("code", sorted(set(TEXTS) - {"table_place", "table_more_rows"}))
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
    said, remedy = localized(error.code, error.message, error.remedy, "vi", error.values)
    assert said.endswith("level.") and "a, level" in str(remedy)
    assert (
        placed(error.item, "vi", error.values) == "t.xlsx, trang tính “Tháng 1”, dòng 1, cột level"
    )
    assert error.item == "t.xlsx, sheet Tháng 1, row 1, column level"
