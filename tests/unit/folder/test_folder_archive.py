"""An archive on disk: told from other folders, apart from what it receives, locked by turns."""

import hashlib

import pytest

from pipeline.errors import BusyError, UsageError
from pipeline.folder.archive import ArchiveFolder
from pipeline.operations.upkeep.create import create_archive


@pytest.fixture
def folder(tmp_path):
    return create_archive(tmp_path / "kho", development_keys=False)


def code_of(call, *arguments):
    with pytest.raises((UsageError, BusyError)) as caught:
        call(*arguments)
    return caught.value.code


def test_an_archive_is_told_from_other_folders(folder, tmp_path):
    assert folder.require() is folder
    (tmp_path / "empty").mkdir()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "a.txt").touch()
    for name, code in (
        ("gone", "archive_missing"),
        ("empty", "archive_empty"),
        ("other", "no_archive"),
    ):
        assert code_of(ArchiveFolder(tmp_path / name).require) == code


def test_the_missing_part_of_a_path_is_named(tmp_path):
    with pytest.raises(UsageError) as caught:
        ArchiveFolder(tmp_path / "mount" / "kho").require()
    assert caught.value.values == {"there": str(tmp_path), "missing": "mount"}


def test_what_is_received_lies_apart_from_the_archive(folder, tmp_path):
    def look(place):
        folder.require_apart(place, "inbox_in_archive", "the inbox", "move it")

    look(tmp_path / "inbox")
    (tmp_path / "link").symlink_to(folder.root / "originals")
    for place in (folder.root, folder.root / "work", tmp_path, tmp_path / "link"):
        assert code_of(look, place) == "inbox_in_archive"


def test_a_run_keeps_others_out_until_it_ends(folder):
    assert folder.run_is_held() is False
    with folder.run_lock():
        assert folder.run_is_held() is True
        other = ArchiveFolder(folder.root)
        assert code_of(other.run_lock().__enter__) == "archive_busy"
    assert folder.run_is_held() is False


def test_received_bytes_are_kept_by_their_hash_and_never_twice(folder, tmp_path):
    paper = tmp_path / "01.pdf"
    paper.write_bytes(b"giay")
    sha256 = hashlib.sha256(b"giay").hexdigest()
    for _ in range(2):
        assert folder.keep_original(paper).sha256 == sha256
    assert folder.original(sha256).read_bytes() == b"giay"
    assert len(list(folder.originals.glob("*/*"))) == 1


def test_an_entry_of_quarantine_is_replaced_and_leaves(folder, tmp_path):
    paper = tmp_path / "01.pdf"
    paper.write_bytes(b"giay")
    for code in ("broken_pdf", "encrypted"):
        place = folder.put_in_quarantine("A.1", [("01.pdf", paper)], {"code": code})
        assert code in (place / "reason.json").read_text()
    assert sorted(one.name for one in place.iterdir()) == ["01.pdf", "reason.json"]
    folder.leave_quarantine("A.1")
    folder.leave_quarantine("A.1")
    assert list(folder.quarantine.iterdir()) == []
