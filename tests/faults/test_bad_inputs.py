"""Bad and odd inputs of many kinds, each a dossier of one batch: none is lost, none doubled, none is a
defect of ours, and the table of docs/RELIABILITY.md is what came of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.bad_inputs import FILED, Came, as_table, try_all

PAGE = Path(__file__).resolve().parents[2] / "docs" / "RELIABILITY.md"
OURS = {"LOST", "TWICE", "internal_error", "worker_lost", "cpu_limit", "out_of_memory"}


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Came], list[str]]:
    return try_all(tmp_path_factory.mktemp("inputs"))


@pytest.mark.slow
def test_each_is_filed_or_has_its_reason(night: tuple[list[Came], list[str]]) -> None:
    came, problems = night
    assert problems == []
    assert [one for one in came if one.outcome in OURS] == []
    assert len(came) >= 150 and len({one.kind for one in came}) >= 40
    assert 0 < sum(one.outcome == FILED for one in came) < len(came)


@pytest.mark.slow
def test_the_page_tells_what_came_of_them(
    night: tuple[list[Came], list[str]],
) -> None:
    table = as_table(night[0])
    assert table in PAGE.read_text(encoding="utf-8"), (
        f"python -m tests.faults.bad_inputs prints:\n{table}"
    )
