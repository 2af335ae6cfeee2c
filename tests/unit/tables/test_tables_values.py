"""Numbers of a spreadsheet: what of them was typed, and what it has lost."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.tables.values import Number


@pytest.mark.parametrize(
    ("value", "whole"),
    [
        (7, 7),
        (7.0, 7),
        (-3, -3),
        (7.5, None),
        (math.nan, None),
        (math.inf, None),
        (10**15 - 1, 10**15 - 1),
        (10**15, None),
    ],
)
def test_a_whole_number_is_one_that_a_spreadsheet_keeps(value, whole):
    assert Number(value).whole == whole


@pytest.mark.parametrize(
    ("value", "number_format", "typed"),
    [
        (1090000123, "000000000000", "001090000123"),
        (26, "00", "26"),
        (260, "00", "260"),
        (1.5, "0.00", "1.50"),
        (1.5, "000.0", "001.5"),
        (0, "000", "000"),
        (7, "00;-00", "07"),
        (7, "00_)", "07"),
        (7, "0", None),
        (7, "General", None),
        (7, "#,##0", None),
        (-7, "00", None),
        (1.25, "00.0", None),
        (1.25, "00", None),
        (10**15, "0" * 16, None),
    ],
)
def test_zeros_of_the_format_are_digits_that_were_typed(value, number_format, typed):
    assert Number(value, number_format).typed == typed


@given(st.integers(0, 10**12), st.integers(2, 14))
def test_what_was_typed_is_the_number_again(value, digits):
    typed = Number(value, "0" * digits).typed
    assert typed is not None
    assert int(typed) == value and len(typed) >= digits
