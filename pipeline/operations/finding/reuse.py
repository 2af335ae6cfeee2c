"""The record of papers that are used again instead of scanned."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict
from pathlib import Path

from pipeline.common.clock import now, stamp
from pipeline.config import Settings
from pipeline.errors import InputError, UsageError
from pipeline.open_archive import Access, Archive, open_archive
from pipeline.operations.finding.reusable import Reusable, advise, is_usable, mask
from pipeline.operations.finding.whose import documents_of
from pipeline.runner.tables.registers import note_commit
from pipeline.store.queries import events_about
from pipeline.store.record import Snapshot, StoreChange
from schemas.tables.reuse import REUSED, ReuseDetail
from schemas.tables.rows import make_event


def record_reuse(
    archive: Path,
    settings: Settings,
    citizen_id: str,
    dossier_code: str,
    document_types: Collection[str] | None = None,
) -> tuple[str, ...]:
    """Write that a dossier uses the papers again that a citizen has on file: an event each, and a
    line of the audit trail. What was recorded for the dossier before is not recorded twice.

    Args:
        archive: its folder.
        settings: name who acts.
        citizen_id: 12 digits.
        dossier_code: the dossier that needs the papers.
        document_types: of these types the newest paper each; None: of every type on file.

    Returns:
        The documents that are newly recorded.

    Raises:
        UsageError: `no_operator`, nobody is named who says so.
        InputError: `nothing_to_reuse`, a type of which nothing may be used again.
    """
    if not settings.operator.strip():
        raise UsageError(
            "no_operator",
            "a reuse is recorded under the name of who says so",
            item="operator",
            remedy="give --operator, or set operator in sohoa.toml",
        )
    with (
        open_archive(archive, settings, Access.WRITE) as opened,
        opened.folder.write_lock(),
    ):
        snapshot = opened.store.snapshot()
        rows = documents_of(snapshot, citizen_id, settings)
        wanted = document_types or sorted(
            {row.document_type for row in rows if is_usable(row)}
        )
        chosen = [_choose(rows, one, settings.rules) for one in wanted]
        if not chosen:
            raise _nothing_error(dossier_code)
        fresh = [
            one for one in chosen if one not in _find_recorded(snapshot, dossier_code)
        ]
        if fresh:
            _write(opened, dossier_code, mask(citizen_id), fresh)
        return tuple(fresh)


def _choose(rows: Sequence[Reusable], document_type: str, rules_edition: str) -> str:
    ids = advise(rows, document_type, rules_edition).document_ids
    if not ids:
        raise _nothing_error(document_type)
    return ids[0]


def _nothing_error(item: str) -> InputError:
    return InputError(
        "nothing_to_reuse",
        "no confirmed, valid and signed paper of this person is on file",
        item=item,
        remedy="scan the paper",
    )


def _find_recorded(snapshot: Snapshot, dossier_code: str) -> set[str]:
    events = events_about(snapshot, [dossier_code]).to_pylist()
    return {
        json.loads(one["detail"])["document_id"]
        for one in events
        if one["action"] == REUSED
    }


def _write(
    archive: Archive, dossier_code: str, person: str, ids: Sequence[str]
) -> None:
    edition = archive.settings.rules
    for one in (
        ids
    ):  # before the change: whatever happens to this process, who did it is known
        archive.note_act(REUSED, dossier_code, f"{one} for {person}")
    events = [
        make_event(
            stamp(now()),
            archive.operator or "",
            REUSED,
            dossier_code,
            asdict(ReuseDetail(one, edition)),
        )
        for one in ids
    ]
    commit = archive.store.commit(StoreChange(append={"events": events}))
    note_commit(archive.index, commit)
