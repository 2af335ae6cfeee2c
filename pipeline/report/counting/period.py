"""Reporting periods: a year, half, nine months, quarter, month, or two dates."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

from pipeline.errors import UsageError

_SHAPE = re.compile(r"([0-9]{4})(?:-(?:Q([1-4])|H([12])|(9M)|(0[1-9]|1[0-2])))?")
_SPAN = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})\.\.([0-9]{4}-[0-9]{2}-[0-9]{2})")


@dataclass(frozen=True, slots=True)
class Span:
    """The part of a period that lies in one calendar year; both ends belong to it."""

    year: int
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Period:
    """A period as the user wrote it, with its first and last day."""

    text: str
    start: date
    end: date

    def years(self) -> tuple[Span, ...]:
        """The period cut at the turns of the year, in order."""
        return tuple(
            Span(
                year,
                max(self.start, date(year, 1, 1)),
                min(self.end, date(year, 12, 31)),
            )
            for year in range(self.start.year, self.end.year + 1)
        )


def parse_period(text: str | None, today: date) -> Period:
    """Read `2024`, `2024-Q1`, `2024-H1`, `2024-9M`, `2024-03` or `2024-01-01..2024-06-30`.

    None stands for the year of `today`.

    Raises:
        UsageError: `bad_period`, for anything else, an impossible date, or an end before the start.
    """
    if text is None:
        text = f"{today.year:04d}"
    shape, span = _SHAPE.fullmatch(text), _SPAN.fullmatch(text)
    try:
        if shape is not None:
            return _parse_name(text, shape)
        if span is not None:
            start, end = (date.fromisoformat(part) for part in span.groups())
            if start <= end:
                return Period(text, start, end)
    except ValueError:
        pass
    raise UsageError(
        "bad_period",
        f"not a period: {text!r}",
        item=f"--period {text}",
        remedy="write 2024, 2024-Q1, 2024-H1, 2024-9M, 2024-03 or 2024-01-01..2024-06-30",
    )


def _parse_name(text: str, shape: re.Match[str]) -> Period:
    year, quarter, half, nine, month = shape.groups()
    first, last = 1, 12
    if quarter:
        first, last = 3 * int(quarter) - 2, 3 * int(quarter)
    elif half:
        first, last = 6 * int(half) - 5, 6 * int(half)
    elif nine:
        last = 9
    elif month:
        first = last = int(month)
    final_day = calendar.monthrange(int(year), last)[1]
    return Period(text, date(int(year), first, 1), date(int(year), last, final_day))
