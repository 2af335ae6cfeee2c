"""Further pages behind those of a paper: in order, once, and of one paper."""

from pathlib import Path

import pytest

from pipeline.desk.desk import Desk
from pipeline.desk.kept.journal import Journal
from pipeline.desk.pages.extending import extend_paper
from pipeline.desk.pages.receiving import Said, receive_files
from pipeline.errors import InputError, UsageError
from tests.unit.desk.conftest import CODE
from tests.unit.desk.pages.test_receiving import page


@pytest.fixture
def journal(desk: Desk) -> Journal:
    return desk.begin(CODE, None)


def test_further_pages_of_a_paper_as_a_scanner_gives_them(
    journal: Journal, tmp_path: Path
) -> None:
    pages = [page(tmp_path, f"{n}.png", 180 + n) for n in range(3)]
    receive_files(journal, pages[:1], Said())
    for one in (pages[1], pages[2], pages[1]):  # the last call is a repeated one
        extend_paper(journal, 1, [one])
    (paper,) = journal.session.standing
    assert paper.names == ("0.png", "1.png", "2.png")
    kept = [journal.paper_folder(1) / "files" / name for name in paper.files]
    assert [one.read_bytes() for one in kept] == [one.read_bytes() for one in pages]
    other = tmp_path / "a.pdf"
    other.write_bytes(b"%PDF-1.4")
    for number, files, code in (
        (1, [other], "not_one_paper"),
        (2, pages, "no_such_paper"),
    ):
        with pytest.raises(UsageError) as caught:
            extend_paper(journal, number, files)
        assert caught.value.code == code
    assert journal.session.standing == (paper,)


def test_a_page_that_is_too_large_is_refused_before_it_is_copied(
    desk: Desk, journal: Journal, tmp_path: Path
) -> None:
    receive_files(journal, [page(tmp_path, "1.png")], Said())
    large = tmp_path / "lon.pdf"
    with large.open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(InputError) as caught:
        extend_paper(journal, 1, [large], desk.settings.limits)
    assert caught.value.code == "file_too_large"
    assert [one.names for one in journal.session.standing] == [("1.png",)]
