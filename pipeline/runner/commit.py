"""The one writer: moves finished files into place, then the store, then the ledger, then the index.

Order matters at a crash. Files without a row in the store are leftovers (their planned paths are in
the ledger); documents in the store that the ledger does not call done are marked so by recovery; an
index that is behind is brought up from the store. The write lock makes a counter's commits and a
run's take turns.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.common.fault_points import reach
from pipeline.common.files import probe_folder, sync_folder
from pipeline.errors import DigitizationError, StorageError
from pipeline.folder import ArchiveFolder
from pipeline.plan.guard import defect, failure_of
from pipeline.runner.context import RunContext
from pipeline.runner.dossiers.beside import Beside, compare_papers
from pipeline.runner.dossiers.second_scans import SecondScan
from pipeline.runner.duplicates import Duplicate, DuplicateTold
from pipeline.runner.intake.quarantine import quarantine_document
from pipeline.search.entries import take_in
from pipeline.store.record import StoreChange
from pipeline.trouble import FULL, READ_ONLY, machine_trouble, storage_at
from schemas.codec import from_plain
from schemas.states import BatchKind, DocumentState, ItemState, MatchOutcome
from schemas.tables.rows import EventRow
from schemas.work import DocumentMade, DocumentRows, ReceivedDocument


@dataclass(frozen=True, slots=True)
class _Placed:
    """A document whose files stand in their place and whose rows go into the store."""

    document: ReceivedDocument
    made: DocumentMade
    rows: DocumentRows


class Committer:
    """Collects finished documents and commits them some at a time."""

    def __init__(self, context: RunContext) -> None:
        self._context = context
        self._waiting: list[tuple[ReceivedDocument, DocumentMade]] = []
        self._events: list[EventRow] = []
        self._last = time.monotonic()

    def add(self, document: ReceivedDocument, made: DocumentMade) -> None:
        """A document is ready; commits when enough are waiting or the last commit is long ago."""
        self._waiting.append((document, made))
        run = self._context.settings.run
        if (
            len(self._waiting) >= run.commit_documents
            or time.monotonic() - self._last >= run.commit_seconds
        ):
            self.commit()

    def add_event(self, row: EventRow) -> None:
        """An event that goes into the store with the next commit."""
        self._events.append(row)

    def commit(self) -> None:
        """Commit all that waits. A document that can't be placed or stored goes aside, the others
        are committed.

        Raises:
            StorageError: the archive's disk itself fails; what waits is made again by the next run.
        """
        context = self._context
        waiting, self._waiting = self._waiting, []
        events, self._events = [*context.tally.events, *self._events], []
        context.tally.events.clear()
        self._last = time.monotonic()
        if not waiting and not events:
            return
        with context.folder.write_lock():
            before = context.store.manifest().commit
            self._believe_store({document.dossier_code for document, _ in waiting})
            ids = (document.document_id for document, _ in waiting)
            known = {one for one in ids if self._is_done(one)}
            new = [pair for pair in waiting if pair[0].document_id not in known]
            placed = (self._place(document, made) for document, made in new)
            filed = self._store([one for one in placed if one], events)
            self._index(before, filed)
        for one in filed:
            self._count(one.document, one.made)
        for document, made in waiting:
            if document.document_id in known:
                place = (document.document_id, document.dossier_code)
                context.tally.put(*place, ItemState.SKIPPED, made.page_count)
            shutil.rmtree(work_folder(context, document), ignore_errors=True)
        context.keep_waiting()

    def _believe_store(self, codes: Collection[str]) -> None:
        """Mark as done what of these dossiers a call stored that was killed right after: nothing is
        filed twice, and the papers that come now are held against it."""
        ledger = self._context.ledger.documents
        planned = [one for code in codes for one in ledger.list_planned(code)]
        if planned:
            stored = self._context.store.read("documents", ["document_id"], planned)
            ledger.mark_done(stored["document_id"].to_pylist())

    def _is_done(self, document_id: str) -> bool:
        entry = self._context.ledger.documents.get(document_id)
        return entry is not None and entry.state == DocumentState.DONE

    def _quarantine_of(self, document_id: str) -> str | None:
        entry = self._context.ledger.documents.get(document_id)
        return entry.quarantine if entry else None

    def _place(self, document: ReceivedDocument, made: DocumentMade) -> _Placed | None:
        """Move file and ALTO to their place; None where only this document can't be placed (it goes
        aside)."""
        context = self._context
        work = work_folder(context, document)
        context.ledger.documents.plan_path(made.document_id, made.pdf_path)
        pdf, alto = locate_files(context.folder, made.pdf_path)
        try:
            rows = from_plain(
                DocumentRows, json.loads((work / "rows.json").read_bytes())
            )
            pdf.parent.mkdir(parents=True, exist_ok=True)
            reach("place.alto")
            (work / "out.alto.xml").replace(alto)
            reach("place.file")
            (work / "out.pdf").replace(pdf)
            reach("placed")
            sync_folder(pdf.parent)
        # Whatever it is: the other documents of this commit must not wait for it.
        except Exception as error:
            self._set_aside(document, made, error)
            return None
        return _Placed(document, made, rows)

    def _store(
        self, placed: Sequence[_Placed], events: Sequence[EventRow]
    ) -> list[_Placed]:
        """Put all into the store with one commit, beside what is on file of their dossiers; where
        that is refused, one by one. Gives those that are in."""
        try:
            beside = self._commit_beside(placed, events)
        except StorageError:
            raise
        except Exception as error:
            if not placed:
                raise
            if len(placed) == 1 and not events:
                self._set_aside(placed[0].document, placed[0].made, error)
                return []
        else:
            return self._note(placed, beside)
        filed = [one for alone in placed for one in self._store([alone], ())]
        if events:
            self._store((), events)
        return filed

    def _commit_beside(
        self, placed: Sequence[_Placed], events: Sequence[EventRow]
    ) -> Beside:
        """One commit of the documents, held against those on file, with these that it changes."""
        context = self._context
        papers = [one.rows for one in placed]
        beside = compare_papers(papers, context.ledger, context.store, context.settings)
        elsewhere = (one for one in beside.second_scans if not one.same_dossier)
        told = (_duplicate(one).event(context.actor) for one in elsewhere)
        context.store.commit(_change(beside, [*events, *told]))
        return beside

    def _note(self, placed: Sequence[_Placed], beside: Beside) -> list[_Placed]:
        """Tell ledger, quarantine and answer what the store has; gives the documents as filed."""
        context = self._context
        ids = [one.document.document_id for one in placed]
        entries = [self._quarantine_of(one) for one in ids]
        context.ledger.documents.mark_done(ids, context.batch_id)
        for entry in entries:
            if entry:
                context.folder.leave_quarantine(entry)
        told = (_duplicate(one).as_json() for one in beside.second_scans)
        context.tally.duplicates += told
        context.tally.review_items += beside.review_items
        context.tally.decided_anew |= beside.anew.keys()
        return [_as_filed(one, beside.made) for one in placed]

    def _set_aside(
        self, document: ReceivedDocument, made: DocumentMade, error: Exception
    ) -> None:
        """This document goes to quarantine with its reason. Raises StorageError where the disk is
        at fault."""
        context = self._context
        trouble = machine_trouble(error, context.folder.root / made.pdf_path)
        if trouble is not None and (
            trouble.code in {FULL, READ_ONLY} or not trouble.of_storage
        ):
            raise trouble.for_storage() from error
        # Where nothing at all can be written, the disk is at fault and not this document.
        with storage_at(context.folder.documents):
            probe_folder(context.folder.documents)
        known = (
            error
            if isinstance(error, DigitizationError)
            else trouble.for_item()
            if trouble
            else None
        )
        failure = failure_of(known, "commit") if known else defect(error, "commit")
        for one in locate_files(context.folder, made.pdf_path):
            with suppress(OSError):
                one.unlink(missing_ok=True)
        quarantine_document(document, failure, context)

    def _index(self, before: int, filed: Sequence[_Placed]) -> None:
        """Bring the index up from the state of the store's commit `before`; where it can't be
        reached the store is right all the same, and the call says so.

        A citizen does not wait for an index that must be made from scratch: the next run or search
        does that.
        """
        context = self._context
        try:
            if (
                context.kind == BatchKind.COUNTER
                and context.index.commit_number() is None
            ):
                context.tally.index_behind = "index_missing"
                return
            # Parts that were written anew for papers on file hold thousands of others.
            changed = {one.document.document_id for one in filed}
            changed |= context.tally.decided_anew
            take_in(context.index, context.store, before, changed)
        except Exception as error:
            code = (
                error.code if isinstance(error, DigitizationError) else "index_failed"
            )
            if context.tally.index_behind is None:
                context.log(
                    f"index: {code}; bring it up later with: sohoa index reconcile --repair"
                )
            context.tally.index_behind = code

    def _count(self, document: ReceivedDocument, made: DocumentMade) -> None:
        tally = self._context.tally
        tally.put(
            document.document_id, document.dossier_code, ItemState.DONE, made.page_count
        )
        tally.matches.update(made.outcomes or (MatchOutcome.NOT_APPLICABLE,))
        tally.review_items += made.review_items
        tally.bytes_in += sum(one.size for one in document.files)
        tally.bytes_out += made.pdf_bytes


def _as_filed(one: _Placed, made: Mapping[str, DocumentRows]) -> _Placed:
    """The document with its persons as they were decided beside other papers."""
    rows = made[one.rows.document.document_id]
    outcomes = tuple(match.outcome for match in rows.matches)
    return replace(one, rows=rows, made=replace(one.made, outcomes=outcomes))


def _duplicate(one: SecondScan) -> DuplicateTold:
    here = one.same_dossier
    why = Duplicate.SCANNED_AGAIN if here else Duplicate.SAME_SHEET
    return DuplicateTold(one.first, one.second, why)


def _change(beside: Beside, events: Sequence[EventRow]) -> StoreChange:
    rows = list(beside.made.values())
    anew = beside.anew.values()
    return StoreChange(
        append={
            "documents": [one.document for one in rows],
            "pages": [page for one in rows for page in one.pages],
            "fields": [field for one in rows for field in one.fields],
            "matches": [match for one in rows for match in one.matches],
            "events": [
                *events,
                *(event for one in (*rows, *anew) for event in one.events),
            ],
        },
        replace_documents=beside.replaced,
    )


def work_folder(context: RunContext, document: ReceivedDocument) -> Path:
    """Where a document's results wait."""
    return context.work / f"{document.dossier_folder}.{document.ordinal}"


def locate_files(folder: ArchiveFolder, pdf_path: str) -> tuple[Path, Path]:
    """File and ALTO of a document by its `pdf_path`."""
    pdf = folder.root / pdf_path
    return pdf, pdf.with_name(f"{pdf.stem}.alto.xml")
