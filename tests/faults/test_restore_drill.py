"""The archive's disk is gone: the copy is put in its place, with the keys from their own backup, and
work goes on."""

from __future__ import annotations

import shutil
from pathlib import Path

from pipeline.operations.checks.reconcile import reconcile
from pipeline.operations.checks.verify import verify
from pipeline.operations.finding.find import search
from pipeline.operations.upkeep.copying import copy_archive
from pipeline.search.request import SearchRequest
from tests.support.small_batches import make_inbox, quick_settings, run_quickly
from tests.support.whole_commands import table

CODES = ["H26.27-240101-0001", "H26.27-240101-0002"]


def test_a_lost_archive_comes_back_from_its_copy(archive: Path, tmp_path: Path) -> None:
    inbox = make_inbox(tmp_path / "inbox", CODES[:1])
    (inbox / "broken.pdf").write_bytes(b"%PDF-1.7 no more")
    run_quickly(inbox, archive)
    copy, keys = tmp_path / "copy", tmp_path / "keys"
    copy_archive(archive, quick_settings(archive), copy)
    shutil.copytree(archive / "keys", keys)
    assert verify(copy, "en")["failed"] == [], "the copy can be judged where it lies"
    before = table(archive, "documents")

    shutil.rmtree(archive)
    shutil.copytree(copy, archive)
    shutil.copytree(keys, archive / "keys", dirs_exist_ok=True)
    assert table(archive, "documents") == before
    assert verify(archive, "en")["failed"] == []
    reconcile(archive, quick_settings(archive), repair=True)
    assert (
        search(archive, quick_settings(archive), SearchRequest("Giấy", 5))["total"] == 1
    )
    make_inbox(inbox, CODES)
    documents = run_quickly(inbox, archive).answer["documents"]
    assert (documents["done"], documents["skipped"], documents["quarantined"]) == (
        1,
        1,
        1,
    )
    assert copy_archive(archive, quick_settings(archive), copy)["failed"] == []
    assert len(table(copy, "documents")) == 2
