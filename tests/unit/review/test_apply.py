"""Decisions on quarantine entries: what is settled, and in which order it takes effect."""

import csv
import json
from pathlib import Path

import pytest

from pipeline.config import load_settings
from pipeline.errors import StorageError
from pipeline.folder import ArchiveFolder
from pipeline.ledger import Ledger
from pipeline.operations.upkeep.create import create_archive
from pipeline.review.apply_table import apply_table
from pipeline.review.open_items.items import open_items
from pipeline.store.parquet import ParquetStore
from schemas.states import BatchKind
from schemas.work import Failure

SETTINGS = load_settings(environ={}, options={"operator": "Nguyễn Thị Mẫu"})
REASON = Failure("broken_pdf", "the PDF is broken", "scan the paper again", "ingest")


@pytest.fixture
def folder(tmp_path: Path) -> ArchiveFolder:
    """An archive with one refused file in quarantine."""
    made = create_archive(tmp_path / "kho", development_keys=False)
    received = tmp_path / "giấy.pdf"
    received.write_bytes(b"no pdf")
    made.put_in_quarantine("giay-1", [("giấy.pdf", received)], {"code": REASON.code})
    ledger = Ledger(made.ledger_file)
    batch = ledger.batches.open(BatchKind.RUN, "/inbox", "Nguyễn Thị Mẫu")
    ledger.refusals.add("giay-1", "/inbox", "giấy.pdf", None, REASON, batch)
    ledger.close()
    return made


def decided(folder: ArchiveFolder, decision: str) -> Path:
    table = folder.root.parent / "decisions.csv"
    with table.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(("item", "decision"))
        writer.writerows((one.key, decision) for one in open_items(folder.root))
    return table


def events(folder: ArchiveFolder) -> list[tuple[str, str, str]]:
    rows = ParquetStore(folder.store).read("events").to_pylist()
    return [(row["action"], row["item"], row["actor"]) for row in rows]


def test_a_settled_entry_leaves_quarantine_and_an_event_says_who_did_it(folder):
    answer = apply_table(folder.root, SETTINGS, decided(folder, "settled"))
    assert (answer.applied, answer.open) == (1, 0)
    assert events(folder) == [("quarantine settled", "giay-1", "Nguyễn Thị Mẫu")]
    assert open_items(folder.root) == []
    assert not (folder.quarantine / "giay-1").exists()


def test_a_commit_that_fails_leaves_the_entry_where_it_is(folder, monkeypatch):
    table = decided(folder, "settled")

    def full(_store, _change):
        raise StorageError("disk_full", "the disk is full", item="store")

    with monkeypatch.context() as broken:
        broken.setattr(ParquetStore, "commit", full)
        with pytest.raises(StorageError):
            apply_table(folder.root, SETTINGS, table)
    assert (
        json.loads((folder.quarantine / "giay-1" / "reason.json").read_bytes())
        is not None
    )
    assert [one.subject.item for one in open_items(folder.root)] == ["giay-1"]
    assert events(folder) == []
    assert apply_table(folder.root, SETTINGS, table).applied == 1
