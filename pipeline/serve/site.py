"""What all pages of one archive share."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path

from pipeline import audit
from pipeline.config import Settings
from pipeline.folder import ArchiveFolder
from pipeline.match.register import Register, current_register
from pipeline.open_archive import Access, Archive
from pipeline.serve.accounts.attempts import Attempts
from pipeline.serve.accounts.sessions import Session, Sessions
from pipeline.serve.accounts.users import Right, Users
from pipeline.serve.items.keyings import Keyings
from pipeline.serve.items.leases import Leases
from pipeline.serve.items.queue import ReviewQueue
from pipeline.serve.papers.documents import Document, read_document
from pipeline.serve.papers.pictures import Pictures

_KEPT_DOCUMENTS = 64


@dataclass
class Site:
    """One archive, its users and what they have in hand.

    `double_keying`: None takes it where two people or more may review. `secure`: served by TLS.
    """

    folder: ArchiveFolder
    settings: Settings
    secure: bool = False
    double_keying: bool | None = None
    attempts: Attempts = field(default_factory=Attempts)
    leases: Leases = field(default_factory=Leases)

    def __post_init__(self) -> None:
        self.users = Users.of(self.folder.keys)
        self.sessions = Sessions(self.users)
        self.store = Archive(self.folder, self.settings, Access.READ).store
        self.queue = ReviewQueue(self.folder, self.store)
        self.pictures = Pictures(self.folder.root)
        self.keyings = Keyings(self.folder.root / Keyings.FILE)
        self._lock = threading.Lock()
        self._documents: OrderedDict[tuple[int, str], Document] = OrderedDict()

    @classmethod
    def of(cls, archive: Path, settings: Settings, **options: bool | None) -> Site:
        """The site of an archive.

        Raises:
            UsageError: `no_archive`; the register in the settings can't be opened.
        """
        folder = ArchiveFolder(archive.resolve()).require()
        site = cls(folder, settings, **options)  # type: ignore[arg-type]
        _ = site.register
        return site

    @property
    def register(self) -> Register | None:
        """The citizen register that the settings name, as it stands now; None where they name
        none."""
        named = self.settings.register_path
        return current_register(Path(named)) if named else None

    def document(self, document_id: str) -> Document:
        """A document as of now; the latest ones are kept, for a page asks for its pictures, too.

        Raises:
            InputError: `unknown_document`, `document_disposed`.
        """
        snapshot = self.store.snapshot()
        key = (snapshot.commit, document_id)
        kept = self._documents.get(key)
        if kept is None:
            kept = read_document(snapshot, document_id)
            with self._lock:
                self._documents[key] = kept
                while len(self._documents) > _KEPT_DOCUMENTS:
                    self._documents.popitem(last=False)
        return kept

    def keys_twice(self) -> bool:
        """Whether numbers are typed by two people who do not see each other's value."""
        if self.double_keying is not None:
            return self.double_keying
        return sum(one.may(Right.REVIEW) for one in self.users.list()) >= 2

    def record_look(self, session: Session, action: str, item: str) -> None:
        """Say in the audit trail who saw what, once a session and item, before it is shown.

        Raises:
            StorageError: the trail can't be written; nothing is shown then.
        """
        key = f"{action} {item}"
        with self._lock:
            if key in session.looks:
                return
            audit.append(
                self.folder.audit_file,
                actor=session.user.name,
                action=action,
                item=item,
                detail=f"page, {session.user.login}",
            )
            session.looks.add(key)
