"""Sweeping, compaction, checks, and stores of other versions."""

from __future__ import annotations

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.errors import DigitizationError, UsageError
from pipeline.store.manifest import MANIFEST
from pipeline.store.migration import former_ending
from pipeline.store.parquet import ParquetStore
from pipeline.store.record import StoreChange, StoreProblem
from schemas.tables.arrow import SCHEMA_VERSION
from tests.contract.record_store.changes import added, beside, flip, ids, pages


def test_the_sweep_removes_what_is_not_listed(store):
    store.commit(added("0001"))
    store.place.put("pages/00000002-aaaa.parquet.aside", b"half")
    store.place.put("stray", b"x")
    assert set(store.sweep()) == {"pages/00000002-aaaa.parquet.aside", "stray"}
    assert store.sweep() == ()
    assert store.check() == ()


def test_compaction_merges_small_parts_and_keeps_rows_and_commit(store):
    for n in range(6):
        store.commit(added(f"{n:04d}"))
    before = store.snapshot()
    assert store.compact(max_parts=6) == ()
    assert set(store.compact(max_parts=5)) == {"documents", "pages"}
    after = store.snapshot()
    assert after.commit == before.commit
    assert [len(after.manifest.tables[name]) for name in ("documents", "pages")] == [
        1,
        1,
    ]
    assert after.read("pages").sort_by(
        [("document_id", "ascending"), ("page", "ascending")]
    ) == before.read("pages")
    assert after.changed_since(6) == set()
    assert store.check() == ()


def test_the_check_names_what_is_wrong(store):
    store.commit(added("0001"))
    store.commit(added("0002"))
    store.commit(StoreChange({"pages": pages("0009", 1)}))
    first, second = store.manifest().tables["documents"]
    changed, _, orphan = store.manifest().tables["pages"]
    store.place.remove(second.path)
    flip(store.place, changed.path)
    manifest = json.loads(store.place.read(MANIFEST))
    manifest["tables"]["documents"].append(manifest["tables"]["documents"][0])
    manifest["tables"]["pages"][2]["rows"] = 7
    store.place.replace(MANIFEST, json.dumps(manifest).encode())
    problems = {one.code: dict(one.values) for one in store.check()}
    assert problems == {
        "store_part_missing": {"part": second.path},
        "store_part_changed": {"part": changed.path},
        "store_part_rows": {"part": orphan.path, "rows": "1", "wanted": "7"},
        "store_key_twice": {"table": "documents", "key": "0001"},
        "store_page_alone": {"document": "0002"},  # whose part is gone
    }
    assert first.path not in {values.get("part") for values in problems.values()}


def test_the_check_finds_pages_without_a_document(store):
    store.commit(StoreChange({"pages": pages("0009", 1)}))
    assert store.check() == (StoreProblem("store_page_alone", {"document": "0009"}),)


def test_a_part_written_before_a_column_existed_reads_as_null(store):
    store.commit(added("0001"))
    manifest = json.loads(store.place.read(MANIFEST))
    part = manifest["tables"]["documents"][0]
    whole = pa.BufferReader(store.place.read(part["path"]))
    narrow = pa.BufferOutputStream()
    pq.write_table(pq.read_table(whole, columns=["document_id", "ordinal"]), narrow)
    store.place.remove(part["path"])
    part["path"] = "documents/00000001-old.parquet"
    store.place.put(part["path"], memoryview(narrow.getvalue()))
    store.place.replace(MANIFEST, json.dumps(manifest).encode())
    (row,) = store.read("documents").to_pylist()
    assert (
        row["document_id"],
        row["ordinal"],
        row["title"],
        row["review_reasons"],
    ) == (
        "0001",
        1,
        None,
        None,
    )
    assert store.read("documents", where={"title": ["x"]}).num_rows == 0


def test_a_store_of_an_older_program_opens_and_is_closed_to_it_once_written(store):
    older = _of_version(store, SCHEMA_VERSION - 1)
    store.place.replace(MANIFEST, older)
    assert store.manifest().schema_version == SCHEMA_VERSION - 1
    store.commit(StoreChange(append={"events": [{"item": "x", "event_id": "1-1"}]}))
    # An older program would write the columns that it doesn't know out of the parts.
    assert store.manifest().schema_version == SCHEMA_VERSION
    # The earlier one is kept as it was, for whoever must go back to the program that wrote it.
    ending = former_ending(SCHEMA_VERSION - 1)
    former = ParquetStore(beside(store.place, ending))
    assert former.place.read(MANIFEST) == older
    assert former.check() == ()
    store.commit(StoreChange(append={"events": [{"item": "y", "event_id": "1-2"}]}))
    assert former.place.read(MANIFEST) == older


def _of_version(store, version):
    """The manifest as a program of another schema version would have written it."""
    present = f'"schema_version": {SCHEMA_VERSION}'.encode()
    other = f'"schema_version": {version}'.encode()
    return store.place.read(MANIFEST).replace(present, other)


def test_a_store_that_is_no_store(store):
    with pytest.raises(UsageError) as missing:
        ParquetStore(beside(store.place, "-nowhere")).manifest()
    assert missing.value.code == "store_missing"
    content = store.place.read(MANIFEST)
    store.place.replace(MANIFEST, _of_version(store, SCHEMA_VERSION + 1))
    with pytest.raises(UsageError) as newer:
        store.read("documents")
    assert newer.value.code == "store_newer"
    for damaged in (b"", b"[]", b'{"commit": 1}', content[:50]):
        store.place.replace(MANIFEST, damaged)
        with pytest.raises(DigitizationError) as error:
            store.snapshot()
        assert error.value.code == "store_damaged"


def test_a_part_that_is_no_parquet_is_told_as_damage(store):
    store.commit(added("0001"))
    path = store.manifest().tables["documents"][0].path
    store.place.put(path, b"PAR1 not really")
    with pytest.raises(DigitizationError) as error:
        store.read("documents")
    assert error.value.code == "store_damaged"
    assert len(store.check()) == 2


def test_one_flipped_bit_is_found_and_all_else_is_read(store):
    for name in ("0001", "0002"):
        store.commit(added(name))
    part, other = store.manifest().tables["pages"]
    for at in range(0, len(store.place.read(part.path)), 211):
        flip(store.place, part.path, at)
        with_fault = [one.code for one in store.check()]
        assert with_fault and with_fault[0].startswith("store_part_"), at
        flip(store.place, part.path, at)
        rows = ParquetStore(store.place).read("pages", document_ids={"0002"})
        assert rows.num_rows == other.rows
    assert ids(store) == ["0001", "0002"]
