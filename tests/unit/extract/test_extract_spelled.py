"""Amounts in figures and words."""

import pytest

from pipeline.extract.forms.fields import Found
from pipeline.extract.spelled import hold_against_words
from pipeline.extract.values import Value
from tests.unit.extract.head.lines import labelled


@pytest.mark.parametrize(
    ("figures", "lines", "least", "most"),
    [
        ("47.1", ["47,1 m² (bằng chữ: bốn mươi bảy phẩy một mét vuông)"], 0.97, 1.0),
        # The comma was lost.
        ("471", ["471 m² (bằng chữ: bốn mươi bảy phẩy một mét vuông)"], 0.0, 0.5),
        ("47.1", ["47,1 m²,", "bằng chữ: bốn mươi bảy phẩy một"], 0.97, 1.0),
        ("47.1", ["47,1 m²", "Loại đất: ở", "Số tiền bằng chữ: năm"], 0.9, 0.96),
        ("47.1", ["47,1 m² (bằng chữ: ……)"], 0.9, 0.96),
    ],
)
def test_words_confirm_or_contradict_figures(
    figures: str, lines: list[str], least: float, most: float
) -> None:
    rows = [line.row for line in labelled([(text, "BODY", 1.0) for text in lines])]
    value = Value(figures, figures, 0.95, 0.9, rows[0].tokens[0].box, 1)
    (found,) = hold_against_words(
        [Found(None, None, "area", value, 1.0)], rows, {"area"}
    )
    assert found.value.value == figures
    assert least <= found.value.confidence <= most
