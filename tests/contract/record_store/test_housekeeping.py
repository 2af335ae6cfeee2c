"""Sweeping, compaction, checks, and stores of other versions."""

from __future__ import annotations

import json

import pyarrow.parquet as pq
import pytest

from pipeline.errors import DigitizationError, UsageError
from pipeline.store.migration import former_folder
from pipeline.store.parquet import ParquetStore
from pipeline.store.record import StoreChange, StoreProblem
from schemas.tables.arrow import SCHEMA_VERSION
from tests.contract.record_store.changes import added, ids, pages


def test_the_sweep_removes_what_is_not_listed(store):
    store.commit(added("0001"))
    (store.folder / "pages" / "00000002-aaaa.parquet.aside").write_bytes(b"half")
    (store.folder / "stray").write_text("x")
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
    (store.folder / second.path).unlink()
    data = bytearray((store.folder / changed.path).read_bytes())
    data[100] ^= 1
    (store.folder / changed.path).write_bytes(data)
    manifest = json.loads((store.folder / "manifest.json").read_text())
    manifest["tables"]["documents"].append(manifest["tables"]["documents"][0])
    manifest["tables"]["pages"][2]["rows"] = 7
    (store.folder / "manifest.json").write_text(json.dumps(manifest))
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
    manifest = json.loads((store.folder / "manifest.json").read_text())
    part = manifest["tables"]["documents"][0]
    narrow = pq.read_table(
        store.folder / part["path"], columns=["document_id", "ordinal"]
    )
    (store.folder / part["path"]).unlink()
    part["path"] = "documents/00000001-old.parquet"
    pq.write_table(narrow, store.folder / part["path"])
    (store.folder / "manifest.json").write_text(json.dumps(manifest))
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
    manifest = store.folder / "manifest.json"
    older = manifest.read_text().replace(
        f'"schema_version": {SCHEMA_VERSION}', f'"schema_version": {SCHEMA_VERSION - 1}'
    )
    manifest.write_text(older)
    assert store.manifest().schema_version == SCHEMA_VERSION - 1
    store.commit(StoreChange(append={"events": [{"item": "x", "event_id": "1-1"}]}))
    # An older program would write the columns that it doesn't know out of the parts.
    assert store.manifest().schema_version == SCHEMA_VERSION
    # The earlier one is kept as it was, for whoever must go back to the program that wrote it.
    former = ParquetStore(former_folder(store.folder, SCHEMA_VERSION - 1))
    assert (former.folder / "manifest.json").read_text() == older
    assert former.check() == ()
    store.commit(StoreChange(append={"events": [{"item": "y", "event_id": "1-2"}]}))
    assert (former.folder / "manifest.json").read_text() == older


def test_a_store_that_is_no_store(tmp_path, store):
    with pytest.raises(UsageError) as missing:
        ParquetStore(tmp_path / "nowhere").manifest()
    assert missing.value.code == "store_missing"
    manifest = store.folder / "manifest.json"
    content = manifest.read_text()
    manifest.write_text(
        content.replace(
            f'"schema_version": {SCHEMA_VERSION}',
            f'"schema_version": {SCHEMA_VERSION + 1}',
        )
    )
    with pytest.raises(UsageError) as newer:
        store.read("documents")
    assert newer.value.code == "store_newer"
    for damaged in ("", "[]", '{"commit": 1}', content[:50]):
        manifest.write_text(damaged)
        with pytest.raises(DigitizationError) as error:
            store.snapshot()
        assert error.value.code == "store_damaged"


def test_a_part_that_is_no_parquet_is_told_as_damage(store):
    store.commit(added("0001"))
    (store.folder / store.manifest().tables["documents"][0].path).write_bytes(
        b"PAR1 not really"
    )
    with pytest.raises(DigitizationError) as error:
        store.read("documents")
    assert error.value.code == "store_damaged"
    assert len(store.check()) == 2


def test_one_flipped_bit_is_found_and_all_else_is_read(store):
    for name in ("0001", "0002"):
        store.commit(added(name))
    part, other = store.manifest().tables["pages"]
    path = store.folder / part.path
    data = bytearray(path.read_bytes())
    for at in range(0, len(data), 211):
        data[at] ^= 1
        path.write_bytes(data)
        with_fault = [one.code for one in store.check()]
        assert with_fault and with_fault[0].startswith("store_part_"), at
        data[at] ^= 1
        rows = ParquetStore(store.folder).read("pages", document_ids={"0002"})
        assert rows.num_rows == other.rows
    assert ids(store) == ["0001", "0002"]
