"""Reading a snapshot: one damaged part hides nothing that stands in the others."""

import pytest

from pipeline.errors import DigitizationError
from pipeline.store.parquet import ParquetStore
from pipeline.store.record import StoreChange
from pipeline.store.snapshot import StoreSnapshot

NIGHT = 1_200


@pytest.fixture
def store(tmp_path):
    store = ParquetStore(tmp_path / "store")
    store.create()
    for letter in "AB":
        rows = [
            {"document_id": f"{letter}{n:05d}.1", "dossier_code": f"{letter}{n:05d}"}
            for n in range(NIGHT)
        ]
        store.commit(StoreChange({"documents": rows}))
    return store


def flip_a_bit(path):
    data = bytearray(path.read_bytes())
    data[200] ^= 1
    path.write_bytes(data)


def test_rows_come_in_pieces_as_in_one(store):
    snapshot = store.snapshot()
    whole = snapshot.read("documents", ["document_id"])
    pieces = [rows.num_rows for rows in snapshot.stream("documents", ["document_id"])]
    assert (whole.num_rows, pieces) == (2 * NIGHT, [NIGHT, NIGHT])


def test_a_flipped_bit_is_found_when_read_and_named_and_the_rest_is_readable(store):
    first = store.manifest().tables["documents"][0]
    flip_a_bit(store.place.folder / first.path)
    with pytest.raises(DigitizationError) as caught:
        store.read("documents", where={"dossier_code": ["A00007"]})
    assert (caught.value.code, caught.value.item) == ("store_damaged", first.path)
    found = store.read("documents", where={"dossier_code": ["B00007"]})
    assert found["document_id"].to_pylist() == ["B00007.1"]
    assert [(one.code, one.values) for one in store.check()] == [
        ("store_part_changed", {"part": first.path})
    ]


def test_changed_since_reads_only_newer_parts(store):
    flip_a_bit(store.place.folder / store.manifest().tables["documents"][0].path)
    assert len(store.snapshot().changed_since(1)) == NIGHT
    with pytest.raises(DigitizationError):
        store.snapshot().changed_since(0)


def test_what_stands_beyond_the_parts_that_were_seen(store):
    snapshot = store.snapshot()
    first, second = (part.sha256 for part in snapshot.manifest.tables["documents"])
    assert snapshot.values_beyond("documents", "dossier_code", {first, second}) == set()
    new = snapshot.values_beyond("documents", "dossier_code", {first})
    assert new == {f"B{n:05d}" for n in range(NIGHT)}


def test_a_snapshot_sees_its_own_commit_whatever_comes_later(store):
    before = StoreSnapshot(store.place, store.manifest())
    store.commit(StoreChange({"documents": [{"document_id": "C.1"}]}))
    after = StoreSnapshot(store.place, store.manifest())
    assert (before.commit, after.commit) == (2, 3)
    assert (before.rows("documents"), after.rows("documents")) == (
        2 * NIGHT,
        2 * NIGHT + 1,
    )
    wanted = {"document_id": ["C.1"]}
    assert before.read("documents", where=wanted).num_rows == 0
    assert after.read("documents", where=wanted).num_rows == 1


def test_columns_come_in_the_order_they_are_asked_for_also_of_nothing(store):
    snapshot = store.snapshot()
    columns = ["dossier_code", "document_id"]
    for ids in (["A00001.1"], []):
        assert snapshot.read("documents", columns, ids).column_names == columns


def test_what_changed_since_a_commit(store):
    snapshot = store.snapshot()
    assert snapshot.changed_since(2) == set()
    assert snapshot.changed_since(1) == {f"B{n:05d}.1" for n in range(NIGHT)}
    assert len(snapshot.changed_since(0)) == 2 * NIGHT
