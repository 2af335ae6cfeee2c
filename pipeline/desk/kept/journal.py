"""A session on disk: a line an act, synced before the act is answered.

A power cut leaves at most a torn last line, which says nothing that was answered: it is cut off.
"""

from __future__ import annotations

import json
import os
import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from pipeline.common.clock import now, stamp
from pipeline.common.files import sync_folder
from pipeline.desk.kept.session import DeskSession
from pipeline.trouble import storage_at
from schemas.codec import from_plain, to_plain

_NAME = "journal.jsonl"
_ID = re.compile(r"[0-9]{12}-[0-9a-f]{8}", re.ASCII)
_PRIVATE = 0o600
_REMEMBERED = 8192
"""Sessions whose standing is kept in memory."""


@dataclass(frozen=True, slots=True)
class _Line:
    """What counts of a line: the session as it was then, and what was last answered."""

    session: DeskSession
    answer: dict[str, Any] | None


class Journal:
    """The journal of one session, and the session as it tells it."""

    def __init__(self, folder: Path, session: DeskSession) -> None:
        self.folder, self.session = folder, session

    @property
    def papers(self) -> Path:
        """A folder a paper."""
        return self.folder / "papers"

    def paper_folder(self, number: int) -> Path:
        """Where a paper's files and pages lie."""
        return self.papers / str(number)

    def write(self, session: DeskSession, act: str) -> DeskSession:
        """Keep what the session is now; gives it."""
        with storage_at(self.folder):
            _append(
                self.folder / _NAME, {"at": stamp(now()), "act": act, **_plain(session)}
            )
        self.session = session
        return session

    def rewrite(self, session: DeskSession, act: str) -> DeskSession:
        """Keep what the session is now, and nothing of what it was: its papers are gone."""
        with storage_at(self.folder):
            line = {"at": stamp(now()), "act": act, **_plain(session)}
            aside = self.folder / f".{_NAME}"
            aside.unlink(missing_ok=True)
            _append(aside, line)
            aside.replace(self.folder / _NAME)
            sync_folder(self.folder)
        self.session = session
        return session


def begin(
    sessions: Path, dossier: str, procedure: str | None, operator: str, desk: str = ""
) -> Journal:
    """A new session. `desk`: see DeskSession."""
    moment = now()
    name = f"{moment:%y%m%d%H%M%S}-{secrets.token_hex(4)}"
    session = DeskSession(name, dossier, procedure, operator, stamp(moment), desk=desk)
    folder = sessions / name
    with storage_at(sessions):
        (folder / "papers").mkdir(mode=0o700, parents=True)
        folder.chmod(0o700)
    journal = Journal(folder, session)
    journal.write(session, "start")
    with storage_at(sessions):
        sync_folder(sessions)
    return journal


def open_journal(sessions: Path, name: str) -> Journal | None:
    """The journal of a session; None where there is none of this name."""
    folder = sessions / name
    if not _ID.fullmatch(name) or not (folder / _NAME).is_file():
        return None
    session = _last(folder / _NAME)
    return None if session is None else Journal(folder, session)


def all_journals(sessions: Path) -> Iterator[Journal]:
    """All sessions, the oldest first, without their answers: whoever needs one opens its journal.

    Each call of a desk looks at all sessions of two days, so what a journal told is kept in memory
    for as long as its file is the same.
    """
    with os.scandir(sessions) as entries:
        names = sorted(entry.name for entry in entries)
    for name in names:
        session = (
            _read_standing(sessions / name / _NAME) if _ID.fullmatch(name) else None
        )
        if session is not None:
            yield Journal(sessions / name, session)


def _read_standing(path: Path) -> DeskSession | None:
    try:
        state = path.stat()
        return _without_answer(path, state.st_ino, state.st_mtime_ns, state.st_size)
    except FileNotFoundError:
        return None


@lru_cache(maxsize=_REMEMBERED)
def _without_answer(path: Path, *_as_of: int) -> DeskSession | None:
    session = _last(path)
    return None if session is None else replace(session, answer=None)


def _append(path: Path, line: Mapping[str, object]) -> None:
    handle = os.open(
        path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, _PRIVATE
    )
    try:
        told = json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode()
        os.write(handle, _line_end(path) + told + b"\n")
        os.fsync(handle)
    finally:
        os.close(handle)


def _line_end(path: Path) -> bytes:
    """An end for a line that a power cut tore."""
    with path.open("rb") as file:
        if not file.seek(0, os.SEEK_END):
            return b""
        file.seek(-1, os.SEEK_END)
        return b"" if file.read(1) == b"\n" else b"\n"


def _last(path: Path) -> DeskSession | None:
    """The session as the last whole line tells it."""
    for line in reversed(path.read_bytes().splitlines()):
        try:
            told = from_plain(_Line, json.loads(line))
        except ValueError:
            continue
        return replace(told.session, answer=told.answer)
    return None


def _plain(session: DeskSession) -> dict[str, object]:
    return {
        "session": to_plain(replace(session, answer=None)),
        "answer": session.answer,
    }
