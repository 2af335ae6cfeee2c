"""A dossier from start to done: once, whatever breaks it off, and later where it can't be now."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.desk.answers import field_name
from pipeline.desk.desk import Desk, hold
from pipeline.desk.filing import close_session, file_waiting
from pipeline.desk.kept.journal import open_journal
from pipeline.desk.kept.session import Stand
from pipeline.desk.kept.spool import list_waiting
from pipeline.desk.papers import AddRequest, add_papers, confirm_value
from pipeline.desk.visits import (
    cancel_session,
    day_tally,
    have_papers,
    start_session,
    tell_person,
)
from pipeline.errors import StorageError, UsageError
from tests.support.whole_commands import jpeg, table
from tests.unit.desk.conftest import CLERK, CODE, asked_by

CARD = "001080000001|012345678|Nguyễn Văn An|12031980|Nam|Phúc Xá, Hà Nội|01012022"


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("papers") / "quyet-dinh.jpg"
    place.write_bytes(jpeg("quyet_dinh", 1))
    return place


def filed(desk: Desk) -> list[tuple[str, str, str]]:
    rows = table(desk.archive, "documents")
    return [(row["document_id"], row["kind"], row["source_name"]) for row in rows]


def test_a_dossier_from_start_to_done(desk: Desk, paper: Path) -> None:
    started = start_session(desk, CODE, "2.000635")
    assert start_session(desk, CODE, "2.000635").session == started.session
    assert [one.document_type for one in started.needs or ()][:1] == ["to_khai"]
    journal = desk.session(None)
    assert tell_person(desk, journal, CARD.encode()).consistent
    have = have_papers(desk, journal)
    assert (have.citizen_id, [one.action for one in have.papers]) == (
        "001080000001",
        ["scan", "scan", "do_not_scan"],
    )
    request = AddRequest((paper,), kind="result")
    added = add_papers(desk, journal, request)
    (one,) = added.papers
    assert (one.paper, one.kind, one.already_had) == (1, "result", False)
    number = next(
        field for field in one.fields if field.name == "number" and not field.role
    )
    assert add_papers(desk, journal, request).papers == added.papers
    said = confirm_value(desk, journal, "1:number", "77/QĐ-UBND", "nhìn trên giấy")
    assert (said.field, said.value, said.was) == (
        "1:number",
        "77/QĐ-UBND",
        number.value,
    )
    closed = close_session(desk, journal)
    assert closed.code == 0, closed.answer
    (document,) = closed.answer["documents"]
    assert (document["paper"], document["already_had"], document["kind"]) == (
        1,
        False,
        "result",
    )
    assert closed.answer["not_confirmed"] == []
    told = [one for one in document["fields"] if one["name"] == "number"]
    assert [(one["value"], one["method"], one["needs_review"]) for one in told] == [
        ("77/QĐ-UBND", "person", False)
    ]
    assert filed(desk) == [(f"{CODE}.1", "result", "quyet-dinh.jpg")]
    (row,) = [row for row in table(desk.archive, "fields") if row["name"] == "number"]
    assert (row["value"], row["method"]) == ("77/QĐ-UBND", "person")
    # The answer was lost on its way: the same call gives it again, and nothing is there twice.
    again = close_session(desk, desk.session(None))
    assert again == closed
    assert not journal.papers.exists()
    assert b"001080000001" not in (journal.folder / "journal.jsonl").read_bytes()
    total = day_tally(desk, None).total
    assert (total.dossiers, total.papers, total.pages, total.results) == (1, 1, 1, 1)
    with pytest.raises(UsageError) as caught:
        add_papers(desk, desk.session(started.session), request)
    assert caught.value.code == "session_over"


def test_a_power_cut_after_the_papers_were_filed(desk: Desk, paper: Path) -> None:
    start_session(desk, CODE, None)
    with hold(desk.session(None)) as journal:
        add_papers(desk, journal, AddRequest((paper,)))
        before = journal.session
        kept = journal.folder.with_name("kept")
        shutil.copytree(journal.folder, kept)
        first = close_session(desk, journal)
    # The disk as it was when the power went: filed, but the session does not know it yet.
    shutil.rmtree(journal.folder)
    kept.rename(journal.folder)
    torn = open_journal(desk.state.sessions, before.id)
    assert torn is not None
    torn.write(replace(before, stand=Stand.CLOSING), "done")
    second = close_session(desk, desk.session(None))
    changes = ("seconds",)
    assert {k: v for k, v in second.answer.items() if k not in changes} == {
        k: v for k, v in first.answer.items() if k not in changes
    }
    assert len(filed(desk)) == 1
    assert day_tally(desk, None).total.dossiers == 1


def test_an_archive_out_of_reach(desk: Desk, paper: Path, tmp_path: Path) -> None:
    start_session(desk, CODE, None)
    journal = desk.session(None)
    away = desk.archive.with_name("away")
    desk.archive.rename(away)
    added = add_papers(desk, journal, AddRequest((paper,)))
    assert [one.code for one in added.warnings] == ["archive_away"]
    closed = close_session(desk, journal)
    assert (closed.code, closed.answer["deferred"]["code"]) == (3, "saved_for_later")
    assert close_session(desk, desk.session(None)) == closed
    assert len(list_waiting(desk.state)) == 1
    assert not journal.papers.exists()
    with pytest.raises(UsageError):
        file_waiting(desk)
    away.rename(desk.archive)
    assert file_waiting(desk) == 1
    assert file_waiting(desk) == 0
    assert [one[0] for one in filed(desk)] == [f"{CODE}.1"]
    (row,) = table(desk.archive, "documents")
    assert row["operator"] == "Lê Văn Thử"
    total = day_tally(desk, None).total
    assert (total.dossiers, total.deferred, day_tally(desk, None).waiting) == (1, 1, 0)
    assert close_session(desk, desk.session(None)).code == 0


def test_a_late_call_does_not_seal_again_what_another_has_put_aside(
    desk: Desk, paper: Path
) -> None:
    start_session(desk, CODE, None)
    add_papers(desk, desk.session(None), AddRequest((paper,)))
    early, late = desk.session(None), desk.session(None)
    away = desk.archive.with_name("away")
    desk.archive.rename(away)
    closed = close_session(desk, early)
    # The other call read the session before its papers were put aside and removed.
    assert close_session(desk, late) == closed
    away.rename(desk.archive)
    assert file_waiting(desk) == 1
    assert [one[0] for one in filed(desk)] == [f"{CODE}.1"]


def test_papers_keep_their_order_and_a_machine_without_a_key_says_so(
    desk: Desk, paper: Path, tmp_path: Path
) -> None:
    other = tmp_path / "don.jpg"
    other.write_bytes(jpeg("don_de_nghi", 2))
    away = desk.archive.with_name("away")
    sessions = []
    for code, file in ((CODE, paper), ("H26.27-261128-0002", other)):
        start = start_session(desk, code, None)
        add_papers(desk, desk.session(start.session), AddRequest((file,)))
        sessions.append(start.session)
    desk.archive.rename(away)
    assert close_session(desk, desk.session(sessions[1])).code == 3
    away.rename(desk.archive)
    # What was put aside first is filed first, by the next done at the latest.
    assert close_session(desk, desk.session(sessions[0])).code == 0
    rows = sorted(table(desk.archive, "documents"), key=lambda row: row["digitized_at"])
    assert [row["dossier_code"] for row in rows] == ["H26.27-261128-0002", CODE]
    third = start_session(desk, "H26.27-261128-0003", None).session
    add_papers(desk, desk.session(third), AddRequest((other,)))
    desk.state.public_key.unlink()
    (desk.archive / "documents").rename(desk.archive / "gone")
    (desk.archive / "documents").write_bytes(b"no folder")
    with pytest.raises(StorageError):
        close_session(desk, desk.session(third))
    assert desk.session(third).session.stand is Stand.CLOSING
    with pytest.raises(UsageError):  # part of it may be filed
        cancel_session(desk, desk.session(third))
    (desk.archive / "documents").unlink()
    (desk.archive / "gone").rename(desk.archive / "documents")
    assert close_session(desk, desk.session(third)).code == 0


def test_a_session_that_is_dropped(desk: Desk, paper: Path) -> None:
    start_session(desk, CODE, None)
    journal = desk.session(None)
    add_papers(desk, journal, AddRequest((paper,)))
    assert cancel_session(desk, journal).papers == 1
    assert cancel_session(desk, desk.session(None)).papers == 1
    assert not journal.papers.exists()
    assert filed(desk) == []
    with pytest.raises(UsageError) as caught:
        close_session(desk, desk.session(journal.session.id))
    assert caught.value.code == "session_over"


def test_which_session_is_meant(desk: Desk) -> None:
    with pytest.raises(UsageError) as caught:
        desk.session(None)
    assert caught.value.code == "no_session"
    desk = asked_by(desk, CLERK)
    first = start_session(desk, CODE, None).session
    other = asked_by(desk, "Trần Bình")
    theirs = start_session(other, CODE, None).session
    assert desk.session(None).session.id == first != theirs
    assert other.session(None).session.id == theirs
    start_session(desk, "H26.27-261128-0002", None)
    with pytest.raises(UsageError) as caught:
        desk.session(None)
    assert caught.value.code == "several_sessions"
    assert desk.session(None, CODE).session.id == first
    with pytest.raises(UsageError) as caught:
        close_session(desk, desk.session(first))
    assert caught.value.code == "no_papers"


def test_what_can_not_be_confirmed(desk: Desk, paper: Path) -> None:
    start_session(desk, CODE, None)
    journal = desk.session(None)
    add_papers(desk, journal, AddRequest((paper,)))
    for field, value, code in (
        ("1:issued_date", "hôm qua", "wrong_value"),
        ("1:nothing", "x", "no_such_field"),
        ("9:number", "x", "no_such_field"),
    ):
        with pytest.raises(UsageError) as caught:
            confirm_value(desk, journal, field, value)
        assert caught.value.code == code


def test_names_of_values() -> None:
    from schemas.tables.rows import FieldRow
    from tests.support.store_rows import made_row

    assert field_name(2, made_row(FieldRow, name="number", role=None)) == "2:number"
    person = made_row(FieldRow, name="full_name", role="mother", role_index=1)
    assert field_name(2, person) == "2:mother.1.full_name"
