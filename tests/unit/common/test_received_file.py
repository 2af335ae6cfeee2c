"""A received file is read whole, or is said to be unreadable for now."""

import errno
import hashlib
import os
import stat
from pathlib import Path

import pytest

from pipeline.common.received_file import chunks_of, copy_synced
from pipeline.errors import TransientInputError


@pytest.mark.parametrize("size", [0, 1, (1 << 20) - 1, 1 << 20, (2 << 20) + 3])
def test_all_bytes_come_in_their_order(tmp_path, size):
    source, content = tmp_path / "scan.tif", os.urandom(size)
    source.write_bytes(content)
    assert b"".join(chunks_of(source)) == content
    kept = copy_synced(source, tmp_path / "copy", 0o600)
    assert kept == (hashlib.sha256(content).hexdigest(), size)
    assert (tmp_path / "copy").read_bytes() == content
    assert stat.S_IMODE((tmp_path / "copy").stat().st_mode) == 0o600


def _put(place: Path, what: str) -> None:
    if what == "folder":
        place.mkdir()
    elif what == "pipe":
        os.mkfifo(place)
    elif what == "link":
        place.symlink_to(__file__)


@pytest.mark.parametrize("what", ["nothing", "folder", "pipe", "link"])
def test_what_is_no_file_is_unreadable_and_never_waited_for(tmp_path, what):
    _put(tmp_path / "scan.tif", what)
    with pytest.raises(TransientInputError) as caught:
        list(chunks_of(tmp_path / "scan.tif"))
    assert (caught.value.code, caught.value.item) == ("unreadable", "scan.tif")


def test_a_file_that_grows_meanwhile_is_an_unfinished_transfer(tmp_path):
    source = tmp_path / "scan.tif"
    source.write_bytes(b"first half")
    chunks = chunks_of(source)
    assert next(chunks) == b"first half"
    source.write_bytes(b"first half, and more")
    with pytest.raises(TransientInputError) as caught:
        list(chunks)
    assert (caught.value.code, caught.value.values) == (
        "unfinished_transfer",
        {"name": "scan.tif"},
    )


def test_too_many_open_files_are_the_machines_trouble_and_not_the_papers(
    tmp_path, monkeypatch
):
    def refuse(*_):
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(TransientInputError) as caught:
        list(chunks_of(tmp_path / "scan.tif"))
    assert (caught.value.code, caught.value.item) == ("too_many_open_files", "scan.tif")


def test_a_copy_writes_over_nothing(tmp_path):
    (tmp_path / "a").write_bytes(b"new")
    (tmp_path / "b").write_bytes(b"old")
    with pytest.raises(FileExistsError):
        copy_synced(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "b").read_bytes() == b"old"
