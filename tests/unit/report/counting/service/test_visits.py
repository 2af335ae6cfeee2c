"""Waits and returns of visits, each laid out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.report.counting.service.visits import visits_of
from tests.unit.report.report_tables import table, visit, year

DAY = "2024-05-02"


def found(*rows: dict[str, Any]) -> dict[str, dict[str, Any]]:
    span = year().years()[0]
    made = visits_of({"visits": table("visits", *rows)}, span).to_pylist()
    return {row["visit_code"]: row for row in made}


def test_seconds_until_the_call_and_none_where_nobody_called() -> None:
    rows = found(
        visit(f"W/{DAY}/1"),
        visit(f"W/{DAY}/2", called_at=None),
        visit(f"W/{DAY}/3", called_at=f"{DAY}T08:00:59.900+07:00"),
    )
    assert [row["waited"] for row in rows.values()] == [600, None, 59]
    assert [row["timed"] for row in rows.values()] == [True, False, True]


@pytest.mark.parametrize(
    ("purpose", "returning", "unclear"),
    [
        ("submit", True, False),
        ("supplement", True, False),
        ("other", True, False),
        ("collect", False, False),
        (None, False, True),
    ],
)
def test_a_later_visit(purpose: str | None, returning: bool, unclear: bool) -> None:
    rows = found(
        visit("V/2023-12-29/1", "V", dossier_code="a"),
        visit(f"W/{DAY}/1", dossier_code="a", purpose=purpose),
        visit(f"W/{DAY}/2", purpose=purpose),
    )
    later, alone = rows[f"W/{DAY}/1"], rows[f"W/{DAY}/2"]
    assert (later["returning"], later["unclear"]) == (returning, unclear)
    assert (alone["returning"], alone["unclear"]) == (False, False)


def test_each_dossier_counts_once_in_a_unit() -> None:
    left = {"left_at": f"{DAY}T08:30:00.000+07:00"}
    rows = found(
        visit(f"W/{DAY}/1", dossier_code="a", called_at=None),
        visit(f"W/{DAY}/2", dossier_code="a", **left),
        visit(f"W/{DAY}/3", dossier_code="a", **left),
        visit(f"V/{DAY}/1", "V", dossier_code="a"),
        visit(f"V/{DAY}/2", "V", **left),
    )
    codes = [code for code, row in rows.items() if row["dossiers"]]
    assert codes == [f"W/{DAY}/1", f"V/{DAY}/1"]
    # Time at the counter is a dossier's, from call to leaving.
    served = [code for code, row in rows.items() if row["served_dossiers"]]
    assert served == [f"W/{DAY}/2"]
    assert [row["serving"] for row in rows.values()] == [None, 1200, 1200, None, None]


def test_no_visits() -> None:
    assert len(visits_of({}, year().years()[0])) == 0
