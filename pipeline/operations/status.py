"""Where a batch stands, for the morning after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipeline.common.clock import now
from pipeline.config import Settings
from pipeline.errors import UsageError
from pipeline.ledger import Ledger, LedgerBatch
from pipeline.messages import localized, worded
from pipeline.open_archive import open_archive
from pipeline.operations.kept import KeptAnswers, state_of
from pipeline.plan.open_contradictions import OpenContradiction, open_contradictions
from pipeline.runner.signing.signatures import DoubtfulSignature, doubtful_signatures
from pipeline.runner.signing.unsigned import list_awaiting
from pipeline.store.parquet import ParquetStore
from schemas.answers.work import QuarantinedJson, RetryJson, SignatureTold, StatusAnswer
from schemas.states import BatchKind, BatchState, DocumentState, RecordStatus


def batch_status(
    archive: Path, settings: Settings, batch: str | None = None
) -> StatusAnswer:
    """The contract's `status` answer: the latest batch (or the named one) and all that stands in
    quarantine.

    `state` is a BatchState; null where there never was a batch.
    """
    with open_archive(archive, settings) as opened:
        held, ledger = opened.folder.run_is_held(), opened.ledger
        row = _find_batch(ledger, batch)
        counts = _count(ledger, row, held) if row else _Counts()
        quarantined = _list_quarantined(ledger, settings.lang)
        summary = row.summary if row else None
        record = _RECORD.get(
            state_of(opened), None, lambda: _look_at_record(opened.store)
        )
        return {
            "batch": row.batch_id if row else None,
            "state": _state(row, held).value if row else None,
            "waiting": counts.waiting - counts.running,
            "running": counts.running,
            "done": counts.done,
            "skipped": counts.skipped,
            "quarantined": quarantined,
            "signatures": [_tell(one, settings.lang) for one in record.signatures],
            "contradictions": [one.as_json() for one in record.contradictions],
            "waiting_for_review": record.for_review,
            "waiting_for_signature": record.for_signature,
            "seconds_left": _seconds_left(ledger, row, counts)
            if row and held
            else None,
            "found": row.found if row else 0,
            "empty_since": ledger.batches.empty_since(row) if row else None,
            "started_at": row.started_at if row else None,
            "ended_at": row.ended_at if row else None,
            "retries": _retries(ledger, row, held) if row else [],
            "missing": summary.get("missing", []) if summary else [],
            "development_keys": settings.keys.development,
            "last_call": summary,
        }


@dataclass(frozen=True, slots=True)
class _Record:
    """What the record says of papers that wait for a person or a signature."""

    signatures: tuple[DoubtfulSignature, ...]
    contradictions: tuple[OpenContradiction, ...]
    for_review: int
    for_signature: int


_RECORD: KeptAnswers[_Record] = KeptAnswers()


def _look_at_record(store: ParquetStore) -> _Record:
    """Received signatures that can't be relied on and that nobody has decided about, what papers
    contradict, and how many wait."""
    return _Record(
        tuple(one for one in doubtful_signatures(store) if not one.decided),
        tuple(open_contradictions(store)),
        _count_for_review(store),
        len(list_awaiting(store)),
    )


@dataclass(frozen=True, slots=True)
class _Counts:
    """A batch's documents; those that are `running` are among those `waiting`.

    `skipped` were filed by an earlier batch; None until a call has come to its end.
    """

    waiting: int = 0
    running: int = 0
    done: int = 0
    skipped: int | None = None


def _find_batch(ledger: Ledger, batch: str | None) -> LedgerBatch | None:
    row = ledger.batches.get(batch) if batch else ledger.batches.latest()
    if batch is not None and row is None:
        raise UsageError(
            "unknown_batch",
            "no such batch",
            item=batch,
            remedy="leave --batch out for the latest",
        )
    return row


def _count(ledger: Ledger, row: LedgerBatch, held: bool) -> _Counts:
    states = ledger.documents.count_by_state(row.batch_id)
    untouched = states.get(DocumentState.WAITING, 0)
    waiting = 0
    if row.state != BatchState.COMPLETE:
        said = _read_waiting(ledger, row)
        settled = sum(states.values()) - untouched
        waiting = (
            max(0, row.found - settled - _count_skipped(row)) if said is None else said
        )
    at_work = held and row.state == BatchState.RUNNING
    running = min(waiting, untouched) if at_work else 0
    done = _count_finished(states)
    return _Counts(waiting, running, done, _count_filed_before(row, done))


def _count_finished(states: Mapping[DocumentState, int]) -> int:
    """What was filed, whether or not it was disposed of since."""
    return states.get(DocumentState.DONE, 0) + states.get(DocumentState.DISPOSED, 0)


def _read_waiting(ledger: Ledger, row: LedgerBatch) -> int | None:
    """What a call said that it left, or a running one last said that it had before it; None in
    ledgers of earlier versions."""
    if row.state == BatchState.RUNNING:
        return ledger.batches.still_waiting(row.batch_id)
    return row.summary["documents"].get("waiting") if row.summary else None


def _count_filed_before(row: LedgerBatch, done: int) -> int | None:
    """What the last call skipped, but for that which earlier calls of this batch had done."""
    if row.summary is None:
        return None
    told = row.summary["documents"]
    return max(0, told["skipped"] + told["done"] - done)


def _count_skipped(row: LedgerBatch) -> int:
    return row.summary["documents"]["skipped"] if row.summary else 0


def _state(row: LedgerBatch, held: bool) -> BatchState:
    if row.state == BatchState.RUNNING and not held and row.kind != BatchKind.COUNTER:
        return BatchState.BROKEN_OFF
    return row.state


def _retries(ledger: Ledger, row: LedgerBatch, held: bool) -> list[RetryJson]:
    """What became of the items that went aside: each later call of `retry`."""
    return [
        {
            "batch": one.batch_id,
            "state": _state(one, held).value,
            "found": one.found,
            "done": _count_finished(ledger.documents.count_by_state(one.batch_id)),
        }
        for one in ledger.batches.retries_since(row)
    ]


def _seconds_left(ledger: Ledger, row: LedgerBatch, counts: _Counts) -> float | None:
    done = ledger.attempts.count_since_start(row.batch_id)
    if done == 0:
        return None
    spent = (now() - datetime.fromisoformat(row.started_at)).total_seconds()
    return round(spent / done * counts.waiting, 1)


def _list_quarantined(ledger: Ledger, lang: str) -> list[QuarantinedJson]:
    found = []
    for entry in ledger.documents.list_quarantined():
        document = entry.received
        code = entry.code or "unknown"
        said = localized(code, entry.message or "", entry.remedy, lang, entry.values)
        found.append(
            _item(
                document.document_id, document.source_name, entry.quarantine, code, said
            )
        )
    for one in ledger.refusals.list_standing():
        said = localized(one.code, one.message, one.remedy, lang, one.values)
        found.append(_item(one.name, one.name, one.entry, one.code, said))
    return found


def _count_for_review(store: ParquetStore) -> int:
    """Documents on file that a person must look at before they count."""
    where = {"status": [RecordStatus.NEEDS_REVIEW.value]}
    return store.read("documents", ["document_id"], where=where).num_rows


def _tell(one: DoubtfulSignature, lang: str) -> SignatureTold:
    message, remedy = worded(one.verdict.review_reason, lang)
    return {**one.as_json(), "message": message, "remedy": remedy}


def _item(
    item: str, source: str, entry: str | None, code: str, said: tuple[str, str | None]
) -> QuarantinedJson:
    message, remedy = said
    return {
        "item": item,
        "code": code,
        "message": message,
        "remedy": remedy,
        "source": source,
        "entry": entry,
    }
