"""A call on a new archive, its files unsigned."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from pipeline.config import load_settings
from pipeline.open_archive import Access, open_archive
from pipeline.operations.upkeep.create import create_archive
from pipeline.runner.context import RunContext
from pipeline.runner.progress import Progress
from pipeline.runner.session import open_session
from schemas.received.source import MediaType, SourceFile
from schemas.states import BatchKind
from schemas.work import DossierFacts, ReceivedDocument


@dataclass
class Listener:
    """A watcher that remembers what it was told."""

    lines: list[str] = field(default_factory=list)
    progress: list[Progress] = field(default_factory=list)

    def tell(self, progress: Progress) -> None:
        self.progress.append(progress)

    def log(self, line: str) -> None:
        self.lines.append(line)


@dataclass
class Call:
    """An open call, and what its watcher heard."""

    context: RunContext
    heard: Listener

    def received(
        self, code: str = "A-1", content: bytes = b"x", pages: int = 1
    ) -> ReceivedDocument:
        """A document whose bytes are kept, as the ledger has it."""
        source = self.context.folder.root.parent / f"{code}.jpg"
        source.write_bytes(content)
        kept = self.context.folder.keep_original(source)
        file = SourceFile(
            str(kept.path), source.name, kept.sha256, kept.size, MediaType.JPEG
        )
        document = ReceivedDocument(
            document_id="",
            dossier_code=code,
            dossier_folder=self.context.ledger.dossiers.folder(code),
            ordinal=0,
            source_name=source.name,
            source_sha256=kept.sha256,
            files=(file,),
            pages=tuple((0, index) for index in range(pages)),
            signed=False,
            facts=DossierFacts("H26.27"),
        )
        ledger, batch = self.context.ledger.documents, self.context.batch_id
        return ledger.add(document, kept.sha256, pages, batch).received


@pytest.fixture
def call(tmp_path: Path) -> Iterator[Call]:
    root = create_archive(tmp_path / "kho", development_keys=False).root
    settings = load_settings(environ={}, options={"signing": "none"})
    heard = Listener()
    with (
        open_archive(root, settings, Access.WRITE) as archive,
        open_session(archive, BatchKind.RUN, str(tmp_path / "inbox"), heard) as context,
    ):
        yield Call(context, heard)
