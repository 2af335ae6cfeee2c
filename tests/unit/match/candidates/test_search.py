"""Who is found by which rule, in the first search and in the wide one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pipeline.match.candidates.search import find_candidates
from pipeline.match.query.prepared import prepare
from pipeline.match.register import Register
from schemas.linkage import Citizen, PersonQuery


@pytest.fixture(scope="module")
def citizen(register: Register) -> Citizen:
    return next(
        c
        for c in (register.citizen(row) for row in range(3000, len(register)))
        if len(c.birth_date or "") == 10
        and c.old_id
        and c.full_name.startswith("Nguyễn")
        and int((c.birth_date or "")[8:]) <= 12
    )


def _found(query: PersonQuery, register: Register, wide: bool) -> set[str]:
    found = find_candidates(prepare([query], register), register, wide)
    return {register.citizen_id(row) for row in found.row.tolist()}


def test_numbers_with_several_unreadable_digits(
    register: Register, citizen: Citizen
) -> None:
    number, old = citizen.citizen_id, citizen.old_id or ""
    for reading in (
        number[:5] + "???" + number[8:],
        number[:8] + "????",
        "????" + number[4:],
        number[:10],
        number[2:],
    ):
        assert number in _found(PersonQuery("q", reading), register, False), reading
    assert number in _found(
        PersonQuery("q", old_id=old[:3] + "??" + old[5:]), register, False
    )


def test_only_the_wide_search_reads_a_misread_name(
    register: Register, citizen: Citizen
) -> None:
    year, month, day = (citizen.birth_date or "").split("-")
    misread = citizen.full_name.replace("Nguyễn", "Nquyon")
    query = PersonQuery("q", full_name=misread, birth_date=year)
    assert citizen.citizen_id not in _found(query, register, False)
    assert citizen.citizen_id in _found(query, register, True)
    other = f"{misread.rpartition(' ')[0]} Qqqq"
    home = replace(query, full_name=other, commune_name=citizen.commune_name)
    assert citizen.citizen_id not in _found(home, register, False)
    assert citizen.citizen_id in _found(home, register, True)
    born = replace(query, full_name=other, birth_date=f"{day}/{month}/{year}")
    assert citizen.citizen_id in _found(born, register, True)
    turned = replace(query, birth_date=f"{month}/{day}/{year}")
    assert citizen.citizen_id in _found(turned, register, False)


def test_a_list_that_is_too_long_is_left_out_and_told(register: Register) -> None:
    query = PersonQuery("q", full_name="Nguyễn Thị Hương")
    short = register.model.limits.model_copy(update={"list_rows": 1})
    strict = replace(
        register, model=register.model.model_copy(update={"limits": short})
    )
    found = find_candidates(prepare([query], strict), strict)
    assert found.cut.tolist() == [True]
    assert np.all(np.bincount(found.query) <= 1) if len(found.query) else True
