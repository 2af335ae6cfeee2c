"""Large sheets in bands: every word once, whole, in its place, whatever stands at the cuts."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageDraw

from pipeline.ocr.engines.asternet import AsterNetEngine
from pipeline.ocr.segmentation.bands import MOST_PIXELS, cut_bands, recognize_in_bands
from schemas.geometry import Affine, PageGeometry
from schemas.imaging import CleanPage
from synthetic.pages import fonts
from tests.support.drawn_pages import clean_page

WIDTH, HEIGHT = 3400, 5600  # two bands


@pytest.fixture(scope="module")
def engine() -> AsterNetEngine:
    return AsterNetEngine("vie")


def sheet(
    step: int, lean: int, lines: bool = False
) -> tuple[CleanPage, dict[str, tuple[int, int]]]:
    """Numbers of four digits every 400 pixels, each column `lean` lower than the one before: number
    -> place."""
    picture = Image.new("L", (WIDTH, HEIGHT), 255)
    draw, font = ImageDraw.Draw(picture), fonts.load(fonts.Face(), 36)
    places: dict[str, tuple[int, int]] = {}
    for y in range(40, HEIGHT - 100, step):
        for column, x in enumerate(range(60, WIDTH - 200, 400)):
            at = y + column * lean
            if at < HEIGHT - 60:
                number = str(1000 + len(places))
                draw.text((x, at), number, fill=0, font=font)
                places[number] = x, at
    if lines:
        for x in range(300, WIDTH, 400):
            draw.line((x, 0, x, HEIGHT), fill=0, width=3)
    return clean_page(np.asarray(picture)), places


def test_a_page_up_to_a2_is_read_as_a_whole():
    page = clean_page(np.full((4677, 3307), 255, np.uint8))
    (band,) = cut_bands(page)
    assert band.page is page


def test_bands_cover_the_sheet_once_and_see_their_neighbours():
    page, _ = sheet(200, 0)
    bands = list(cut_bands(page))
    assert len(bands) == 2 and bands[0].own.y1 == bands[1].own.y0
    assert (bands[0].own.y0, bands[-1].own.y1) == (0, HEIGHT)
    for band in bands:
        assert band.own.width == WIDTH and band.page.pixels.size < MOST_PIXELS
        top = round(band.page.to_upright.f)
        assert np.array_equal(
            band.page.pixels, page.pixels[top : top + band.page.pixels.shape[0]]
        )
        assert top <= max(0, band.own.y0 - 190) and top + band.page.pixels.shape[
            0
        ] >= min(HEIGHT, band.own.y1 + 190)
    # The cut lies in white.
    assert (page.pixels[int(bands[0].own.y1)] == 255).all()


@pytest.mark.parametrize(
    ("step", "lean", "lines"), [(200, 0, False), (70, 9, False), (70, 9, True)]
)
def test_every_word_is_read_once_and_where_it_stands(engine, step, lean, lines):
    page, places = sheet(step, lean, lines)
    read = recognize_in_bands(engine, page)
    whole = engine.recognize(page)
    words = [word.text for word in read.words]
    # No word is lost or read twice for the cut: as many as when the sheet is read in one piece.
    assert len(words) == len(set(words)) == len(whole.words)
    assert len(set(words) & set(places)) > 0.97 * len(places)
    for word in read.words:
        if word.text in places:
            x, y = places[word.text]
            assert abs(word.box.x0 - x) < 12 and y - 10 < word.box.y0 < y + 30
    blocks = [line.block for line in read.lines]
    assert blocks == sorted(blocks) and (read.engine, read.language) == (
        whole.engine,
        whole.language,
    )


def test_words_lie_right_on_a_shrunk_copy(engine):
    page, places = sheet(200, 0)
    geometry = PageGeometry(WIDTH * 3 // 2, HEIGHT * 3 // 2, 300.0)
    larger = replace(page, to_upright=Affine(a=1.5, d=1.5), geometry=geometry)
    for word in recognize_in_bands(engine, larger).words:
        if word.text in places:
            x, y = places[word.text]
            assert abs(word.box.x0 - 1.5 * x) < 20 and abs(word.box.y0 - 1.5 * y) < 40


def test_a_very_wide_strip_is_cut_across():
    picture = Image.new("L", (40_000, 640), 255)
    draw, font = ImageDraw.Draw(picture), fonts.load(fonts.Face(), 36)
    for x in range(100, 39_000, 300):
        draw.text((x, 300), str(1000 + x // 300), fill=0, font=font)
    page = clean_page(np.asarray(picture))
    bands = list(cut_bands(page))
    assert len(bands) == 3 and all(
        max(band.page.pixels.shape) < 32_767 for band in bands
    )
    for band in bands[1:]:
        assert (page.pixels[:, int(band.own.x0)] == 255).all()
