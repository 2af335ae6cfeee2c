"""Query tables, whole and broken."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.errors import TableError
from pipeline.match.query.tables import read_queries
from schemas.linkage import PersonQuery

Write = Callable[..., Path]


def test_some_columns_in_any_order(write_csv: Write) -> None:
    source = write_csv(
        ["Trần Thị Hoa;q1;x", ";q2;y"],
        header="full_name;query_id;remark",
        encoding="utf-8-sig",
    )
    assert read_queries(source) == (
        PersonQuery("q1", full_name="Trần Thị Hoa"),
        PersonQuery("q2"),
    )


def test_parquet_and_nfd(tmp_path: Path) -> None:
    name = unicodedata.normalize("NFD", "Trần Thị Hoa")
    pq.write_table(
        pa.table(
            {"query_id": ["q1"], "full_name": [name], "birth_date": ["??/03/1975"]}
        ),
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
