"""How sure values are said to be, held against how many are right."""

import pytest

from benchmarks.fields.reliability import (
    bands,
    calibration_error,
    diagram,
)

TOLD = [(0.95, True)] * 19 + [(0.95, False)] + [(0.6, True)] * 2 + [(0.6, False)] * 2


def test_bands_hold_what_is_said_against_what_is_right() -> None:
    low, high = bands(TOLD)
    assert (low.values, low.said, low.right) == (4, pytest.approx(0.6), 0.5)
    assert (high.values, high.right) == (20, 0.95)
    assert calibration_error([low, high]) == pytest.approx(4 * 0.1 / 24)


def test_a_value_said_to_be_certain_is_in_the_last_band() -> None:
    (band,) = bands([(1.0, True)])
    assert band.high == 1.0 and band.values == 1


def test_the_diagram_draws_a_bar_for_each_band() -> None:
    head, *rows = diagram(bands(TOLD))
    assert head == "expected calibration error 0.0167"
    assert [row.count("█") for row in rows] == [20, 38]
    assert all("|" in row for row in rows)


def test_nothing_told_is_no_error() -> None:
    assert bands([]) == [] and calibration_error([]) == 0.0
