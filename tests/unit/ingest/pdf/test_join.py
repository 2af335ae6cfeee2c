"""Pictures side by side become one: nothing lost, nothing moved, and nothing where more is seen."""

import numpy as np
import pytest
from PIL import Image

from pipeline.ingest.pdf.boxes import EVERYTHING
from pipeline.ingest.pdf.content import page_content
from pipeline.ingest.pdf.image import is_bilevel, is_opaque, take_image
from pipeline.ingest.pdf.join import (
    finest_resolution,
    join_pictures,
    resolution,
    union_of,
)
from pipeline.ingest.pdf.marks import DrawnImage, PageContent
from pipeline.ingest.pdf.tiles import canvas_of, lay_tiles, strips_of
from schemas.geometry import Affine, BoundingBox
from tests.support.pdf_pages import OnePage, picture, scan

MOST = (1e8, 1e8)
SIZE = (300.0, 400.0)
PX = 2  # pixels a point of the pictures made here


def drawn(one: OnePage, image: Image.Image, box: BoundingBox, **more) -> DrawnImage:
    matrix = Affine(box.width, 0, 0, box.height, box.x0, box.y0)
    return DrawnImage(picture(one.pdf, image, **more), matrix)


def page_of(mode: str, *heights: int) -> tuple[OnePage, Image.Image]:
    """A page in strips of these heights in pixels, and the picture that was cut."""
    image = scan(mode, (int(SIZE[0] * PX), int(SIZE[1] * PX)))
    one = OnePage(SIZE)
    one.strips(image, list(heights), 1 / PX)
    return one, image


def joined(one: OnePage, bare: bool = False):
    one.page.obj.Contents = one.pdf.make_stream(b"\n".join(one.content))
    content = page_content(one.pdf, one.page)
    sheet = BoundingBox(0, 0, *SIZE)
    return join_pictures(one.pdf, content, sheet, MOST, bare=bare)


@pytest.mark.parametrize("heights", [(800,), (400, 400), (300, 64, 436)])
def test_strips_in_black_and_white_are_the_picture_again(heights):
    one, image = page_of("1", *heights)
    page = joined(one)
    assert page is not None and not page.lossy
    assert np.array_equal(page.pixels > 127, np.asarray(image))
    assert (page.box, page.resolution) == (BoundingBox(0, 0, *SIZE), float(PX))


def test_strips_in_grey_stand_on_their_own_pixels():
    one, image = page_of("L", 320, 480)
    page = joined(one)
    assert page is not None
    off = np.abs(page.pixels.astype(int) - np.asarray(image).astype(int))
    assert page.pixels.shape == (800, 600) and off.mean() < 6


def test_a_mark_beside_the_pictures_or_none_at_all_is_no_joined_page():
    one, _ = page_of("1", 400, 400)
    one.write("0 g 5 5 20 20 re f")
    assert joined(one) is None
    assert joined(OnePage(SIZE)) is None


def test_a_slanted_or_coloured_stencil_is_left_to_who_draws():
    one = OnePage(SIZE)
    one.draw(picture(one.pdf, scan("1", (600, 800))), (300, 40, -40, 400, 0, 0))
    assert joined(one) is None
    one = OnePage(SIZE)
    stencil = {"ImageMask": True, "ColorSpace": None}
    mask = picture(one.pdf, scan("1", (600, 800)), **stencil)
    one.draw(mask, (300, 0, 0, 400, 0, 0), before="1 0 0 rg")
    assert joined(one) is None


def test_more_pixels_than_are_allowed_are_not_made():
    one, _ = page_of("1", 400, 400)
    one.page.obj.Contents = one.pdf.make_stream(b"\n".join(one.content))
    content = page_content(one.pdf, one.page)
    sheet = BoundingBox(0, 0, *SIZE)
    few = (1e8, 600 * 800 - 1.0)
    assert join_pictures(one.pdf, content, sheet, few, bare=False) is None


def test_the_box_around_pictures_and_the_finest_of_them():
    one = OnePage(SIZE)
    coarse = drawn(one, scan("L", (100, 200)), BoundingBox(0, 0, 100, 200))
    fine = drawn(one, scan("L", (400, 400)), BoundingBox(150, 50, 250, 150))
    speck = drawn(one, scan("L", (90, 90)), BoundingBox(0, 0, 3, 3))
    assert union_of([coarse, fine]) == BoundingBox(0, 0, 250, 200)
    assert [resolution(one) for one in (coarse, fine, speck)] == [1.0, 4.0, 30.0]
    sheet = BoundingBox(0, 0, *SIZE)
    # A speck does not say how fine a page is.
    assert finest_resolution([coarse, fine, speck], sheet) == 4.0
    assert finest_resolution([speck], sheet) == 0.0
    assert finest_resolution([], sheet) == 0.0


def test_a_picture_without_sides_has_no_resolution():
    one = OnePage(SIZE)
    flat = DrawnImage(picture(one.pdf, scan("L", (90, 90))), Affine(0, 0, 0, 0, 5, 5))
    assert resolution(flat) == 0.0


def tiles(*places: tuple[int, int, int, int], scale: float = 1.0, **more):
    """Grey pictures of (x, y, width, height) pixels, y from the top of a page of 100 by 100."""
    one = OnePage((100, 100))
    images = [
        drawn(
            one,
            Image.new("L", (w, h), 40 + 30 * at),
            BoundingBox(x, 100 - y - h, x + w, 100 - y),
            **more,
        )
        for at, (x, y, w, h) in enumerate(places)
    ]
    return lay_tiles(one.pdf, images, BoundingBox(0, 0, 100, 100), scale)


def test_tiles_stand_on_whole_pixels_and_edges_that_all_but_meet_do():
    exact = tiles((0, 0, 100, 40), (0, 40, 100, 60))
    near = tiles((0, 0, 100, 40), (1, 41, 99, 59))
    assert [(one.left, one.top) for one in exact] == [(0, 0), (0, 40)]
    assert near[1].top == 40
    apart = tiles((0, 0, 100, 40), (0, 46, 100, 54))
    assert apart[1].top == 46


def test_a_canvas_is_white_where_nothing_stands_and_later_tiles_lie_above():
    laid = tiles((10, 10, 20, 20), (20, 20, 20, 20))
    canvas = canvas_of(laid, (100, 100))
    assert canvas.shape == (100, 100) and canvas[0, 0] == 255
    assert abs(int(canvas[15, 15]) - 40) <= 1 and abs(int(canvas[25, 25]) - 70) <= 1
    tight = canvas_of(laid, None)
    assert tight.shape == (30, 30)
    assert np.array_equal(tight, canvas[10:40, 10:40])


def test_only_whole_strips_below_one_another_can_be_joined_as_they_are():
    strips = tiles((0, 40, 100, 60), (0, 0, 100, 40))
    canvas = canvas_of(strips, None)
    found = strips_of(strips, canvas)
    assert found is not None and [one.top for one in found] == [0, 40]
    alone = tiles((0, 0, 100, 100))
    assert strips_of(alone, canvas_of(alone, None)) is None
    beside = tiles((0, 0, 50, 100), (50, 0, 50, 100))
    assert strips_of(beside, canvas_of(beside, None)) is None


def test_kinds_of_pictures_are_told_apart():
    one = OnePage(SIZE)
    black, grey = picture(one.pdf, scan("1")), picture(one.pdf, scan("L"))
    assert (is_bilevel(black), is_bilevel(grey)) == (True, False)
    assert is_opaque(one.pdf, grey)
    grey.SMask = picture(one.pdf, Image.new("L", scan("L").size, 128))
    assert not is_opaque(one.pdf, grey)
    encoded, pixels = take_image(one.pdf, black)
    assert encoded.filter == "CCITTFaxDecode" and pixels.shape[:2] == (1754, 1240)


def test_content_of_too_many_pictures_is_drawn_instead():
    one = OnePage(SIZE)
    dot = drawn(one, scan("1", (100, 100)), BoundingBox(0, 0, 5, 5))
    content = PageContent(pictures=[dot] * 100_000)
    sheet = BoundingBox(0, 0, *SIZE)
    assert join_pictures(one.pdf, content, sheet, MOST, bare=False) is None
    assert dot.clip == EVERYTHING
