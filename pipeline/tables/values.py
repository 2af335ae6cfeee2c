"""What a cell may hold: text as it is, and what a spreadsheet keeps otherwise than it was typed."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import Enum

_ZEROS = re.compile(r"(0+)(?:\.(0+))?(?:[;_].*)?", re.ASCII)
_EXACT = 10**15
"""A spreadsheet keeps 15 digits: longer whole numbers have lost some."""


class Fault(Enum):
    """A cell without a usable value; the value says why."""

    ERROR = "the cell holds an error such as #N/A"
    NOT_CALCULATED = "the formula was saved without its result"
    MERGED = "the cell is merged with others and has no value of its own"


@dataclass(frozen=True, slots=True)
class Number:
    """A number cell. `number_format`: the format code that a spreadsheet shows it by."""

    value: int | float
    number_format: str = "General"

    @property
    def whole(self) -> int | None:
        """The whole number, None where it has decimals or more digits than a spreadsheet keeps."""
        exact = (
            math.isfinite(self.value)
            and float(self.value).is_integer()
            and abs(self.value) < _EXACT
        )
        return int(self.value) if exact else None

    @property
    def typed(self) -> str | None:
        """The digits as a format of zeros such as `0.000000` shows them; None where the format does
        not tell."""
        match = _ZEROS.fullmatch(self.number_format)
        if (
            match is None
            or (len(match[1]) == 1 and not match[2])
            or not 0 <= self.value < _EXACT
        ):
            return None
        decimals = len(match[2] or "")
        shown = f"{self.value:.{decimals}f}"
        if not math.isclose(float(shown), self.value, rel_tol=1e-12):
            return None
        return shown.zfill(len(match[1]) + (decimals + 1 if decimals else 0))


Cell = str | bool | Number | datetime | date | time | Fault | None
