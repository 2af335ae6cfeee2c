"""The rows of one paper, found by what a decision is about."""

from __future__ import annotations

import pytest

from pipeline.review.paper import papers_of, row_version
from pipeline.store.parquet import ParquetStore
from tests.unit.review.papers import (
    BETTER,
    LAN,
    OTHER,
    PAPER,
    fact,
    paper_of,
    row,
    subject,
)

BIRTH = subject(f"field|{PAPER}|subject|1|birth_date")
PERSON = subject(f"match|{PAPER}|subject|1")
READ = fact(PAPER, "birth_date", "2009-05-17", "subject")


def test_of_a_fact_stated_twice_the_one_in_doubt_is_asked_about():
    doubted = {**READ, "value": "2009-05-11", "needs_review": True}
    for order in ((READ, doubted), (doubted, READ)):
        found = paper_of(*order).field(BIRTH)
        assert found is not None and found["value"] == "2009-05-11"
    (first, second) = READ, {**READ, "value": "2009-05-18"}
    assert paper_of(first, second).field(BIRTH)["value"] == "2009-05-17"
    assert paper_of().field(BIRTH) is None


def test_persons_are_told_apart_by_role_and_number():
    on = paper_of(fact(PAPER, "full_name", "Nguyễn Văn An", "father"))
    assert on.has_person(subject(f"match|{PAPER}|father|1"))
    assert not on.has_person(subject(f"match|{PAPER}|father|2"))
    assert on.match(subject(f"match|{PAPER}|father|1")) is None
    reading = on.reading(subject(f"match|{PAPER}|father|1"), "full_name")
    assert reading is not None and reading.value == "Nguyễn Văn An"


def test_what_is_empty_is_no_reading_and_what_is_open_is_not_sure():
    empty = paper_of({**READ, "value": None}, {**READ, "needs_review": True})
    reading = empty.reading(PERSON, "birth_date")
    assert reading is not None and (reading.value, reading.sure) == (
        "2009-05-17",
        False,
    )
    assert empty.reading(PERSON, "address") is None


def test_a_copy_is_changed_apart():
    on = paper_of(READ)
    draft = on.copy()
    draft.document["status"] = "needs_review"
    draft.tables["fields"].clear()
    assert on.document["status"] == "done"
    assert len(on.tables["fields"]) == 3


@pytest.mark.parametrize(
    ("name", "value", "another"),
    [
        ("value", "2009-05-18", True),
        ("needs_review", True, True),
        ("decided_in", "7-1", True),
        ("confidence", 0.1, False),
        ("x0", 12.0, False),
    ],
)
def test_a_version_changes_with_what_people_decide_about_alone(name, value, another):
    on = paper_of(READ)
    changed = on.copy()
    changed.tables["fields"][2][name] = value
    assert (on.version(BIRTH) != changed.version(BIRTH)) is another


def test_what_has_no_row_has_no_version():
    assert paper_of().version(BIRTH) is None
    assert paper_of().version(subject(f"withdraw|{PAPER}")) is None
    assert paper_of().version(PERSON) == row_version(
        "matches", paper_of().match(PERSON)
    )


def test_papers_are_read_from_the_store_and_unknown_ones_left_out(kho):
    found = papers_of(ParquetStore(kho / "store").snapshot(), {PAPER, OTHER, "X.1"})
    assert set(found) == {PAPER, OTHER}
    assert found[OTHER].document == row(kho, "documents", OTHER)
    assert {one["document_id"] for one in found[PAPER].tables["fields"]} == {PAPER}
    assert papers_of(ParquetStore(kho / "store").snapshot(), set()) == {}


def test_a_paper_without_persons_has_no_matches(kho):
    found = papers_of(ParquetStore(kho / "store").snapshot(), {BETTER})
    assert (
        found[BETTER].match(subject(f"match|{BETTER}|subject|1"))["citizen_id"] == LAN
    )
    assert found[BETTER].match(subject(f"match|{BETTER}|mother|1")) is None
