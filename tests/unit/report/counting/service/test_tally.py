"""Sums by unit, level and year."""

from __future__ import annotations

import pyarrow as pa

from pipeline.report.counting.by_unit import Agency, Unit
from pipeline.report.counting.service.tally import tally, tally_all, tally_levels

AGENCIES = {
    Unit(code, level): Agency(code, code, level)
    for code, level in (("W", "commune"), ("V", "commune"), ("D", "district"))
}


def rows(*lines: tuple[str, str, bool | None, int | None]) -> pa.Table:
    schema = pa.schema(
        [
            ("agency_code", pa.string()),
            ("level", pa.string()),
            ("said", pa.bool_()),
            ("number", pa.int32()),
        ]
    )
    return pa.Table.from_arrays(
        [
            pa.array(column, field.type)
            for field, column in zip(schema, zip(*lines, strict=True), strict=True)
        ],
        schema=schema,
    )


YEARS = {
    2023: rows(("W", "commune", True, 5)),
    2024: rows(
        ("W", "commune", True, 3),
        ("W", "commune", None, None),
        ("D", "district", False, 4),
        ("V", "commune", True, 2),
    ),
}


def test_each_unit_in_each_year_the_highest_level_first() -> None:
    units = tally(AGENCIES, YEARS, "said", "number")
    assert [(one.unit.agency_code, one.year, *one.sums.values()) for one in units] == [
        ("D", 2023, 0, 0, 0),
        ("D", 2024, 1, 0, 4),
        ("V", 2023, 0, 0, 0),
        ("V", 2024, 1, 1, 2),
        ("W", 2023, 1, 1, 5),
        ("W", 2024, 2, 1, 3),
    ]


def test_levels_and_all_together() -> None:
    units = tally(AGENCIES, YEARS, "said", "number")
    assert [
        (one.level, one.year, *one.sums.values()) for one in tally_levels(units)
    ] == [
        ("district", 2023, 0, 0, 0),
        ("district", 2024, 1, 0, 4),
        ("commune", 2023, 1, 1, 5),
        ("commune", 2024, 3, 2, 5),
    ]
    assert tally_all(units) == {"count": 5, "said": 3, "number": 14}
    assert tally_all(()) == {}
