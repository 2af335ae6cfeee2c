"""Pages are read once under the same settings; what a paper says is kept beside it."""

from pathlib import Path

import pytest
from PIL import Image

from pipeline.desk.desk import Desk
from pipeline.desk.kept.journal import Journal
from pipeline.desk.pages.preview import Preview
from pipeline.desk.pages.reading import PaperToRead, kept_preview, read_papers
from pipeline.desk.pages.receiving import Said, paper_files, receive_files
from pipeline.executor import Call, SerialExecutor
from schemas.work import DossierFacts
from tests.unit.desk.conftest import CODE


class Counted(SerialExecutor):
    """Runs calls one after the other, and keeps which functions they were."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[str] = []

    def process(self, calls, done, stop) -> None:
        def told(call: Call[object], answer):
            self.calls.append(call.function.__name__)
            return done(call, answer)

        super().process(calls, told, stop)


@pytest.fixture
def journal(desk: Desk) -> Journal:
    return desk.begin(CODE, None)


def read(desk: Desk, journal: Journal, settings=None) -> tuple[list[str], Preview]:
    """Read paper 1; gives the calls that it took, and what it says."""
    (paper,) = journal.session.standing
    files = paper_files(journal, paper, desk.settings)
    to_read = PaperToRead(paper, files, DossierFacts("H26"))
    executor = Counted()
    found = read_papers(journal, [to_read], settings or desk.settings, executor, None)
    preview = found[1]
    assert isinstance(preview, Preview)
    return executor.calls, preview


def empty_page(folder: Path, name: str = "trang.png") -> Path:
    path = folder / name
    Image.new("RGB", (400, 500), (252, 252, 250)).save(path, dpi=(200, 200))
    return path


def test_a_page_is_read_once_and_its_paper_understood_once(
    desk: Desk, journal: Journal, tmp_path: Path
) -> None:
    receive_files(journal, [empty_page(tmp_path)], Said("to_khai"))
    calls, preview = read(desk, journal)
    assert calls == ["read_and_look", "preview_paper"]
    assert [(one.page, one.code) for one in preview.remarks] == [(1, "rescan_blank")]
    assert preview.rows.document.document_type == "other"
    again, same = read(desk, journal)
    assert (again, same) == ([], preview)
    (paper,) = journal.session.standing
    assert kept_preview(journal, paper, desk.settings) == preview


def test_what_is_said_of_a_paper_is_understood_without_reading_it_again(
    desk: Desk, journal: Journal, tmp_path: Path
) -> None:
    page = empty_page(tmp_path)
    receive_files(journal, [page], Said())
    read(desk, journal)
    receive_files(journal, [page], Said("to_khai"))
    assert read(desk, journal)[0] == ["preview_paper"]


def test_other_settings_read_the_page_anew(
    desk: Desk, journal: Journal, tmp_path: Path
) -> None:
    receive_files(journal, [empty_page(tmp_path)], Said())
    read(desk, journal)
    ocr = desk.settings.ocr.model_copy(update={"engine": "asternet"})
    other = desk.settings.model_copy(update={"ocr": ocr})
    assert read(desk, journal, other)[0] == ["read_and_look", "preview_paper"]
    (paper,) = journal.session.standing
    assert kept_preview(journal, paper, desk.settings) is None


def test_a_preview_that_was_torn_is_made_again(
    desk: Desk, journal: Journal, tmp_path: Path
) -> None:
    receive_files(journal, [empty_page(tmp_path)], Said())
    _, first = read(desk, journal)
    (journal.paper_folder(1) / "preview.json").write_bytes(b'{"of": [')
    calls, again = read(desk, journal)
    assert (calls, again.remarks) == (["preview_paper"], first.remarks)
    assert again.rows.pages == first.rows.pages
