"""What a person must decide: listed from the store, decided by a table that comes back.

Items come from four places: documents as a whole (`document`), persons whose citizen is unsure
(`match`), values that are unsure (`field`), and what stands in quarantine (`quarantine`). A
decision becomes part of the record with who and when; history stays in `events`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from pipeline import audit
from pipeline.common.clock import now, stamp
from pipeline.config import Settings
from pipeline.errors import DigitizationError, UsageError
from pipeline.folder import ArchiveFolder
from pipeline.ledger import Ledger
from pipeline.operations.decisions import read_decisions
from pipeline.plan.rows import event
from pipeline.search.choose import open_index
from pipeline.search.engine import SearchIndex
from pipeline.search.entries import catch_up
from pipeline.store.parquet import ParquetStore
from pipeline.store.record import StoreChange
from schemas.states import RecordStatus

COLUMNS = (
    "item",
    "what",
    "document_id",
    "role",
    "role_index",
    "name",
    "found",
    "candidates",
    "why",
    "decision",
)
_TABLES = ("documents", "pages", "fields", "matches")


def review_items(archive: Path) -> list[dict[str, Any]]:
    """All open items, documents first; each with the columns of the table that `apply` takes back.

    `why` of documents and fields is a code or a number: the command line words it.
    """
    folder = ArchiveFolder(archive.resolve()).require()
    snapshot = ParquetStore(folder.store).snapshot()
    items: list[dict[str, Any]] = []
    for row in snapshot.read(
        "documents", columns=["document_id", "status", "review_reasons", "document_type"]
    ).to_pylist():
        if row["status"] == "needs_review":
            why = ", ".join(row["review_reasons"] or ())
            items.append(_item("document", row["document_id"], found=row["document_type"], why=why))
    for row in snapshot.read("matches").to_pylist():
        if row["outcome"] == "review":
            candidates = " ".join(row["candidate_ids"] or ())
            items.append(
                _item(
                    "match", row["document_id"], row, candidates=candidates, why=row["explanation"]
                )
            )
    for row in snapshot.read("fields").to_pylist():
        if row["needs_review"]:
            kind = "field_handwritten" if row["handwritten"] else "field_unsure"
            why = f"{kind} {row['confidence']:.2f} {row['page'] or '–'}"
            items.append(
                _item(
                    "field",
                    row["document_id"],
                    row,
                    found=row["value"] or row["raw_value"],
                    why=why,
                )
            )
    return items + _quarantine_items(folder)


def _quarantine_items(folder: ArchiveFolder) -> list[dict[str, Any]]:
    ledger = Ledger.to_read(folder.ledger_file)
    try:
        standing = [
            (d.quarantine or "", d.received.source_name, d.code or "")
            for d in ledger.documents.quarantined()
        ]
        standing += [(one.entry, one.name, one.code) for one in ledger.refusals.standing()]
    finally:
        ledger.close()
    return [_item("quarantine", entry, found=source, why=code) for entry, source, code in standing]


def _item(
    what: str,
    document_id: str,
    row: Mapping[str, Any] | None = None,
    *,
    found: str | None = None,
    candidates: str = "",
    why: str = "",
) -> dict[str, Any]:
    role, index, name = (
        (row.get(key) for key in ("role", "role_index", "name")) if row else (None, None, None)
    )
    parts = [what, document_id, *(str(one) for one in (role, index, name) if one is not None)]
    values = ("|".join(parts), what, document_id, role, index, name, found, candidates, why, None)
    return dict(zip(COLUMNS, values, strict=True))


def apply_decisions(archive: Path, settings: Settings, table: Path) -> dict[str, Any]:
    """Take a table of decisions (CSV or XLSX with `item` and `decision`) back into the record.

    Decisions: for a document `ok` or a document type; for a match a citizen's 12 digits or `none`;
    for a field the right value, or `ok`; for a quarantine entry `settled` (its bytes stay in
    originals/). Rows without a decision are passed over.

    Raises:
        UsageError: no operator's name.
        TableError: an item that is not open, a decision that does not fit; nothing was changed.
    """
    if not settings.operator.strip():
        raise UsageError(
            "no_operator",
            "who decides is not named",
            item="operator",
            remedy='give --operator "NAME"',
        )
    folder = ArchiveFolder(archive.resolve()).require()
    # Opened first: a wrong address is told before anything changes.
    index = open_index(settings.index, folder.index)
    with folder.write_lock():
        store = ParquetStore(folder.store)
        open_items = {one["item"]: one for one in review_items(archive)}
        decisions = read_decisions(table, open_items)
        if not decisions:
            return {"applied": 0, "open": len(open_items), "index_behind": None}
        ids = {item["document_id"] for item, _ in decisions if item["what"] != "quarantine"}
        rows = {name: store.read(name, document_ids=ids).to_pylist() for name in _TABLES}
        at = stamp(now())
        events = [
            _settlement(item, settings.operator, at)
            if item["what"] == "quarantine"
            else _decide(item, decision, rows, settings.operator, at)
            for item, decision in decisions
        ]
        changed = {
            one: {
                name: [row for row in rows[name] if row["document_id"] == one] for name in _TABLES
            }
            for one in ids
        }
        store.commit(StoreChange(append={"events": events}, replace_documents=changed))
        # Only now: were the commit to fail, the entries would be gone and nobody would know why.
        _settle(folder, [one["document_id"] for one, _ in decisions if one["what"] == "quarantine"])
        behind = _index_behind(index, store)
    audit.append(
        folder.audit_file,
        actor=settings.operator,
        action="review applied",
        item=f"{len(decisions)} items",
    )
    return {
        "applied": len(decisions),
        "open": len(open_items) - len(decisions),
        "index_behind": behind,
    }


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


def _settlement(item: Mapping[str, Any], operator: str, at: str) -> dict[str, Any]:
    """The event that says who settled which entry of quarantine."""
    detail = {"source": item["found"], "code": item["why"]}
    return event(at, operator, "quarantine settled", item["document_id"], detail)


def _settle(folder: ArchiveFolder, entries: Sequence[str]) -> None:
    """Take entries out of quarantine."""
    if not entries:
        return
    with closing(Ledger(folder.ledger_file)) as ledger:
        for entry in entries:
            ledger.settle(entry)
            folder.leave_quarantine(entry)


def _decide(
    item: Mapping[str, Any],
    decision: str,
    rows: dict[str, list[dict[str, Any]]],
    operator: str,
    at: str,
) -> dict[str, Any]:
    """Change the rows in place; gives the event that keeps what stood there before."""
    if item["what"] == "document":
        row = _row(rows["documents"], item, ())
        before = row["document_type"]
        row["document_type"] = before if decision == "ok" else decision
        row["status"], row["review_reasons"] = RecordStatus.DONE.value, []
    elif item["what"] == "match":
        row = _row(rows["matches"], item, ("role", "role_index"))
        before = row["outcome"]
        row["outcome"] = "none" if decision == "none" else "matched"
        row["citizen_id"] = None if decision == "none" else decision
        row["explanation"] = f"{row['explanation']}; do người quyết định"
    else:
        row = _row(rows["fields"], item, ("role", "role_index", "name"))
        before = row["value"]
        if decision != "ok":
            row["value"], row["method"], row["confidence"] = decision, "person", 1.0
        row["needs_review"] = False
    detail = {"what": item["what"], "item": item["item"], "before": before}
    return event(at, operator, "metadata modification", item["document_id"], detail)


def _row(
    rows: list[dict[str, Any]], item: Mapping[str, Any], keys: tuple[str, ...]
) -> dict[str, Any]:
    wanted = ("document_id", *keys)
    return next(row for row in rows if all(row[key] == item[key] for key in wanted))
