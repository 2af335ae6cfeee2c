"""A session on disk outlives a torn line, and answers to its own name alone."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.desk.kept.journal import all_journals, begin, open_journal
from pipeline.desk.kept.session import (
    Confirmation,
    DeskPaper,
    DeskPerson,
    DeskSession,
    Stand,
)

AN = DeskPerson("001080000001", None, "Nguyễn Văn An", "1980-03-12", "M", None)


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    journal = begin(tmp_path, "A-1", "2.000635", "Lê Thử")
    paper = DeskPaper(1, ("0001.jpg",), ("01.jpg",), ("ab",), kind="result")
    session = replace(journal.session.with_paper(paper), person=AN)
    session = session.with_confirmation(Confirmation("1:number", "12"))
    journal.write(session, "add")
    again = open_journal(tmp_path, session.id)
    assert again is not None
    assert again.session == session
    journal.write(replace(session, stand=Stand.DONE, answer={"documents": [1]}), "done")
    again = open_journal(tmp_path, session.id)
    assert again is not None
    assert (again.session.stand, again.session.answer) == (
        Stand.DONE,
        {"documents": [1]},
    )


@pytest.mark.parametrize("torn", [b'{"at":"2026', b"\x00\x00\x00", b'{"at":1}\n'])
def test_a_torn_line_says_nothing_and_the_next_one_counts(
    tmp_path: Path, torn: bytes
) -> None:
    journal = begin(tmp_path, "A-1", None, "Lê Thử")
    with (journal.folder / "journal.jsonl").open("ab") as file:
        file.write(torn)
    again = open_journal(tmp_path, journal.session.id)
    assert again is not None and again.session == journal.session
    again.write(replace(again.session, procedure_code="1.001193"), "procedure")
    last = open_journal(tmp_path, journal.session.id)
    assert last is not None and last.session.procedure_code == "1.001193"


@pytest.mark.parametrize(
    "name", ["", "..", "../x", "a/b", "261129081704-a83b642", "\0"]
)
def test_a_name_that_is_none_opens_nothing(tmp_path: Path, name: str) -> None:
    assert open_journal(tmp_path, name) is None


def test_rewriting_leaves_nothing_of_what_was_said(tmp_path: Path) -> None:
    journal = begin(tmp_path, "A-1", None, "Lê Thử")
    journal.write(replace(journal.session, person=AN), "person")
    journal.rewrite(replace(journal.session, person=None, stand=Stand.DONE), "done")
    assert b"001080000001" not in (journal.folder / "journal.jsonl").read_bytes()


def test_only_this_account_may_look(tmp_path: Path) -> None:
    journal = begin(tmp_path, "A-1", None, "Lê Thử")
    assert journal.folder.stat().st_mode & 0o077 == 0
    assert (journal.folder / "journal.jsonl").stat().st_mode & 0o077 == 0
    assert [one.session.id for one in all_journals(tmp_path)] == [journal.session.id]


def test_the_last_word_on_a_value_counts_and_papers_keep_their_order() -> None:
    session = DeskSession("x", "A-1", None, "Lê Thử", "")
    for number in (2, 1):
        session = session.with_paper(DeskPaper(number, (), (), (str(number),)))
    assert [paper.number for paper in session.papers] == [1, 2]
    assert session.same_paper(("2",)) == session.paper(2)
    gone = session.with_paper(replace(session.papers[0], gone=True))
    assert [paper.number for paper in gone.standing] == [2]
    said = session.with_confirmation(Confirmation("1:number", "1"))
    said = said.with_confirmation(Confirmation("1:number", "2"))
    assert said.confirmed == (Confirmation("1:number", "2"),)


def standing(folder: Path) -> list[tuple[str, Stand]]:
    return [
        (one.session.dossier_code, one.session.stand) for one in all_journals(folder)
    ]


def test_a_list_tells_of_each_change_at_once(tmp_path: Path) -> None:
    first = begin(tmp_path, "A-1", None, "Lê Thử")
    assert standing(tmp_path) == [("A-1", Stand.OPEN)]
    first.write(replace(first.session, stand=Stand.CLOSING), "done")
    assert standing(tmp_path) == [("A-1", Stand.CLOSING)]
    over = replace(first.session, stand=Stand.DONE, answer={"documents": [1]})
    first.rewrite(over, "done")
    (listed,) = all_journals(tmp_path)
    assert (listed.session.stand, listed.session.answer) == (Stand.DONE, None)
    opened = open_journal(tmp_path, listed.session.id)
    assert opened is not None and opened.session.answer == {"documents": [1]}
    (tmp_path / "no session").mkdir()
    (first.folder / "journal.jsonl").unlink()
    assert standing(tmp_path) == []


def test_what_is_unchanged_is_not_read_again(tmp_path: Path) -> None:
    """A desk keeps the sessions of two days: no call may cost more with each of them."""
    journal = begin(tmp_path, "A-1", None, "Lê Thử")
    assert standing(tmp_path) == [("A-1", Stand.OPEN)]
    path = journal.folder / "journal.jsonl"
    before = path.stat()
    path.write_bytes(b"\0" * before.st_size)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert standing(tmp_path) == [("A-1", Stand.OPEN)]
    assert open_journal(tmp_path, journal.session.id) is None
