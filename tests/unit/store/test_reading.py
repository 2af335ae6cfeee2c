"""One part: the rows that fit, with or without its keys, and never more row groups than needed."""

from dataclasses import replace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.store.folder_place import FolderPlace
from pipeline.store.parts import ROW_GROUP, table_of, write_part
from pipeline.store.reading import Query, read_part, stream_part
from pipeline.store.record import Part

SIZE = ROW_GROUP * 2 + 10


@pytest.fixture(scope="module")
def matches(tmp_path_factory):
    place = FolderPlace(tmp_path_factory.mktemp("store"))
    rows = [
        {
            "document_id": f"{n:06d}.1",
            "outcome": "review" if n == 7_000 else "matched",
            "citizen_id": f"{(n * 37) % SIZE:012d}",
            "explanation": f"vì {n}",
        }
        for n in range(SIZE)
    ]
    return place, write_part(place, "matches", 1, table_of("matches", rows))


@pytest.fixture(params=["with keys", "by statistics"])
def part(matches, request):
    place, written = matches
    assert written.keys is not None
    return place, written if request.param == "with keys" else replace(
        written, keys=None
    )


def read(part, columns=None, **where):
    return read_part(*part, Query.of("matches", columns, where))


def test_rows_are_found_by_any_column_in_the_columns_and_order_asked_for(part):
    assert read(
        part, ["explanation", "document_id"], document_id=["000123.1"]
    ).to_pylist() == [{"explanation": "vì 123", "document_id": "000123.1"}]
    citizen = f"{(123 * 37) % SIZE:012d}"
    assert read(part, ["document_id"], citizen_id=[citizen])[
        "document_id"
    ].to_pylist() == ["000123.1"]
    assert read(part, ["citizen_id"], outcome={"review"}).num_rows == 1
    assert (
        read(part, ["citizen_id"], explanation=["vì 9"], outcome=["matched"]).num_rows
        == 1
    )
    assert (
        read(part, document_id=["000123.1"], citizen_id=["000000000000"]).num_rows == 0
    )


def test_nulls_and_values_that_are_nowhere_fit_nothing(part):
    assert read(part, citizen_id=[None]).num_rows == 0
    assert read(part, citizen_id=[]).num_rows == 0
    assert read(part, citizen_id=["không"]).schema == Query.of("matches").schema


def test_all_rows_come_group_by_group(part):
    assert [rows.num_rows for rows in stream_part(*part, Query.of("matches"))] == [
        ROW_GROUP,
        ROW_GROUP,
        10,
    ]


def test_only_groups_with_an_answer_are_opened(matches, monkeypatch):
    place, part = matches
    opened = []
    read_row_groups = pq.ParquetFile.read_row_groups
    monkeypatch.setattr(
        pq.ParquetFile,
        "read_row_groups",
        lambda file, groups, columns, **how: (
            opened.append((*groups, tuple(columns)))
            or read_row_groups(file, groups, columns, **how)
        ),
    )
    citizen = f"{((ROW_GROUP + 1) * 37) % SIZE:012d}"
    query = Query.of("matches", ["document_id"], {"citizen_id": [citizen]})
    assert read_part(place, part, query).num_rows == 1
    assert opened == [(1, ("citizen_id",)), (1, ("document_id",))]
    opened.clear()
    assert (
        read_part(
            place, part, Query.of("matches", where={"citizen_id": ["x"]})
        ).num_rows
        == 0
    )
    assert opened == []


def test_columns_that_an_older_part_lacks_are_null_and_fit_nothing(tmp_path):
    (tmp_path / "events").mkdir()
    pq.write_table(
        pa.table({"item": ["A"], "at": ["2026"]}), tmp_path / "events/1-old.parquet"
    )
    part = Part("events/1-old.parquet", 1, "0")
    query = Query.of("events", ["event_id", "item"])
    assert read_part(FolderPlace(tmp_path), part, query).to_pylist() == [
        {"event_id": None, "item": "A"}
    ]
    named = Query.of("events", where={"event_id": ["1-1"]})
    assert read_part(FolderPlace(tmp_path), part, named).num_rows == 0


def test_many_groups_at_once_give_the_same_rows(part):
    one_by_one = read(part)
    together = list(stream_part(*part, Query.of("matches"), at_once=2))
    assert [rows.num_rows for rows in together] == [2 * ROW_GROUP, 10]
    assert pa.concat_tables(together).equals(one_by_one)


def test_whether_a_value_tells_where_it_may_be():
    assert Query.of("documents", where={"kind": ["result"]}).opens_all
    assert Query.of("documents").opens_all
    assert not Query.of("documents", where={"dossier_code": ["x"]}).opens_all
    assert not Query.of("fields", where={"needs_review": [True]}).opens_all
