"""The manifest is the record's one list: read strictly, replaced whole."""

import json

import pytest

from pipeline.errors import DigitizationError, UsageError
from pipeline.store.durable import ASIDE, write_aside_and_rename
from pipeline.store.folder_place import FolderPlace
from pipeline.store.manifest import MANIFEST, read_manifest, write_manifest
from pipeline.store.record import KeyFile, Manifest, Part
from schemas.tables.arrow import SCHEMA_VERSION, TABLES

PART = Part("documents/00000001-a.parquet", 3, "a" * 64)


def test_what_is_written_is_read(tmp_path):
    written = Manifest(SCHEMA_VERSION, 7, {"documents": (PART,)})
    write_manifest(FolderPlace(tmp_path), written)
    found = read_manifest(FolderPlace(tmp_path))
    assert (found.schema_version, found.commit) == (SCHEMA_VERSION, 7)
    assert found.tables == {**dict.fromkeys(TABLES, ()), "documents": (PART,)}


def test_it_is_replaced_and_nothing_stays_aside(tmp_path):
    for commit in (1, 2):
        write_manifest(FolderPlace(tmp_path), Manifest(SCHEMA_VERSION, commit, {}))
    assert read_manifest(FolderPlace(tmp_path)).commit == 2
    assert [one.name for one in tmp_path.iterdir()] == [MANIFEST]


def test_the_same_manifest_is_parsed_once_and_another_at_once(tmp_path):
    write_manifest(
        FolderPlace(tmp_path), Manifest(SCHEMA_VERSION, 1, {"documents": (PART,)})
    )
    first = read_manifest(FolderPlace(tmp_path))
    assert read_manifest(FolderPlace(tmp_path)) is first
    write_manifest(
        FolderPlace(tmp_path), Manifest(SCHEMA_VERSION, 2, {"documents": (PART,)})
    )
    assert read_manifest(FolderPlace(tmp_path)).commit == 2


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"schema_version": 1}', '{"commit": "x"}']
)
def test_a_damaged_one_is_told(tmp_path, text):
    (tmp_path / MANIFEST).write_text(text)
    with pytest.raises(DigitizationError) as caught:
        read_manifest(FolderPlace(tmp_path))
    assert caught.value.code == "store_damaged"


def test_none_and_one_of_a_later_version_are_refused(tmp_path):
    with pytest.raises(UsageError) as missing:
        read_manifest(FolderPlace(tmp_path))
    content = {"schema_version": SCHEMA_VERSION + 1, "commit": 1, "tables": {}}
    (tmp_path / MANIFEST).write_text(json.dumps(content))
    with pytest.raises(UsageError) as newer:
        read_manifest(FolderPlace(tmp_path))
    assert (missing.value.code, newer.value.code) == ("store_missing", "store_newer")


def test_a_file_is_written_aside_under_a_telling_name(tmp_path):
    (tmp_path / f"a{ASIDE}").write_bytes(b"what a crash left, which is longer")
    write_aside_and_rename(tmp_path / "a", b"whole")
    assert {one.name: one.read_bytes() for one in tmp_path.iterdir()} == {"a": b"whole"}


def test_the_files_of_all_parts_with_their_hashes():
    keyed = Part("pages/1.parquet", 2, "a", KeyFile("pages/1.keys", "b"))
    manifest = Manifest(SCHEMA_VERSION, 1, {"documents": (PART,), "pages": (keyed,)})
    assert manifest.hashes == {
        PART.path: PART.sha256,
        "pages/1.parquet": "a",
        "pages/1.keys": "b",
    }
    assert manifest.files == tuple(manifest.hashes)


class Growing(FolderPlace):
    """A manifest that grew between the look at its size and the call that brought it."""

    __slots__ = ()
    short = 3

    @property
    def is_remote(self):
        return True

    def read(self, path):
        whole = super().read(path)
        Growing.short -= 1
        return whole[:-9] if Growing.short > 0 else whole


def test_a_manifest_that_came_without_its_end_is_asked_for_again(tmp_path):
    write_manifest(FolderPlace(tmp_path), Manifest(SCHEMA_VERSION, 77, {}))
    assert read_manifest(Growing(tmp_path)).commit == 77
    Growing.short = 99
    with pytest.raises(DigitizationError) as error:
        read_manifest(Growing(tmp_path))
    assert error.value.code == "store_damaged"
