"""Rows as dataclasses whose fields are columns."""

from dataclasses import dataclass

import pytest

from pipeline.report.columns import (
    Column,
    Count,
    DashedShare,
    Kind,
    Moment,
    Text,
    Year,
    columns_of,
    values_of,
)


@dataclass(frozen=True, slots=True)
class Inner:
    code: Text
    share: DashedShare


@dataclass(frozen=True, slots=True)
class Row:
    year: Year
    inner: Inner
    from_: Moment
    parts: tuple[int, ...]
    number: Count = 0


ROW = Row(2024, Inner("a", 0.5), "2024-01-01", (1, 2), 7)


def test_columns_stand_in_the_order_of_fields_and_inner_rows_are_spread() -> None:
    assert columns_of(Row) == (
        Column("year", Kind.YEAR),
        Column("code", Kind.TEXT),
        Column("share", Kind.SHARE, dash=True),
        Column("from", Kind.MOMENT),
        Column("number", Kind.COUNT),
    )


def test_cells_by_column_name() -> None:
    assert values_of(ROW) == {
        "year": 2024,
        "code": "a",
        "share": 0.5,
        "from": "2024-01-01",
        "number": 7,
    }
    assert list(values_of(ROW)) == [column.name for column in columns_of(Row)]


@pytest.mark.parametrize(
    ("kind", "is_number", "has_total"),
    [
        (Kind.TEXT, False, False),
        (Kind.MOMENT, False, False),
        (Kind.COUNT, True, True),
        (Kind.SHARE, True, True),
        (Kind.POINTS, True, True),
        (Kind.YEAR, True, False),
        (Kind.ORDINAL, True, False),
    ],
)
def test_kinds(kind: Kind, is_number: bool, has_total: bool) -> None:
    assert (kind.is_number, kind.has_total) == (is_number, has_total)
