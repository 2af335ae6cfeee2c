"""The issuing organ from lines whose parts are known."""

import numpy as np
import pytest

from pipeline.extract.head.organ import read_issuer
from pipeline.extract.layout import page_rows
from pipeline.extract.parts.label import Labelled
from pipeline.extract.types import load_document_types
from pipeline.extract.values import Value
from synthetic.heads.canvas import Canvas

VOCABULARY = load_document_types().vocabulary


def issuer(lines: list[tuple[str, str, float]], number: str) -> Value:
    """Of lines (text, part, how sure that is) below one another."""
    canvas = Canvas(np.random.default_rng(3), (1654, 2339))
    for at, (text, _, _) in enumerate(lines):
        canvas.put(text, 420, 150 + 40 * at, 32, "", "center")
    rows = page_rows(canvas.reading().ocr, 1)
    told = [
        Labelled(row, part, sure, "left")
        for row, (_, part, sure) in zip(rows, lines, strict=True)
    ]
    found = read_issuer(told, VOCABULARY, number)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("number", "doubted"),
    [("845/HĐTĐQ-VX", True), ("845/PCCC", False), ("845/QĐ-UBND", True)],
)
def test_a_notation_of_one_of_the_organs_above_speaks_against_the_name(
    number: str, doubted: bool
) -> None:
    found = issuer(
        [
            ("UBND TỈNH HẠ YÊN", "PARENT", 1.0),
            ("HỘI ĐỒNG THẨM ĐỊNH QUY HOẠCH", "PARENT", 0.6),
            ("PHÒNG CHÁY CHỮA CHÁY TỈNH HẠ YÊN", "ORGAN", 1.0),
        ],
        number,
    )
    assert (found.confidence < 0.7) is doubted


def test_a_last_line_that_the_name_needs_is_kept_however_unsure() -> None:
    lines = [("SỞ THÔNG TIN VÀ", "ORGAN", 0.95), ("TRUYỀN THÔNG", "ORGAN", 0.57)]
    assert issuer(lines, "1/STTTT").value == "Sở Thông tin và Truyền thông"


def test_a_line_below_that_may_belong_to_the_name_is_a_doubt() -> None:
    lines = [
        ("TRUNG TÂM CÔNG NGHỆ THÔNG TIN CỦA", "ORGAN", 0.9),
        ("TỈNH HẠ YÊN", "SUBJECT", 0.66),
    ]
    sure = [
        (text, part if part == "ORGAN" else "NUMBER", 0.99) for text, part, _ in lines
    ]
    assert issuer(lines, "").confidence < issuer(sure, "").confidence
