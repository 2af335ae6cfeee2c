"""Archive, inbox, temporary files and copy on file systems of their own, as shares are: nothing hangs
on a rename from one to the other; where an archive itself is split, or its locks don't hold, that is
said before any work."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.errors import DigitizationError
from pipeline.operations.checks.reconcile import reconcile
from pipeline.operations.checks.verify import verify
from pipeline.operations.disposal.removal import remove_decided
from pipeline.operations.upkeep.copying import copy_archive
from pipeline.operations.upkeep.create import create_archive
from tests.support.disposal import TODAY, list_and_sign, make_old, settings_of
from tests.support.small_batches import make_inbox, quick_settings, run_quickly

CODES = ["H26.27-010101-0001", "H26.27-240101-0002"]
MEMORY = Path("/dev/shm")


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Path]:
    """A folder on another file system."""
    if not MEMORY.is_dir() or MEMORY.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("there is no second file system to write to")
    place = Path(tempfile.mkdtemp(dir=MEMORY, prefix="sohoa-test-"))
    yield place
    shutil.rmtree(place)


def archive_at(place: Path) -> Path:
    return create_archive(place / "kho", development_keys=True).root


def assert_well(archive: Path) -> None:
    assert verify(archive, "en")["failed"] == []
    found = reconcile(archive, quick_settings(archive), repair=False)
    assert found["differences"] == []


@pytest.mark.parametrize("archive_is_there", [True, False])
def test_archive_inbox_and_copy_on_two_file_systems(
    tmp_path: Path, other: Path, archive_is_there: bool
) -> None:
    here, there = (other, tmp_path) if archive_is_there else (tmp_path, other)
    archive = archive_at(here)
    answer = run_quickly(make_inbox(there / "inbox", CODES), archive).answer
    assert answer["documents"]["done"] == 2
    assert_well(archive)
    copied = copy_archive(archive, settings_of(archive), there / "copy")
    assert copied["failed"] == []
    make_old(archive, CODES[0])
    listed = list_and_sign(archive, place=there)
    assert remove_decided(archive, settings_of(archive), listed.signed, TODAY)[
        "removed"
    ]
    assert_well(archive)
    assert copy_archive(archive, settings_of(archive), there / "copy")["removed"] == 3
    assert verify(there / "copy", "en")["failed"] == []


@pytest.mark.parametrize("part", ["documents", "originals", "work", "quarantine"])
def test_a_split_archive_is_told_or_works(
    tmp_path: Path, other: Path, part: str
) -> None:
    """A folder of it is a link to another disk."""
    archive = archive_at(tmp_path)
    shutil.move(archive / part, other / part)
    (archive / part).symlink_to(other / part)
    inbox = make_inbox(tmp_path / "inbox", CODES)
    (inbox / "D-broken.pdf").write_bytes(b"%PDF-1.7 and nothing")
    old = inbox.stat().st_mtime - 60
    os.utime(inbox / "D-broken.pdf", (old, old))
    try:
        answer = run_quickly(inbox, archive).answer
    except DigitizationError as error:
        assert error.code == "archive_split" and error.remedy
        assert not list(archive.glob("documents/**/*.pdf"))
        return
    assert answer["documents"]["done"] == 2
    assert_well(archive)


def test_a_share_whose_locks_fail_is_told_before_any_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """NFS without its lock service."""
    archive = archive_at(tmp_path)
    inbox = make_inbox(tmp_path / "inbox", CODES)

    def no_locks(*_: object) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", no_locks)
    with pytest.raises(DigitizationError) as caught:
        run_quickly(inbox, archive)
    assert caught.value.exit_code == 6, json.dumps(str(caught.value))
    monkeypatch.undo()
    assert run_quickly(inbox, archive).answer["documents"]["done"] == 2
