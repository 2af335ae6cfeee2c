"""Sums across the change of units on 1 July 2025, worked out by hand."""

from datetime import date

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
        *("levels", "forecast", "trend", "months", "procedures", "unit_forecast"),
        *("unregistered", "undated"),
    }
