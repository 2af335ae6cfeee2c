"""Columns of a table in one form."""

import pyarrow as pa
import pytest

from pipeline.match.register.trimming import coded_words, trimmed, trimmed_numbers


@pytest.mark.parametrize("form", [trimmed, trimmed_numbers, coded_words])
def test_texts_are_composed_and_trimmed_and_the_empty_are_none(form):
    column = pa.array([" Lê \u00a0 An ", "Le\u0302", "", "  ", None, "x"])
    assert form(column).to_pylist() == ["Lê An", "Lê", None, None, None, "x"]
    assert form(column.slice(4, 2)).to_pylist() == [None, "x"]


def test_plain_numbers_stay_the_very_column():
    column = pa.array(["001075000123", None])
    assert trimmed_numbers(column) is column
    assert trimmed_numbers(pa.array(["1 2", ""])).to_pylist() == ["1 2", None]
    assert trimmed_numbers(pa.nulls(2, pa.string())).to_pylist() == [None, None]
