"""A store of an earlier version is kept whole, once."""

from pathlib import Path

import pytest

from pipeline.store.folder_place import FolderPlace
from pipeline.store.migration import former_folder, keep_former
from pipeline.store.record import Manifest, Part

PART = Part("events/00000001-0123456789ab.parquet", 1, "0" * 64)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "store" / "events").mkdir(parents=True)
    (tmp_path / "store" / PART.path).write_bytes(b"rows")
    (tmp_path / "store" / "manifest.json").write_text("first")
    return tmp_path / "store"


def test_manifest_and_parts_are_kept_and_never_overwritten(folder: Path) -> None:
    manifest = Manifest(1, 1, {"events": (PART,)})
    keep_former(FolderPlace(folder), manifest, "manifest.json")
    kept = former_folder(folder, 1)
    assert kept.name == "store-v1"
    (folder / PART.path).unlink()
    (folder / "manifest.json").write_text("second")
    keep_former(FolderPlace(folder), manifest, "manifest.json")
    assert (kept / PART.path).read_bytes() == b"rows"
    assert (kept / "manifest.json").read_text() == "first"


def test_what_a_crash_left_is_made_anew(folder: Path) -> None:
    half = folder.with_name(".store-v1")
    (half / "events").mkdir(parents=True)
    (half / "events" / "half.parquet").write_bytes(b"x")
    keep_former(
        FolderPlace(folder), Manifest(1, 1, {"events": (PART,)}), "manifest.json"
    )
    assert not half.exists()
    assert [one.name for one in former_folder(folder, 1).glob("events/*")] == [
        Path(PART.path).name
    ]
