"""Files handed in: copied, known again by their bytes, never twice; tricks with paths refused."""

import io
import os
from pathlib import Path

import pytest
from PIL import Image

from pipeline.desk.desk import Desk
from pipeline.desk.kept.journal import Journal, open_journal
from pipeline.desk.pages.receiving import (
    Said,
    drop_paper,
    paper_files,
    receive_files,
)
from pipeline.desk.papers import AddRequest, add_papers
from pipeline.errors import UsageError
from tests.unit.desk.conftest import CODE


@pytest.fixture
def journal(desk: Desk) -> Journal:
    return desk.begin(CODE, None)


def png_bytes(shade: int) -> bytes:
    out = io.BytesIO()
    Image.new("L", (120, 160), shade).save(out, "PNG", dpi=(200, 200))
    return out.getvalue()


def page(folder: Path, name: str, shade: int = 200) -> Path:
    path = folder / name
    path.write_bytes(png_bytes(shade))
    return path


def test_the_same_bytes_are_the_same_paper(journal: Journal, tmp_path: Path) -> None:
    first = receive_files(journal, [page(tmp_path, "a.png")], Said())
    again = receive_files(
        journal, [page(tmp_path, "b.png")], Said("to_khai", "component")
    )
    assert [one.number for one in (*first.papers, *again.papers)] == [1, 1]
    (paper,) = journal.session.standing
    assert (paper.document_type, paper.kind, paper.names) == (
        "to_khai",
        "component",
        ("a.png",),
    )


def test_a_better_scan_stands_in_for_the_first(
    journal: Journal, tmp_path: Path
) -> None:
    receive_files(journal, [page(tmp_path, "a.png")], Said())
    receive_files(journal, [page(tmp_path, "b.png", 190)], Said(), instead_of=1)
    assert [one.number for one in journal.session.standing] == [2]
    assert not journal.paper_folder(1).exists()


def test_what_a_power_cut_left_is_swept(journal: Journal, tmp_path: Path) -> None:
    for left in (journal.papers / ".new" / "files", journal.paper_folder(1) / "files"):
        left.mkdir(parents=True)
        (left / "0001.png").write_bytes(b"torn")
    receive_files(journal, [page(tmp_path, "a.png")], Said())
    again = open_journal(journal.folder.parent, journal.session.id)
    assert again is not None
    (kept,) = (journal.paper_folder(1) / "files").iterdir()
    assert kept.read_bytes() == png_bytes(200)
    assert kept.stat().st_mode & 0o077 == 0


def test_files_of_one_document_keep_their_order(
    desk: Desk, journal: Journal, tmp_path: Path
) -> None:
    names = [page(tmp_path, f"{n}.png", 180 + n) for n in (10, 9, 2)]
    (paper,) = receive_files(journal, names, Said()).papers
    assert paper.names == ("2.png", "9.png", "10.png")
    files = paper_files(journal, paper, desk.settings)
    assert (files.pages, files.signed) == (((0, 0), (1, 0), (2, 0)), False)


def test_tricks_with_paths_are_refused(
    desk: Desk, journal: Journal, tmp_path: Path
) -> None:
    secret = desk.archive / "keys" / "desk.key"
    link, pipe = tmp_path / "link.png", tmp_path / "pipe.png"
    link.symlink_to(secret)
    os.mkfifo(pipe)
    for trick in (link, pipe):
        received = receive_files(journal, [trick], Said())
        assert (received.papers, len(received.refused)) == ((), 1)
    for path, code in (
        (secret, "paper_in_archive"),
        (tmp_path / "none.png", "no_file"),
        (
            tmp_path / ".." / tmp_path.name / "kho" / "keys" / "desk.key",
            "paper_in_archive",
        ),
    ):
        with pytest.raises(UsageError) as caught:
            add_papers(desk, journal, AddRequest((path,)))
        assert caught.value.code == code
    assert journal.session.papers == ()


def test_what_is_no_paper_is_told_at_once_and_not_kept(
    desk: Desk, journal: Journal, tmp_path: Path
) -> None:
    broken = tmp_path / "a.pdf"
    broken.write_bytes(b"no pdf")
    answer = add_papers(desk, journal, AddRequest((broken,)))
    assert [(one.file, one.code) for one in answer.refused] == [
        ("a.pdf", "unsupported_type")
    ]
    assert answer.papers == journal.session.standing == ()
    assert not any(one.name.isdecimal() for one in journal.papers.iterdir())


def test_a_paper_can_be_let_go(journal: Journal, tmp_path: Path) -> None:
    (paper,) = receive_files(journal, [page(tmp_path, "a.png")], Said()).papers
    drop_paper(journal, paper)
    assert journal.session.standing == ()


def test_a_file_that_is_too_large_is_refused_before_it_is_copied(
    desk: Desk, journal: Journal, tmp_path: Path
) -> None:
    large = tmp_path / "lon.pdf"
    with large.open("wb") as file:
        file.truncate(
            1 << 40
        )  # a hole: nothing on this disk, a terabyte when it is read
    answer = add_papers(desk, journal, AddRequest((large,)))
    assert [one.code for one in answer.refused] == ["file_too_large"]
