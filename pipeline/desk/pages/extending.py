"""Further pages put behind those of a paper, as a scanner gives them one by one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.common.received_file import copy_synced
from pipeline.config import LimitSettings
from pipeline.desk.kept.journal import Journal
from pipeline.desk.kept.session import DeskPaper
from pipeline.desk.pages.receiving import (
    Received,
    kept_name,
    no_such_paper,
    refuse_large_files,
)
from pipeline.errors import UsageError
from pipeline.ingest.inbox.sources import list_given
from pipeline.trouble import storage_at
from schemas.received.source import GivenPapers

_PRIVATE = 0o600


def extend_paper(
    journal: Journal,
    number: int,
    files: Sequence[Path],
    limits: LimitSettings | None = None,
) -> Received:
    """Put further pictures behind the pages of a paper.

    Pictures that the paper has already, under the same name, are passed over: a call that was
    broken off may be repeated. Two empty pages may be alike to the bit: their names tell them
    apart.

    Raises:
        UsageError: `no_such_paper`, `not_one_paper`: together they are no single document.
        InputError: `file_too_large`.
    """
    paper = journal.session.paper(number)
    if paper is None:
        raise no_such_paper("--paper")
    given = list_given(files, journal.session.dossier_code)
    taken = list(_files_of(given))
    refuse_large_files(taken, limits)
    added = paper
    for path in map(Path, taken):
        added = _with_page(journal, added, path)
    _require_one_paper(journal, added)
    if added != paper:
        journal.write(journal.session.with_paper(added), "page")
    return Received((added,), given.refusals, given.ignored)


def _files_of(given: GivenPapers) -> Iterator[str]:
    for document in given.dossier.documents:
        yield from document.files


def _with_page(journal: Journal, paper: DeskPaper, path: Path) -> DeskPaper:
    """The paper with a picture at its end; the paper itself where it has it already."""
    folder = journal.paper_folder(paper.number) / "files"
    name = kept_name(len(paper.files) + 1, path)
    with storage_at(folder):
        (folder / name).unlink(missing_ok=True)  # of a call that a power cut broke off
        sha256, _ = copy_synced(path, folder / name, _PRIVATE)
    if (path.name, sha256) in zip(paper.names, paper.sha256, strict=True):
        (folder / name).unlink()
        return paper
    return replace(
        paper,
        files=(*paper.files, name),
        names=(*paper.names, path.name),
        sha256=(*paper.sha256, sha256),
    )


def _require_one_paper(journal: Journal, paper: DeskPaper) -> None:
    folder = journal.paper_folder(paper.number) / "files"
    files = [folder / name for name in paper.files]
    whole = list_given(files, journal.session.dossier_code)
    if len(whole.dossier.documents) != 1 or whole.refusals:
        raise UsageError(
            "not_one_paper",
            "only pictures can be put behind the pages of a paper of pictures",
            item="--paper",
            remedy="add it as a paper of its own",
        )
