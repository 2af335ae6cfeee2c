"""Homes as read beside those held."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.match.evidence.places import homes, place_frequency, place_levels
from pipeline.match.query.prepared import prepare
from pipeline.match.register import Register
from schemas.linkage import Citizen, PersonQuery


@pytest.fixture(scope="module")
def row(register: Register) -> int:
    """Somebody of a commune with a long name."""
    return next(
        r
        for r in range(len(register))
        if len(register.citizen(r).commune_name or "") > 12
    )


def _level(
    register: Register, row: int, commune: str | None, province: str | None
) -> str:
    query = PersonQuery("q", commune_name=commune, province_name=province)
    pair = np.array([0]), np.array([row])
    levels = place_levels(prepare([query], register), *pair, register)
    return next((name for name, mask in levels if mask[0]), "different")


def test_levels(register: Register, row: int) -> None:
    citizen: Citizen = register.citizen(row)
    commune, province = citizen.commune_name or "", citizen.province_name or ""
    elsewhere = "Cà Mau" if province != "Cà Mau" else "Hà Nội"
    assert _level(register, row, commune, province) == "commune"
    assert _level(register, row, commune.upper(), None) == "commune"
    assert _level(register, row, f"{commune[:-1]}x", province) == "similar"
    assert _level(register, row, "Xã Zzz", province) == "province"
    assert _level(register, row, commune, elsewhere) == "different"
    assert _level(register, row, "Xã Zzz", None) == "different"
    assert _level(register, row, None, None) == "absent"


def test_frequency_of_what_is_agreed_on(register: Register, row: int) -> None:
    rows = np.array([row, row, row])
    commune, province = np.array([True, False, False]), np.array([False, True, False])
    found = place_frequency(commune, province, rows, register)
    assert 0 < found[0] <= found[1] < 1
    assert np.isnan(found[2])
    assert [one.tolist()[0] for one in homes(rows, register)] == [
        homes(rows, register)[0][1],
        homes(rows, register)[1][1],
    ]
