"""Whether a change may be done, before anything of it is."""

import pytest

from pipeline.errors import DigitizationError
from pipeline.store.change import refuse_duplicates, refuse_unknown_tables, replacements
from pipeline.store.folder_place import FolderPlace
from pipeline.store.parts import table_of, write_part
from pipeline.store.reading import Query, read_part
from pipeline.store.record import StoreChange

A, B = {"document_id": "A"}, {"document_id": "B"}


def test_replacements_are_sorted_by_table():
    change = StoreChange(
        replace_documents={"A": {"documents": [A], "pages": []}, "B": {"pages": [B]}}
    )
    assert replacements(change) == {
        "documents": {"A": [A]},
        "pages": {"A": [], "B": [B]},
    }


@pytest.mark.parametrize(
    "change",
    [
        StoreChange(append={"people": []}),
        StoreChange(replace_tables={"people": []}),
        StoreChange(replace_documents={"A": {"events": []}}),
    ],
)
def test_unknown_tables_are_refused(change):
    with pytest.raises(DigitizationError) as caught:
        refuse_unknown_tables(change)
    assert caught.value.code == "bad_change"


def test_a_row_under_another_documents_id_is_refused():
    with pytest.raises(DigitizationError) as caught:
        replacements(StoreChange(replace_documents={"A": {"documents": [B]}}))
    assert caught.value.code == "bad_change"


@pytest.fixture
def stored(tmp_path):
    (tmp_path / "documents").mkdir()
    return tmp_path, [
        write_part(FolderPlace(tmp_path), "documents", 1, table_of("documents", [A]))
    ]


def test_parts_hold_what_was_written(stored):
    folder, (part,) = stored
    assert part.rows == 1
    assert read_part(
        FolderPlace(folder), part, Query.of("documents", ["document_id"])
    ).to_pylist() == [A]


@pytest.mark.parametrize(
    ("rows", "replaced", "refused"),
    [
        ([B], set(), False),
        ([A], set(), True),
        ([A], {"A"}, False),
        ([B, B], set(), True),
        ([{}], set(), True),
    ],
)
def test_a_key_stands_once(stored, rows, replaced, refused):
    folder, parts = stored
    table = table_of("documents", rows)
    if not refused:
        refuse_duplicates(FolderPlace(folder), "documents", table, parts, replaced)
        return
    with pytest.raises(DigitizationError) as caught:
        refuse_duplicates(FolderPlace(folder), "documents", table, parts, replaced)
    assert caught.value.code == "duplicate_key"


def test_tables_without_a_key_may_say_a_thing_twice(stored):
    folder, parts = stored
    row = {"document_id": "A", "name": "x"}
    refuse_duplicates(
        FolderPlace(folder), "fields", table_of("fields", [row, row]), parts, set()
    )
