"""What could not be signed, as events of the documents."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.archive.signing.levels import can_be_signed_later
from pipeline.common.clock import now, stamp
from pipeline.errors import InputError
from pipeline.messages.findings import FINDINGS
from pipeline.open_archive import Archive
from pipeline.store.record import StoreChange
from schemas.tables.rows import make_event


def keep_refusals(archive: Archive, refused: Iterable[tuple[str, InputError]]) -> None:
    """An event for each document that is refused; that the time-stamper is away says nothing of
    any.

    Args:
        archive: open to be written.
        refused: document ids and why.
    """
    at, actor = stamp(now()), archive.settings.operator
    events = [
        make_event(
            at,
            actor,
            _action(error),
            document_id,
            {"outcome": "refused", "code": error.code},
        )
        for document_id, error in refused
        if not can_be_signed_later(error)
    ]
    if events:
        with archive.folder.write_lock():
            archive.store.commit(StoreChange(append={"events": events}))


def _action(error: InputError) -> str:
    return "fixity check" if error.code in FINDINGS else "digital signature generation"
