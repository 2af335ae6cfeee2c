"""Where a batch stands, for the morning after."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from pipeline.common.clock import now
from pipeline.config import Settings
from pipeline.errors import UsageError
from pipeline.folder import ArchiveFolder
from pipeline.index.parquet import ParquetStore
from pipeline.ledger import BatchRow, Ledger
from pipeline.messages import localized
from pipeline.operations.findings import worded
from pipeline.runner.signatures import doubtful_signatures


def batch_status(archive: Path, settings: Settings, batch: str | None = None) -> dict[str, Any]:
    """The contract's `status` answer: the latest batch (or the named one) and all that stands in
    quarantine.

    `state` is running, complete, stopped (at --until), interrupted, deferred (the cluster went
    away), or broken_off (the process is gone without a word); null where there never was a batch.
    """
    folder = ArchiveFolder(archive.resolve()).require()
    held = folder.run_is_held()
    ledger = Ledger.to_read(folder.ledger_file)
    try:
        row = ledger.batch(batch)
        if batch is not None and row is None:
            raise UsageError(
                "unknown_batch",
                "no such batch",
                item=batch,
                remedy="leave --batch out for the latest",
            )
        states = ledger.states(row.batch_id) if row else {}
        quarantined = _quarantined(ledger, settings.lang)
        done = ledger.done_since(row.batch_id) if row else 0
        summary = row.summary if row else None
        settled = sum(count for state, count in states.items() if state != "waiting")
        skipped = summary["documents"]["skipped"] if summary else 0
        waiting = max(0, row.found - settled - skipped) if row and row.state != "complete" else 0
        running = (
            min(waiting, states.get("waiting", 0)) if held and row and row.state == "running" else 0
        )
        return {
            "batch": row.batch_id if row else None,
            "state": _state(row, held),
            "waiting": waiting - running,
            "running": running,
            "done": states.get("done", 0),
            "quarantined": quarantined,
            "signatures": _signatures(folder, settings.lang),
            "seconds_left": _seconds_left(row, done, waiting) if held else None,
            "found": row.found if row else 0,
            "started_at": row.started_at if row else None,
            "ended_at": row.ended_at if row else None,
            "missing": summary.get("missing", []) if summary else [],
            "development_keys": settings.keys.development,
            "last_call": summary,
        }
    finally:
        ledger.close()


def _state(row: BatchRow | None, held: bool) -> str | None:
    if row is None:
        return None
    if row.state == "running" and not held and row.kind != "counter":
        return "broken_off"
    return row.state


def _seconds_left(row: BatchRow | None, done: int, waiting: int) -> float | None:
    if row is None or done == 0:
        return None
    spent = (now() - datetime.fromisoformat(row.started_at)).total_seconds()
    return round(spent / done * waiting, 1)


def _quarantined(ledger: Ledger, lang: str) -> list[dict[str, Any]]:
    found = []
    for entry in ledger.quarantined():
        document = entry.received
        code = entry.code or "unknown"
        said = localized(code, entry.message or "", entry.remedy, lang, entry.values)
        found.append(
            _item(document.document_id, document.source_name, entry.quarantine, code, said)
        )
    for one in ledger.refusals():
        said = localized(one.code, one.message, one.remedy, lang, one.values)
        found.append(_item(one.name, one.name, one.entry, one.code, said))
    return found


def _signatures(folder: ArchiveFolder, lang: str) -> list[dict[str, Any]]:
    """Received signatures that can't be relied on and that nobody has decided about."""
    found = []
    for one in doubtful_signatures(ParquetStore(folder.store)):
        if not one.decided:
            message, remedy = worded(one.verdict.review_reason, lang)
            found.append({**one.as_json(), "message": message, "remedy": remedy})
    return found


def _item(
    item: str, source: str, entry: str | None, code: str, said: tuple[str, str | None]
) -> dict[str, Any]:
    message, remedy = said
    return {
        "item": item,
        "code": code,
        "message": message,
        "remedy": remedy,
        "source": source,
        "entry": entry,
    }
