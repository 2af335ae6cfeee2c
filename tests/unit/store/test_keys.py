"""Key files: what is listed may stand there, what is not listed does not."""

import pytest

from pipeline.store.folder_place import FolderPlace
from pipeline.store.keys import COLUMNS, crcs_of, groups_of, write_keys
from pipeline.store.parts import table_of
from schemas.tables.arrow import TABLES

DOCUMENTS = table_of(
    "documents",
    [
        {
            "document_id": f"A-{n}.1",
            "dossier_code": f"A-{n}",
            "status": "done",
            "batch_id": None,
        }
        for n in range(30)
    ],
)


@pytest.fixture
def written(tmp_path):
    (tmp_path / "documents").mkdir()
    groups = [DOCUMENTS.slice(start, 10) for start in (0, 10, 20)]
    return tmp_path, write_keys(
        FolderPlace(tmp_path), "documents", "documents/1-x.parquet", groups
    )


def found(written, **where):
    folder, keys = written
    return groups_of(FolderPlace(folder), keys, crcs_of("documents", where))


def test_every_key_is_a_column_of_its_table():
    assert set(COLUMNS) == set(TABLES)
    for name, columns in COLUMNS.items():
        assert set(columns) <= set(TABLES[name].names)


@pytest.mark.parametrize("number", range(30))
def test_a_value_is_found_in_its_group(written, number):
    assert number // 10 in found(written, document_id=[f"A-{number}.1"])


def test_groups_of_several_values_and_several_columns(written):
    assert found(written, document_id=["A-1.1", "A-25.1", "khác"]) == [0, 2]
    assert found(written, document_id=["A-1.1"], dossier_code=["A-25"]) == []
    assert found(written, status=["done"]) == [0, 1, 2]
    assert (
        found(written, document_id=["A-99.1"]) == found(written, document_id=[]) == []
    )


def test_what_keys_do_not_know_is_left_to_the_rows(written):
    assert found(written) is None
    assert found(written, title=["x"]) is None
    assert found(written, title=["x"], dossier_code=["A-3"]) == [0]
    assert crcs_of("documents", {"document_id": range(50_000)}) == []


def test_a_file_that_is_gone_or_damaged_is_no_answer(written):
    folder, keys = written
    (folder / keys.path).write_bytes(b"no keys")
    assert found(written, status=["done"]) is None
    (folder / keys.path).unlink()
    assert found(written, status=["done"]) is None
