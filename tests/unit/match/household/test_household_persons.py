"""Who is linked on one paper supports a doubtful reading on another."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.config import MatchSettings
from pipeline.match.decision.decide import match_person
from pipeline.match.explanation.sentences import Reason
from pipeline.match.household.persons import (
    Household,
    PaperPerson,
    persons_to_doubt,
    supported_persons,
)
from pipeline.match.register import Register
from schemas.linkage import Citizen, MatchDecision, PersonQuery


@pytest.fixture(scope="module")
def citizen(register: Register) -> Citizen:
    """Someone with a whole birth date and an old number."""
    return next(
        c
        for c in (register.citizen(row) for row in range(7000, len(register)))
        if len(c.birth_date or "") == 10 and c.old_id and len(c.full_name.split()) == 3
    )


def _linked(citizen: Citizen, paper: str = "A", role: str = "applicant") -> PaperPerson:
    return PaperPerson(paper, role, 1, "matched", citizen.citizen_id)


def _beside(
    query: PersonQuery,
    *others: PaperPerson,
    register: Register,
    settings: MatchSettings,
) -> MatchDecision | None:
    """The new decision on a person of paper B beside others, None where there is none."""
    asked = PaperPerson("B", "subject", 1, "review", None, query)
    household = Household([*others, asked], register, settings)
    return supported_persons(household).get(len(others))


def test_a_name_and_home_are_enough_beside_a_paper_that_names_the_citizen(
    register: Register, settings: MatchSettings, citizen: Citizen
) -> None:
    told = PersonQuery("q", full_name=citizen.full_name, birth_date=citizen.birth_date)
    linked = _linked(citizen)
    assert _beside(told, linked, register=register, settings=settings) is None
    query = replace(told, commune_name=citizen.commune_name)
    found = _beside(query, linked, register=register, settings=settings)
    assert found is not None
    assert (found.outcome, found.citizen_id) == ("matched", citizen.citizen_id)
    assert found.explanation.endswith("giấy tờ khác trong hồ sơ cũng ghi công dân này")
    assert found.probability is not None
    assert found.probability > 0.99


def test_another_number_than_before_is_no_hindrance_where_all_else_agrees(
    register: Register, settings: MatchSettings, citizen: Citizen
) -> None:
    number = citizen.citizen_id
    changed = f"{number[:6]}{(int(number[6:]) + 555_555) % 1_000_000:06d}"
    query = PersonQuery("q", changed, None, citizen.full_name, citizen.birth_date)
    at_home = replace(query, commune_name=citizen.commune_name)
    careful = settings.model_copy(update={"max_false_link_rate": 0.0001})
    for one in (query, at_home):
        assert match_person(one, register, careful).outcome == "review"
    # A namesake born that day looks the same; at the same home that is nobody else.
    linked = _linked(citizen)
    assert _beside(query, linked, register=register, settings=careful) is None
    found = _beside(at_home, linked, register=register, settings=careful)
    assert found is not None
    assert found.citizen_id == number


def test_a_twin_is_not_linked_by_the_paper_of_the_other(
    register: Register, settings: MatchSettings, citizen: Citizen
) -> None:
    beside = f"{int(citizen.citizen_id) + 1:012d}"
    *family, given = citizen.full_name.split()
    other = "Hùng" if given != "Hùng" else "Dũng"
    for number in (beside, None):
        query = PersonQuery(
            "q", number, None, " ".join([*family, other]), citizen.birth_date
        )
        assert (
            _beside(query, _linked(citizen), register=register, settings=settings)
            is None
        )


def test_only_other_papers_count_and_only_sure_links(
    register: Register, settings: MatchSettings, citizen: Citizen
) -> None:
    query = PersonQuery("q", full_name=citizen.full_name, birth_date=citizen.birth_date)
    same_paper = _linked(citizen, "B")
    unsure = replace(_linked(citizen), outcome="review", citizen_id=None)
    for other in (same_paper, unsure):
        assert _beside(query, other, register=register, settings=settings) is None
    # Linked as the father of this very person: cannot be the person.
    father = _linked(citizen, "B", "father")
    assert (
        _beside(query, _linked(citizen), father, register=register, settings=settings)
        is None
    )


def test_a_common_name_alone_is_no_link(
    register: Register, settings: MatchSettings, citizen: Citizen
) -> None:
    query = PersonQuery("q", full_name=citizen.full_name)
    assert (
        _beside(query, _linked(citizen), register=register, settings=settings) is None
    )


def test_nobody_is_two_persons_of_one_paper(citizen: Citizen) -> None:
    mother, father = _linked(citizen, "A", "mother"), _linked(citizen, "A", "father")
    applicant = _linked(citizen, "A", "applicant")
    elsewhere = _linked(citizen, "B", "father")
    assert persons_to_doubt([mother, applicant, father, elsewhere]) == {
        0: Reason.TWICE_ON_ONE_PAPER,
        2: Reason.TWICE_ON_ONE_PAPER,
    }
    assert persons_to_doubt([mother, applicant, elsewhere]) == {}
