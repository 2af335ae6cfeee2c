"""Rates of single months, counted by hand."""

import pyarrow as pa

from pipeline.report.counting.by_unit import Agency, Unit
from pipeline.report.counting.evidence import Measure
from pipeline.report.counting.measures.months import rate_months

UNITS = {
    Unit(code, "commune"): Agency(code, f"Phường {code}", "commune")
    for code in ("W1", "W2", "W3")
}
MEMBERS = pa.table(
    {
        "agency_code": ["W2", "W1", "W1", "W1", "W1"],
        "level": ["commune"] * 5,
        "received_at": [
            "2024-02-29T08:00:00+07:00",
            "2024-03-01T00:00:00+07:00",
            "2024-03-31T23:59:00+07:00",
            "2024-01-31",
            "2024-03-05",
        ],
        "digitized": [True, True, False, False, False],
    }
)


def test_units_in_order_and_months_that_have_anything() -> None:
    rows = list(rate_months(UNITS, MEMBERS, Measure.COMPONENTS))
    found = [
        (row.unit.agency_code, row.month, row.numerator, row.denominator)
        for row in rows
    ]
    assert found == [
        ("W1", "2024-01", 0, 1),
        ("W1", "2024-03", 1, 3),
        ("W2", "2024-02", 1, 1),
    ]
    assert [row.rate for row in rows] == [0.0, 1 / 3, 1.0]


def test_past_results_have_no_months() -> None:
    assert list(rate_months(UNITS, MEMBERS, Measure.PAST_RESULTS)) == []
