"""The mark in letters that a file was converted from paper."""

from dataclasses import replace

import numpy as np
import pikepdf
import pytest

from pipeline.archive.pdfa.assemble import write_archival_pdf
from pipeline.archive.pdfa.layout import page_size
from pipeline.archive.pdfa.mark import conversion_text
from pipeline.common.rules import load_rules
from schemas.archive import PageContent
from schemas.geometry import BoundingBox, PageGeometry
from schemas.imaging import InkMap
from schemas.ocr import OcrLine, OcrPage, OcrWord
from tests.support.archive_pages import WHEN, blank_page, description

RULE = load_rules("2025-07").conversion_mark
NAME = "Nguyễn  Thị\nMẫu"


def mark(operator=NAME):
    found = conversion_text(RULE, description(operator=operator))
    assert found is not None
    return found


def page(*boxes, width=1240, height=1754, dpi=150.0):
    geometry = PageGeometry(width, height, dpi, 0, 0.0)
    words = tuple(OcrLine.around([OcrWord("chữ", box, 1.0)]) for box in boxes)
    return PageContent(blank_page().image, geometry, OcrPage(words, geometry, "made"))


def placed(page):
    """(size, left, baseline) in points."""
    place = mark().find_place(page)
    return place.size, place.left, place.baseline


def inked(page, *cells):
    """The page with ink in these cells (row, column) of 10 pixels."""
    there = np.zeros((176, 124), bool)
    for row, column in cells:
        there[row, column] = True
    bits = np.packbits(there).tobytes().hex()
    return replace(page, ink=InkMap(124, 176, 10, bits))


def test_it_names_the_time_and_the_operator():
    assert mark().text.endswith(
        f"{WHEN.isoformat(timespec='seconds')}. Người chuyển đổi: Nguyễn Thị Mẫu"
    )


def test_nobody_named_is_no_mark():
    assert conversion_text(RULE, description(operator=None)) is None


def test_it_stands_at_the_foot():
    size, left, baseline = placed(page())
    assert (size, left, baseline) == (RULE.size_pt, 20.0, 5.0)


def test_it_goes_above_words_that_stand_there():
    foot = BoundingBox(40, 1730, 1200, 1750)
    _, _, baseline = placed(page(foot))
    assert 5.0 < baseline < 40.0


def test_where_no_band_is_free_the_page_gets_a_strip_for_it():
    place = mark().find_place(page(BoundingBox(40, 1500, 1200, 1754)))
    assert place.baseline < 0 < place.strip
    assert place.baseline - 0.3 * place.size >= -place.strip


def test_it_goes_above_ink_that_was_not_read():
    """A rule, a seal, a scrawl: here three rows of ten pixels, 14 points, from the foot."""
    foot = inked(page(), *((row, 40) for row in (173, 174, 175)))
    _, _, baseline = placed(foot)
    assert 13.0 < baseline < 20.0
    beside = inked(page(), (174, 1), (174, 120))
    assert placed(beside)[2] == 5.0


def test_the_ink_of_a_page_that_lies_is_where_it_stands():
    lying = PageGeometry(1240, 1754, 150.0, 90, 0.0)
    sheet = PageContent(blank_page().image, lying, OcrPage((), lying, "made"))
    # Turned clockwise by 90°, the right edge of the scan is the foot of the page.
    assert placed(inked(sheet, (150, 123)))[2] > 5.0
    assert placed(inked(sheet, (175, 60)))[2] == 5.0


def test_the_strip_is_part_of_the_page(tmp_path):
    full = page(BoundingBox(40, 1500, 1200, 1754))
    write_archival_pdf([full], description(operator=NAME), tmp_path / "a.pdf")
    with pikepdf.open(tmp_path / "a.pdf") as pdf:
        left, low, _, high = map(float, pdf.pages[0].mediabox)
    assert (left, high) == (0, pytest.approx(841.92, abs=0.1))
    assert -20 < low < -RULE.size_pt


@pytest.mark.parametrize("width", [200, 600])
def test_on_narrow_paper_it_is_as_small_as_it_must_be(width):
    paper = page(width=width)
    size, left, _ = placed(paper)
    assert size < RULE.size_pt
    assert left + size * mark().font.width(mark().text) <= page_size(paper.geometry)[0]


def test_papers_of_one_operator_share_their_letters():
    first = conversion_text(
        RULE, description(operator="An", created_at=WHEN.replace(year=2031))
    )
    second = conversion_text(RULE, description(operator="An"))
    assert first is not None and second is not None
    assert first.font.program == second.font.program
