"""Opening an archive: its folder, store, ledger, index and audit trail in one place."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from enum import StrEnum
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import audit
from pipeline.config import Settings, load_settings
from pipeline.folder import ArchiveFolder
from pipeline.store.choose import open_store

if TYPE_CHECKING:
    from pipeline.ledger import Ledger
    from pipeline.search.engine import SearchIndex
    from pipeline.store.parquet import ParquetStore


class Access(StrEnum):
    """What an archive is opened for."""

    READ = "read"
    """Nothing is changed but the audit trail: whoever may only read the archive can do it."""
    WRITE = "write"


class Archive:
    """An open archive. Ledger and index are opened when they are first asked for."""

    def __init__(
        self, folder: ArchiveFolder, settings: Settings, access: Access
    ) -> None:
        """See `open_archive`."""
        self.folder, self.settings = folder, settings
        self._access, self._opened = access, ExitStack()

    def close(self) -> None:
        """Close ledger and index; whoever holds a lock does so before it is given up. They are
        opened anew where they are asked for again."""
        self.__dict__.pop("ledger", None)
        self.__dict__.pop("index", None)
        self._opened.close()

    @cached_property
    def store(self) -> ParquetStore:
        """The record of everything.

        Raises:
            UsageError, StorageError: `store.url` names a place that can't be used.
        """
        mark = partial(audit.first_hash, self.folder.audit_file)
        return open_store(self.settings.store, self.folder.store, mark)

    @cached_property
    def ledger(self) -> Ledger:
        """The state of the work.

        Raises:
            StorageError: it can't be opened.
        """
        from pipeline.ledger import Ledger

        path = self.folder.ledger_file
        ledger = Ledger(path) if self._access is Access.WRITE else Ledger.to_read(path)
        self._opened.callback(ledger.close)
        return ledger

    @cached_property
    def index(self) -> SearchIndex:
        """The search index that the settings name.

        Raises:
            UsageError: the server's address is missing or malformed.
        """
        from pipeline.search.choose import open_index

        index = open_index(self.settings.index, self.folder.index)
        self._opened.callback(index.close)
        return index

    @property
    def operator(self) -> str | None:
        """Full name of who digitizes; None where nobody is named."""
        return self.settings.operator.strip() or None

    def note_act(self, action: str, item: str, detail: str = "") -> None:
        """A line of the audit trail: the operator did something, or the program by itself.

        Raises:
            StorageError: the line can't be written.
        """
        self._note(self.operator or audit.PROGRAM, action, item, detail)

    def note_look(self, action: str, item: str, detail: str = "") -> None:
        """A line of the audit trail: somebody looked at something. It goes into `audit_dir` where
        the settings name one, for archives that can only be read.

        Raises:
            StorageError: the line can't be written; then nothing is to be shown of a person.
        """
        elsewhere = self.settings.audit_dir
        place = Path(elsewhere) / self.folder.audit_file.name if elsewhere else None
        self._note(self.operator or audit.NOBODY_NAMED, action, item, detail, place)

    def _note(
        self, actor: str, action: str, item: str, detail: str, place: Path | None = None
    ) -> None:
        path = place or self.folder.audit_file
        audit.append(path, actor=actor, action=action, item=item, detail=detail)


@contextmanager
def open_archive(
    path: Path, settings: Settings | None = None, access: Access = Access.READ
) -> Iterator[Archive]:
    """Open an archive; whatever of it was opened is closed at the end.

    Args:
        path: its folder.
        settings: the index that is used, and who acts; None: those of the archive itself.
        access: what for. Locks are taken by whoever writes (`archive.folder`).

    Raises:
        UsageError: `no_archive`.
    """
    folder = ArchiveFolder(path.resolve()).require()
    with closing(
        Archive(folder, settings or load_settings(folder.root), access)
    ) as archive:
        yield archive
