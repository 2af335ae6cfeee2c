"""Doubtful words mended by a text layer."""

import numpy as np

from pipeline.ocr.text_layer.mending import mend_reading
from schemas.geometry import BoundingBox, PageGeometry
from schemas.ocr import OcrLine, OcrPage, OcrWord


def test_doubtful_words_are_mended_by_an_agreeing_layer():
    def one(text: str, confidence: float, shift: float = 0.0) -> OcrPage:
        words = tuple(
            OcrWord(
                word,
                BoundingBox(100 * n + shift, 10, 100 * n + 80 + shift, 40),
                confidence,
            )
            for n, word in enumerate(text.split())
        )
        return OcrPage(
            (OcrLine(words, BoundingBox(0, 10, 1000, 40)),),
            PageGeometry(1654, 2339, 200.0),
            "ours",
        )

    layer = one("Ngày mùng ba tháng chín", 0.99, shift=2)
    assert (
        mend_reading(one("Mgày mùng ba tháng chín", 0.9), layer).text
        == "Ngày mùng ba tháng chín"
    )
    sure = one("Ngày mùng hai tháng chín", 0.9)
    assert mend_reading(sure, layer) == sure
    assert (
        mend_reading(one("Mgày mùng ba", 0.9), one("xin mùng ba", 0.99)).text
        == "Mgày mùng ba"
    )
    assert np.isclose(mend_reading(one("Mgày", 0.2), layer).words[0].confidence, 0.6)
