"""What keeps a dossier though its period is over: a person's word, work that is not done, a
register that says it is still in force, a use of its papers."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator

from pipeline.open_archive import Archive
from pipeline.store.record import Snapshot, Where
from schemas.tables.reuse import REUSED

ON_HOLD, WAITING = "disposal_on_hold", "disposal_papers_waiting"
IN_FORCE, OPEN = "disposal_in_force", "disposal_still_open"
_AT_WORK = ("received", "processing", "waiting")


def find_holds(archive: Archive, codes: Collection[str]) -> dict[str, str]:
    """Of these dossiers those that stay, and why, as a code of the messages."""
    snapshot = archive.store.snapshot()
    held = set(archive.settings.disposal.hold)
    valid: Where = {"dossier_code": codes, "still_valid": [True]}
    work: Where = {"dossier_code": codes, "status": _AT_WORK}
    found = {one: WAITING for one in codes if archive.ledger.dossiers.list_unfiled(one)}
    found |= dict.fromkeys(_codes(snapshot, "one_stop", work), OPEN)
    found |= dict.fromkeys(_codes(snapshot, "past_results", valid), IN_FORCE)
    return found | dict.fromkeys(held & set(codes), ON_HOLD)


def reused_since(snapshot: Snapshot, moment: str) -> set[str]:
    """Documents that were used again after a moment (ISO 8601, our zone)."""
    events = snapshot.read("events", ["at", "detail"], where={"action": [REUSED]})
    return {
        json.loads(row["detail"])["document_id"]
        for row in events.to_pylist()
        if row["at"] > moment
    }


def _codes(snapshot: Snapshot, table: str, where: Where) -> Iterator[str]:
    if where["dossier_code"]:
        yield from snapshot.read(table, ["dossier_code"], where=where)[
            "dossier_code"
        ].to_pylist()
