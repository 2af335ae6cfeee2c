from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.config import MatchSettings
from pipeline.errors import TableError, UsageError
from pipeline.match.decide import match_many
from pipeline.match.register import Register
from pipeline.match.tables import DECISIONS, read_queries, write_decisions
from schemas.linkage import PersonQuery

Write = Callable[..., Path]


def test_some_columns_in_any_order(write_csv: Write) -> None:
    source = write_csv(
        ["Trần Thị Hoa;q1;x", ";q2;y"], header="full_name;query_id;remark", encoding="utf-8-sig"
    )
    assert read_queries(source) == (PersonQuery("q1", full_name="Trần Thị Hoa"), PersonQuery("q2"))


def test_parquet_and_nfd(tmp_path: Path) -> None:
    name = unicodedata.normalize("NFD", "Trần Thị Hoa")
    pq.write_table(
        pa.table({"query_id": ["q1"], "full_name": [name], "birth_date": ["??/03/1975"]}),
        tmp_path / "q",
    )
    assert read_queries(tmp_path / "q") == (
        PersonQuery("q1", full_name=name, birth_date="??/03/1975"),
    )


def test_query_id_is_required(write_csv: Write) -> None:
    with pytest.raises(TableError, match="query_id") as caught:
        read_queries(write_csv(["An"], header="full_name"))
    assert caught.value.code == "table_missing_column"
    with pytest.raises(TableError) as empty:
        read_queries(write_csv(["q1,An", " ,Bình"], header="query_id,full_name"))
    assert empty.value.code == "query_row_invalid"
    assert "row 3, column query_id" in (empty.value.item or "")
    with pytest.raises(TableError) as ragged:
        read_queries(write_csv(["q1,An", "q2,Bình,1975"], header="query_id,full_name"))
    assert "row 3" in (ragged.value.item or "")


@pytest.mark.parametrize("rows", [[], ["q1,Nguyễn Văn Hùng"]])
def test_decisions_as_parquet(
    write_csv: Write, tmp_path: Path, register: Register, settings: MatchSettings, rows: list[str]
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
