"""Counting by unit."""

import pyarrow as pa
import pytest

from pipeline.report.counting.by_unit import (
    Agency,
    Unit,
    add_counts,
    count_by_unit,
    list_units,
    order_of,
    share,
    sum_by_unit,
)
from tests.unit.report.report_tables import export, past, table

WARD, UNKNOWN = Unit("W", "commune"), Unit(None, None)
ROWS = pa.table(
    {
        "agency_code": ["W", "W", None, "W"],
        "level": ["commune", "commune", None, "commune"],
        "done": [True, False, True, None],
        "papers": pa.array([2, None, None, 3], pa.int64()),
    }
)


def test_rows_and_flags_of_each_unit() -> None:
    assert count_by_unit(ROWS, "done") == {
        WARD: {"count": 3, "done": 1},
        UNKNOWN: {"count": 1, "done": 1},
    }
    assert count_by_unit(ROWS.slice(0, 0), "done") == {}


def test_sums_take_nothing_for_what_is_missing() -> None:
    assert sum_by_unit(ROWS, "papers") == {WARD: 5, UNKNOWN: 0}


def test_counts_of_units_added_up() -> None:
    counted = count_by_unit(ROWS, "done").values()
    assert add_counts(counted, "count", "done") == {"count": 4, "done": 2}
    assert add_counts([], "count") == {"count": 0}


def test_units_of_both_registers_by_level_and_code() -> None:
    tables = {
        "past_results": table(
            "past_results",
            past("a", "W2"),
            past("b", "W1", agency_name="tên cũ"),
            past("c", None, None, agency_name=None),
        ),
        "one_stop": table(
            "one_stop",
            export("d", "P", "province"),
            export("e", "W1", agency_name="tên mới"),
        ),
    }
    agencies = list(list_units(tables).values())
    assert [one.agency_code for one in agencies] == ["P", "W1", "W2", None]
    assert agencies[1].agency_name == "tên mới"  # the export's names are the newer ones
    assert list_units({}) == {}


def test_a_name_of_the_register_stays_where_the_export_has_none() -> None:
    tables = {
        "past_results": table("past_results", past("b", agency_name="tên cũ")),
        "one_stop": table("one_stop", export("e", agency_name=None)),
    }
    assert list_units(tables) == {WARD: Agency("W", "tên cũ", "commune")}


def test_order_is_level_then_code() -> None:
    units = [
        Agency("b", None, "commune"),
        Agency("a", None, "planet"),
        Agency("z", None, "province"),
        Agency(None, None, "commune"),
        Agency("a", None, "district"),
    ]
    codes = [one.agency_code for one in sorted(units, key=order_of)]
    assert codes == ["z", "a", None, "b", "a"]


@pytest.mark.parametrize(
    ("part", "whole", "found"), [(1, 4, 0.25), (0, 4, 0.0), (0, 0, None)]
)
def test_share(part: int, whole: int, found: float | None) -> None:
    assert share(part, whole) == found
