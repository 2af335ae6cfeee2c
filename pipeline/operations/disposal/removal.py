"""A decision carried out: what is listed goes, if the list is still true; one commit takes it out
of the record, and what follows from that commit can be done again and again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.common.files import bytes_problem
from pipeline.config import Settings
from pipeline.errors import DigitizationError, UsageError
from pipeline.messages import worded
from pipeline.open_archive import Access, Archive, open_archive
from pipeline.operations.disposal.decision import DisposalDecision, read_decision
from pipeline.operations.disposal.events import disposal_events
from pipeline.operations.disposal.holds import find_holds, reused_since
from pipeline.operations.disposal.retention import DueDossier, KeptDocument, due_since
from pipeline.runner.commit import locate_files
from pipeline.runner.disposal import carry_out
from pipeline.search.entries import catch_up
from pipeline.store.disposals import read_disposals
from pipeline.store.record import DOCUMENT_TABLES, StoreChange
from pipeline.store.typed import read_rows
from schemas.answers.checks import DisposalAnswer, DisposedAnswer, HeldJson
from schemas.tables.disposal import DISPOSED, Disposal


@dataclass(frozen=True, slots=True)
class _Refused:
    """A paper or dossier of the list that is not as it was listed."""

    dossier_code: str
    code: str
    item: str

    def as_json(self, lang: str) -> HeldJson:
        message, _ = worded(self.code, lang)
        return {
            "dossier_code": self.dossier_code,
            "code": self.code,
            "message": f"{self.item}: {message}",
        }


def look_at_decision(
    archive: Path, settings: Settings, signed: Path, today: date
) -> DisposalAnswer:
    """What a signed list would remove; nothing is changed."""
    with open_archive(archive, settings) as opened:
        decision = read_decision(opened, signed)
        done = _find_done(opened, decision)
        refused = [] if done else list(_check(opened, decision, today))
        return _answer(opened, decision, refused, removed=False, already=bool(done))


def remove_decided(
    archive: Path, settings: Settings, signed: Path, today: date
) -> DisposalAnswer:
    """Remove what a signed list names, all of it or, where any of it is not as listed, nothing. A
    call that was killed is finished by the same one.

    Raises:
        UsageError: who acts is not named, or the file decides nothing (see `read_decision`).
        BusyError: a run is at work.
    """
    if not settings.operator.strip():
        raise UsageError(
            "no_operator",
            "papers are removed under somebody's name",
            item="operator",
            remedy="give --operator, or set operator in the archive's sohoa.toml",
        )
    with (
        open_archive(archive, settings, Access.WRITE) as opened,
        opened.folder.run_lock(),
        opened.folder.sign_lock(),
        closing(opened),
    ):
        decision = read_decision(opened, signed)
        before = _find_done(opened, decision)
        refused = [] if before else _remove(opened, decision, signed, today)
        if not refused:
            _finish(opened, decision)
        return _answer(
            opened, decision, refused, removed=not refused, already=bool(before)
        )


def list_disposed(archive: Path, settings: Settings) -> DisposedAnswer:
    """The register of disposals."""
    with open_archive(archive, settings) as opened:
        found = read_disposals(opened.store)
        opened.note_look("disposals", "register", f"{len(found)} dossiers")
    return {
        "documents": [
            {
                "document_id": paper.document_id,
                "dossier_code": one.dossier_code,
                "document_type": paper.document_type,
                "title": paper.title,
                "number": paper.number,
                "issued_date": paper.issued_date,
                "page_count": paper.page_count,
                "disposed_at": one.disposed_at,
                "decision": one.decision,
                "signer": one.signer,
            }
            for one in found
            for paper in one.papers
        ]
    }


def _find_done(opened: Archive, decision: DisposalDecision) -> list[Disposal]:
    """What was removed by this decision; also by another signature under the same list."""
    codes = [one.code for one in decision.listed.dossiers]
    listed = set(decision.document_ids)
    return [
        one
        for one in read_disposals(opened.store, codes)
        if listed >= {paper.document_id for paper in one.papers}
    ]


def _remove(
    opened: Archive, decision: DisposalDecision, signed: Path, today: date
) -> list[_Refused]:
    """Take the papers out of the record; gives what speaks against it, then nothing was changed."""
    with opened.folder.write_lock():
        refused = list(_check(opened, decision, today))
        if refused:
            return refused
        opened.folder.keep_original(signed)
        ids = decision.document_ids
        # Before the change: whatever happens to this process, who did it is known.
        opened.note_act(DISPOSED, decision.sha256, f"{len(ids)} documents")
        events = [*disposal_events(opened, decision)]
        nothing = dict.fromkeys(DOCUMENT_TABLES, ())
        change = StoreChange(
            append={"events": events},
            replace_documents=dict.fromkeys(ids, nothing),
        )
        opened.store.commit(change)
    return []


def _finish(opened: Archive, decision: DisposalDecision) -> None:
    """What follows from the commit: files, received files, ledger, index, former parts."""
    with opened.folder.write_lock():
        done = _find_done(opened, decision)
        carry_out(opened.folder, opened.ledger, done)
        opened.store.sweep()
    # Where the index is away, the next run or search takes them out.
    with suppress(DigitizationError):
        if opened.index.commit_number() is not None:
            opened.index.delete(decision.document_ids)
            catch_up(opened.index, opened.store)


def _check(
    opened: Archive, decision: DisposalDecision, today: date
) -> Iterator[_Refused]:
    """What is not as it was listed, or must not go now."""
    listed = decision.listed.dossiers
    codes = [one.code for one in listed]
    held = find_holds(opened, codes)
    reused = reused_since(opened.store.snapshot(), decision.listed.made_at)
    where = {"dossier_code": codes}
    rows = read_rows(opened.store, "documents", KeptDocument, where=where)
    for dossier in listed:
        papers = {
            one.document_id: one for one in rows if one.dossier_code == dossier.code
        }
        if dossier.code in held:
            yield _Refused(dossier.code, held[dossier.code], dossier.code)
        if not papers:
            yield _Refused(dossier.code, "disposal_gone", dossier.code)
            continue
        since = due_since(papers.values())
        if since is None or since > today:
            yield _Refused(dossier.code, "disposal_not_due", dossier.code)
        for one in sorted(reused & papers.keys()):
            yield _Refused(dossier.code, "disposal_reused", one)
        yield from _differences(opened, dossier, papers)


def _differences(
    opened: Archive, dossier: DueDossier, papers: dict[str, KeptDocument]
) -> Iterator[_Refused]:
    """Papers that came, went or changed since the list was made."""
    listed = {one.document_id: one for one in dossier.papers}
    for one in sorted(papers.keys() - listed.keys()):
        yield _Refused(dossier.code, "disposal_paper_came", one)
    for one in sorted(listed.keys() - papers.keys()):
        yield _Refused(dossier.code, "disposal_gone", one)
    for one in sorted(listed.keys() & papers.keys()):
        path, _ = locate_files(opened.folder, papers[one].pdf_path)
        recorded = listed[one].pdf_sha256
        if papers[one].pdf_sha256 != recorded or bytes_problem(
            path, recorded, "file_missing", "file_changed"
        ):
            yield _Refused(dossier.code, "disposal_paper_changed", one)


def _answer(
    opened: Archive,
    decision: DisposalDecision,
    refused: list[_Refused],
    *,
    removed: bool,
    already: bool,
) -> DisposalAnswer:
    papers = decision.papers
    return {
        "decision": decision.sha256,
        "list": decision.list_sha256,
        "signer": decision.signer,
        "dossiers": len(decision.listed.dossiers),
        "documents": len(papers),
        "bytes": sum(one.pdf_bytes for one in papers),
        "removed": removed,
        "already": already,
        "refused": [one.as_json(opened.settings.lang) for one in refused],
    }
