import pytest

from pipeline.store.folder_place import FolderPlace


@pytest.fixture
def place(tmp_path):
    made = FolderPlace(tmp_path / "store")
    made.prepare(["events"])
    return made


def test_what_is_put_is_read_listed_and_removed(place, tmp_path):
    place.put("events/1.parquet", b"rows")
    place.settle(["events"])
    assert (
        place.read("events/1.parquet")
        == b"rows"
        == bytes(place.map("events/1.parquet"))
    )
    with place.open("events/1.parquet") as file:
        file.seek(2)
        assert file.read() == b"ws"
    assert place.sizes() == place.sizes("events") == {"events/1.parquet": 4}
    place.fetch("events/1.parquet", tmp_path / "here")
    assert (tmp_path / "here").stat().st_ino == (
        place.folder / "events/1.parquet"
    ).stat().st_ino
    place.remove("events/1.parquet")
    place.remove("events/1.parquet")
    assert place.sizes() == {}


def test_a_file_that_is_not_there(place):
    with pytest.raises(FileNotFoundError):
        place.read("events/1.parquet")
    with pytest.raises(FileNotFoundError), place.open("events/1.parquet"):
        pass


def test_the_manifest_kept_beside_has_bytes_of_its_own(place):
    place.put("events/1.parquet", b"rows")
    place.replace("manifest.json", b"first")
    place.keep_beside("-v1", ["events/1.parquet", "manifest.json"])
    place.replace("manifest.json", b"second")
    kept = FolderPlace(place.folder.with_name("store-v1"))
    assert kept.read("manifest.json") == b"first"
    assert kept.sizes().keys() == {"events/1.parquet", "manifest.json"}
