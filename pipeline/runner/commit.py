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
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.common.fault_points import reach
from pipeline.common.files import probe_folder, sync_folder
from pipeline.errors import DigitizationError, StorageError
from pipeline.folder import ArchiveFolder
from pipeline.plan.guard import defect, failure_of
from pipeline.runner.context import RunContext
from pipeline.runner.dossiers.contradictions import find_differing, mark_rows
from pipeline.runner.dossiers.households import compare_persons
from pipeline.runner.dossiers.second_scans import find_second_scans
from pipeline.runner.duplicates import Duplicate, tell_duplicate
from pipeline.runner.intake.quarantine import quarantine_document
from pipeline.search.entries import catch_up
from pipeline.store.record import StoreChange
from pipeline.trouble import FULL, READ_ONLY, machine_trouble, storage_at
from schemas.codec import from_plain
from schemas.states import BatchKind, DocumentState, ItemState, MatchOutcome
from schemas.tables.rows import EventRow
from schemas.work import Contradiction, DocumentMade, DocumentRows, ReceivedDocument


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
            ids = (document.document_id for document, _ in waiting)
            known = {one for one in ids if self._is_done(one)}
            new = [pair for pair in waiting if pair[0].document_id not in known]
            filed = self._file(new, events)
        for one in filed:
            self._count(one.document, one.made)
        for document, made in waiting:
            if document.document_id in known:
                place = (document.document_id, document.dossier_code)
                context.tally.put(*place, ItemState.SKIPPED, made.page_count)
            shutil.rmtree(work_folder(context, document), ignore_errors=True)
        context.keep_waiting()

    def _file(
        self,
        new: Sequence[tuple[ReceivedDocument, DocumentMade]],
        events: list[EventRow],
    ) -> Sequence[_Placed]:
        """Place and store what is new, tell ledger, quarantine and index; gives what was filed."""
        context = self._context
        placed = (self._placed(document, made) for document, made in new)
        compared = self._compared([one for one in placed if one], events.append)
        filed = self._stored(compared, events)
        ids = [one.document.document_id for one in filed]
        entries = [self._quarantine_of(one) for one in ids]
        context.ledger.documents.mark_done(ids, context.batch_id)
        for entry in entries:
            if entry:
                context.folder.leave_quarantine(entry)
        self._index()
        return filed

    def _is_done(self, document_id: str) -> bool:
        entry = self._context.ledger.documents.get(document_id)
        return entry is not None and entry.state == DocumentState.DONE

    def _quarantine_of(self, document_id: str) -> str | None:
        entry = self._context.ledger.documents.get(document_id)
        return entry.quarantine if entry else None

    def _placed(self, document: ReceivedDocument, made: DocumentMade) -> _Placed | None:
        """Move file and ALTO to their place; None where only this document can't be placed (it goes
        aside)."""
        context = self._context
        work = work_folder(context, document)
        context.ledger.documents.plan_path(made.document_id, made.pdf_path)
        pdf, alto = placed_files(context.folder, made.pdf_path)
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

    def _compared(
        self, placed: Sequence[_Placed], events: Callable[[EventRow], None]
    ) -> list[_Placed]:
        """The documents beside what is on file; one that can't be compared goes aside alone."""
        try:
            return self._beside_others(placed, events)
        except StorageError:
            raise
        except Exception as error:
            if not placed:
                raise
            if len(placed) == 1:
                self._set_aside(placed[0].document, placed[0].made, error)
                return []
        return [one for alone in placed for one in self._compared([alone], events)]

    def _beside_others(
        self, placed: Sequence[_Placed], events: Callable[[EventRow], None]
    ) -> list[_Placed]:
        """The documents marked where their dossiers' other papers say otherwise, with persons whom
        these make sure or doubtful where that is asked for; sheets that come again are told."""
        context = self._context
        papers = [(one.document, one.rows) for one in placed]
        differing = find_differing(papers, context.ledger, context.store)
        twice = find_second_scans(
            [rows for _, rows in papers], context.ledger, context.store
        )
        anew: Mapping[str, DocumentRows] = {}
        if context.settings.matching.household:
            known = context.ledger, context.store, context.settings
            anew = compare_persons(papers, *known)
        context.tally.review_items += len(differing)
        for one in twice:
            here = one.same_dossier
            why = Duplicate.SCANNED_AGAIN if here else Duplicate.SAME_SHEET
            tell_duplicate(one.first, one.second, why, context, events)
        return [
            _marked(one, differing.get(one.made.document_id, ()), anew)
            for one in placed
        ]

    def _stored(
        self, placed: Sequence[_Placed], events: Sequence[EventRow]
    ) -> list[_Placed]:
        """Put all into the store with one commit; where that is refused, one by one. Gives those
        that are in."""
        try:
            self._context.store.commit(_change(placed, events))
            return list(placed)
        except StorageError:
            raise
        except Exception as error:
            if not placed:
                raise
            if len(placed) == 1 and not events:
                self._set_aside(placed[0].document, placed[0].made, error)
                return []
        filed = [one for alone in placed for one in self._stored([alone], ())]
        if events:
            self._stored((), events)
        return filed

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
        for one in placed_files(context.folder, made.pdf_path):
            with suppress(OSError):
                one.unlink(missing_ok=True)
        quarantine_document(document, failure, context)

    def _index(self) -> None:
        """Bring the index up; where it can't be reached the store is right all the same, and the
        call says so.

        A citizen does not wait for an index that must be made from scratch: the next run or search
        does that.
        """
        context = self._context
        try:
            if (
                context.kind != BatchKind.COUNTER
                or context.index.commit_number() is not None
            ):
                catch_up(context.index, context.store)
            else:
                context.tally.index_behind = "index_missing"
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


def _marked(
    one: _Placed,
    found: Sequence[Contradiction],
    anew: Mapping[str, DocumentRows],
) -> _Placed:
    """The document with what its dossier's other papers say against it, and of its persons."""
    rows = anew.get(one.made.document_id)
    if rows is None:
        return replace(one, rows=mark_rows(one.rows, found))
    made = replace(
        one.made,
        outcomes=tuple(match.outcome for match in rows.matches),
        review_items=one.made.review_items + _asked(rows) - _asked(one.rows),
    )
    return replace(one, made=made, rows=mark_rows(rows, found))


def _asked(rows: DocumentRows) -> int:
    """About how many persons and facts somebody is asked."""
    return sum(one.outcome == MatchOutcome.REVIEW for one in rows.matches) + sum(
        one.needs_review for one in rows.fields
    )


def _change(placed: Sequence[_Placed], events: Sequence[EventRow]) -> StoreChange:
    rows = [one.rows for one in placed]
    return StoreChange(
        append={
            "documents": [one.document for one in rows],
            "pages": [page for one in rows for page in one.pages],
            "fields": [field for one in rows for field in one.fields],
            "matches": [match for one in rows for match in one.matches],
            "events": [*events, *(event for one in rows for event in one.events)],
        }
    )


def work_folder(context: RunContext, document: ReceivedDocument) -> Path:
    """Where a document's results wait."""
    return context.work / f"{document.dossier_folder}.{document.ordinal}"


def placed_files(folder: ArchiveFolder, pdf_path: str) -> tuple[Path, Path]:
    """File and ALTO of a document by its `pdf_path`."""
    pdf = folder.root / pdf_path
    return pdf, pdf.with_name(f"{pdf.stem}.alto.xml")
