"""What the digits of a personal identification number say (configs/citizen_id.toml).

The functions take one number or an array of numbers (int64): the register checks millions of rows
at once.
"""

from __future__ import annotations

from functools import cache
from typing import TypeVar

import numpy as np
import numpy.typing as npt
from pydantic import Field

from pipeline.common.data import CONFIGS, Data, load_data

Number = TypeVar("Number", int, npt.NDArray[np.int64])

_CENTURY_AND_SEX, _YEAR = 10**8, 10**6
MALE, FEMALE = 0, 1
"""What `sex_digit` gives."""


class CitizenIdRule(Data):
    """How the numbers are made up. `places`: first and last province."""

    source: str
    digits: int = Field(gt=10)
    old_digits: int = Field(gt=0)
    places: tuple[int, int]
    first_century: int


@cache
def citizen_id_rule() -> CitizenIdRule:
    """The rule in force.

    Raises:
        UsageError: `config_invalid`.
    """
    return load_data(CitizenIdRule, CONFIGS / "citizen_id.toml")


def is_whole_id(text: str) -> bool:
    """Whether the text is as many digits as a number has, whatever they say."""
    return len(text) == citizen_id_rule().digits and text.isascii() and text.isdecimal()


def is_id_length(digits: int) -> bool:
    """Whether a number of a person, new or old, has so many digits."""
    rule = citizen_id_rule()
    return digits in (rule.digits, rule.old_digits)


def birth_year(number: Number) -> Number:
    """The year of birth that digits 4 to 6 tell."""
    century = number // _CENTURY_AND_SEX % 10 // 2
    return citizen_id_rule().first_century + 100 * century + number // _YEAR % 100


def sex_digit(number: Number) -> Number:
    """`MALE` or `FEMALE`, which digit 4 tells."""
    return number // _CENTURY_AND_SEX % 2


def is_citizen_id(text: str) -> bool:
    """Whether the text is as long as a number and begins with a province that there is."""
    first, last = citizen_id_rule().places
    return is_whole_id(text) and first <= int(text[:3]) <= last


def citizen_id_fits(
    text: str, gender: str | None = None, born: str | None = None
) -> bool:
    """Whether a number can belong to someone of this sex and birth year.

    Args:
        text: the number.
        gender: `M` or `F`; None where unknown.
        born: `YYYY-MM-DD` or `YYYY`; None where unknown.
    """
    if not is_citizen_id(text):
        return False
    number = int(text)
    if gender is not None and (sex_digit(number) == MALE) != (gender == "M"):
        return False
    return born is None or int(born[:4]) == birth_year(number)
