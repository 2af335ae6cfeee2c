"""The picture to check a reading by eye."""

import tomllib

import numpy as np
import pytest

from pipeline.config import CONFIGS
from pipeline.ocr.checks.guards import guard_reading
from pipeline.ocr.export.overlay import draw_overlay
from pipeline.ocr.export.overlay_signs import SCALE, colour_of
from schemas.geometry import BoundingBox, PageGeometry
from schemas.ocr import OcrLine, OcrPage, OcrWord

TEXTS = {
    lang: tomllib.loads(
        (CONFIGS / "texts" / f"{lang}.toml").read_text(encoding="utf-8")
    )
    for lang in ("vi", "en")
}


def drawn(page: OcrPage, pixels: np.ndarray, lang: str = "vi") -> np.ndarray:
    return np.asarray(draw_overlay(pixels, page, TEXTS[lang], title="trang"))


def one(text: str, confidence: float, geometry: PageGeometry) -> OcrPage:
    word = OcrWord(text, BoundingBox(100, 200, 300, 240), confidence)
    return guard_reading(OcrPage((OcrLine((word,), word.box),), geometry, "test"))


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_words_are_framed_where_they_stand_upright(rotation):
    across, down = 600, 900
    size = (across, down) if rotation % 180 == 0 else (down, across)
    geometry = PageGeometry(*size, 150.0, rotation_deg=rotation)
    picture = drawn(
        one("Số", 0.95, geometry),
        np.full((geometry.height_px, geometry.width_px), 255, np.uint8),
    )
    left = picture[:down, :across]
    ys, xs = np.nonzero((left == np.array(SCALE[0][1], np.uint8)).all(axis=2))
    assert (xs.min(), xs.max(), ys.min(), ys.max()) == (100, 300, 200, 240)


def test_doubt_shows_by_more_than_colour():
    geometry = PageGeometry(600, 900, 150.0)
    white = np.full((900, 600, 3), 255, np.uint8)
    plain, foreign, impossible, low = (
        drawn(one(text, confidence, geometry), white)[:900, :600]
        for text, confidence in (("Số", 0.6), ("Sñ", 0.6), ("Mgày", 0.6), ("Số", 0.3))
    )
    orange = (plain == np.array(colour_of(0.6), np.uint8)).all(axis=2).sum()
    assert (foreign == np.array(colour_of(0.6), np.uint8)).all(
        axis=2
    ).sum() > orange + 100
    assert (impossible == np.array(colour_of(0.6), np.uint8)).all(
        axis=2
    ).sum() > orange + 100
    frame = (low == np.array(colour_of(0.3), np.uint8)).all(axis=2)
    assert frame[200, 100:300].any() and not frame[200, 100:300].all()


def test_odd_pages_are_drawn_too():
    for shape in ((16, 16), (40, 4000), (3000, 50)):
        geometry = PageGeometry(shape[1], shape[0], 30.0, skew_deg=2.0)
        empty = OcrPage((), geometry, "test", None)
        assert drawn(empty, np.full(shape, 255, np.uint8), "en").shape[2] == 3
