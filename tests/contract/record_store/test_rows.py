"""Rows come back as they went in, by whatever column they are asked for."""

from __future__ import annotations

import json
from collections import Counter

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.errors import UsageError
from pipeline.store.manifest import MANIFEST
from pipeline.store.parquet import ParquetStore
from pipeline.store.record import StoreChange
from schemas.tables.arrow import SCHEMA_VERSION, TABLES
from tests.contract.record_store.changes import added, ids


def test_a_new_store_lists_every_table_and_holds_nothing(store):
    content = json.loads(store.place.read(MANIFEST))
    assert content == {
        "schema_version": SCHEMA_VERSION,
        "commit": 0,
        "tables": {name: [] for name in TABLES},
    }
    for name, schema in TABLES.items():
        assert store.read(name).num_rows == 0
        assert store.read(name).schema == schema
    with pytest.raises(UsageError) as error:
        store.create()
    assert error.value.code == "store_exists"


def test_a_commit_adds_rows_and_lists_parts_by_hash(store):
    assert store.commit(added("0001", "0002")) == 1
    assert ids(store) == ["0001", "0002"]
    assert store.read("pages", ["page"], ["0002"])["page"].to_pylist() == [1, 2]
    assert store.read("documents", ["ordinal", "dossier_code"]).column_names == [
        "ordinal",
        "dossier_code",
    ]
    content = json.loads(store.place.read(MANIFEST))
    assert content["commit"] == 1
    for table in ("documents", "pages"):
        (part,) = content["tables"][table]
        assert set(part) == {"path", "rows", "sha256"}
        file = pq.ParquetFile(pa.BufferReader(store.place.read(part["path"])))
        assert (
            file.metadata.num_rows,
            file.metadata.row_group(0).column(0).compression,
        ) == (
            part["rows"],
            "ZSTD",
        )
    assert store.check() == ()


def test_look_ups_by_any_column(store):
    store.commit(added("0001", "0002"))
    store.commit(
        StoreChange(
            {
                "events": [
                    {
                        "at": "2026-01-01T00:00:00+07:00",
                        "item": "0002",
                        "action": "ingestion",
                    }
                ]
            }
        )
    )
    found = store.read(
        "documents", where={"dossier_code": ["H26.27-241105-0002", "khác", None]}
    )
    assert found["document_id"].to_pylist() == ["0002"]
    assert store.read("events", ["action"], where={"item": {"0002"}})[
        "action"
    ].to_pylist() == ["ingestion"]
    assert store.read("documents", document_ids=[]).num_rows == 0


_VALUES = {
    pa.string(): st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    pa.int32(): st.integers(-(2**31), 2**31 - 1),
    pa.int64(): st.integers(-(2**63), 2**63 - 1),
    pa.float64(): st.floats(allow_nan=False),
    pa.bool_(): st.booleans(),
    pa.list_(pa.string()): st.lists(
        st.text(st.characters(exclude_categories=["Cs"]), max_size=5), max_size=3
    ),
}


def _rows(name):
    columns = {field.name: st.none() | _VALUES[field.type] for field in TABLES[name]}
    return st.lists(st.fixed_dictionaries({}, optional=columns), max_size=4)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    data=st.data(),
    name=st.sampled_from(["fields", "matches", "events", "one_stop", "past_results"]),
)
def test_rows_come_back_as_they_were(tmp_path_factory, data, name):
    store = ParquetStore(tmp_path_factory.mktemp("round"))
    store.create()
    batches = [data.draw(_rows(name)) for _ in range(2)]
    for rows in batches:
        store.commit(StoreChange({name: rows}))
    full = [
        {column: row.get(column) for column in TABLES[name].names}
        for rows in batches
        for row in rows
    ]
    assert Counter(map(repr, store.read(name).to_pylist())) == Counter(map(repr, full))
    store.compact(max_parts=1)
    assert Counter(map(repr, store.read(name).to_pylist())) == Counter(map(repr, full))
    assert store.check() == ()
