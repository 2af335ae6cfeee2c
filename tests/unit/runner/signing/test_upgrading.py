"""Which signatures are extended, and in which order."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.config import load_settings
from pipeline.open_archive import Access, open_archive
from pipeline.operations.upkeep.create import create_archive
from pipeline.runner.signing.upgrading import (
    SignedDocument,
    extendable,
    upgrade_documents,
)
from pipeline.store.parquet import ParquetStore
from pipeline.store.record import StoreChange
from pipeline.store.typed import read_rows
from schemas.tables.rows import DocumentRow, EventRow
from tests.support.store_rows import made_row

LEVELS = {
    "A": "B-LTA",
    "B": "B-T",
    "C": "unsigned",
    "D": "B-LT",
    "E": "received",
    "F": "B-B",
}


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Path:
    root = create_archive(
        tmp_path_factory.mktemp("upgrading") / "kho", development_keys=True
    ).root
    rows = [
        made_row(
            DocumentRow,
            document_id=key,
            signature_level=level,
            pdf_path=f"documents/H1/2026/{key}/{key}.1.pdf",
            pdf_sha256="0" * 64,
        )
        for key, level in LEVELS.items()
    ]
    ParquetStore(root / "store").commit(StoreChange(append={"documents": rows}))
    return root


def test_those_without_proof_come_first_and_others_not_at_all(root: Path) -> None:
    found = extendable(ParquetStore(root / "store"))
    assert [one.document_id for one in found] == ["B", "D", "A"]


def test_a_file_that_is_gone_is_refused_with_an_event(root: Path) -> None:
    settings = load_settings(root, environ={}, options={"operator": "Lê Văn Thử"})
    gone = SignedDocument("A", "documents/H1/2026/A/A.1.pdf", "B-LTA")
    with open_archive(root, settings, Access.WRITE) as archive:
        done = upgrade_documents(archive, [gone])
        assert [(one, error.code) for one, error in done.refused] == [
            (gone, "file_missing")
        ]
        [event] = read_rows(archive.store, "events", EventRow)
    assert (event.action, event.item) == ("fixity check", "A")
