"""Files are whole or as they were, whatever fails on the way."""

import hashlib
import os
import stat

import pytest

from pipeline.common.files import (
    free_name,
    is_sound,
    name_aside,
    probe_folder,
    replace_file,
    set_aside,
    sha256_of,
    sync_folder,
    synced_file,
    write_synced,
)
from pipeline.errors import StorageError


def names(folder):
    return sorted(one.name for one in folder.iterdir())


@pytest.mark.parametrize("write", [write_synced, replace_file])
def test_a_file_is_written_and_replaced_and_nothing_stays_aside(tmp_path, write):
    for content in (b"1", b"", b"a longer one"):
        write(tmp_path / "a", content)
        assert (tmp_path / "a").read_bytes() == content
    assert names(tmp_path) == ["a"]


@pytest.mark.parametrize("aside", [None, "a.aside"])
def test_a_full_disk_leaves_the_old_file_and_nothing_aside(small_disk, aside):
    place = small_disk / "a"
    place.write_bytes(b"old")
    with pytest.raises(OSError, match="No space left"):
        replace_file(place, bytes(1 << 20), aside=small_disk / aside if aside else None)
    assert (names(small_disk), place.read_bytes()) == (["a"], b"old")


def test_a_full_disk_is_said_with_its_folder(small_disk):
    with pytest.raises(StorageError) as caught:
        write_synced(small_disk / "a", bytes(1 << 20))
    assert (caught.value.code, caught.value.item) == ("disk_full", str(small_disk))
    assert names(small_disk) == []


def test_what_a_crash_left_aside_is_written_over(tmp_path):
    (tmp_path / "a.aside").write_bytes(b"half of a much longer file")
    replace_file(tmp_path / "a", b"whole", aside=tmp_path / "a.aside")
    assert (names(tmp_path), (tmp_path / "a").read_bytes()) == (["a"], b"whole")


def test_bytes_are_synced_before_the_file_gets_its_name(tmp_path, monkeypatch):
    seen, real = [], os.fsync
    monkeypatch.setattr(
        os,
        "fsync",
        lambda handle: (seen.append((tmp_path / "a").exists()), real(handle)),
    )
    replace_file(tmp_path / "a", b"x")
    sync_folder(tmp_path)
    assert seen == [False, True]


@pytest.mark.parametrize(
    ("mode", "kept"), [(0o666, 0o644), (0o600, 0o600), (0o640, 0o640)]
)
def test_the_mode_is_lessened_by_the_umask(tmp_path, mode, kept):
    before = os.umask(0o022)
    try:
        write_synced(tmp_path / "a", b"", mode)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == kept


def test_a_fresh_file_writes_over_nothing(tmp_path):
    (tmp_path / "a").write_bytes(b"there before")
    with pytest.raises(FileExistsError), synced_file(tmp_path / "a"):
        pass
    assert (tmp_path / "a").read_bytes() == b"there before"
    with synced_file(tmp_path / "a", fresh=False) as file:
        file.write(b"new")
    assert (tmp_path / "a").read_bytes() == b"new"


def test_names_aside_are_hidden_and_never_the_same(tmp_path):
    made = {name_aside(tmp_path) for _ in range(100)}
    assert len(made) == 100
    assert all(one.parent == tmp_path and one.name.startswith(".") for one in made)


def test_a_file_is_sound_where_size_and_hash_agree(tmp_path):
    place, sha256 = tmp_path / "a", hashlib.sha256(b"bytes").hexdigest()
    assert not is_sound(place, 5, sha256)
    place.write_bytes(b"bytes")
    assert sha256_of(place) == sha256
    assert is_sound(place, 5, sha256) and not is_sound(place, 4, sha256)
    place.write_bytes(b"bytez")
    assert not is_sound(place, 5, sha256)


def test_damaged_files_are_set_aside_under_numbers(tmp_path):
    place = tmp_path / "a"
    assert set_aside(place) is None
    for content in (b"first", b"second"):
        place.write_bytes(content)
        assert set_aside(place).read_bytes() == content
    assert names(tmp_path) == ["a.damaged-1", "a.damaged-2"]


def test_taken_names_get_numbers_and_long_ones_are_cut():
    assert free_name("a.pdf", set()) == "a.pdf"
    assert free_name("a.pdf", {"a.pdf"}) == "2-a.pdf"
    assert free_name("a.pdf", {"a.pdf", "2-a.pdf"}) == "3-a.pdf"
    long = "ệ" * 200 + ".tif"
    first = free_name(long, set())
    second = free_name(long, {first})
    assert first != second
    assert all(len(one.encode()) <= 255 for one in (first, second))


def test_a_folder_that_can_be_written_into_is_left_as_it_was(tmp_path):
    probe_folder(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_gone_or_none_is_told(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    for folder in (tmp_path / "gone", tmp_path / "file"):
        with pytest.raises(OSError):
            probe_folder(folder)


def test_a_full_disk_is_found_by_probing(small_disk):
    (small_disk / "all").write_bytes(b"")
    with pytest.raises(OSError), (small_disk / "all").open("wb", buffering=0) as file:
        while True:
            file.write(b"x" * 4096)
    with pytest.raises(OSError):
        probe_folder(small_disk)
