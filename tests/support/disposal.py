"""An archive of papers some of which need be kept no longer, and who may decide on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from pipeline.config import Settings, load_settings
from pipeline.folder import ArchiveFolder
from pipeline.operations.disposal.listing import write_due_list
from pipeline.operations.signing import sign_file
from pipeline.operations.upkeep.create import create_archive
from pipeline.store.parquet import ParquetStore
from pipeline.store.record import DOCUMENT_TABLES, StoreChange
from schemas.codec import to_plain
from schemas.tables.disposal import DISPOSED, Disposal, DisposedPaper
from schemas.tables.rows import DocumentRow, MatchRow, PageRow, make_event
from tests.support.committing import Bench, committing
from tests.support.store_rows import made_row

HEAD = "Phạm Thị Trưởng"
CLERK = "Nguyễn Thị Mẫu"
TODAY = date(2030, 1, 1)
CITIZEN = "001090000123"
OLD, OTHER, KEPT = "H26-200101-0001", "H26-200101-0002", "H26-200101-0003"
"""Two dossiers that are due, one that is kept for ever."""


def settings_of(root: Path, **options: Any) -> Settings:
    given = {
        "operator": CLERK,
        "lang": "en",
        "disposal": {"signers": [HEAD]},
        **options,
    }
    return load_settings(root, environ={}, options=given)


def file_old(bench: Bench, code: str, name: str = "", **more: Any) -> None:
    """A letter of 2001, to be kept for ten years, and a citizen's."""
    facts: dict[str, Any] = {
        "document_type": "cong_van",
        "issued_year": 2001,
        "title": f"Công văn {code}",
        "kind": "result",
        "agency_code": "H26",
        "page_count": 1,
        "pdf_sha256": sha256(b"%PDF").hexdigest(),
        "pdf_bytes": 4,
        "alto_sha256": sha256(b"<alto/>").hexdigest(),
        "signature_level": "unsigned",
    }
    match = made_row(
        MatchRow, role="subject", role_index=1, outcome="matched", citizen_id=CITIZEN
    )
    bench.made(
        code,
        name,
        matches=[match],
        pages=[made_row(PageRow, page=1, text=f"nội dung của {code}")],
        prints=("0" * 16,),
        pdf_path=bench.path(code, 1 if not name else 2),
        **{**facts, **more},
    )


def make_old_archive(root: Path) -> ArchiveFolder:
    """Three dossiers of a paper each."""
    folder = create_archive(root, development_keys=True)
    with committing(root) as bench:
        file_old(bench, OLD)
        file_old(bench, OTHER)
        file_old(bench, KEPT, document_type="quyet_dinh")
        bench.committer.commit()
    return folder


def make_old(root: Path, code: str) -> None:
    """As if a filed paper were a letter of 2001 that no question is left about."""
    store = ParquetStore(root / "store")
    (row,) = store.read("documents", where={"dossier_code": [code]}).to_pylist()
    old = {"document_type": "cong_van", "issued_year": 2001, "status": "done"}
    changed = DocumentRow(**{**row, **old})
    store.commit(
        StoreChange(replace_documents={changed.document_id: {"documents": [changed]}})
    )


DECISION = "0123456789ab" + "c" * 52
"""SHA-256 of a signed list."""
REMOVED_ON = "2030-01-02T03:04:05.000+07:00"


def record_disposal(store: ParquetStore, code: str) -> Disposal:
    """Take a dossier out of the record, as a decision does, and say so there."""
    columns = ["document_id", "kind", "document_type", "title", "pdf_path"]
    rows = store.read("documents", columns, where={"dossier_code": [code]}).to_pylist()
    papers = tuple(
        DisposedPaper(
            **row,
            number="45/CV-UBND",
            issued_date="2001-02-03",
            page_count=1,
            pdf_sha256="a" * 64,
            received=(),
        )
        for row in rows
    )
    said = Disposal(
        code, "H26", None, None, "2012-01-01", REMOVED_ON, DECISION, HEAD, papers
    )
    event = make_event(REMOVED_ON, CLERK, DISPOSED, code, to_plain(said))
    nothing = dict.fromkeys(DOCUMENT_TABLES, ())
    gone = {row["document_id"]: nothing for row in rows}
    store.commit(StoreChange(append={"events": [event]}, replace_documents=gone))
    return said


@dataclass(frozen=True)
class Listed:
    """A list, as made and as signed."""

    plain: Path
    signed: Path


def list_and_sign(root: Path, by: str = HEAD, place: Path | None = None) -> Listed:
    """What is due, listed and signed."""
    place = place or root.parent
    plain, signed = place / "list.pdf", place / "signed.pdf"
    write_due_list(root, settings_of(root), TODAY, plain)
    sign_file(root, settings_of(root, operator=by), plain, signed)
    return Listed(plain, signed)
