"""Persons in doubt: as the paper names them, where, and beside whom."""

from __future__ import annotations

from pipeline.match.explanation.beside import Agreement
from pipeline.review.open_items.items import ValuePlace, open_items
from pipeline.review.open_items.persons import persons_in_doubt
from pipeline.store.parquet import ParquetStore
from pipeline.store.record import StoreChange
from tests.unit.review.papers import (
    HOA,
    LAN,
    PAPER,
    REGISTER,
    document,
    fact,
    make_register,
    match,
)

PERSON = f"match|{PAPER}|subject|1"
BOX = dict(zip(("x0", "y0", "x1", "y1"), (10.0, 20.0, 110.0, 45.0), strict=True))


def doubts(archive, register):
    snapshot = ParquetStore(archive / "store").snapshot()
    return persons_in_doubt(open_items(archive), snapshot, register)


def test_the_person_of_the_paper_stands_beside_the_candidates(kho, register):
    found = doubts(kho, register)
    assert set(found) == {PERSON}
    person = found[PERSON]
    assert (person.read.full_name, person.read.gender) == ("Nguyễn Thị Lan", "F")
    assert [one.citizen.citizen_id for one in person.candidates] == [LAN, HOA]
    assert person.candidates[0].agreement["full_name"] is Agreement.SAME


def test_without_a_register_the_paper_alone_speaks(kho):
    person = doubts(kho, None)[PERSON]
    assert (person.read.full_name, person.candidates) == ("Nguyễn Thị Lan", ())


def test_a_candidate_whom_the_register_no_longer_holds_is_left_out(kho, tmp_path):
    head, _, *others = REGISTER.splitlines()
    smaller = make_register(tmp_path, "\n".join((head, *others, "")))
    found = doubts(kho, smaller)[PERSON]
    assert [one.citizen.citizen_id for one in found.candidates] == [HOA]


def filed(archive, *fields):
    """Another paper with a person in doubt."""
    rows = {
        "documents": [document("H26-9.1")],
        "pages": [{"document_id": "H26-9.1", "page": 2, "text": ""}],
        "fields": list(fields),
        "matches": [match("H26-9.1", "subject", candidate_ids=[])],
    }
    ParquetStore(archive / "store").commit(StoreChange(append=rows))
    return doubts(archive, None)["match|H26-9.1|subject|1"]


def named(name, value, **more):
    return fact("H26-9.1", name, value, "subject", **more)


def test_a_person_stands_where_the_paper_has_the_name(kho):
    found = filed(
        kho,
        named("citizen_id", LAN, page=1),
        named("full_name", "Lê Thị Hoa", page=2, **BOX),
    )
    assert found.place == ValuePlace(2, (10.0, 20.0, 110.0, 45.0))


def test_else_where_it_has_the_number(kho):
    found = filed(kho, named("address", "Hà Nội"), named("citizen_id", LAN, page=2))
    assert found.place == ValuePlace(2, None)


def test_a_person_of_whom_nothing_was_read_has_no_place(kho):
    found = filed(kho, named("full_name", None))
    assert (found.place, found.read.full_name) == (None, None)


def test_where_no_person_is_in_doubt_nothing_is_read(kho):
    snapshot = ParquetStore(kho / "store").snapshot()
    fields = [one for one in open_items(kho) if one.key.startswith("field|")]
    assert fields
    assert persons_in_doubt(fields, snapshot, None) == {}
