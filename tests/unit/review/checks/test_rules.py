"""Decisions held against their kind, the paper, the candidates and the register."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipeline.extract.types import document_types
from pipeline.messages import catalogue
from pipeline.review.checks.rules import Checked, Knowledge, check
from pipeline.review.decision import Decision
from pipeline.review.paper import PaperRows
from pipeline.review.refusals import WORDS, RefusedDecision
from tests.unit.review.papers import (
    FORMER,
    HOA,
    LAN,
    NAM,
    PAPER,
    REMARKS,
    fact,
    make_register,
    paper_of,
    subject,
)

PERSON = f"match|{PAPER}|subject|1"


BORN = fact(PAPER, "birth_date", "2009-05-17", "subject")
DOUBTFUL = {**BORN, "value": "2008-05-11", "needs_review": True}


def asked(
    text: str, value: str, because: str | None, on: PaperRows, register: Any
) -> Any:
    known = Knowledge(document_types(), register, date(2026, 11, 28))
    return check(Decision(subject(text), value, because), on, known)


def outcome(
    text: str, value: str, on: PaperRows | None = None, register: Any = None
) -> str | None:
    """The normal form, or the code of the refusal."""
    found = asked(text, value, None, on or paper_of(BORN), register)
    return found.code if isinstance(found, RefusedDecision) else found.value


@pytest.mark.parametrize(
    ("name", "typed", "expected"),
    [
        ("subject|1|birth_date", "17/05/2009", "2009-05-17"),
        ("subject|1|birth_date", "17.5.2009", "2009-05-17"),
        ("subject|1|birth_date", "17 - 5 - 2009", "2009-05-17"),
        ("subject|1|birth_date", "2009-05-17", "2009-05-17"),
        ("subject|1|birth_date", "2009-05-17 00:00:00", "2009-05-17"),
        ("subject|1|birth_date", "ngày 17 tháng 5 năm 2009", "2009-05-17"),
        ("subject|1|birth_date", "2009", "2009"),
        ("subject|1|birth_date", "hôm qua", "review_bad_date"),
        ("subject|1|birth_date", "31/02/2009", "review_bad_date"),
        ("subject|1|birth_date", "05/17/2009", "review_bad_date"),
        ("subject|1|birth_date", "17/05/09", "review_short_year"),
        ("subject|1|birth_date", "39950", "review_bad_date"),
        ("subject|1|birth_date", "17/05/2027", "review_birth_impossible"),
        ("subject|1|birth_date", "17/05/2025", "review_birth_impossible"),
        ("subject|1|birth_date", "17/05/1809", "review_birth_impossible"),
        ("issued_date", "01/03/2024", "2024-03-01"),
        ("issued_date", "2024", "review_bad_date"),
        ("issued_date", "29/11/2026", "review_issue_impossible"),
        ("issued_date", "1/3/1924", "review_issue_impossible"),
        ("subject|1|gender", "Nữ", "F"),
        ("subject|1|gender", "nam", "M"),
        ("subject|1|gender", "x", "review_bad_gender"),
        ("subject|1|full_name", " NGUYỄN  THỊ LAN ", "Nguyễn Thị Lan"),
        ("subject|1|full_name", "H'Linh Ksor Kpă", "H'Linh Ksor Kpă"),
        ("subject|1|full_name", "Nguyễn Thị Lan 2", "review_bad_name"),
        ("subject|1|full_name", "<b>Lan</b>", "review_bad_name"),
        ("subject|1|ethnicity", "ê đê", "Ê Đê"),
        ("subject|1|ethnicity", "Kih", "review_unlisted"),
        ("subject|1|nationality", "viet nam", "Việt Nam"),
        ("subject|1|old_id", "012 345 678", "012345678"),
        ("subject|1|old_id", "12345678", "review_bad_old_id"),
        ("subject|1|address", "Tổ 5,  phường Trúc Bạch", "Tổ 5, phường Trúc Bạch"),
        ("subject|1|address", "\u200b", "review_bad_text"),
        ("number", "45 /tlks – bs", "45/TLKS-BS"),
        ("number", "BC 123456", "BC 123456"),
        ("number", "TLKS", "review_bad_notation"),
        ("number", "=1+1", "review_bad_notation"),
        ("parcel_no", "12", "review_unknown_field"),
        ("hobby", "12", "review_unknown_field"),
        ("father|1|full_name", "Nguyễn Văn An", "review_unknown_person"),
    ],
)
def test_values_by_the_kind_of_the_field(name: str, typed: str, expected: str) -> None:
    assert outcome(f"field|{PAPER}|{name}", typed) == expected


@pytest.mark.parametrize(
    ("name", "typed", "expected"),
    [
        ("parcel_no", "12", "12"),
        ("area", "1.250,5 m²", "1250.5"),
        ("area", "1.250", "1250"),
        ("area", "85,5", "85.5"),
        ("area", "85.5 m2", "85.5"),
        ("area", "1,250,000", "review_bad_amount"),
        ("area", "-5", "review_bad_amount"),
        ("area", "năm mươi", "review_bad_amount"),
    ],
)
def test_kinds_come_from_the_documents_type(
    name: str, typed: str, expected: str
) -> None:
    land = paper_of()
    land.document["document_type"] = "giay_chung_nhan_quyen_su_dung_dat"
    assert outcome(f"field|{PAPER}|{name}", typed, land) == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (LAN, LAN),
        ("001 309 110 678", LAN),
        # Of another's province, sex and year; one digit off; of nobody; of no province at all.
        (NAM, "review_other_sex"),
        ("001309110677", "review_unregistered"),
        ("034309110678", "review_unregistered"),
        ("001310110678", "review_other_year"),
        ("999999999999", "review_province"),
        ("00130911067", "review_bad_citizen"),
        ("00130911067x", "review_bad_citizen"),
        ("１２３456789012", "review_province"),
        ("none", None),
        ("ok", "review_bad_citizen"),
    ],
)
def test_a_citizens_number(register: Any, number: str, expected: str | None) -> None:
    assert outcome(PERSON, number, register=register) == expected


def test_a_former_number_leads_to_the_person_who_bore_it(tmp_path: Path) -> None:
    known = make_register(tmp_path, REMARKS)
    found = asked(PERSON, FORMER, "it is", paper_of(BORN), known)
    assert found == RefusedDecision(
        subject(PERSON), "review_former_number", facts={"citizen": LAN}
    )
    assert LAN in found.remedy
    # It may well stand on the paper: there it is no unknown number.
    field = f"field|{PAPER}|subject|1|citizen_id"
    said = asked(field, FORMER, None, paper_of(BORN), known)
    assert said.value == FORMER and "registered" in said.rests_on


def test_a_person_of_the_register_must_be_the_one_on_the_paper_of(
    register: Any,
) -> None:
    # Hoa is a candidate, and her number fits sex and year: name and birth date are another's.
    assert outcome(PERSON, HOA, register=register) == "review_other_name"
    found = asked(PERSON, HOA, "đổi tên năm 2020", paper_of(BORN), register)
    assert isinstance(found, Checked)
    # The paper's 17th is Lan's: her number is among the candidates, too.
    assert found.against == ("review_other_name", "review_other_birth_date")
    # Without a register a candidate is held against the paper alone, others can't be told.
    assert outcome(PERSON, HOA) == HOA
    assert outcome(PERSON, NAM[:3] + HOA[3:]) == "review_no_register"


def test_a_reading_in_doubt_speaks_against_strangers_only(register: Any) -> None:
    assert outcome(PERSON, LAN, paper_of(DOUBTFUL), register) == LAN
    stranger = paper_of(DOUBTFUL, candidate_ids=[])
    assert outcome(PERSON, LAN, stranger, register) == "review_other_year"
    sure = paper_of({**DOUBTFUL, "needs_review": False})
    assert outcome(PERSON, LAN, sure, register) == "review_other_birth_date"


def test_what_may_be_misread_speaks_against_a_candidate_only_where_another_fits_better(
    register: Any,
) -> None:
    misread = paper_of({**BORN, "value": "2009-05-16"})
    misread.tables["fields"][0]["value"] = "Nguyễn Thị Lam"
    assert outcome(PERSON, LAN, misread, register) == LAN
    stranger = paper_of({**BORN, "value": "2009-05-16"}, candidate_ids=[])
    assert outcome(PERSON, LAN, stranger, register) == "review_other_birth_date"
    # Hoa's day is a sign off, and so is her number; but Lan's are those on the paper.
    named = paper_of(BORN, fact(PAPER, "citizen_id", LAN, "subject"))
    named.tables["fields"][0]["value"] = "Nguyễn Thị Hoa"
    assert outcome(PERSON, HOA, named, register) == "review_other_number"


def test_the_number_on_the_paper_is_held_against_its_neighbours(register: Any) -> None:
    field = f"field|{PAPER}|subject|1|citizen_id"
    assert outcome(field, LAN, register=register) == LAN
    assert outcome(field, NAM, register=register) == "review_other_sex"
    assert outcome(field, "999999999999", register=register) == "review_province"
    assert outcome(field, "001309110677", register=register) == "review_unregistered"
    # Where there is no register, the paper may name whom nobody knows.
    assert outcome(field, "001309110677") == "001309110677"
    linked = paper_of(BORN, outcome="matched", citizen_id=HOA)
    assert outcome(field, LAN, linked, register) == "review_linked_otherwise"
    numbered = paper_of(BORN, fact(PAPER, "citizen_id", LAN, "subject"))
    assert (
        outcome(f"field|{PAPER}|subject|1|gender", "Nam", numbered)
        == "review_other_sex"
    )
    assert (
        outcome(f"field|{PAPER}|subject|1|birth_date", "2008", numbered)
        == "review_other_year"
    )
    assert outcome(PERSON, HOA, numbered) == "review_other_number"


def test_what_the_machine_has_read_too_stands_on_the_paper_however_unlikely() -> None:
    # Born after the paper was issued: so it is printed, and so the machine has read it.
    printed = paper_of({**BORN, "value": "2024-09-27", "needs_review": True})
    field = f"field|{PAPER}|subject|1|birth_date"
    assert outcome(field, "27.9.2024", printed) == "2024-09-27"
    assert outcome(field, "28.9.2024", printed) == "review_birth_impossible"


def test_every_refusal_has_its_vietnamese_words() -> None:
    known = catalogue()
    assert [code for code in WORDS if not known.get(code, {}).get("remedy")] == []


def test_every_contradiction_can_be_explained() -> None:
    from pipeline.review.changes.explain import words

    numbers = {
        "review_province",
        "review_unregistered",
        "review_no_register",
        "review_other_sex",
        "review_other_year",
        "review_other_birth_date",
        "review_other_name",
        "review_other_number",
    }
    assert set(words().contradiction) == numbers
