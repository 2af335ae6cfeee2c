"""A new archive, and papers filed in it by their rows alone."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest

from pipeline.folder import ArchiveFolder
from pipeline.operations.upkeep.create import create_archive
from pipeline.store.parquet import ParquetStore
from pipeline.store.record import StoreChange
from schemas.tables.rows import DocumentRow, FieldRow, MatchRow, PageRow
from tests.support.store_rows import made_row

File = Callable[..., DocumentRow]


@pytest.fixture
def folder(tmp_path) -> ArchiveFolder:
    return create_archive(tmp_path / "kho", development_keys=False)


@pytest.fixture
def file_paper(folder) -> File:
    """Files a paper: its PDF's bytes, rows of its persons and text; gives its row."""

    def file(
        code: str = "A-1",
        content: bytes = b"%PDF",
        text: str = "",
        citizen: str | None = None,
        **values: Any,
    ) -> DocumentRow:
        key, place = f"{code}.1", f"documents/H1/2026/{code}/{code}.1.pdf"
        pdf = folder.root / place
        pdf.parent.mkdir(parents=True, exist_ok=True)
        pdf.write_bytes(content)
        pdf.with_name(f"{code}.1.alto.xml").write_bytes(b"<alto/>")
        row = {
            "document_id": key,
            "dossier_code": code,
            "ordinal": 1,
            "pdf_path": place,
            "pdf_sha256": sha256(content).hexdigest(),
            "pdf_bytes": len(content),
            "alto_sha256": sha256(b"<alto/>").hexdigest(),
            "status": "done",
            "signature_level": "unsigned",
            "page_count": 1,
        }
        document = made_row(DocumentRow, **{**row, **values})
        matches = [
            made_row(
                MatchRow,
                document_id=key,
                role="owner",
                outcome=outcome,
                citizen_id=number,
            )
            for outcome, number in (("matched", citizen),)
            if number
        ]
        change = StoreChange(
            append={
                "documents": [document],
                "pages": [made_row(PageRow, document_id=key, page=1, text=text)],
                "fields": [
                    made_row(FieldRow, document_id=key, name="title", value="x")
                ],
                "matches": matches,
            }
        )
        ParquetStore(folder.store).commit(change)
        return document

    return file
