"""Calls side by side: what one has added to a session, another does not take out again."""

from dataclasses import replace
from pathlib import Path

from PIL import Image

from pipeline.desk.desk import Desk
from pipeline.desk.pages.receiving import Said, receive_files
from pipeline.desk.visits import have_papers, start_session, tell_person
from pipeline.store.parquet import ParquetStore
from pipeline.store.record import StoreChange
from schemas.tables.rows import DocumentRow, MatchRow
from tests.support.store_rows import made_row
from tests.unit.desk.conftest import CODE

CITIZEN = "001080000001"
CARD = f"{CITIZEN}||Nguyễn Văn An|12031980|Nam|Phúc Xá, Hà Nội|01012022".encode()


def put_on_file(desk: Desk) -> None:
    document = made_row(
        DocumentRow,
        document_id="A-1.1",
        document_type="giay_khai_sinh",
        status="done",
        signature_level="B-LTA",
    )
    match = made_row(
        MatchRow,
        document_id="A-1.1",
        role="subject",
        outcome="matched",
        citizen_id=CITIZEN,
    )
    change = StoreChange(append={"documents": [document], "matches": [match]})
    ParquetStore(desk.archive / "store").commit(change)


def hand_in(desk: Desk, folder: Path) -> None:
    """Another call of the same counter puts a paper into the session."""
    path = folder / "don.png"
    Image.new("L", (120, 160), 200).save(path, dpi=(200, 200))
    receive_files(desk.session(None), [path], Said())


def papers(desk: Desk) -> list[tuple[str, ...]]:
    return [one.names for one in desk.session(None).session.standing]


def test_a_paper_that_came_while_the_store_was_asked_stays(
    desk: Desk, tmp_path: Path
) -> None:
    put_on_file(desk)
    start_session(desk, CODE, "2.000635")
    tell_person(desk, desk.session(None), CARD)
    asked = desk.session(None)
    hand_in(desk, tmp_path)
    answer = have_papers(desk, asked)
    assert [one.action for one in answer.papers] == ["scan", "reuse", "do_not_scan"]
    assert papers(desk) == [("don.png",)]
    assert desk.session(None).session.reused == ("giay_khai_sinh",)
    last = (desk.archive / "audit.jsonl").read_text().splitlines()[-1]
    assert '"1 documents"' in last


def test_a_paper_stays_when_the_procedure_is_named_later(
    desk: Desk, tmp_path: Path
) -> None:
    start_session(desk, CODE, None)
    hand_in(desk, tmp_path)
    start_session(desk, CODE, "2.000635")
    assert papers(desk) == [("don.png",)]
    assert desk.session(None).session.procedure_code == "2.000635"


def test_what_is_over_is_not_opened_again_by_a_late_look(desk: Desk) -> None:
    put_on_file(desk)
    start_session(desk, CODE, "2.000635")
    tell_person(desk, desk.session(None), CARD)
    asked = desk.session(None)
    standing = desk.session(None)
    standing.write(replace(standing.session, procedure_code="1.001193"), "procedure")
    have_papers(desk, asked)
    assert desk.session(None).session.procedure_code == "1.001193"
