"""Decisions as a table."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.config import MatchSettings
from pipeline.errors import UsageError
from pipeline.match.decision.decide import match_many
from pipeline.match.decision.tables import DECISIONS, write_decisions
from pipeline.match.query.tables import read_queries
from pipeline.match.register import Register

Write = Callable[..., Path]


@pytest.mark.parametrize("rows", [[], ["q1,Nguyễn Văn Hùng"]])
def test_decisions_as_parquet(
    write_csv: Write,
    tmp_path: Path,
    register: Register,
    settings: MatchSettings,
    rows: list[str],
) -> None:
    queries = read_queries(write_csv(rows, header="query_id,full_name"))
    write_decisions(match_many(queries, register, settings), tmp_path / "out.parquet")
    table = pq.read_table(tmp_path / "out.parquet")
    assert table.schema.equals(DECISIONS)
    assert table["query_id"].to_pylist() == [q.query_id for q in queries]
    assert table.schema.field("candidate_ids").type == pa.list_(pa.string())
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_unwritable_output(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        write_decisions([], tmp_path / "nowhere" / "out.parquet")
    assert caught.value.code == "match_output_unwritable"
