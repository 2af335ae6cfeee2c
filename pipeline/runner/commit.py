"""The one writer: moves finished files into place, then the store, then the ledger, then the index.

Order matters at a crash. Files without a row in the store are leftovers (their planned paths are in the ledger);
documents in the store that the ledger does not call done are marked so by recovery; an index that is behind is
brought up from the store. The write lock makes a counter's commits and a run's take turns.
"""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path
from typing import Any

from pipeline.errors import DigitizationError
from pipeline.folder import ArchiveFolder, sync_folder
from pipeline.index.entries import catch_up
from pipeline.index.store import StoreChange
from pipeline.runner.context import RunContext
from schemas.codec import from_plain
from schemas.work import DocumentMade, DocumentRows, ReceivedDocument

DOCUMENT_TABLES = ("documents", "pages", "fields", "matches")


class Committer:
    """Collects finished documents and commits them some at a time."""

    def __init__(self, context: RunContext) -> None:
        self._context = context
        self._waiting: list[tuple[ReceivedDocument, DocumentMade]] = []
        self._events: list[dict[str, Any]] = []
        self._last = time.monotonic()

    def add(self, document: ReceivedDocument, made: DocumentMade) -> None:
        """A document is ready; commits when enough are waiting or the last commit is long ago."""
        self._waiting.append((document, made))
        run = self._context.settings.run
        if len(self._waiting) >= run.commit_documents or time.monotonic() - self._last >= run.commit_seconds:
            self.commit()

    def add_event(self, row: dict[str, Any]) -> None:
        """An event that goes into the store with the next commit."""
        self._events.append(row)

    def commit(self) -> None:
        """Commit all that waits."""
        context = self._context
        waiting, self._waiting = self._waiting, []
        events, self._events = [*context.tally.events, *self._events], []
        context.tally.events.clear()
        self._last = time.monotonic()
        if not waiting and not events:
            return
        with context.folder.write_lock():
            fresh = [(d, m) for d, m in waiting if not self._is_done(d.document_id)]
            rows: dict[str, list[dict[str, Any]]] = {name: [] for name in DOCUMENT_TABLES}
            for document, made in fresh:
                self._take(work_folder(context, document), made, rows, events)
            context.store.commit(StoreChange(append={**rows, "events": events}))
            standing = [entry for d, _ in fresh if (entry := self._quarantine_of(d.document_id))]
            context.ledger.mark_done([d.document_id for d, _ in fresh], context.batch_id)
            for entry in standing:
                context.folder.leave_quarantine(entry)
            self._index()
        for document, made in waiting:
            self._count(document, made, filed=any(d is document for d, _ in fresh))
            shutil.rmtree(work_folder(context, document), ignore_errors=True)

    def _is_done(self, document_id: str) -> bool:
        entry = self._context.ledger.document(document_id)
        return entry is not None and entry.state == "done"

    def _quarantine_of(self, document_id: str) -> str | None:
        entry = self._context.ledger.document(document_id)
        return entry.quarantine if entry else None

    def _take(
        self, work: Path, made: DocumentMade, rows: dict[str, list[dict[str, Any]]], events: list[dict[str, Any]]
    ) -> None:
        context = self._context
        context.ledger.plan_path(made.document_id, made.pdf_path)
        pdf, alto = placed_files(context.folder, made.pdf_path)
        pdf.parent.mkdir(parents=True, exist_ok=True)
        (work / "out.alto.xml").replace(alto)
        (work / "out.pdf").replace(pdf)
        sync_folder(pdf.parent)
        made_rows = from_plain(DocumentRows, json.loads((work / "rows.json").read_bytes()))
        rows["documents"].append(made_rows.documents)
        for name in ("pages", "fields", "matches"):
            rows[name].extend(getattr(made_rows, name))
        events.extend(made_rows.events)

    def _index(self) -> None:
        """Bring the index up; where it can't be reached the store is right all the same, and the call says so.

        A citizen does not wait for an index that must be made from scratch: the next run or search does that.
        """
        context = self._context
        try:
            if context.kind != "counter" or context.index.commit_number() is not None:
                catch_up(context.index, context.store)
            else:
                context.tally.index_behind = "index_missing"
        except DigitizationError as error:
            if context.tally.index_behind is None:
                context.log(f"index: {error.code}; bring it up later with: sohoa index reconcile --repair")
            context.tally.index_behind = error.code

    def _count(self, document: ReceivedDocument, made: DocumentMade, filed: bool) -> None:
        tally = self._context.tally
        state = "done" if filed else "skipped"
        tally.put(document.document_id, document.dossier_code, state, made.page_count)
        if not filed:
            return
        tally.matches.update(made.outcomes or ("not_applicable",))
        tally.review_items += made.review_items
        tally.bytes_in += sum(one.size for one in document.files)
        tally.bytes_out += made.pdf_bytes


def work_folder(context: RunContext, document: ReceivedDocument) -> Path:
    """Where a document's results wait."""
    return context.work / f"{document.dossier_folder}.{document.ordinal}"


def placed_files(folder: ArchiveFolder, pdf_path: str) -> tuple[Path, Path]:
    """File and ALTO of a document by its `pdf_path`."""
    pdf = folder.root / pdf_path
    return pdf, pdf.with_name(f"{pdf.stem}.alto.xml")
