"""Finished dossiers reported to the public service portal, through the archive's outbox."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from pipeline.common.locks import exclusive_lock
from pipeline.config import PortalSettings, Settings
from pipeline.export.portal.delivery import Patience, deliver
from pipeline.export.portal.outbox import Outbox, RecordState
from pipeline.export.portal.records import dossiers_of, finished_dossiers
from pipeline.export.portal.transports import Transport, open_transport
from pipeline.open_archive import Archive, open_archive
from pipeline.store.snapshot import StoreSnapshot
from schemas.answers.exporting import PortalAnswer, PortalStatus

_SHOWN = 20
_DOCUMENTS, _REGISTER = "documents", "one_stop"
"""The tables whose parts the outbox has seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked for. `to`: above the settings' own; `since`: only dossiers with a document
    that a later commit touched; `again`: also what the portal refused."""

    to: str | None = None
    since: int | None = None
    again: bool = False


def report_to_portal(
    archive: Path,
    settings: Settings,
    asked: Asked,
    wait: Callable[[float], None] = time.sleep,
) -> PortalAnswer:
    """Put aside what is new of finished dossiers, then send what waits. Two calls take turns.

    Args:
        archive: its folder.
        settings: `portal`: target, token, patience.
        asked: what is asked for.
        wait: pauses between tries for so many seconds.

    Raises:
        UsageError: no usable target (nothing was changed), or the portal can't be used like this
            (what is new waits in the outbox).
        StorageError: a disk failed; nothing is lost.
    """
    portal = settings.portal
    transport = _transport(portal, asked.to)
    with (
        open_archive(archive, settings) as opened,
        exclusive_lock(opened.folder.root / ".portal.lock", 0o600),
        closing(Outbox.to_write(opened.folder.outbox_file)) as outbox,
    ):
        added = _collect(opened, outbox, asked.since)
        if asked.again:
            outbox.try_refused_again()
        done = deliver(
            outbox,
            transport,
            _patience(portal),
            wait,
            lambda one: opened.note_act("portal", one.dossier_code, one.key[:12]),
        )
        status = _status(outbox)
    return {
        "to": transport.name,
        "added": added,
        "delivered": done.sent,
        **status,
    }


def preview(
    archive: Path, settings: Settings, since: int | None = None
) -> Iterator[str]:
    """The lines that a call would send; nothing is changed."""
    with (
        open_archive(archive, settings) as opened,
        closing(Outbox.to_read(opened.folder.outbox_file)) as outbox,
    ):
        snapshot = opened.store.snapshot()
        codes = None if since is None else _find_changed(snapshot, since)
        yield from outbox.preview(finished_dossiers(snapshot, codes), snapshot.commit)


def portal_status(archive: Path, settings: Settings) -> PortalStatus:
    """How many records wait, were sent, were refused, and why."""
    with (
        open_archive(archive, settings) as opened,
        closing(Outbox.to_read(opened.folder.outbox_file)) as outbox,
    ):
        return _status(outbox)


def _collect(archive: Archive, outbox: Outbox, since: int | None) -> int:
    """Put aside what is new. Without `since` only what changed since the last call is looked at,
    all of it where the register is another one."""
    snapshot = archive.store.snapshot()
    if since is not None:
        changed = _find_changed(snapshot, since)
        return outbox.add(finished_dossiers(snapshot, changed), snapshot.commit, {})
    marks = {name: _parts(snapshot, name) for name in (_DOCUMENTS, _REGISTER)}
    seen = outbox.seen()
    codes = None
    if seen.get(_REGISTER) == marks[_REGISTER]:
        known = seen[_DOCUMENTS].split()
        codes = snapshot.values_beyond(_DOCUMENTS, "dossier_code", set(known))
    return outbox.add(finished_dossiers(snapshot, codes), snapshot.commit, marks)


def _find_changed(snapshot: StoreSnapshot, since: int) -> Collection[str]:
    return dossiers_of(snapshot, snapshot.changed_since(since))


def _parts(snapshot: StoreSnapshot, table: str) -> str:
    return " ".join(sorted(part.sha256 for part in snapshot.manifest.tables[table]))


def _status(outbox: Outbox) -> PortalStatus:
    counts = outbox.counts()
    return {
        "waiting": counts[RecordState.WAITING],
        "sent": counts[RecordState.SENT],
        "refused": counts[RecordState.REFUSED],
        "troubles": [
            {
                "dossier_code": one.dossier_code,
                "state": one.state.value,
                "tries": one.tries,
                "reason": one.reason,
            }
            for one in outbox.troubles(_SHOWN)
        ],
    }


def _transport(portal: PortalSettings, to: str | None) -> Transport:
    token = portal.token.get_secret_value()
    target = portal.to if to is None else to
    return open_transport(target, token, portal.timeout_seconds, portal.ca_file)


def _patience(portal: PortalSettings) -> Patience:
    pauses = portal.first_pause_seconds, portal.longest_pause_seconds
    return Patience(portal.tries, *pauses)
