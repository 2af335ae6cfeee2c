"""Papers read page by page, then as a whole; what was read is not read again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.config import Settings, load_settings
from pipeline.desk.kept.journal import Journal, begin
from pipeline.desk.kept.session import DeskPaper
from pipeline.desk.pages.preview import Preview
from pipeline.desk.pages.reading import PaperToRead, kept_preview, read_papers
from pipeline.desk.pages.receiving import PaperFiles
from pipeline.executor import Call, WorkerLost
from schemas.received.source import MediaType, SourceFile
from schemas.tables.rows import DocumentRow
from schemas.work import DocumentRows, DossierFacts, Failure, PageDone, PageJob
from tests.support.store_rows import made_row

SETTINGS = load_settings(environ={})
BROKEN = Failure("broken_image", "it can't be decoded", "scan it again", "ingest", 2)


class Told:
    """An executor that answers at once: pages as it is told to, papers with an empty preview."""

    workers = 1

    def __init__(self, **pages: object) -> None:
        self.pages, self.asked = pages, list[str]()

    def process(
        self,
        calls: Iterator[Call[object]],
        done: Callable[..., object],
        stop: Callable[[], bool],
    ) -> None:
        waiting = list(calls)
        while waiting:
            call = waiting.pop(0)
            waiting += list(done(call, self._answer(call)))  # type: ignore[call-overload]

    def close(self) -> None:
        """Nothing is held."""

    def _answer(self, call: Call[object]) -> object:
        job = call.arguments[0]
        if isinstance(job, PageJob):
            name = f"p{job.document_id.rpartition('/')[2]}_{job.page}"
            self.asked.append(name)
            return self.pages.get(name, PageDone(job.document_id, job.page, 0.1, {}))
        self.asked.append(f"paper {job.document.ordinal}")
        return Preview(DocumentRows(made_row(DocumentRow)), (), ())


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return begin(tmp_path, "A-1", None, "Lê Văn Thử")


def paper(journal: Journal, number: int, pages: int = 1, **said: str) -> PaperToRead:
    (journal.paper_folder(number) / "work").mkdir(parents=True, exist_ok=True)
    name = f"{number}.pdf"
    file = SourceFile(f"/in/{name}", name, f"hash{number}", 1, MediaType.PDF)
    return PaperToRead(
        DeskPaper(number, (name,), (name,), (f"hash{number}",), **said),
        PaperFiles((file,), tuple((0, at) for at in range(pages)), False),
        DossierFacts("H26"),
    )


def read(
    journal: Journal, *papers: PaperToRead, by: Told, settings: Settings = SETTINGS
) -> dict[int, str]:
    """By number, the kind of a paper's answer."""
    found = read_papers(journal, papers, settings, by, None)
    return {number: type(one).__name__ for number, one in sorted(found.items())}


def test_a_paper_is_looked_at_when_all_its_pages_are_read(journal):
    told = Told()
    assert read(journal, paper(journal, 1, 3), by=told) == {1: "Preview"}
    assert told.asked == ["p1_1", "p1_2", "p1_3", "paper 1"]


def test_one_broken_page_speaks_for_its_paper_and_no_other(journal):
    told = Told(p1_2=BROKEN)
    found = read_papers(
        journal, [paper(journal, 1, 3), paper(journal, 2)], SETTINGS, told, None
    )
    assert found[1] == BROKEN
    assert isinstance(found[2], Preview)
    assert "paper 1" not in told.asked and "paper 2" in told.asked


def test_a_worker_that_dies_is_a_failure_of_the_paper(journal):
    told = Told(p1_1=WorkerLost("KilledWorker"))
    found = read_papers(journal, [paper(journal, 1)], SETTINGS, told, None)[1]
    assert isinstance(found, Failure) and found.code == "worker_lost"


def test_what_was_read_is_not_read_again(journal):
    one = paper(journal, 1, 2)
    read(journal, one, by=Told())
    again = Told()
    assert read(journal, one, by=again) == {1: "Preview"}
    assert again.asked == []
    assert kept_preview(journal, one.paper, SETTINGS) is not None


def test_what_a_clerk_says_of_a_paper_makes_it_read_anew(journal):
    read(journal, paper(journal, 1), by=Told())
    for said in ({"document_type": "to_khai"}, {"kind": "result"}):
        told = Told()
        read(journal, paper(journal, 1, **said), by=told)
        assert "paper 1" in told.asked, said


def test_other_bytes_are_another_paper(journal):
    one = paper(journal, 1)
    read(journal, one, by=Told())
    other = DeskPaper(1, one.paper.files, one.paper.names, ("other",))
    assert kept_preview(journal, other, SETTINGS) is None


def test_a_failure_is_not_kept(journal):
    one = paper(journal, 1, 2)
    read(journal, one, by=Told(p1_2=BROKEN))
    assert kept_preview(journal, one.paper, SETTINGS) is None
    assert read(journal, one, by=Told()) == {1: "Preview"}


def test_pages_read_under_other_settings_are_let_go(journal):
    one = paper(journal, 1)
    read(journal, one, by=Told())
    page = journal.paper_folder(1) / "work" / "p00001.json"
    page.write_text("{}")
    read(journal, paper(journal, 1, kind="result"), by=Told())
    assert page.exists(), "the settings are the same"
    other = load_settings(environ={}, options={"rules": "2018-61"})
    assert other.digest() != SETTINGS.digest()
    told = Told()
    read(journal, one, by=told, settings=other)
    assert "p1_1" in told.asked and not page.exists()


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b"\xff", b'{"of": null}'])
def test_a_preview_that_can_not_be_read_is_made_again(journal, content):
    one = paper(journal, 1)
    read(journal, one, by=Told())
    (journal.paper_folder(1) / "preview.json").write_bytes(content)
    assert kept_preview(journal, one.paper, SETTINGS) is None
    assert read(journal, one, by=Told()) == {1: "Preview"}


def test_what_a_paper_says_is_nobody_elses_to_read(journal):
    read(journal, paper(journal, 1), by=Told())
    mode = (journal.paper_folder(1) / "preview.json").stat().st_mode
    assert mode & 0o777 == 0o600
