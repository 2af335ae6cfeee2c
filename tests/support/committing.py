"""Documents made and committed without reading a page: what a commit does, alone."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipeline.config import load_settings
from pipeline.open_archive import Access, open_archive
from pipeline.operations.upkeep.create import create_archive
from pipeline.runner.commit import Committer, work_folder
from pipeline.runner.context import RunContext
from pipeline.runner.progress import Silent
from pipeline.runner.session import open_session
from schemas.codec import to_plain
from schemas.received.source import MediaType, SourceFile
from schemas.states import BatchKind
from schemas.tables.rows import DocumentRow, FieldRow, MatchRow, PageRow
from schemas.work import DocumentMade, DocumentRows, DossierFacts, ReceivedDocument
from tests.support.store_rows import made_row

HOUSEHOLD = {"matching": {"household": True}}


@dataclass(frozen=True)
class Bench:
    """An archive with a call open, and documents that wait for their commit."""

    context: RunContext
    committer: Committer

    def made(
        self,
        code: str,
        name: str = "",
        fields: Sequence[FieldRow] = (),
        matches: Sequence[MatchRow] = (),
        pages: Sequence[PageRow] = (),
        prints: tuple[str, ...] = (),
        **row: Any,
    ) -> ReceivedDocument:
        """A document whose results lie in the work folder."""
        context = self.context
        source = context.folder.root.parent / f"{code}{name}.jpg"
        source.write_bytes(source.stem.encode())
        kept = context.folder.keep_original(source)
        file = SourceFile(
            str(kept.path), source.name, kept.sha256, kept.size, MediaType.JPEG
        )
        received = ReceivedDocument(
            "",
            code,
            context.ledger.dossiers.folder(code),
            0,
            source.name,
            kept.sha256,
            (file,),
            ((0, 0),),
            False,
            DossierFacts("H26.27"),
        )
        document = context.ledger.documents.add(
            received, kept.sha256, 1, context.batch_id
        ).received
        work = work_folder(context, document)
        work.mkdir(parents=True, exist_ok=True)
        (work / "out.pdf").write_bytes(b"%PDF")
        (work / "out.alto.xml").write_bytes(b"<alto/>")
        facts = {
            "document_id": document.document_id,
            "dossier_code": code,
            "ordinal": document.ordinal,
            "status": "done",
            "review_reasons": (),
            **row,
        }
        rows = DocumentRows(
            made_row(DocumentRow, **facts),
            fields=tuple(
                replace(one, document_id=document.document_id) for one in fields
            ),
            matches=tuple(
                replace(one, document_id=document.document_id) for one in matches
            ),
            pages=tuple(
                replace(one, document_id=document.document_id) for one in pages
            ),
            prints=prints,
        )
        (work / "rows.json").write_text(json.dumps(to_plain(rows)))
        path = self.path(code, document.ordinal)
        self.committer.add(
            document,
            DocumentMade(
                document.document_id,
                path,
                4,
                1,
                tuple(one.outcome for one in matches),
                0,
                0.1,
                {},
            ),
        )
        return document

    @staticmethod
    def path(code: str, ordinal: int = 1) -> str:
        return f"documents/{code}/2024/{code}/{code}.{ordinal}.pdf"

    def state(self, document: ReceivedDocument) -> str:
        entry = self.context.ledger.documents.get(document.document_id)
        assert entry is not None
        return entry.state

    @property
    def stored(self) -> set[str]:
        return set(
            self.context.store.read("documents").column("dossier_code").to_pylist()
        )


def stated(**facts: str) -> tuple[FieldRow, ...]:
    """What a paper says of its applicant, for sure."""
    common = {
        "document_id": "",
        "role": "applicant",
        "role_index": 1,
        "needs_review": False,
    }
    return tuple(
        made_row(FieldRow, **common, name=name, value=value)
        for name, value in facts.items()
    )


@contextmanager
def committing(
    root: Path,
    kind: BatchKind = BatchKind.RUN,
    options: Mapping[str, Any] = HOUSEHOLD,
) -> Iterator[Bench]:
    """A call on an archive, made where there is none; it commits only when it is told to."""
    if not root.exists():
        create_archive(root, development_keys=False)
    run = {"commit_documents": 100, "commit_seconds": 1000.0}
    settings = load_settings(None, None, {}, {"signing": "none", "run": run, **options})
    with (
        open_archive(root, settings, Access.WRITE) as archive,
        open_session(archive, kind, "inbox", Silent()) as context,
    ):
        yield Bench(context, Committer(context))
