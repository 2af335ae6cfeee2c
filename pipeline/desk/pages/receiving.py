"""Files that are handed in: copied into the session before anything else, known again by their
bytes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.common.files import sync_folder
from pipeline.common.received_file import copy_synced
from pipeline.config import LimitSettings, Settings
from pipeline.desk.kept.journal import Journal
from pipeline.desk.kept.session import DeskPaper
from pipeline.errors import InputError, UsageError
from pipeline.ingest.inbox.inspect import inspect_file, refuse_too_large
from pipeline.ingest.inbox.sources import list_given
from pipeline.trouble import storage_at
from schemas.received.source import InboxDocument, Refusal, SourceFile

_PRIVATE = 0o600


@dataclass(frozen=True, slots=True)
class Said:
    """What the clerk says of papers."""

    document_type: str | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Received:
    """Papers that are in the session now, and what was refused."""

    papers: tuple[DeskPaper, ...]
    refused: tuple[Refusal, ...]
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PaperFiles:
    """A paper's files as they lie in the session, its pages in order (file, page in it), and
    whether it came signed."""

    files: tuple[SourceFile, ...]
    pages: tuple[tuple[int, int], ...]
    signed: bool


def receive_files(
    journal: Journal,
    files: Sequence[Path],
    said: Said,
    instead_of: int | None = None,
    limits: LimitSettings | None = None,
) -> Received:
    """Take files into a session; each document becomes a paper of its own.

    The same bytes again are the same paper: nothing is there twice, whatever broke the first call
    off. The files of one document follow one another by their names.

    Args:
        journal: of the session.
        files: by the rules of the inbox; copied, never changed.
        said: of all of them.
        instead_of: the paper that these replace (a second scan of it).
        limits: a file that is too large is refused before a byte of it is copied.
    """
    given = list_given(files, journal.session.dossier_code)
    refused = list(given.refusals)
    papers = []
    for document in given.dossier.documents:
        try:
            refuse_large_files(document.files, limits)
            papers.append(_take(journal, document, said))
        except InputError as error:
            refused.append(_refusal(document, error))
    if papers and instead_of is not None:
        _let_go(journal, instead_of, {paper.number for paper in papers})
    return Received(tuple(papers), tuple(refused), given.ignored)


def refuse_large_files(files: Sequence[str], limits: LimitSettings | None) -> None:
    """Raises InputError `file_too_large`, before a byte is copied."""
    if limits is None:
        return
    for path in map(Path, files):
        with suppress(OSError):  # what can't be looked at is told when it is copied
            refuse_too_large(path.name, path.lstat().st_size, limits)


def _refusal(document: InboxDocument, error: InputError) -> Refusal:
    return Refusal(
        document.name,
        document.files,
        error.code,
        error.message,
        error.remedy or "",
        values=error.values,
    )


def _take(journal: Journal, document: InboxDocument, said: Said) -> DeskPaper:
    aside = journal.papers / ".new"
    copied = _copy(journal, document, aside)
    hashes = tuple(sha256 for _, sha256 in copied)
    known = journal.session.same_paper(hashes)
    if known is not None:
        shutil.rmtree(aside)
        return _change(journal, known, said)
    paper = DeskPaper(
        max((one.number for one in journal.session.papers), default=0) + 1,
        tuple(name for name, _ in copied),
        tuple(Path(path).name for path in document.files),
        hashes,
        said.document_type,
        said.kind,
    )
    _put_in_place(journal, aside, paper.number)
    journal.write(journal.session.with_paper(paper), "add")
    return paper


def _copy(
    journal: Journal, document: InboxDocument, aside: Path
) -> tuple[tuple[str, str], ...]:
    """Copy a document's files into a folder of their own; gives names and hashes."""
    with storage_at(journal.folder):
        shutil.rmtree(aside, ignore_errors=True)
        (aside / "files").mkdir(mode=0o700, parents=True)
        aside.chmod(0o700)
        copied = tuple(_copies(document, aside / "files"))
        sync_folder(aside / "files")
    return copied


def _put_in_place(journal: Journal, aside: Path, number: int) -> None:
    with storage_at(journal.folder):
        place = journal.paper_folder(number)
        shutil.rmtree(place, ignore_errors=True)  # of a call that a power cut broke off
        aside.rename(place)
        sync_folder(journal.papers)


def _change(journal: Journal, paper: DeskPaper, said: Said) -> DeskPaper:
    """The paper, with what is said of it now."""
    again = replace(
        paper,
        document_type=said.document_type or paper.document_type,
        kind=said.kind or paper.kind,
    )
    if again != paper:
        journal.write(journal.session.with_paper(again), "add")
    return again


def kept_name(number: int, path: Path) -> str:
    """What a paper's file is called in its folder: its place among the pages."""
    return f"{number:04d}{path.suffix.lower()[:8]}"


def _copies(document: InboxDocument, folder: Path) -> Iterator[tuple[str, str]]:
    """Copy a document's files under names in the order of its pages; gives names and hashes."""
    for number, path in enumerate(document.files, start=1):
        name = kept_name(number, Path(path))
        sha256, _ = copy_synced(Path(path), folder / name, _PRIVATE)
        yield name, sha256


def no_such_paper(option: str) -> UsageError:
    """What is told where a session has no paper of a number."""
    return UsageError(
        "no_such_paper",
        "the session has no paper of this number",
        item=option,
        remedy="the numbers stand in the answers of add",
    )


def _let_go(journal: Journal, number: int, new: set[int]) -> None:
    old = journal.session.paper(number)
    if old is None or number in new:
        return
    journal.write(journal.session.with_paper(replace(old, gone=True)), "replaced")
    shutil.rmtree(journal.paper_folder(number), ignore_errors=True)


def paper_files(journal: Journal, paper: DeskPaper, settings: Settings) -> PaperFiles:
    """What lies in a paper's files.

    Raises:
        InputError: it can't be received (see `inspect_file`).
    """
    folder = journal.paper_folder(paper.number) / "files"
    sources: list[SourceFile] = []
    pages: list[tuple[int, int]] = []
    signed = False
    for position, (name, sha256) in enumerate(
        zip(paper.files, paper.sha256, strict=True)
    ):
        path = folder / name
        look = inspect_file(path, settings.limits)
        signed = signed or look.signed
        pages += [(position, index) for index in range(look.page_count)]
        size = path.stat().st_size
        sources.append(
            SourceFile(str(path), paper.names[position], sha256, size, look.media_type)
        )
    return PaperFiles(tuple(sources), tuple(pages), signed)


def drop_paper(journal: Journal, paper: DeskPaper) -> None:
    """Take a paper out that can't be received after all."""
    journal.write(journal.session.with_paper(replace(paper, gone=True)), "refused")
    shutil.rmtree(journal.paper_folder(paper.number), ignore_errors=True)
