"""What is to be scanned again: by flags, and by the page numbers that are printed."""

from dataclasses import replace

import pytest
from store_rows import made_row

from pipeline.desk.pages.rescan import missing_numbers, printed_number, remarks_on
from schemas.geometry import BoundingBox, PageGeometry
from schemas.ocr import OcrLine, OcrPage, OcrWord, PageReading
from schemas.tables.rows import PageRow

GEOMETRY = PageGeometry(1654, 2339, 200)


def reading(*lines: tuple[str, float]) -> PageReading:
    made = [
        OcrLine.around([OcrWord(text, BoundingBox(700, y, 900, y + 30), 1.0)])
        for text, y in lines
    ]
    ocr = OcrPage(tuple(made), GEOMETRY, "made")
    return PageReading(1, ocr, False, (), True, (), None, True, 0.0, {})


@pytest.mark.parametrize(
    ("lines", "number"),
    [
        ([("2", 60.0), ("Điều 1", 300.0)], (2, None)),
        ([("Trang 3/5", 2280.0)], (3, 5)),
        ([("- 4 -", 2280.0)], (4, None)),
        ([("2", 1000.0)], None),
        ([("2024", 60.0)], None),
        ([("0", 60.0)], None),
        ([], None),
    ],
)
def test_the_number_at_head_or_foot(lines, number) -> None:
    assert printed_number(reading(*lines)) == number


@pytest.mark.parametrize(
    ("printed", "missing"),
    [
        ([None, (2, None), (4, None)], [3]),
        ([(1, None), (2, None), (4, None)], [3]),
        ([(1, 3), (2, 3)], [3]),
        ([(2, 3), (3, 3)], [1]),
        ([None, (2, None), (3, None)], []),
        ([(3, None), (1, None)], []),
        ([(1, 2), (1, 2)], []),
        ([None, None], []),
        ([(1, None), None, (5, None)], [2, 3, 4]),
    ],
)
def test_numbers_that_no_page_bears(printed, missing) -> None:
    assert missing_numbers(printed) == missing


def test_flags_are_told_once_and_an_empty_page_is_only_empty() -> None:
    rows = [
        made_row(PageRow, page=1, dpi=150.0, flags=("low_dpi", "small_print", "grey")),
        made_row(PageRow, page=2, dpi=200.0, flags=("blank", "low_contrast")),
        made_row(PageRow, page=3, dpi=200.0, flags=("dpi_unknown",)),
    ]
    told = [(one.page, one.code) for one in remarks_on(rows, [])]
    assert told == [
        (1, "rescan_low_dpi"),
        (1, "rescan_not_colour"),
        (2, "rescan_blank"),
    ]


@pytest.mark.parametrize(
    ("sure", "code"),
    [
        ((0.5, 0.99, 0.99), "rescan_out_of_focus_top"),
        ((0.99, 0.5, 0.9), "rescan_out_of_focus_middle"),
        ((0.99, 0.99, 0.5), "rescan_out_of_focus_bottom"),
        ((0.99, 0.99, 0.99), "rescan_out_of_focus"),
    ],
)
def test_the_part_of_a_photograph_that_is_soft_is_named(sure, code) -> None:
    words = [
        OcrWord("chữ", BoundingBox(700, y, 900, y + 30), one)
        for y, one in zip((100.0, 1100.0, 2100.0), sure, strict=True)
    ]
    page = reading()
    page = replace(page, ocr=replace(page.ocr, lines=(OcrLine.around(words),)))
    row = made_row(PageRow, page=1, dpi=200.0, flags=("blurred", "out_of_focus"))
    assert [one.code for one in remarks_on([row], [page])] == [code]
    assert [one.code for one in remarks_on([row], [])] == ["rescan_out_of_focus"]
