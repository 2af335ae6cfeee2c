"""A second copy: only what is new is written, damage does not spread, and it can be worked with."""

from __future__ import annotations

import os
import shutil
from contextlib import closing
from pathlib import Path

import pytest

from pipeline.config import load_settings
from pipeline.errors import UsageError
from pipeline.export.portal.outbox import Outbox
from pipeline.ledger import Ledger
from pipeline.operations.checks.verify import verify
from pipeline.operations.upkeep.copying import copy_archive

SETTINGS = load_settings(environ={}, options={"lang": "en"})


@pytest.fixture
def place(folder, file_paper, tmp_path) -> Path:
    """A copy of an archive with a paper, a received file and an entry in quarantine."""
    file_paper("A-1")
    (tmp_path / "received.pdf").write_bytes(b"received")
    kept = folder.keep_original(tmp_path / "received.pdf")
    folder.put_in_quarantine(
        "giay-1", [("giay.pdf", kept.path)], {"code": "broken_pdf"}
    )
    copy_archive(folder.root, SETTINGS, tmp_path / "copy")
    return tmp_path / "copy"


def failures(root: Path) -> set[tuple[str, str]]:
    return {(one["path"], one["code"]) for one in verify(root, "en")["failed"]}


def test_the_copy_is_an_archive_of_the_same_papers(folder, place):
    assert failures(place) == failures(folder.root)
    assert not list((place / "keys").glob("*.p12"))
    assert (place / "quarantine" / "giay-1" / "giay.pdf").read_bytes() == b"received"
    assert (place / "quarantine").stat().st_mode & 0o777 == 0o700


def test_only_what_is_new_is_copied_and_what_has_left_leaves(folder, file_paper, place):
    again = copy_archive(folder.root, SETTINGS, place)
    assert again["copied"] == 1, (
        "the audit trail alone has grown, by the first copy's line"
    )
    file_paper("B-1")
    folder.leave_quarantine("giay-1")
    more = copy_archive(folder.root, SETTINGS, place)
    assert 3 <= more["copied"] < 12 and more["present"] >= 4
    assert failures(place) == failures(folder.root)
    assert not (place / "quarantine" / "giay-1").exists()


def test_damage_of_the_first_does_not_reach_the_copy(folder, place):
    (pdf,) = folder.documents.rglob("*.pdf")
    (copied,) = (place / "documents").rglob("*.pdf")
    good = copied.read_bytes()
    pdf.write_bytes(b"spoilt")
    answer = copy_archive(folder.root, SETTINGS, place)
    assert [one["code"] for one in answer["failed"]] == ["file_changed"]
    assert copied.read_bytes() == good
    pdf.unlink()
    answer = copy_archive(folder.root, SETTINGS, place)
    assert [one["code"] for one in answer["failed"]] == ["file_missing"]
    assert copied.read_bytes() == good


def test_damage_of_the_copy_is_found_where_it_is_read_and_mended(folder, place):
    (copied,) = (place / "documents").rglob("*.pdf")
    good, found = copied.read_bytes(), copied.stat()
    copied.write_bytes(bytes(len(good)))
    os.utime(copied, ns=(found.st_atime_ns, found.st_mtime_ns))
    assert copy_archive(folder.root, SETTINGS, place)["failed"] == []
    assert copied.read_bytes() != good, "it is not read without being asked"
    copy_archive(folder.root, SETTINGS, place, check=True)
    assert copied.read_bytes() == good


def test_a_restored_copy_goes_on_where_the_archive_stood(folder, place):
    shutil.rmtree(folder.root)
    shutil.copytree(place, folder.root)
    before = Ledger.to_read(folder.ledger_file)
    assert (
        before.documents.list_done_ids() == set()
    )  # papers of this test are filed by their rows
    before.close()
    assert failures(folder.root) == failures(place)


@pytest.mark.parametrize("what", ["inside", "something else", "another archive's"])
def test_a_place_that_is_no_copy_of_this_archive_is_left_alone(
    folder, place, tmp_path, what
):
    target = {
        "inside": folder.root / "copy",
        "something else": tmp_path / "photos",
    }.get(what)
    if target is None:
        target = place
        (folder.audit_file).write_text('{"hash": "of another archive"}\n')
    elif what == "something else":
        target.mkdir()
        (target / "a.jpg").write_bytes(b"mine")
    with pytest.raises(UsageError) as caught:
        copy_archive(folder.root, SETTINGS, target)
    assert caught.value.code == (
        "copy_in_archive" if what == "inside" else "no_copy_of_this"
    )


def test_what_the_portal_was_told_is_copied(folder, tmp_path):
    with closing(Outbox.to_write(folder.outbox_file)) as outbox:
        outbox.add([], 1, {"documents": "x"})
        copy_archive(folder.root, SETTINGS, tmp_path / "copy")
    kept = tmp_path / "copy" / folder.outbox_file.name
    assert kept.stat().st_mode & 0o777 == 0o600
    with closing(Outbox.to_read(kept)) as copied:
        assert copied.seen() == {"documents": "x"}
