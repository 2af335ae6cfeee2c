"""What a procedure asks for, against what is on file: reuse, scan, or do not scan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.config import Settings
from pipeline.desk.procedures import Procedure, Procedures
from pipeline.operations.finding.reusable import Reusable, is_usable
from pipeline.operations.finding.whose import documents_of
from pipeline.store.parquet import ParquetStore
from schemas.answers.desk import HavePaper, NeededPaper, OnFile

REUSE, SCAN, DO_NOT_SCAN = "reuse", "scan", "do_not_scan"


def usable_documents(
    citizen_id: str | None, store: ParquetStore, settings: Settings
) -> list[Reusable]:
    """Documents of a citizen that may stand for a paper: in force, valid, signed, and nobody has to
    look at them first."""
    if citizen_id is None:
        return []
    return [row for row in documents_of(store, citizen_id, settings) if is_usable(row)]


def needed_papers(
    procedure: Procedure,
    procedures: Procedures,
    on_file: Sequence[Reusable],
    online: bool,
) -> Iterator[HavePaper]:
    """What is to be done about each paper that a procedure asks for."""
    for need in procedures.needs(procedure):
        yield _answer(need, procedures, on_file, online)


def _answer(
    need: NeededPaper, procedures: Procedures, on_file: Sequence[Reusable], online: bool
) -> HavePaper:
    mine = tuple(
        as_on_file(row) for row in on_file if row.document_type == need.document_type
    )
    action, rule = SCAN, need.rule
    if need.handling != "scan":
        action, mine = DO_NOT_SCAN, ()
    elif online:
        action, rule = DO_NOT_SCAN, procedures.rules.get("online", "")
    elif mine:
        action, rule = REUSE, procedures.rules.get("reuse", "")
    return HavePaper(need.document_type, need.name, action, rule, mine)


def as_on_file(row: Reusable) -> OnFile:
    """A document as the answer tells of it."""
    return OnFile(
        row.document_id,
        row.dossier_code,
        row.document_type,
        row.title,
        row.number,
        row.issued_date,
        row.issuer,
        row.pdf_path,
    )
