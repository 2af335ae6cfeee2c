"""A page drawn by poppler: as fine as its content asks for, in as few colours as it has."""

import numpy as np
import pytest

from pipeline.config import load_settings
from pipeline.errors import InputError
from pipeline.ingest.pdf.boxes import POINTS, PdfSheet
from pipeline.ingest.pdf.content import page_content
from pipeline.ingest.pdf.drawing import draw_content
from pipeline.ingest.pdf.page import sole_picture
from schemas.geometry import BoundingBox
from schemas.imaging import PageImage
from tests.support.pdf_pages import OnePage, picture, scan

SETTINGS = load_settings(environ={})
A5 = (420.0, 595.0)


def sheet_of(size: tuple[float, float], rotate: int = 0) -> PdfSheet:
    return PdfSheet(BoundingBox(0, 0, *size), 1 / POINTS, rotate)


def content_of(one: OnePage):
    one.page.obj.Contents = one.pdf.make_stream(b"\n".join(one.content))
    return page_content(one.pdf, one.page)


def drawn(one: OnePage, size=A5, rotate: int = 0, **limits: float) -> PageImage:
    settings = SETTINGS.limits.model_copy(update=limits)
    content = content_of(one)
    return draw_content(
        one.pdf,
        one.page,
        content,
        sheet_of(size, rotate),
        settings,
        SETTINGS.preprocess,
        "a.pdf",
    )


def lettered(size=A5) -> OnePage:
    one = OnePage(size)
    one.write("BT /F 12 Tf 60 400 Td (Giay to) Tj ET")
    return one


def test_text_is_drawn_fine_enough_to_be_read():
    page = drawn(lettered())
    assert page.dpi >= SETTINGS.preprocess.render_dpi and page.dpi_known
    assert page.redrawn
    width, height = (side / 72 * page.dpi for side in A5)
    assert page.pixels.shape[1] == pytest.approx(width, abs=2)
    assert page.pixels.shape[0] == pytest.approx(height, abs=2)


def test_grey_text_is_no_colour_page_and_red_text_is_one():
    assert drawn(lettered()).pixels.ndim == 2
    one = OnePage(A5)
    one.write("1 0 0 rg 100 100 200 200 re f")
    page = drawn(one)
    assert page.pixels.ndim == 3
    red, green, _ = page.pixels[page.pixels.shape[0] * 2 // 3, 600]
    assert red > 200 and green < 60


def test_a_black_and_white_scan_stays_black_and_white():
    one = OnePage(A5)
    image = scan("1", (1240, 1754))
    one.draw(picture(one.pdf, image), (A5[0] - 30, 6, -6, A5[1] - 30, 15, 15))
    page = drawn(one)
    assert set(np.unique(page.pixels)) == {0, 255}
    assert page.encoded.bits == 1


def test_no_page_has_more_pixels_than_are_allowed():
    page = drawn(lettered(), max_drawn_megapixels=1.0)
    assert page.pixels.shape[0] * page.pixels.shape[1] <= 1.02e6


def test_of_a_huge_bare_sheet_the_inked_part_is_drawn():
    size = (9000.0, 9000.0)
    one = OnePage(size)
    one.write("0 g 4000 4000 300 200 re f")
    page = drawn(one, size, max_drawn_megapixels=4.0)
    box = page.box
    assert box is not None
    assert box.x0 <= 4000 and box.x1 >= 4300 and box.y0 <= 4000 and box.y1 >= 4200
    assert box.width < 400 and box.height < 300
    assert (page.pixels < 128).mean() > 0.5


def test_a_page_is_handed_on_unturned_with_how_it_is_shown():
    page = drawn(lettered(), rotate=90)
    assert page.rotation_hint == 90
    assert page.pixels.shape[0] > page.pixels.shape[1]


def test_a_broken_picture_is_not_drawn_over():
    one = OnePage(A5)
    image = scan("L", (600, 800))
    broken = picture(one.pdf, image, b"\xff\xd8\xff\xe0 cut")
    one.draw(broken, (A5[0], 0, 0, A5[1], 0, 0))
    with pytest.raises((ValueError, InputError)):
        drawn(one)


def test_the_one_picture_of_a_page_is_all_there_is_to_see():
    one = OnePage(A5)
    one.draw(picture(one.pdf, scan("L", (840, 1190))), (A5[0], 0, 0, A5[1], 0, 0))
    sheet = sheet_of(A5)
    assert sole_picture(one.pdf, content_of(one), sheet) is not None
    one.write("0 g 5 5 90 20 re f")
    assert sole_picture(one.pdf, content_of(one), sheet) is None
    small = OnePage(A5)
    small.draw(picture(small.pdf, scan("L", (840, 1190))), (200, 0, 0, 283, 0, 0))
    assert sole_picture(small.pdf, content_of(small), sheet) is None
