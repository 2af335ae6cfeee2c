"""Entries of quarantine that a person says need no more."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.folder.entry import read_reason
from pipeline.open_archive import Archive
from pipeline.review.decision import SETTLED, Decision
from pipeline.review.desk import ReviewDesk
from pipeline.review.open_items.items import quarantine_items
from pipeline.review.refusals import RefusedDecision

_ACTION = "quarantine settled"


def settle(
    desk: ReviewDesk, archive: Archive, decisions: Sequence[Decision]
) -> list[str]:
    """Leave an event for each entry that is settled; gives those that are to leave quarantine.

    An entry may have its event already, by a call that did not live to the end.
    """
    if not decisions:
        return []
    standing = {item.subject.item: item for item in quarantine_items(archive.folder)}
    settled = _read_settled(archive, [one.subject.item for one in decisions])
    leaving: list[str] = []
    for decision in decisions:
        entry, item = decision.subject.item, standing.get(decision.subject.item)
        if decision.value != SETTLED:
            desk.refusals.append(RefusedDecision(decision.subject, "review_bad_word"))
        elif item is None and entry not in settled:
            desk.refusals.append(
                RefusedDecision(decision.subject, "review_unknown_entry")
            )
        elif settled.get(entry, "") > _since(archive, entry):
            desk.unchanged += 1
            leaving.append(entry)
        elif item is None:
            desk.unchanged += 1
        else:
            facts = {"source": item.found, "code": item.reasons[0]}
            desk.note(decision.subject, entry, (), **facts)
            leaving.append(entry)
    return leaving


def leave_quarantine(archive: Archive, entries: Sequence[str]) -> None:
    """Take entries out of ledger and folder; what is out already stays so."""
    for entry in entries:
        archive.ledger.settle(entry)
        archive.folder.leave_quarantine(entry)


def _read_settled(archive: Archive, entries: Sequence[str]) -> dict[str, str]:
    """When each of these entries was last settled, those that ever were."""
    where = {"item": set(entries), "action": {_ACTION}}
    rows = archive.store.read("events", ["item", "at"], where=where).to_pylist()
    return {
        row["item"]: row["at"] for row in sorted(rows, key=lambda row: str(row["at"]))
    }


def _since(archive: Archive, entry: str) -> str:
    """Since when an entry has lain there: the same paper may come, and be refused, again."""
    return str(read_reason(archive.folder.quarantine / entry).get("at") or "")
