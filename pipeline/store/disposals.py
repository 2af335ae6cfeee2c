"""The register of disposals, as the events hold it."""

from __future__ import annotations

import hmac
import json
from collections.abc import Collection

from pipeline.store.record import RecordStore, Snapshot
from schemas.codec import from_plain
from schemas.tables.disposal import DISPOSED, Disposal

_KEY = "citizen "


def read_disposals(
    source: RecordStore | Snapshot, codes: Collection[str] | None = None
) -> list[Disposal]:
    """What was removed, in the order in which it was; of these dossiers, or of all."""
    where = {"action": [DISPOSED]} | ({} if codes is None else {"item": codes})
    rows = source.read("events", ["item", "detail"], where=where).to_pylist()
    return [
        from_plain(Disposal, json.loads(row["detail"]))
        for row in rows
        if not row["item"].startswith(_KEY)
    ]


def count_disposed(source: RecordStore | Snapshot) -> int:
    """How many papers were removed."""
    return sum(len(one.papers) for one in read_disposals(source))


def citizen_item(archive_mark: str, citizen_id: str) -> str:
    """The item of the event that a look-up of a citizen finds: the register holds no number, only
    what can be told from one by whoever has it and this archive."""
    digest = hmac.new(archive_mark.encode(), citizen_id.encode(), "sha256")
    return f"{_KEY}{digest.hexdigest()[:32]}"


def disposed_of_citizen(
    source: RecordStore | Snapshot, archive_mark: str, citizen_id: str
) -> list[tuple[str, str]]:
    """Of papers that were linked to a citizen: (document, when it was removed)."""
    where = {"item": [citizen_item(archive_mark, citizen_id)], "action": [DISPOSED]}
    rows = source.read("events", ["at", "detail"], where=where).to_pylist()
    return [(row["detail"], row["at"]) for row in rows]
