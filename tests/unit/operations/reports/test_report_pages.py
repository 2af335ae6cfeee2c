"""Lines of a report on pages, with the text under them."""

import pytest

from pipeline.errors import MissingToolError
from pipeline.operations.reports.report_pages import draw_pages


def test_lines_are_drawn_and_can_be_searched():
    (page,) = draw_pages(["Tỷ lệ   12,5 %", "──────", "", "Xã A"])
    assert page.ocr.text == "Tỷ lệ 12,5 %\nXã A"
    first = page.ocr.lines[0].words
    # Columns stay where they are: "12,5" begins at the tenth letter, "Tỷ" at the first.
    step = first[0].box.width / 2
    assert first[2].box.x0 - first[0].box.x0 == pytest.approx(8 * step)
    assert len(page.image.data) > 200


def test_many_lines_take_several_pages_in_one_size():
    pages = list(draw_pages([f"dòng {number}" for number in range(130)]))
    assert len(pages) == 4
    assert [page.ocr.lines[-1].text for page in pages] == ["1/4", "2/4", "3/4", "4/4"]
    assert pages[-1].ocr.lines[-2].text == "dòng 129"
    last = pages[0].ocr.words[-1].box
    assert 3300 < last.x1 <= 3508 - 150 and last.y1 < 2480


def test_wide_lines_are_smaller():
    (wide,), (narrow,) = (list(draw_pages(["x" * letters])) for letters in (180, 20))
    widths = [
        page.ocr.words[0].box.width / len(page.ocr.words[0].text)
        for page in (wide, narrow)
    ]
    assert widths[0] < widths[1]
    assert wide.ocr.words[0].box.x1 <= wide.geometry.width_px - 150


def test_without_a_font_the_package_is_named():
    with pytest.raises(MissingToolError) as caught:
        list(draw_pages(["x"], fonts=["/none.ttf"]))
    assert caught.value.code == "no_report_font"
