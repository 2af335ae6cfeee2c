"""Sums across the change of units on 1 July 2025, worked out by hand."""

from datetime import date

from pipeline.report.counting.by_unit import Agency
from pipeline.report.counting.evidence import Measure
from pipeline.report.counting.measures.lineages import (
    UnitSum,
    name_lineage,
    sum_lineages,
    sum_subtrees,
)
from pipeline.report.counting.measures.rates import Marks, RateRow, rate_figures
from pipeline.report.definitions.rates import RATES
from schemas.figures.units import TreeUnit, UnitTree
from tests.unit.report.report_tables import document, past, table, year

END, BEGIN = date(2025, 6, 30), date(2025, 7, 1)
TREE = UnitTree.of(
    [
        TreeUnit("P", "Tỉnh", "province"),
        TreeUnit("D", "Quận", "district", "P", None, END, ("W2",)),
        TreeUnit("W1", "Phường cũ", "commune", "D", None, END, ("W2",)),
        TreeUnit("W2", "Phường mới", "commune", "P", BEGIN),
        TreeUnit("W9", "Xã khác", "commune", "P"),
    ]
)
# The district has 2 past results (1 digitized), the old ward 1 (none), the new ward 3 (2), another 4.
TABLES = {
    "past_results": table(
        "past_results",
        *(past(code, "D", "district") for code in ("a", "b")),
        past("c", "W1"),
        *(past(code, "W2") for code in ("d", "e", "f")),
        *(past(code, "W9") for code in ("g", "h", "i", "k")),
    ),
    "documents": table(
        "documents",
        document("a", day="2025-03-01"),
        document("d", day="2025-08-01"),
        document("e", day="2025-09-01"),
    ),
}


def sums(name: str) -> dict[str, tuple[int, int, float | None]]:
    report = RATES.make(TABLES, 5, year("2025"), None, TREE)
    rows = next(part.rows for part in report.found.lists if part.name == name)
    return {
        row.units: (row.numerator, row.denominator, row.rate)
        for row in rows
        if row.measure == "past_results"
    }


def test_old_and_new_units_are_added_up_together() -> None:
    name = "Quận (D, → 2025-06-30); Phường cũ (W1, → 2025-06-30) → Phường mới (W2)"
    assert sums("lineages") == {name: (3, 6, 0.5)}


def test_a_parent_holds_all_below_it() -> None:
    assert sums("subtrees") == {"Quận (D)": (1, 3, 1 / 3), "Tỉnh (P)": (3, 10, 0.3)}


def test_without_a_tree_nothing_is_added_up() -> None:
    report = RATES.make(TABLES, 5, year("2025"), None)
    assert {part.name for part in report.found.lists} == {
        *(
            "levels",
            "forecast",
            "trend",
            "months",
            "procedures",
            "types_of_paper",
            "unit_forecast",
        ),
        *("unregistered", "undated"),
    }


def rated(code: str, done: int, of: int, year: int = 2025, measure: str | None = None):
    counted = {"count": of, "digitized": done, "in_review": 0, "unsigned": 0}
    figures = rate_figures(counted, 0.5, None)
    unit = Agency(code, code, TREE.units[code].level)
    return RateRow(unit, year, measure or Measure.PAST_RESULTS, figures, Marks())


def test_a_lineage_is_named_by_who_ended_and_who_came():
    ended = TreeUnit("A", "Xã A", "commune", None, None, END, ("N",))
    begun = TreeUnit("N", "Xã N", "commune", None, BEGIN)
    assert name_lineage([ended, begun]) == "Xã A (A, → 2025-06-30) → Xã N (N)"
    # One that followed another and ended itself stands where it came from.
    between = TreeUnit("N", "Xã N", "commune", None, BEGIN, date(2026, 1, 1), ("Z",))
    last = TreeUnit("Z", "Xã Z", "commune")
    assert name_lineage([ended, between, last]) == (
        "Xã A (A, → 2025-06-30); Xã N (N, → 2026-01-01) → Xã Z (Z)"
    )


def test_each_year_and_measure_is_added_up_by_itself():
    rows = [
        rated("D", 1, 2, 2025, Measure.RESULTS),
        rated("W2", 1, 2),
        rated("W2", 3, 4, 2024),
        rated("D", 0, 4),
    ]
    (name,) = {one.units for one in sum_lineages(rows, TREE)}
    assert sum_lineages(rows, TREE) == (
        UnitSum(name, 2024, "past_results", 3, 4, 0.75),
        UnitSum(name, 2025, "past_results", 1, 6, 1 / 6),
        UnitSum(name, 2025, "results", 1, 2, 0.5),
    )


def test_sets_of_which_the_registers_hold_nothing_are_left_out():
    assert sum_lineages([rated("W9", 1, 1)], TREE) == ()
    assert [one.units for one in sum_subtrees([rated("W9", 1, 1)], TREE)] == [
        "Tỉnh (P)"
    ]
    assert sum_lineages([], TREE) == () and sum_subtrees([], TREE) == ()


def test_a_unit_that_no_tree_knows_is_in_no_sum():
    stranger = rated("W9", 5, 5)
    unknown = RateRow(
        Agency("X", "?", None), 2025, stranger.measure, stranger.figures, Marks()
    )
    assert sum_subtrees([unknown], TREE) == ()
