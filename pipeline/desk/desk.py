"""A desk: an archive, this machine's state, and what reads pages; sessions are found here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from pipeline import registry
from pipeline.common.clock import VIETNAM, now
from pipeline.common.files import write_synced
from pipeline.common.locks import exclusive_lock
from pipeline.config import Settings
from pipeline.desk.kept.journal import Journal, all_journals, begin, open_journal
from pipeline.desk.kept.sealing import make_key
from pipeline.desk.kept.session import Stand
from pipeline.desk.kept.state import DeskState
from pipeline.desk.meant import another_clerks, meant_journal, no_session
from pipeline.errors import DigitizationError, UsageError
from pipeline.executor import Executor
from pipeline.folder import ArchiveFolder
from pipeline.match.register import Register

KEPT = timedelta(days=2)
"""So long an answer can be had again after a session is over."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What the desk's commands work with; `settings` are those of the call.

    `clerk`: who the call itself says is asking; None leaves it to the session. `name`: the desk's,
    where it is on another machine; such a desk sees its own sessions alone.
    """

    archive: Path
    state: DeskState
    settings: Settings
    executor: Executor
    clerk: str | None = None
    name: str = ""

    @property
    def folder(self) -> ArchiveFolder:
        """The archive's places."""
        return ArchiveFolder(self.archive)

    @property
    def operator(self) -> str:
        """Who asks. Raises UsageError `no_operator`."""
        name = " ".join(self.settings.operator.split())
        if not name:
            raise UsageError(
                "no_operator",
                "the full name of who digitizes is missing",
                item="operator",
                remedy='give --operator "NAME", or set operator in sohoa.toml',
            )
        return name

    def register(self) -> Register | None:
        """The citizen register; None where there is none, or it is out of reach."""
        path = self.settings.register_path
        if not path:
            return None
        try:
            return registry.citizen_register(path)
        except UsageError:
            return None

    def is_known(self) -> bool:
        """Whether this machine has reached the archive before."""
        return self.state.known_settings.is_file()

    def remember(self) -> None:
        """Keep what is needed when the archive is out of reach: its settings, the desk's key.

        Raises:
            UsageError: `no_archive`.
            StorageError: this machine's own disk fails.
        """
        folder = self.folder.require()
        content = folder.settings_file.read_bytes()
        known = self.state.known_settings
        if not known.is_file() or known.read_bytes() != content:
            write_synced(known, content, 0o600)
        try:
            make_key(folder, self.state.public_key)
        except DigitizationError:
            if not self.state.public_key.is_file():
                return  # keys/ may be read-only: then nothing can be put aside

    def journals(self) -> Iterator[Journal]:
        """All sessions of this desk; those of any that are over for long are removed, but for those
        whose papers still wait: when their clerk was answered is known from them."""
        import shutil

        limit = now() - KEPT
        for journal in all_journals(self.state.sessions):
            session = journal.session
            if (
                session.stand.is_over
                and session.stand is not Stand.SPOOLED
                and session.closed_at
                and _moment(session.closed_at) < limit
            ):
                shutil.rmtree(journal.folder, ignore_errors=True)
                continue
            if session.desk == self.name:
                yield journal

    def begin(self, dossier: str, procedure: str | None) -> Journal:
        """The open session of this clerk for a dossier; a new one where there is none."""
        operator = self.operator
        with exclusive_lock(self.state.root / ".lock", 0o600):
            for journal in self.journals():
                session = journal.session
                same = (session.dossier_code, session.operator) == (dossier, operator)
                if same and session.stand is Stand.OPEN:
                    return journal
            return begin(self.state.sessions, dossier, procedure, operator, self.name)

    def session(self, named: str | None, dossier: str | None = None) -> Journal:
        """The session that a call means: the one named, that of the dossier, or the only open one.

        Raises:
            UsageError: `no_session`, `several_sessions`, `session_of_another`.
        """
        if named is not None:
            journal = open_journal(self.state.sessions, named)
            if journal is None or journal.session.desk != self.name:
                raise no_session(named)
            if self.clerk not in (None, journal.session.operator):
                raise another_clerks(journal.session)
            return journal
        journals = self.journals()
        mine = [one for one in journals if dossier in (None, one.session.dossier_code)]
        meant = meant_journal(mine, self.clerk)
        return open_journal(self.state.sessions, meant.session.id) or meant

    def has_open_session(self) -> bool:
        """Whether a dossier is open that a call of this clerk may mean."""
        sessions = (journal.session for journal in self.journals())
        return any(
            self.clerk in (None, one.operator) and not one.stand.is_over
            for one in sessions
        )

    def of_clerk(self, operator: str) -> Desk:
        """This desk, asked by the clerk who has begun a session."""
        return replace(
            self, settings=self.settings.model_copy(update={"operator": operator})
        )


def _moment(text: str):  # type: ignore[no-untyped-def]
    from datetime import datetime

    return datetime.fromisoformat(text).astimezone(VIETNAM)


@contextmanager
def hold(journal: Journal) -> Iterator[Journal]:
    """A session, for one call at a time; as it stands once it is this call's turn."""
    with exclusive_lock(journal.folder / ".lock", 0o600):
        again = open_journal(journal.folder.parent, journal.session.id)
        yield again if again is not None else journal
