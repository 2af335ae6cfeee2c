"""A citizen's number beside the paper: what speaks for it, and what against it by its weight."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.review.checks.citizen import (
    Finding,
    compare_link,
    compare_reading,
    disagreement,
)
from pipeline.review.paper import PaperRows
from tests.unit.review.papers import (
    HOA,
    LAN,
    NAM,
    PAPER,
    fact,
    make_register,
    paper_of,
    subject,
)

PERSON = subject(f"match|{PAPER}|subject|1")
NUMBER = subject(f"field|{PAPER}|subject|1|citizen_id")
BORN = fact(PAPER, "birth_date", "2009-05-17", "subject")
NUMBERED = fact(PAPER, "citizen_id", LAN, "subject")
# Well formed, of a girl of Hà Nội born in 2009, and in no register.
NOBODY = "001309110677"


def sorted_out(found: tuple[Finding, ...]) -> tuple[list[str], list[str]]:
    """Codes that speak for a number, and those against it."""
    return (
        [one.code for one in found if one.speaks_for],
        [one.code for one in found if not one.speaks_for],
    )


def link(number: str, on: PaperRows, register: Any) -> tuple[list[str], list[str]]:
    return sorted_out(compare_link(number, PERSON, on, register))


def reading(number: str, on: PaperRows, register: Any) -> tuple[list[str], list[str]]:
    return sorted_out(compare_reading(number, NUMBER, on, register))


def test_all_that_agrees_speaks_for_a_number(register):
    assert link(LAN, paper_of(BORN, NUMBERED), register) == (
        ["candidate", "registered", "gender", "birth_date", "citizen_id", "full_name"],
        [],
    )


def test_a_silent_paper_says_nothing(register):
    silent = paper_of()
    silent.tables["fields"] = []
    assert link(LAN, silent, register) == (["candidate", "registered"], [])
    assert link(NOBODY, silent, register) == ([], ["review_unregistered"])
    assert link(NOBODY, silent, None) == ([], ["review_no_register"])


def test_whose_number_it_is_weighs_more_than_what_else_differs(register):
    assert link(NAM, paper_of(BORN), register) == (
        ["registered"],
        ["review_other_sex", "review_other_name", "review_other_birth_date"],
    )
    assert link("999999999999", paper_of(BORN), None)[1][0] == "review_province"


def test_what_is_contradicted_once_speaks_for_it_nowhere(register):
    # The year in the number agrees; the register has another day.
    eighteenth = paper_of({**BORN, "value": "2009-05-28"}, candidate_ids=[])
    speaking, against = link(LAN, eighteenth, register)
    assert against == ["review_other_birth_date"]
    assert "birth_date" not in speaking and "gender" in speaking


def test_a_bare_year_is_held_against_the_year_alone(register):
    year = {**BORN, "value": "2009"}
    assert "birth_date" in link(LAN, paper_of(year), register)[0]
    other = paper_of({**BORN, "value": "1974"})
    assert link(LAN, other, register)[1] == [
        "review_other_year",
        "review_other_birth_date",
    ]


@pytest.mark.parametrize("written", ["NGUYỄN THỊ LAN", "Nguyen Thi Lan"])
def test_names_are_compared_without_case_and_marks(register, written):
    shouted = paper_of(BORN)
    shouted.tables["fields"][0]["value"] = written
    assert "full_name" in link(LAN, shouted, register)[0]


@pytest.mark.parametrize(
    ("value", "needs_review", "against"),
    [
        # Two signs of a name may be misread, of a candidate's; three may not.
        ("Nguyễn Thi Lâm", False, []),
        ("Nguyễn Thị Hòe", False, ["review_other_name"]),
        ("Nguyễn Thị Hòe", True, []),
    ],
)
def test_how_far_a_candidates_name_may_be_off(register, value, needs_review, against):
    misread = paper_of(candidate_ids=[LAN])
    misread.tables["fields"][0] |= {"value": value, "needs_review": needs_review}
    assert link(LAN, misread, register)[1] == against


def test_a_number_one_sign_off_is_a_candidates_unless_another_has_it_exactly(register):
    near = paper_of(BORN, {**NUMBERED, "value": HOA}, candidate_ids=[LAN])
    assert link(LAN, near, register)[1] == []
    both = paper_of(BORN, {**NUMBERED, "value": HOA}, candidate_ids=[LAN, HOA])
    assert link(LAN, both, register)[1] == ["review_other_number"]


def test_a_number_read_is_not_held_against_its_own_reading(register):
    other = paper_of(BORN, {**NUMBERED, "value": HOA})
    speaking, against = reading(LAN, other, register)
    assert against == []
    assert "citizen_id" not in speaking


def test_a_number_read_against_a_link_that_stands(register):
    linked = paper_of(outcome="matched", citizen_id=HOA)
    assert reading(LAN, linked, register)[1] == ["review_linked_otherwise"]
    same = paper_of(outcome="matched", citizen_id=LAN)
    assert reading(LAN, same, register)[1] == []
    open_still = paper_of(outcome="review", citizen_id=None)
    assert reading(LAN, open_still, register)[1] == []


def test_a_paper_may_name_whom_nobody_knows_where_there_is_no_register(register):
    assert reading(NOBODY, paper_of(BORN), register)[1] == ["review_unregistered"]
    assert reading(NOBODY, paper_of(BORN), None) == (["gender", "birth_date"], [])


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("gender", "F", None),
        ("gender", "M", "review_other_sex"),
        ("birth_date", "2009-12-31", None),
        ("birth_date", "2009", None),
        ("birth_date", "2008-05-17", "review_other_year"),
        ("full_name", "Trần Văn Nam", None),
    ],
)
def test_facts_against_the_number_on_the_same_paper(field, value, code):
    about = subject(f"field|{PAPER}|subject|1|{field}")
    assert disagreement(value, about, paper_of(NUMBERED)) == code


@pytest.mark.parametrize(
    "number",
    [None, {**NUMBERED, "needs_review": True}, {**NUMBERED, "value": "999999999999"}],
)
def test_a_number_that_is_not_certain_contradicts_nothing(number):
    about = subject(f"field|{PAPER}|subject|1|gender")
    on = paper_of(*([number] if number else []))
    assert disagreement("M", about, on) is None


def test_facts_of_the_paper_itself_have_no_number_beside_them():
    about = subject(f"field|{PAPER}|issued_date")
    assert disagreement("1999-01-01", about, paper_of(NUMBERED)) is None


NUMBERS = st.sampled_from([LAN, HOA, NAM, NOBODY, "999999999999", "034209005513"])


@pytest.fixture(scope="module")
def people(tmp_path_factory):
    return make_register(tmp_path_factory.mktemp("people"))


@settings(deadline=None, max_examples=60)
@given(
    number=NUMBERS,
    candidates=st.lists(NUMBERS, unique=True, max_size=3),
    born=st.sampled_from(["2009-05-17", "2009", "1999-01-02", "2009-01-02"]),
    sure=st.booleans(),
    registered=st.booleans(),
)
def test_laws_of_every_comparison(people, number, candidates, born, sure, registered):
    on = paper_of(
        {**BORN, "value": born, "needs_review": not sure}, candidate_ids=candidates
    )
    before = on.copy().tables
    register = people if registered else None
    for speaking, against in (
        link(number, on, register),
        reading(number, on, register),
    ):
        # Each is told once, and nobody is known and unknown at the same time.
        assert len({*speaking, *against}) == len(speaking) + len(against)
        unknown = {"review_unregistered", "review_no_register"} & {*against}
        assert not (unknown and {"candidate", "registered"} & {*speaking})
        assert ("candidate" in speaking) == (number in candidates)
        assert (
            registered and number in {LAN, HOA, NAM}
        ) or "registered" not in speaking
    assert on.tables == before
