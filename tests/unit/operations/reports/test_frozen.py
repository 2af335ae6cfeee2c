"""What was frozen comes out again: figures alone count, and a later version may say more."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.config import load_settings
from pipeline.operations.reports.frozen import (
    FACTS,
    FrozenProblem,
    check_frozen,
    comes_out,
)

FROZEN = {
    "rows": [{"agency_code": "W", "received": 4, "share": 0.5}],
    "totals": {"received": 4},
    "notes": ["câu chữ của bản trước"],
}


def made(**change: object) -> dict[str, object]:
    return {**FROZEN, **change}


def test_further_columns_lists_and_other_words_of_notes_are_no_difference():
    rows = [{"agency_code": "W", "received": 4, "recorded": 1, "share": 0.5}]
    assert comes_out(FROZEN, made(rows=rows, procedures=[], notes=[]))


@pytest.mark.parametrize(
    "change",
    [
        {"totals": {"received": 5}},
        {"totals": {}},
        {"rows": []},
        {"rows": [*FROZEN["rows"], *FROZEN["rows"]]},
        {"rows": [{"agency_code": "W", "received": 4, "share": None}]},
    ],
)
def test_any_other_figure_is_one(change):
    assert not comes_out(FROZEN, made(**change))


@pytest.mark.parametrize(
    "content", ["", "{", "7", '"2026"', "[]", "{}", '{"files": 7}']
)
def test_facts_that_say_nothing_are_a_change_whatever_stands_there(
    tmp_path: Path, content: str
):
    (tmp_path / FACTS).write_text(content, "utf-8")
    found = check_frozen(tmp_path, tmp_path, load_settings(environ={}))
    assert found == [FrozenProblem(FACTS, "frozen_changed")]
