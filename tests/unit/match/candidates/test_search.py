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


def test_of_a_name_that_many_bear_who_has_nearly_the_number_is_found(
    register: Register,
) -> None:
    row = next(
        row
        for row in range(3000, len(register))
        if register["key_count"][register["name_key"][register["name"][row]]] > 20
    )
    meant = register.citizen(row)
    strict = replace(
        register,
        model=register.model.model_copy(
            update={
                "limits": register.model.limits.model_copy(
                    update={"list_rows": 5, "wide_rows": 5}
                )
            }
        ),
    )
    number = meant.citizen_id
    read = f"{number[:2]}{number[3:8]}{number[9:]}"  # two digits lack
    query = PersonQuery("q", read, full_name=meant.full_name)
    assert number in _found(query, strict, True)
    assert number not in _found(replace(query, citizen_id=None), strict, True)
    assert number not in _found(replace(query, citizen_id="9" * 11), strict, True)


def test_a_list_that_letters_thin_out_may_be_longer(register: Register) -> None:
    bound = register.model.limits.model_copy(update={"wide_rows": 2})
    strict = replace(
        register, model=register.model.model_copy(update={"limits": bound})
    )
    commune = register["commune_of_place"][register["place"]]
    together = np.stack([commune, register["birth"] >> 9], axis=1)[commune > 0]
    homes, count = np.unique(together, axis=0, return_counts=True)
    place, year = homes[np.flatnonzero((count > 2) & (count <= 8))[0]]
    row = np.flatnonzero((commune == place) & (register["birth"] >> 9 == year))[0]
    meant = register.citizen(int(row))
    query = PersonQuery(
        "q",
        full_name=f"{meant.full_name}qxz",
        birth_date=str(year),
        commune_name=meant.commune_name,
    )
    assert meant.citizen_id in _found(query, strict, True)
