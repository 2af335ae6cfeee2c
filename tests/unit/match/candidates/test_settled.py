"""Which queries a number settles, and that of these nobody else is looked for."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pipeline.match.candidates.search import find_candidates
from pipeline.match.candidates.settled import settled_rows
from pipeline.match.query.prepared import prepare
from pipeline.match.register import Register
from schemas.linkage import Citizen, PersonQuery


@pytest.fixture(scope="module")
def row(register: Register) -> int:
    """Somebody with a whole birth date whose day can be a month."""
    return next(
        at
        for at in range(3000, len(register))
        if len(born := register.citizen(at).birth_date or "") == 10
        and int(born[8:]) <= 12
        and born[5:7] != born[8:]
    )


def _read(citizen: Citizen) -> PersonQuery:
    return PersonQuery(
        "q",
        citizen.citizen_id,
        None,
        citizen.full_name,
        citizen.birth_date,
        citizen.gender,
    )


def _settled(query: PersonQuery, register: Register) -> int:
    return int(settled_rows(prepare([query], register), register)[0])


def test_number_and_name_settle_it_if_nothing_contradicts(
    register: Register, row: int
) -> None:
    citizen = register.citizen(row)
    year, month, day = (citizen.birth_date or "").split("-")
    for change in (
        {},
        {"birth_date": None},
        {"birth_date": year},
        {"birth_date": f"??/{month}/{year}"},
        {"gender": None},
        {"full_name": citizen.full_name.upper()},
        {"commune_name": "Phường Nào Đó"},
    ):
        assert _settled(replace(_read(citizen), **change), register) == row, change
    assert day


def test_what_contradicts_or_lacks_settles_nothing(
    register: Register, row: int
) -> None:
    citizen = register.citizen(row)
    year, month, day = (citizen.birth_date or "").split("-")
    number = citizen.citizen_id
    for change in (
        {"citizen_id": None},
        {"citizen_id": number.lstrip("0")},
        {"citizen_id": f"{number[:-1]}?"},
        {"citizen_id": f"{number[:-1]}{(int(number[-1]) + 1) % 10}"},
        {"full_name": None},
        {"full_name": f"{citizen.full_name} Khác"},
        {"birth_date": f"{month}/{day}/{year}"},
        {"birth_date": str(int(year) + 1)},
        {"gender": "F" if citizen.gender == "M" else "M"},
    ):
        assert _settled(replace(_read(citizen), **change), register) == -1, change


def test_of_a_settled_query_only_namesakes_of_the_day_stand_beside(
    register: Register, row: int
) -> None:
    citizen = register.citizen(row)
    settled = _read(citizen)
    unsure = replace(settled, query_id="r", citizen_id=None)
    together = find_candidates(prepare([unsure, settled, unsure], register), register)
    alone = find_candidates(prepare([unsure], register), register)
    by_query = [together.row[together.query == at].tolist() for at in range(3)]
    assert by_query[0] == by_query[2] == alone.row.tolist()
    assert row in by_query[1]
    born, names = register["birth"], register["name_key"][register["name"]]
    same = np.flatnonzero((born == born[row]) & (names == names[row]))
    assert by_query[1] == same.tolist()
