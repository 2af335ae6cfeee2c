import pytest
from pyarrow.fs import LocalFileSystem, SubTreeFileSystem, _MockFileSystem

from pipeline.errors import StorageError
from pipeline.store.object_place import ObjectPlace


@pytest.fixture(params=["memory", "subtree"])
def place(request, tmp_path):
    system = (
        _MockFileSystem()
        if request.param == "memory"
        else SubTreeFileSystem(str(tmp_path), LocalFileSystem())
    )
    made = ObjectPlace(request.param, "bucket/kho", system, tmp_path / "cache")
    made.prepare(["events"])
    return made


def test_what_is_put_is_read_listed_and_removed(place, tmp_path):
    place.put("events/1.parquet", b"rows")
    place.put("events/1.parquet", memoryview(b"other rows"))
    assert place.read("events/1.parquet") == b"other rows"
    with place.open("events/1.parquet") as file:
        file.seek(6)
        assert file.read() == b"rows"
    assert place.sizes() == {"events/1.parquet": 10}
    assert place.sizes("pages") == {}
    place.fetch("events/1.parquet", tmp_path / "here")
    assert (tmp_path / "here").read_bytes() == b"other rows"
    place.remove("events/1.parquet")
    place.remove("events/1.parquet")
    assert place.sizes() == {}
    with pytest.raises(FileNotFoundError):
        place.read("events/1.parquet")


def test_what_is_kept_beside_stays_as_it_was(place):
    place.put("events/1.parquet", b"rows")
    place.replace("manifest.json", b"first")
    place.keep_beside("-v1", ["events/1.parquet", "manifest.json"])
    place.replace("manifest.json", b"second")
    place.keep_beside("-v1", ["events/1.parquet", "manifest.json"])
    kept = ObjectPlace("kept", place.base + "-v1", place.system)
    assert kept.sizes() == {"events/1.parquet": 4, "manifest.json": 5}
    assert kept.read("manifest.json") == b"first"


def test_key_files_are_fetched_once_and_follow_the_object(place, tmp_path):
    place.put("events/1.keys", b"0123")
    kept = tmp_path / "cache" / "events" / "1.keys"
    assert kept.read_bytes() == b"0123"
    kept.unlink()
    assert bytes(place.map("events/1.keys")) == b"0123" == kept.read_bytes()
    kept.write_bytes(b"damaged")
    place.sha256("events/1.keys")
    assert bytes(place.map("events/1.keys")) == b"0123"
    place.remove("events/1.keys")
    assert not kept.exists()


def test_without_a_cache_key_files_are_read_each_time(place):
    bare = ObjectPlace("bare", place.base, place.system)
    bare.put("events/1.keys", b"0123")
    assert bare.map("events/1.keys") == b"0123"


def test_a_cache_that_cannot_be_written_is_done_without(place, tmp_path):
    place.put("events/1.keys", b"0123")
    (tmp_path / "file").write_text("no folder")
    closed = ObjectPlace("closed", place.base, place.system, tmp_path / "file")
    assert closed.map("events/1.keys") == b"0123"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("AWS Error ACCESS_DENIED during HeadObject operation", "store_refused"),
        ("AWS Error UNKNOWN (HTTP status 403) during PutObject", "store_refused"),
        ("AWS Error NO_SUCH_BUCKET during PutObject", "store_bucket_missing"),
        ("AWS Error SLOW_DOWN during PutObject operation: no", "store_unreachable"),
        ("AWS Error NETWORK_CONNECTION during GetObject", "store_unreachable"),
    ],
)
def test_a_server_s_words_become_ours(place, said, code):
    with pytest.raises(StorageError) as told, place.storage():
        raise OSError(f"When reading key 'pages/1': {said}")
    assert told.value.code == code
    assert "pages/1" not in str(told.value) + str(told.value.values)


def test_what_no_server_said_passes_through(place):
    with pytest.raises(OSError, match="could not verify page"), place.storage():
        raise OSError("could not verify page integrity")
