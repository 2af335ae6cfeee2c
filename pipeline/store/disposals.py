"""The register of disposals, as the events hold it, and what people are told of one."""

from __future__ import annotations

import hmac
import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from pipeline.errors import InputError
from pipeline.store.record import RecordStore, Snapshot
from schemas.codec import from_plain
from schemas.tables.disposal import DISPOSED, Disposal

_KEY = "citizen "
_SHOWN_DIGITS = 12


def read_disposals(
    source: RecordStore | Snapshot, codes: Collection[str] | None = None
) -> list[Disposal]:
    """What was removed, in the order in which it was; of these dossiers, or of all."""
    where = {"action": [DISPOSED]} | ({} if codes is None else {"item": codes})
    columns = ["action", "item", "detail"]
    return disposals_in(source.read("events", columns, where=where).to_pylist())


def disposals_in(events: Iterable[Mapping[str, Any]]) -> list[Disposal]:
    """The disposals of dossiers among rows of `events`."""
    return [
        from_plain(Disposal, json.loads(row["detail"]))
        for row in events
        if row["action"] == DISPOSED and not row["item"].startswith(_KEY)
    ]


def disposal_of(source: RecordStore | Snapshot, document_id: str) -> Disposal | None:
    """By which disposal a paper went; its dossier is what its id has before the last dot."""
    code, _, _ = document_id.rpartition(".")
    return next(
        (
            one
            for one in read_disposals(source, [code])
            if any(paper.document_id == document_id for paper in one.papers)
        ),
        None,
    )


def disposal_facts(one: Disposal) -> dict[str, str]:
    """When, whose decision and which: the day as people write it, the first digits of the SHA-256
    of the signed list."""
    year, month, day = one.disposed_at[:10].split("-")
    return {
        "day": f"{day}/{month}/{year}",
        "signer": one.signer,
        "decision": one.decision[:_SHOWN_DIGITS],
    }


def document_disposed(document_id: str, disposal: Disposal) -> InputError:
    """The error that tells of a paper that was removed."""
    return _gone("document_disposed", "the document was", document_id, disposal)


def dossier_disposed(disposal: Disposal) -> InputError:
    """The error that tells of a dossier all papers of which were removed."""
    code = disposal.dossier_code
    return _gone("dossier_disposed", "the dossier's papers were", code, disposal)


def _gone(code: str, what: str, item: str, disposal: Disposal) -> InputError:
    facts = disposal_facts(disposal)
    told = "disposed of on {day}, on the decision of {signer} (signed list {decision}…)"
    message = f"{what} {told.format_map(facts)}; the archive no longer holds this"
    remedy = "see the register: sohoa dispose --done"
    return InputError(code, message, item=item, remedy=remedy, values=facts)


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
