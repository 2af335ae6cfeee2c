"""The mark in letters that a file was converted from paper."""

import re

import pytest

from pipeline.archive.pdfa.layout import page_size
from pipeline.archive.pdfa.mark import conversion_text
from pipeline.common.rules import load_rules
from schemas.archive import PageContent
from schemas.geometry import BoundingBox, PageGeometry
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
    found = re.search(
        rb"/SohoaMark (\S+) Tf 0 g 1 0 0 1 (\S+) (\S+) Tm", mark().operators(page)
    )
    assert found is not None
    return tuple(map(float, found.groups()))


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


def test_where_no_band_is_free_it_stands_at_the_edge():
    _, _, baseline = placed(page(BoundingBox(40, 1500, 1200, 1754)))
    assert baseline == 5.0


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
