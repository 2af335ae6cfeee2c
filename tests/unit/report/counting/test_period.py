from datetime import date

import pytest

from pipeline.errors import UsageError
from pipeline.report.counting.period import Period, Span, parse_period

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-Q1", "2024-01-01", "2024-03-31"),
        ("2024-Q4", "2024-10-01", "2024-12-31"),
        ("2024-H1", "2024-01-01", "2024-06-30"),
        ("2024-H2", "2024-07-01", "2024-12-31"),
        ("2024-9M", "2024-01-01", "2024-09-30"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2023-02", "2023-02-01", "2023-02-28"),
        ("2024-01-01..2024-06-30", "2024-01-01", "2024-06-30"),
        ("2024-05-05..2024-05-05", "2024-05-05", "2024-05-05"),
    ],
)
def test_every_shape_of_the_contract(text: str, start: str, end: str) -> None:
    assert parse_period(text, TODAY) == Period(
        text, date.fromisoformat(start), date.fromisoformat(end)
    )


def test_none_is_the_current_year() -> None:
    assert parse_period(None, TODAY) == Period(
        "2026", date(2026, 1, 1), date(2026, 12, 31)
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "24",
        "2024-Q5",
        "2024-Q0",
        "2024-H3",
        "2024-6M",
        "2024-13",
        "2024-00",
        "2024-1",
        " 2024",
        "2024-q1",
        "0000",
        "2024-06-30..2024-01-01",
        "2023-02-29..2024-01-01",
        "2024-01-01..",
        "2024-01-01...2024-06-30",
        "٢٠٢٤",
        "năm 2024",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_period(text, TODAY)
    assert caught.value.code == "bad_period"
    assert caught.value.exit_code == 2
    assert "2024-9M" in (caught.value.remedy or "")


def test_a_long_period_is_cut_at_the_turns_of_the_year() -> None:
    assert parse_period("2023-11-15..2025-02-10", TODAY).years() == (
        Span(2023, date(2023, 11, 15), date(2023, 12, 31)),
        Span(2024, date(2024, 1, 1), date(2024, 12, 31)),
        Span(2025, date(2025, 1, 1), date(2025, 2, 10)),
    )
