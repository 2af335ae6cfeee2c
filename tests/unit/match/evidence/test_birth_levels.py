"""Birth dates as read beside one that is held."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.match.evidence.births import (
    birth_frequency,
    birth_levels,
    born_that_day,
    held_parts,
    read_parts,
    steady,
    swapped,
)
from pipeline.match.normal import pack_date
from pipeline.match.query.prepared import prepare
from pipeline.match.register import Register
from schemas.linkage import PersonQuery

ONE = np.array([0])


@pytest.mark.parametrize(
    ("read", "level"),
    [
        ("12/03/1975", "exact"),
        ("??/03/1975", "partial"),
        ("1975", "year"),
        ("12/03/197?", "partial"),
        ("12/03/1075", "shifted"),
        ("12/03/4975", "shifted"),
        ("12/03/1965", "shifted"),
        ("03/12/1975", "near"),
        ("12/04/1975", "near"),
        ("13/04/1975", "different"),
        ("12/04/197?", "absent"),
        ("12/03/196?", "absent"),
        (None, "absent"),
    ],
)
def test_levels(register: Register, read: str | None, level: str) -> None:
    prepared = prepare([PersonQuery("q", birth_date=read)], register)
    held = held_parts(np.array([pack_date(1975, 3, 12)]))
    found = (name for name, mask in birth_levels(prepared, ONE, held) if mask[0])
    assert next(found, "different") == level


def test_a_day_is_as_frequent_as_the_register_has_it(register: Register) -> None:
    packed = register["birth"].astype(np.int64)
    whole = packed[packed & 31 > 0][:50]
    counted = [int(np.count_nonzero(packed == one)) for one in whole.tolist()]
    assert born_that_day(whole, register).tolist() == counted
    exact = np.arange(50) < 10
    frequency = birth_frequency(exact, whole, register)
    assert np.isnan(frequency[10:]).all()
    known = register.model.frequencies
    assert frequency[0] == steady(
        np.array(counted[0]), len(register), known.birth, known.rows
    )


def test_day_and_month_changed_over(register: Register) -> None:
    held = held_parts(np.array([pack_date(1975, 3, 12)]))
    for text, turned in (("03/12/1975", True), ("12/03/1975", False), ("1975", False)):
        prepared = prepare([PersonQuery("q", birth_date=text)], register)
        assert swapped(read_parts(prepared, ONE), held).tolist() == [turned]
