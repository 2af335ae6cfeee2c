"""Whether a page may stand wrong way up."""

from pipeline.ocr.checks.reliability import looks_unreliable
from schemas.geometry import BoundingBox, PageGeometry
from schemas.ocr import OcrLine, OcrPage, OcrWord

GEOMETRY = PageGeometry(1654, 2339, 200.0)


def page(text: str, confidence: float) -> OcrPage:
    words = tuple(
        OcrWord(word, BoundingBox(10 + 90 * n, 10, 80 + 90 * n, 40), confidence)
        for n, word in enumerate(text.split())
    )
    return OcrPage((OcrLine(words, BoundingBox(10, 10, 1600, 40)),), GEOMETRY, "test")


def test_a_page_read_upside_down_is_unreliable_and_a_good_one_is_not():
    assert looks_unreliable(page("ıɔ ƃuộɥ xqz wvf pqr jkl", 0.35))
    assert not looks_unreliable(page("Cộng hòa xã hội chủ nghĩa Việt Nam", 0.93))
