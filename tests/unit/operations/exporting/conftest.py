"""A dossier of three papers: a decision that replaces an earlier one, and a form."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

import pytest

from pipeline.folder import ArchiveFolder
from pipeline.store.parquet import ParquetStore
from pipeline.store.record import StoreChange
from schemas.tables.rows import DocumentRow, EventRow, FieldRow, PageRow, make_event
from tests.support.store_rows import made_row

CODE = "H26.27-241105-0012"
AT = "2026-07-01T08:00:00.123+07:00"
BY = "Lê Thị Kiểm"


def paper(ordinal: int, **values: object) -> DocumentRow:
    """The row of a paper of the dossier; its file's bytes are its ordinal."""
    name = f"{CODE}.{ordinal}"
    row = {
        "document_id": name,
        "dossier_code": CODE,
        "ordinal": ordinal,
        "kind": "component",
        "agency_code": "H26.27",
        "document_type": "to_khai",
        "pdf_path": f"documents/H26.27/2024/{CODE}/{name}.pdf",
        "pdf_sha256": sha256(f"%PDF {ordinal}".encode()).hexdigest(),
        "pdf_bytes": len(f"%PDF {ordinal}"),
        "alto_sha256": sha256(b"<alto/>").hexdigest(),
        "source_sha256": "ab" * 32,
        "pdfa_part": "2U",
        "signature_level": "B-LTA",
        "digitized_at": AT,
        "operator": BY,
        "rules_edition": "2025-07",
        "language": "vi",
        "page_count": 2,
        "status": "done",
    }
    return made_row(DocumentRow, **{**row, **values})


DECISION = paper(
    2,
    kind="result",
    document_type="quyet_dinh",
    number="123/QĐ-UBND",
    issued_date="2024-11-05",
    issuer="Ủy ban nhân dân phường An Khê",
    title="Quyết định",
)
EARLIER = paper(
    1,
    kind="result",
    document_type="quyet_dinh",
    number="122/QĐ-UBND",
    issued_date="2024-10-30",
    superseded_by=DECISION.document_id,
    superseded_on="2026-07-02",
)
FORM = paper(3, withdrawn_on="2026-07-03", page_count=1)
EVENTS = (
    make_event(AT, BY, "ingestion", DECISION.document_id, {"source": "02.pdf"}),
    make_event(AT, "sohoa", "duplicate check", CODE, "the same & more <bytes>\x07"),
)

FileDossier = Callable[..., list[DocumentRow]]


@pytest.fixture
def file_dossier(folder: ArchiveFolder) -> FileDossier:
    """Files rows with their files, pages, a subject and events."""

    def file(
        rows: tuple[DocumentRow, ...] = (DECISION, EARLIER, FORM),
        events: tuple[EventRow, ...] = EVENTS,
        flags: tuple[str, ...] = (),
    ) -> list[DocumentRow]:
        for row in rows:
            pdf = folder.root / row.pdf_path
            pdf.parent.mkdir(parents=True, exist_ok=True)
            pdf.write_bytes(f"%PDF {row.ordinal}".encode())
            pdf.with_suffix(".alto.xml").write_bytes(b"<alto/>")
        pages = [
            made_row(PageRow, document_id=row.document_id, page=number + 1, flags=flags)
            for row in rows
            for number in range(row.page_count)
        ]
        subject = made_row(
            FieldRow,
            document_id=DECISION.document_id,
            name="subject",
            value="Về việc cho phép chuyển mục đích sử dụng đất",
        )
        change = {"documents": rows, "pages": pages, "fields": [subject]}
        ParquetStore(folder.store).commit(
            StoreChange(append={**change, "events": list(events)})
        )
        return list(rows)

    return file
