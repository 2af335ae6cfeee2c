"""Lines cut where wide white parts what stands side by side."""

from pipeline.ocr.stamps.segments import line_height, segments_of
from schemas.ocr import OcrLine, OcrPage
from tests.support.stamped_pages import GEOMETRY, HEIGHT, line, page


def test_a_line_is_cut_at_wide_white_only():
    left, right = line("Số: 918", 100, 300), line("Kính gửi: Sở Y tế", 700, 300)
    whole = OcrPage((OcrLine.around((*left.words, *right.words)),), GEOMETRY, "made")
    first, second = segments_of(whole, HEIGHT)
    assert (first.text, second.text) == (left.text, right.text)
    assert (first.begin, first.end, second.begin, second.end) == (0, 2, 2, 7)
    assert second.box == right.box
    assert second.folded == "kinh gui so y te"


def test_the_usual_line_tells_the_height():
    assert line_height(page()) == HEIGHT
    assert line_height(OcrPage((), GEOMETRY, "made")) == 0.0
    assert segments_of(OcrPage((), GEOMETRY, "made"), 0.0) == ()
