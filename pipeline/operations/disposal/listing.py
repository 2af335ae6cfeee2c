"""The list of what is due, as a PDF/A for a person to sign; what it stands for is kept beside, so
that nobody has to read the pages again."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

from pipeline import audit
from pipeline.archive.pdfa.assemble import write_archival_pdf
from pipeline.common.clock import now, stamp
from pipeline.common.files import sha256_of, sync_folder, write_synced
from pipeline.config import Settings
from pipeline.errors import UsageError
from pipeline.open_archive import Access, Archive, open_archive
from pipeline.operations.disposal.retention import DueDossier, find_due
from pipeline.operations.reports.report_pages import draw_pages
from pipeline.operations.reports.report_pdf import describe_file
from pipeline.report.document_types import load_type_names
from pipeline.runner.tables.registers import note_commit
from pipeline.store.record import StoreChange
from pipeline.trouble import storage_at
from schemas.answers.checks import DueListAnswer
from schemas.codec import to_plain
from schemas.tables.disposal import LISTED, ListMade
from schemas.tables.rows import make_event


@dataclass(frozen=True, slots=True)
class DisposalList:
    """What a person decides on: the dossiers as they stood in this archive at that time."""

    archive: str
    made_at: str
    by: str
    on: str
    dossiers: tuple[DueDossier, ...]

    @property
    def content(self) -> bytes:
        """The list as it is kept."""
        plain = json.dumps(to_plain(self), ensure_ascii=False, sort_keys=True, indent=1)
        return plain.encode() + b"\n"


def write_due_list(
    archive: Path, settings: Settings, today: date, out: Path
) -> DueListAnswer:
    """Write what is due as a PDF/A, and keep in the archive what was listed.

    Raises:
        UsageError: `no_operator`; `nothing_due`.
        MissingToolError: no font for tables is installed.
        StorageError: `out` or the archive can't be written.
    """
    if not settings.operator.strip():
        raise UsageError(
            "no_operator",
            "a list is made under somebody's name",
            item="operator",
            remedy="give --operator, or set operator in the archive's sohoa.toml",
        )
    with open_archive(archive, settings, Access.WRITE) as opened:
        made = _compose(opened, today)
        with tempfile.TemporaryDirectory(prefix="sohoa-") as place:
            pdf, kept = Path(place) / "list.pdf", Path(place) / "list.json"
            write_synced(kept, made.content)
            _draw(made, settings, pdf)
            opened.folder.keep_original(kept)
            _note(opened, made, pdf)
            _put(pdf, out)
        return {
            "out": str(out),
            "list": sha256(made.content).hexdigest(),
            "on": made.on,
            "dossiers": len(made.dossiers),
            "documents": sum(len(one.papers) for one in made.dossiers),
        }


def _compose(opened: Archive, today: date) -> DisposalList:
    due = find_due(opened, today).dossiers
    if not due:
        raise UsageError(
            "nothing_due",
            "no dossier need be kept no longer: there is nothing to list",
            item=today.isoformat(),
            remedy="look at what is due: sohoa dispose --due",
        )
    mark = audit.first_hash(opened.folder.audit_file)
    return DisposalList(
        mark, stamp(now()), opened.operator or "", today.isoformat(), due
    )


def _note(opened: Archive, made: DisposalList, pdf: Path) -> None:
    """Keep in the record which list was made: only such a one is ever carried out."""
    documents = sum(len(one.papers) for one in made.dossiers)
    said = ListMade(sha256_of(pdf), pdf.stat().st_size, documents)
    item = sha256(made.content).hexdigest()
    event = make_event(made.made_at, made.by, LISTED, item, to_plain(said))
    with opened.folder.write_lock():
        commit = opened.store.commit(StoreChange(append={"events": [event]}))
        note_commit(opened.index, commit)
    opened.note_act(LISTED, item, f"{documents} documents")


def _put(pdf: Path, out: Path) -> None:
    with storage_at(out.parent):
        aside = out.with_name(f".{out.name}.new")
        write_synced(aside, pdf.read_bytes())
        aside.replace(out)
        sync_folder(out.parent)


def _draw(made: DisposalList, settings: Settings, out: Path) -> None:
    digest = sha256(made.content).hexdigest()
    description = describe_file(
        settings,
        code=f"HUY-{made.on}-{digest[:8]}",
        title=f"Danh mục tài liệu hết giá trị – {made.on}",
        number=digest,
        created_at=datetime.fromisoformat(made.made_at),
        development=settings.keys.development,
    )
    write_archival_pdf(draw_pages(list(_lines(made, digest))), description, out)


def _lines(made: DisposalList, digest: str) -> Iterator[str]:
    """The list's pages; its head stays in the left half, for signatures stand at the right."""
    papers = sum(len(one.papers) for one in made.dossiers)
    yield "DANH MỤC HỒ SƠ, TÀI LIỆU HẾT THỜI HẠN BẢO QUẢN"
    yield "đề nghị hủy"
    yield ""
    yield f"Ngày: {made.on}    Người lập: {made.by}"
    yield f"{len(made.dossiers)} hồ sơ, {papers} văn bản"
    yield "Mã băm SHA-256 của danh mục:"
    yield f"  {digest}"
    yield ""
    for number, dossier in enumerate(made.dossiers, start=1):
        yield f"{number}. {dossier.code}    hết hạn từ {dossier.since.isoformat()}"
        for paper in dossier.papers:
            name = load_type_names().get(paper.document_type, paper.document_type)
            facts = (name, paper.number, paper.issued_date, paper.title)
            said = "  ".join(fact for fact in facts if fact)
            yield f"     {paper.document_id}  {paper.page_count} trang  {said[:110]}"
            yield f"         SHA-256 {paper.pdf_sha256}"
