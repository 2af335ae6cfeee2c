"""A dossier as the record has it, for an export: its documents, files and events; and what is told
of one that is not exported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import InputError, UsageError
from pipeline.export.packages.contents import Dossier, DossierPaper
from pipeline.export.packages.rules import PackageRules
from pipeline.export.packages.writing import source_changed
from pipeline.messages import localized
from pipeline.open_archive import Archive
from pipeline.report.document_types import load_type_names
from pipeline.runner.commit import locate_files
from pipeline.store.disposals import dossier_disposed, read_disposals
from pipeline.store.queries import events_about
from pipeline.store.record import Snapshot
from pipeline.store.typed import read_rows
from schemas.answers.exporting import NotExported
from schemas.states import RecordStatus
from schemas.tables.rows import DocumentRow, EventRow

_BORN_DIGITAL = "text_layer"
"""The flag of pages whose text came along with the file and agrees with the picture."""


@dataclass(frozen=True, slots=True)
class _PageFlags:
    document_id: str
    flags: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class _Fact:
    document_id: str
    role: str | None
    value: str | None


@dataclass(frozen=True, slots=True)
class _Named:
    agency_name: str | None


def read_dossier(
    archive: Archive, code: str, maintenance: str | None, rules: PackageRules
) -> Dossier:
    """A dossier with all its documents, also those that are replaced or withdrawn.

    Args:
        archive: opened.
        code: the dossier.
        maintenance: the code of how long it is kept; None takes the rules' own.
        rules: what packages must be.

    Raises:
        InputError: `unknown_dossier`, `dossier_disposed`.
    """
    snapshot = archive.store.snapshot()
    rows = rows_of_dossier(snapshot, code)
    ids = [row.document_id for row in rows]
    events = events_about(snapshot, [code, *ids]).to_pylist()
    return Dossier(
        code=code,
        agency_code=rows[0].agency_code,
        agency_name=_agency_name(snapshot, code) or rows[0].agency_code,
        maintenance=maintenance or rules.defaults["maintenance"],
        papers=_papers(archive, snapshot, rows),
        events=tuple(EventRow(**one) for one in events),
    )


def rows_of_dossier(snapshot: Snapshot, code: str) -> list[DocumentRow]:
    """All documents of a dossier, by their ordinals.

    Raises:
        InputError: `unknown_dossier`; `dossier_disposed`, none of it is there any more.
    """
    rows = read_rows(snapshot, "documents", DocumentRow, where={"dossier_code": [code]})
    if not rows:
        for disposal in read_disposals(snapshot, [code]):
            raise dossier_disposed(disposal)
        raise InputError(
            "unknown_dossier",
            "the archive has no such dossier",
            item=code,
            remedy="look for its code: sohoa search WORDS",
        )
    return sorted(rows, key=lambda row: row.ordinal)


def require_finished(archive: Archive, dossier: Dossier) -> None:
    """Refuse a dossier of which something still waits: it would leave half done.

    Raises:
        InputError: `dossier_unfinished`; the message says what waits.
    """
    waiting = [
        *_list_waiting(dossier),
        *archive.ledger.dossiers.list_unfiled(dossier.code),
    ]
    if waiting:
        listed = ", ".join(waiting)
        raise InputError(
            "dossier_unfinished",
            f"something of it still waits for a person or a signature: {listed}",
            item=dossier.code,
            remedy="decide it first (sohoa review list), or give --unfinished: the package says so",
            values={"waiting": listed},
        )


def _list_waiting(dossier: Dossier) -> list[str]:
    return [
        paper.row.document_id
        for paper in dossier.papers
        if paper.row.status != RecordStatus.DONE or paper.row.awaits_signature
    ]


def _papers(
    archive: Archive, snapshot: Snapshot, rows: Sequence[DocumentRow]
) -> tuple[DossierPaper, ...]:
    ids = [row.document_id for row in rows]
    pages = read_rows(snapshot, "pages", _PageFlags, ids)
    facts = read_rows(snapshot, "fields", _Fact, ids, {"name": ["subject"]})
    subjects = {one.document_id: one.value for one in facts if one.role is None}
    return tuple(
        _paper(archive, row, subjects.get(row.document_id), _born(row, pages))
        for row in rows
    )


def _born(row: DocumentRow, pages: Sequence[_PageFlags]) -> int:
    own = (page for page in pages if page.document_id == row.document_id)
    return sum(_BORN_DIGITAL in (page.flags or ()) for page in own)


def _paper(
    archive: Archive, row: DocumentRow, subject: str | None, born: int
) -> DossierPaper:
    pdf, alto = locate_files(archive.folder, row.pdf_path)
    has_text = row.alto_sha256 is not None
    return DossierPaper(
        row=row,
        type_name=load_type_names().get(row.document_type, row.document_type),
        subject=subject,
        born_digital=born,
        pdf=pdf,
        alto=alto if has_text else None,
        alto_bytes=_size(alto) if has_text else 0,
    )


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError as error:
        raise source_changed(path.name) from error


def _agency_name(snapshot: Snapshot, code: str) -> str | None:
    """As the one-stop system or the register of past results has it."""
    for table in ("one_stop", "past_results"):
        found = read_rows(snapshot, table, _Named, where={"dossier_code": [code]})
        for one in found:
            if one.agency_name:
                return one.agency_name
    return None


def require_outside(out: Path, archive: Path) -> None:
    """Refuse a folder in the archive itself.

    Raises:
        UsageError: `export_in_archive`.
    """
    if out.resolve().is_relative_to(archive):
        raise UsageError(
            "export_in_archive",
            f"the folder {out} lies in the archive {archive}",
            item=f"--out {out}",
            remedy="name a folder outside the archive",
            values={"place": out, "archive": archive},
        )


def not_exported(code: str, error: InputError, lang: str) -> NotExported:
    """Why a dossier was not exported, in words."""
    message, remedy = localized(
        error.code, error.message, error.remedy, lang, error.values
    )
    return {
        "dossier_code": code,
        "code": error.code,
        "message": message,
        "remedy": remedy,
    }
