"""A reading is held against the number that a citizen bears or bore, whichever is nearer."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.match.evidence.held_numbers import held_numbers
from pipeline.match.query.prepared import prepare
from pipeline.match.register import Register, open_register
from pipeline.match.register.build import build_register
from schemas.linkage import PersonQuery
from tests.unit.match.conftest import AN, BINH, HEADER


@pytest.fixture(scope="module")
def renumbered(tmp_path_factory: pytest.TempPathFactory) -> Register:
    place = tmp_path_factory.mktemp("renumbered")
    rows = f"001075777777 111222333,{AN}\n,{BINH}\n"
    table = f"former_ids,{HEADER}\n{rows}"
    (place / "people.csv").write_text(table, encoding="utf-8")
    build_register(place / "people.csv", place / "R")
    return open_register(place / "R")


@pytest.mark.parametrize(
    ("read", "held"),
    [
        ("001075000123", 1075000123),
        ("001075777777", 1075777777),
        ("00107577777", 1075777777),
        ("001075000124", 1075000123),
        (None, 1075000123),
    ],
)
def test_the_nearer_number(renumbered: Register, read: str | None, held: int) -> None:
    prepared = prepare([PersonQuery("q", read)], renumbered)
    one = np.zeros(1, np.int64)
    assert held_numbers(prepared, one, one, renumbered).new.tolist() == [held]


@pytest.mark.parametrize(
    ("read", "row", "held"),
    [
        ("123456789", 0, 123456789),
        ("111222334", 0, 111222333),
        ("123456789", 1, -1),
    ],
)
def test_the_nearer_old_number(
    renumbered: Register, read: str, row: int, held: int
) -> None:
    prepared = prepare([PersonQuery("q", old_id=read)], renumbered)
    pair = np.zeros(1, np.int64), np.array([row])
    assert held_numbers(prepared, *pair, renumbered).old.tolist() == [held]
