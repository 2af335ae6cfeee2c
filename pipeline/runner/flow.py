"""Keeps the work in flight: pages of a document go out, come back, and the finished document
follows."""

from __future__ import annotations

import logging
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.executor import Answer, Call, WorkerLost
from pipeline.ledger import Attempt
from pipeline.plan import guard
from pipeline.plan.documents import make_document
from pipeline.plan.pages import is_kept, read_page
from pipeline.registry import is_signed_by_tool
from pipeline.runner.commit import Committer, work_folder
from pipeline.runner.context import RunContext
from pipeline.runner.intake.apart import lost_error
from pipeline.runner.intake.quarantine import keep_failed_attempt, quarantine_document
from schemas.states import AttemptState, BatchKind, WorkStage
from schemas.work import (
    DocumentJob,
    DocumentMade,
    Failure,
    PageDone,
    PageJob,
    ReceivedDocument,
)

_LOGGER = logging.getLogger(__name__)


@dataclass(slots=True)
class _Open:
    """A document whose pages are being read."""

    document: ReceivedDocument
    missing: set[int]
    failed: bool = False


class Flow:
    """Feeds an executor and takes its answers."""

    def __init__(
        self, context: RunContext, committer: Committer, progress: Callable[[], None]
    ) -> None:
        self._context = context
        self._committer = committer
        self._progress = progress
        self._open: dict[str, _Open] = {}
        self._tries: Counter[str] = Counter()
        self._again: list[ReceivedDocument] = []
        self._digest = context.settings.digest()
        first = context.kind == BatchKind.COUNTER
        self._gives_way_at = None if first else str(context.folder.root)
        self._sign = not is_signed_by_tool(context.settings, context.profile)

    def calls(self, documents: Iterable[ReceivedDocument]) -> Iterator[Call[object]]:
        """Calls for documents: their pages, less those that this batch has read already under the
        same settings."""
        for document in documents:
            yield from self._calls_of(document)

    def to_try_again(self) -> list[ReceivedDocument]:
        """Documents that the machine failed on so far; it may have room, memory or files again by
        now."""
        again, self._again = self._again, []
        return again

    def _calls_of(self, document: ReceivedDocument) -> Iterator[Call[object]]:
        work = work_folder(self._context, document)
        missing = self._find_missing(document, work)
        state = _Open(document, set(missing))
        self._open[document.document_id] = state
        if not missing:
            yield self._document_call(document)
        for number in missing:
            if state.failed:
                return
            position, index = document.pages[number - 1]
            job = PageJob(
                document.document_id,
                number,
                document.files[position],
                index,
                str(work),
                document.source_name,
                self._gives_way_at,
            )
            yield Call(read_page, job, self._context.settings)

    def _find_missing(self, document: ReceivedDocument, work: Path) -> list[int]:
        """The pages that were not yet read under these settings, or whose reading is gone."""
        count = len(document.pages)
        items = {
            number: page_item(document.document_id, number)
            for number in range(1, count + 1)
        }
        names, batch = list(items.values()), self._context.batch_id
        attempts = self._context.ledger.attempts
        known = attempts.find_results(names, WorkStage.READ, self._digest, batch)
        return [
            number
            for number, item in items.items()
            if item not in known or not is_kept(work, number)
        ]

    def done(self, call: Call[object], answer: Answer) -> Iterable[Call[object]]:
        """Take an answer; gives the calls that follow from it."""
        job = call.arguments[0]
        if isinstance(job, PageJob):
            follow = self._page_done(job, answer)
        else:
            follow = self._document_done(job, answer)
        self._progress()
        return follow

    def _page_done(self, job: PageJob, answer: Answer) -> list[Call[object]]:
        state = self._open.get(job.document_id)
        if state is None:
            return []
        if not isinstance(answer, PageDone):
            if not state.failed:
                self._fail(state, answer, job.page)
            return []
        _LOGGER.debug(
            "page read: %s, %.2f s",
            page_item(job.document_id, job.page),
            answer.seconds,
        )
        tally = self._context.tally
        tally.add_seconds(answer.stage_seconds)
        tally.pages_read += 1
        self._keep_done(
            page_item(job.document_id, job.page), WorkStage.READ, answer.seconds, {}
        )
        state.missing.discard(job.page)
        return (
            []
            if state.missing or state.failed
            else [self._document_call(state.document)]
        )

    def _document_call(self, document: ReceivedDocument) -> Call[object]:
        context = self._context
        job = DocumentJob(
            document,
            str(work_folder(context, document)),
            str(context.folder.root),
            context.batch_id,
            context.operator,
            context.profile,
            context.register,
            self._sign,
        )
        call = Call(make_document, job, context.settings)
        return call.spanning(len(document.pages))

    def _document_done(self, job: DocumentJob, answer: Answer) -> list[Call[object]]:
        state = self._open[job.document.document_id]
        if not isinstance(answer, DocumentMade):
            self._fail(state, answer, None)
            return []
        self._context.tally.add_seconds(answer.stage_seconds)
        result = {"pdf_path": answer.pdf_path}
        self._keep_done(answer.document_id, WorkStage.MAKE, answer.seconds, result)
        if answer.awaits_signature:
            self._stop_signing()
        del self._open[job.document.document_id]
        self._committer.add(job.document, answer)
        return []

    def _stop_signing(self) -> None:
        """The time-stamper is away: no further document waits for it; all are filed unsigned."""
        if self._sign:
            self._context.log(
                "time-stamper or token do not answer: files are signed later"
            )
        self._sign = False

    def _keep_done(
        self, item: str, stage: WorkStage, seconds: float, result: dict[str, str]
    ) -> None:
        self._context.ledger.attempts.add(
            Attempt(
                item,
                stage,
                AttemptState.DONE,
                self._digest,
                self._context.batch_id,
                seconds,
                result=result,
            )
        )

    def _fail(self, state: _Open, answer: Answer, page: int | None) -> None:
        state.failed = True
        if (
            isinstance(answer, Failure)
            and answer.transient
            and self._may_try_again(state.document, answer)
        ):
            return
        quarantine_document(state.document, failure_of(answer, page), self._context)
        shutil.rmtree(work_folder(self._context, state.document), ignore_errors=True)

    def _may_try_again(self, document: ReceivedDocument, failure: Failure) -> bool:
        """Put a document that the machine failed on behind all others, as often as `run.attempts`
        allows."""
        context = self._context
        self._tries[document.document_id] += 1
        if self._tries[document.document_id] >= context.settings.run.attempts:
            return False
        keep_failed_attempt(document, failure, context)
        context.log(f"to be tried again: {document.document_id}: {failure.code}")
        self._again.append(document)
        return True


def failure_of(answer: Answer, page: int | None) -> Failure:
    """What failed, of an answer that is no result. Raises TypeError where it is none of these."""
    if isinstance(answer, WorkerLost):
        return worker_lost(answer, page)
    if not isinstance(answer, Failure):
        raise TypeError(f"neither a result nor a failure: {type(answer).__name__}")
    return answer


def worker_lost(answer: WorkerLost, page: int | None) -> Failure:
    """The failure of an item that workers die on."""
    failure = guard.failure_of(lost_error(answer), "worker", page)
    return replace(failure, detail=answer.detail)


def page_item(document_id: str, page: int) -> str:
    """A page's name in the ledger."""
    return f"{document_id}/p{page}"
