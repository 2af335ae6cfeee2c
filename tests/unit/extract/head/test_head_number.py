"""Which line of a head has the paper's number."""

import pytest

from pipeline.extract.head.number import number_start, read_number
from pipeline.extract.values import Value
from tests.unit.extract.head.lines import labelled


def number(text: str) -> Value | None:
    return read_number(labelled([(text, "NUMBER", 1.0)]), "", ("QĐ", "TTg", "UBND"))


def test_a_number_line_gives_the_papers_number() -> None:
    found = number("Số: 468/QĐ-TTg")
    assert found is not None and found.value == "468/QĐ-TTg"
    assert found.confidence > 0.95


@pytest.mark.parametrize(
    "line",
    [
        "468/QĐ-TTg ngày 27/3/2021 của Thủ tướng",
        "468/QĐ-TTg ngày 27/3/2021",
        "SỐ 468/QĐ-TTG NGÀY 27/3/2021 CỦA THỦ TƯỚNG",
    ],
)
def test_another_papers_number_in_a_subject_is_asked_about(line: str) -> None:
    found = number(line)
    assert found is None or found.confidence < 0.93


def test_a_line_of_another_word_has_no_number() -> None:
    (line,) = labelled([("Sở Xây dựng", "ORGAN", 1.0)])
    assert number_start(line.row.tokens) is None


def test_a_line_with_its_label_goes_before_the_end_of_an_organs_name() -> None:
    lines = [("Covid-19", "NUMBER", 0.3), ("Số: 14/GXN-BCĐPC", "NUMBER", 1.0)]
    found = read_number(labelled(lines), "", ("GXN",))
    assert found is not None and found.value == "14/GXN-BCĐPC"
