"""What is not as the manifest says is named by code."""

import pytest

from pipeline.store.check import store_problems
from pipeline.store.folder_place import FolderPlace
from pipeline.store.parts import table_of, write_part
from pipeline.store.record import Manifest, Part
from schemas.tables.arrow import SCHEMA_VERSION


@pytest.fixture
def written(tmp_path):
    def write(**tables):
        parts = {}
        for name, rows in tables.items():
            (tmp_path / name).mkdir(exist_ok=True)
            parts[name] = (
                write_part(FolderPlace(tmp_path), name, 1, table_of(name, rows)),
            )
        return FolderPlace(tmp_path), Manifest(SCHEMA_VERSION, 1, parts)

    return write


DOCUMENTS = [{"document_id": "A"}]


def test_a_sound_store_has_no_problems(written):
    pages = [{"document_id": "A", "page": number} for number in (1, 2)]
    assert store_problems(*written(documents=DOCUMENTS, pages=pages)) == ()


def test_pages_of_no_document_and_keys_that_stand_twice(written):
    place, manifest = written(
        documents=DOCUMENTS, pages=[{"document_id": "B", "page": 1}]
    )
    part = manifest.tables["documents"][0]
    twice = Manifest(SCHEMA_VERSION, 1, {**manifest.tables, "documents": (part, part)})
    assert [(one.code, one.values) for one in store_problems(place, twice)] == [
        ("store_key_twice", {"table": "documents", "key": "A"}),
        ("store_page_alone", {"document": "B"}),
    ]


@pytest.mark.parametrize(
    ("spoil", "code", "more"),
    [
        (lambda path: path.unlink(), "store_part_missing", {}),
        (lambda path: path.write_bytes(b"x"), "store_part_changed", {}),
    ],
)
def test_a_part_that_is_not_as_it_was(written, spoil, code, more):
    place, manifest = written(documents=DOCUMENTS)
    (part,) = manifest.tables["documents"]
    spoil(place.folder / part.path)
    (problem,) = store_problems(place, manifest)
    assert (problem.code, problem.values) == (code, {"part": part.path, **more})


def test_a_part_with_another_number_of_rows(written):
    place, manifest = written(documents=DOCUMENTS)
    (part,) = manifest.tables["documents"]
    wrong = Manifest(
        SCHEMA_VERSION, 1, {"documents": (Part(part.path, 5, part.sha256),)}
    )
    (problem,) = store_problems(place, wrong)
    assert problem.code == "store_part_rows"
    assert problem.values == {"part": part.path, "rows": "1", "wanted": "5"}
