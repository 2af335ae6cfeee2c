"""Which documents wait for a signature, and whose it must be."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.config import load_settings
from pipeline.open_archive import open_archive
from pipeline.operations.upkeep.create import create_archive
from pipeline.runner.signing.late_signing import sign_awaiting
from pipeline.runner.signing.unsigned import list_awaiting, list_unsigned
from pipeline.store.parquet import ParquetStore
from pipeline.store.record import StoreChange
from schemas.tables.rows import DocumentRow
from tests.support.store_rows import made_row


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = create_archive(tmp_path / "kho", development_keys=False).root
    rows = [
        made_row(
            DocumentRow,
            document_id=key,
            signature_level=level,
            awaits_signature=awaits,
            operator="Trần Thị Lan",
        )
        for key, level, awaits in (
            ("signed", "B-T", None),
            ("never to be signed", "unsigned", None),
            ("waits", "unsigned", "counter-person"),
        )
    ]
    ParquetStore(root / "store").commit(StoreChange(append={"documents": rows}))
    return root


def test_what_was_never_to_be_signed_does_not_wait(root: Path) -> None:
    store = ParquetStore(root / "store")
    assert [one.document_id for one in list_awaiting(store)] == ["waits"]
    assert len(list_unsigned(store)) == 2


def test_a_clerks_paper_is_left_to_the_clerk(root: Path) -> None:
    settings = load_settings(root, environ={}, options={"operator": "Lê Văn Khác"})
    with open_archive(root, settings) as archive:
        done = sign_awaiting(archive)
        assert (done.signed, done.refused, done.left) == (0, [], [])
        settled = load_settings(root, environ={}, options={"signing": "none"})
    with open_archive(root, settled) as archive:
        assert sign_awaiting(archive).left == []
