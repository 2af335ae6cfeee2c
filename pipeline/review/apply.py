"""Decisions taken into the record: one change of the store, the events that keep who, when and what
stood there before, and the search index."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline import audit
from pipeline.common.clock import now, stamp
from pipeline.config import Settings
from pipeline.errors import DigitizationError, UsageError
from pipeline.folder import ArchiveFolder
from pipeline.ledger import Ledger
from pipeline.match.register import Register
from pipeline.plan.rows import event
from pipeline.review.decision import NONE, OK, Decision, DecisionKind, Subject
from pipeline.review.items import ReviewItem, open_items
from pipeline.search.choose import open_index
from pipeline.search.engine import SearchIndex
from pipeline.search.entries import catch_up
from pipeline.store.parquet import ParquetStore
from pipeline.store.record import StoreChange
from schemas.states import RecordStatus

_TABLES = ("documents", "pages", "fields", "matches")
Rows = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of decisions: how many were taken, how many items are open now, and the code of
    what kept the search index back (None where it is up)."""

    applied: int
    open: int
    index_behind: str | None


def decide(
    archive: Path,
    settings: Settings,
    decisions: Sequence[Decision],
    *,
    actor: str,
    register: Register | None = None,
) -> Applied:
    """Take decisions into the record, all of them or none.

    Args:
        archive: the archive's folder.
        settings: where the search index is.
        decisions: each about another subject.
        actor: full name of who decides.
        register: the citizens that a number is held against; None where there is no register.

    Raises:
        UsageError: no actor's name, or a decision that is refused; nothing was changed.
    """
    require_actor(actor)
    folder = ArchiveFolder(archive.resolve()).require()
    # Opened first: a wrong address is told before anything changes.
    index = open_index(settings.index, folder.index)
    with folder.write_lock():
        store = ParquetStore(folder.store)
        if not decisions:
            return Applied(0, len(open_items(archive)), None)
        standing = {str(one.subject): one for one in open_items(archive)}
        entries = [
            one.subject.item for one in decisions if one.subject.kind is DecisionKind.QUARANTINE
        ]
        ids = {one.subject.item for one in decisions} - set(entries)
        rows: Rows = {name: store.read(name, document_ids=ids).to_pylist() for name in _TABLES}
        at = stamp(now())
        events = [
            _settlement(one.subject, standing[str(one.subject)], actor, at)
            if one.subject.kind is DecisionKind.QUARANTINE
            else _decide(one, rows, actor, at)
            for one in decisions
        ]
        changed = {
            one: {
                name: [row for row in rows[name] if row["document_id"] == one] for name in _TABLES
            }
            for one in ids
        }
        store.commit(StoreChange(append={"events": events}, replace_documents=changed))
        # Only now: were the commit to fail, the entries would be gone and nobody would know why.
        _settle(folder, entries)
        behind = _index_behind(index, store)
    audit.append(
        folder.audit_file,
        actor=actor,
        action="review applied",
        item=f"{len(decisions)} items",
    )
    return Applied(len(decisions), len(open_items(archive)), behind)


def require_actor(name: str) -> None:
    """Raises UsageError `no_operator` where nobody is named."""
    if not name.strip():
        raise UsageError(
            "no_operator",
            "who decides is not named",
            item="operator",
            remedy='give --operator "NAME"',
        )


def _index_behind(index: SearchIndex, store: ParquetStore) -> str | None:
    """Bring the index up; gives the code of what kept it back.

    The decisions are taken all the same.
    """
    try:
        catch_up(index, store)
    except DigitizationError as error:
        return error.code
    finally:
        index.close()
    return None


def _settlement(subject: Subject, item: ReviewItem, operator: str, at: str) -> dict[str, Any]:
    """The event that says who settled which entry of quarantine."""
    detail = {"source": item.found, "code": item.reasons[0]}
    return event(at, operator, "quarantine settled", subject.item, detail)


def _settle(folder: ArchiveFolder, entries: Sequence[str]) -> None:
    """Take entries out of quarantine."""
    if not entries:
        return
    with closing(Ledger(folder.ledger_file)) as ledger:
        for entry in entries:
            ledger.settle(entry)
            folder.leave_quarantine(entry)


def _decide(decision: Decision, rows: Rows, operator: str, at: str) -> dict[str, Any]:
    """Change the rows in place; gives the event that keeps what stood there before."""
    subject, value = decision.subject, decision.value
    if subject.kind is DecisionKind.DOCUMENT:
        row = _row(rows["documents"], subject, ())
        before = row["document_type"]
        row["document_type"] = before if value == OK else value
        row["status"], row["review_reasons"] = RecordStatus.DONE.value, []
    elif subject.kind is DecisionKind.MATCH:
        row = _row(rows["matches"], subject, ("role", "role_index"))
        before = row["outcome"]
        row["outcome"] = "none" if value == NONE else "matched"
        row["citizen_id"] = None if value == NONE else value
        row["explanation"] = f"{row['explanation']}; do người quyết định"
    else:
        row = _row(rows["fields"], subject, ("role", "role_index", "name"))
        before = row["value"]
        if value != OK:
            row["value"], row["method"], row["confidence"] = value, "person", 1.0
        row["needs_review"] = False
    detail = {"what": subject.kind.value, "item": str(subject), "before": before}
    return event(at, operator, "metadata modification", subject.item, detail)


def _row(rows: list[dict[str, Any]], subject: Subject, keys: tuple[str, ...]) -> dict[str, Any]:
    return next(
        row
        for row in rows
        if row["document_id"] == subject.item
        and all(row[key] == getattr(subject, key) for key in keys)
    )
