"""What the record keeps of papers that are removed: an event a dossier, and one by which a look-up
of a citizen can tell."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from pipeline import audit
from pipeline.common.clock import now, stamp
from pipeline.open_archive import Archive
from pipeline.operations.disposal.decision import DisposalDecision
from pipeline.operations.disposal.retention import KeptDocument
from pipeline.store.disposals import citizen_item
from pipeline.store.queries import CONFIRMED
from schemas.codec import to_plain
from schemas.tables.disposal import DISPOSED, Disposal, DisposedPaper
from schemas.tables.rows import EventRow, make_event


def disposal_events(opened: Archive, decision: DisposalDecision) -> Iterator[EventRow]:
    """An event for each dossier and each citizen's link to a paper of them."""
    at, actor = stamp(now()), opened.operator or ""
    received: dict[str, list[str]] = {}
    ids = set(decision.document_ids)
    for document, sha256 in opened.ledger.documents.list_kept_files():
        if document in ids:
            received.setdefault(document, []).append(sha256)
    for dossier in decision.listed.dossiers:
        first = dossier.papers[0]
        said = Disposal(
            dossier.code,
            first.agency_code,
            first.level,
            first.procedure_code,
            dossier.since.isoformat(),
            at,
            decision.sha256,
            decision.signer,
            tuple(
                _paper(one, received.get(one.document_id, ())) for one in dossier.papers
            ),
        )
        yield make_event(at, actor, DISPOSED, dossier.code, to_plain(said))
    yield from _citizens(opened, ids, at, actor)


def _paper(one: KeptDocument, received: Collection[str]) -> DisposedPaper:
    return DisposedPaper(
        one.document_id,
        one.kind,
        one.document_type,
        one.title,
        one.number,
        one.issued_date,
        one.page_count,
        one.pdf_path,
        one.pdf_sha256,
        tuple(received),
    )


def _citizens(
    opened: Archive, ids: set[str], at: str, actor: str
) -> Iterator[EventRow]:
    """So that a look-up of a citizen can tell, without the citizen's number standing here."""
    mark = audit.first_hash(opened.folder.audit_file)
    columns = ["document_id", "citizen_id"]
    where = {"outcome": [CONFIRMED]}
    rows = opened.store.read("matches", columns, ids, where).to_pylist()
    for document, citizen in sorted(
        {(row["document_id"], row["citizen_id"]) for row in rows}
    ):
        yield make_event(at, actor, DISPOSED, citizen_item(mark, citizen), document)
