"""Sessions that can't be filed now: sealed, and filed by themselves later, in order, once."""

from __future__ import annotations

import io
import os
import shutil
import tarfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from pipeline.common.clock import now, stamp
from pipeline.common.files import sync_folder, write_synced
from pipeline.desk.kept.journal import Journal, open_journal
from pipeline.desk.kept.sealing import DAMAGED, seal, unseal
from pipeline.desk.kept.session import Stand
from pipeline.desk.kept.state import DeskState
from pipeline.errors import StorageError
from pipeline.folder import ArchiveFolder
from pipeline.trouble import storage_at

_ENDING = ".sealed"
_PRIVATE = 0o600
_LEFT_OUT = {"preview.json", "log.jsonl"}


def put_aside(journal: Journal, state: DeskState) -> Path:
    """Seal a session's papers and what was said of them; the papers themselves are then removed.

    The same session again stands where it stood.

    Raises:
        StorageError: there is no key to seal with, or the disk fails; the session is as it was.
    """
    if not state.public_key.is_file():
        raise StorageError(
            "desk_key_gone",
            "this machine has never reached the archive: there is no key to keep papers under",
            item=str(state.public_key),
            remedy="reach the archive once from this machine, then call again",
        )
    place = _place(journal.session.id, state)
    with storage_at(state.spool):
        sealed = seal(_pack(journal.folder), state.public_key.read_bytes())
        write_synced(place, sealed, _PRIVATE)
        sync_folder(state.spool)
    return place


def _place(session: str, state: DeskState) -> Path:
    """Where a session stands in the row: what is there already keeps its place."""
    there = next(state.spool.glob(f"*_{session}{_ENDING}"), None)
    return there or state.spool / f"{now():%y%m%d%H%M%S%f}_{session}{_ENDING}"


def set_aside_damaged(place: Path) -> None:
    """What can't be opened is kept, and holds up nobody."""
    place.rename(place.with_suffix(".damaged"))


def list_waiting(state: DeskState) -> list[Path]:
    """What waits, the oldest first."""
    return sorted(state.spool.glob(f"*{_ENDING}"))


def take_back(place: Path, state: DeskState, folder: ArchiveFolder) -> Journal | None:
    """A sealed session as it was when it was put aside, about to be filed: no call adds to it or
    takes it for a dossier that is still open. None where the seal holds none.

    Raises:
        StorageError: it can't be opened with the archive's key, or the disk fails.
    """
    name = place.name.removesuffix(_ENDING).rpartition("_")[2]
    with storage_at(state.sessions):
        aside = state.spool / ".open" / name
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir(mode=0o700, parents=True)
        _unpack(unseal(place.read_bytes(), folder), aside)
        target = state.sessions / name
        _mark_as_filing(aside, open_journal(state.sessions, name))
        shutil.rmtree(target, ignore_errors=True)
        aside.rename(target)
        sync_folder(state.sessions)
    return open_journal(state.sessions, name)


def _mark_as_filing(folder: Path, known: Journal | None) -> None:
    """`known`: the session as its clerk was told of it."""
    journal = open_journal(folder.parent, folder.name)
    if journal is not None:
        at = stamp(now())
        answered = known.session.answered_at if known is not None else None
        session = replace(
            journal.session,
            stand=Stand.FILING,
            closed_at=at,
            answered_at=answered or at,
        )
        journal.write(session, "filing")


def _pack(folder: Path) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for path in _files(folder):
            tar.add(path, path.relative_to(folder).as_posix(), recursive=False)
    return out.getvalue()


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name not in _LEFT_OUT:
            yield path


def _unpack(content: bytes, folder: Path) -> None:
    # File by file: `extractall` checks names since Python 3.11.4 alone, and Debian 12 has 3.11.2.
    inside = folder.resolve()
    try:
        with tarfile.open(fileobj=io.BytesIO(content)) as tar:
            for member in tar:
                place, packed = inside / member.name, tar.extractfile(member)
                if packed is None or inside not in place.resolve().parents:
                    raise tarfile.ReadError(member.name)
                place.parent.mkdir(parents=True, exist_ok=True)
                place.touch(mode=_PRIVATE)
                place.write_bytes(packed.read())
                os.utime(place, (member.mtime, member.mtime))
    except tarfile.TarError as error:
        raise StorageError(
            DAMAGED,
            "what waits at the desk is no session of ours",
            remedy="keep the file, and show it to whoever looks after the archive",
        ) from error
