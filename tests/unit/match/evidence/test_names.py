"""Names as read beside names held: which level of agreement."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.match.evidence.comparison import compare
from pipeline.match.query.prepared import prepare
from pipeline.match.register import Register
from pipeline.match.weights.model import LEVELS
from schemas.linkage import Citizen, PersonQuery


@pytest.fixture(scope="module")
def lan(register: Register) -> tuple[int, Citizen]:
    """Row and record of somebody called Lan, of three syllables."""
    people = ((row, register.citizen(row)) for row in range(len(register)))
    return next(
        (row, one)
        for row, one in people
        if one.full_name.endswith(" Lan") and len(one.full_name.split()) == 3
    )


def level(register: Register, row: int, name: str) -> str:
    query = PersonQuery("q", full_name=name)
    pair = np.array([0]), np.array([row])
    number = compare(prepare([query], register), *pair, register).levels["name"][0]
    return LEVELS["name"][int(number)]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("Lan", "exact"),
        ("Lản", "folded"),
        ("an", "given"),  # people are called An
        ("Ân", "given"),  # nobody here is, but no end of Lan has this mark
        ("Hùng", "given"),
        ("Lam", "given"),  # people are called Lam
        ("Laan", "syllable"),
        ("aLan", "syllable"),  # joined to a letter of the one before
    ],
)
def test_another_given_name_is_told_from_a_misread_one(
    register: Register, lan: tuple[int, Citizen], given: str, expected: str
) -> None:
    row, citizen = lan
    family, middle, _ = citizen.full_name.split()
    assert level(register, row, f"{family} {middle} {given}") == expected


def test_the_end_of_a_name_that_was_cut_is_no_other_name(register: Register) -> None:
    row, name = next(
        (row, register.citizen(row).full_name)
        for row in range(len(register))
        if register.citizen(row).full_name.endswith(" Phương")
    )
    before = name.removesuffix("Phương")
    assert level(register, row, f"{before}ương") == "syllable"
    assert level(register, row, f"{before}uong".lower()) == "syllable"
