"""What an overlay is put together from: the page, the numbers of its lines, the legend."""

from collections import defaultdict

import numpy as np
import pytest
from PIL import Image, ImageDraw

from pipeline.ocr.export.overlay_legend import LEAST_WIDTH, assemble
from pipeline.ocr.export.overlay_order import number_lines
from pipeline.ocr.export.overlay_page import LARGEST_SIDE, draw_page
from pipeline.ocr.export.overlay_signs import ORDER, SCALE
from schemas.geometry import PageGeometry

TEXTS = defaultdict(lambda: "chú giải")


def purple(picture: Image.Image) -> int:
    return int((np.asarray(picture) == np.array(ORDER, np.uint8)).all(axis=2).sum())


@pytest.mark.parametrize(
    ("size", "dpi", "shown"),
    [
        ((1000, 1400), 150.0, (1000, 1400)),
        ((2000, 2800), 300.0, (1000, 1400)),
        ((20000, 9000), 100.0, (LARGEST_SIDE, 1170)),
        ((100, 50), 600.0, (100, 50)),
    ],
    ids=["as it is", "fine", "a large sheet", "a slip"],
)
def test_a_page_is_shown_at_a_size_to_look_at(size, dpi, shown):
    pixels = np.full(size[::-1], 255, np.uint8)
    picture, scale = draw_page(pixels, PageGeometry(*size, dpi))
    assert picture.size == shown
    assert scale == pytest.approx(shown[0] / size[0])


def test_ink_is_paled_and_paper_stays_white():
    pixels = np.full((300, 300), 255, np.uint8)
    pixels[100:200, 100:200] = 0
    picture = np.asarray(draw_page(pixels, PageGeometry(300, 300, 150.0))[0])
    assert picture[10, 10].tolist() == [255] * 3
    assert 80 < picture[150, 150, 0] < 120


def numbered(*boxes: tuple[float, float, float, float]) -> int:
    picture = Image.new("RGB", (800, 800), "white")
    number_lines(ImageDraw.Draw(picture), boxes)
    return purple(picture)


def test_an_arrow_leads_to_a_line_that_is_not_the_next_below():
    below = numbered((100, 100, 300, 130), (100, 140, 300, 170))
    beside = numbered((100, 100, 300, 130), (500, 100, 700, 130))
    above = numbered((100, 400, 300, 430), (100, 100, 300, 130))
    assert 0 < below < min(beside, above)


def test_the_sheet_holds_page_text_and_legend():
    page, text = (
        Image.new("RGB", (600, 300), "red"),
        Image.new("RGB", (600, 300), "blue"),
    )
    sheet = assemble(page, text, TEXTS, "trang 1")
    assert sheet.width == 1214 and sheet.height > 300
    assert sheet.getpixel((10, 10)) == (255, 0, 0) and sheet.getpixel((700, 10)) == (
        0,
        0,
        255,
    )
    legend = np.asarray(sheet)[300:]
    for _, colour in SCALE:
        assert (legend == np.array(colour, np.uint8)).all(axis=2).any()
    assert sheet.height > assemble(page, text, TEXTS, "").height


def test_a_small_page_has_room_for_its_legend():
    small = Image.new("RGB", (50, 50))
    assert assemble(small, small, TEXTS, "").width == LEAST_WIDTH
