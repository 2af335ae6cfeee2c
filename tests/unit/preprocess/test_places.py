"""Where a page is blurred, dark or cut off; what else a look at a picture tells."""

from functools import cache

import cv2
import numpy as np
import pytest

from pipeline.preprocess.places import Trouble, is_in_colour, look_over
from schemas.geometry import BoundingBox
from tests.support.made_pages import drawn_seal, made, page_image

UPPER_RIGHT = np.s_[:780, 827:]
LOWER_LEFT = np.s_[1560:, :827]


@cache
def paper(kind: str, level: str = "office") -> np.ndarray:
    pixels = np.asarray(made(kind, 3, level).image.convert("RGB"))
    pixels.setflags(write=False)
    return pixels


def is_within(box: BoundingBox, x0: float, y0: float, x1: float, y1: float) -> bool:
    return x0 <= box.x0 < box.x1 <= x1 and y0 <= box.y0 < box.y1 <= y1


@pytest.mark.parametrize("kind", ["quyet_dinh", "giay_khai_sinh", "don_de_nghi"])
@pytest.mark.parametrize("level", ["clean", "office"])
def test_of_a_sound_scan_nothing_is_told(kind: str, level: str) -> None:
    look = look_over(page_image(paper(kind, level)))
    assert (look.places, look.dark, look.shines_through) == ((), False, False)
    assert look.in_colour


@pytest.mark.parametrize("sigma", [2.0, 4.0])
@pytest.mark.parametrize("kind", ["quyet_dinh", "giay_khai_sinh"])
def test_a_corner_that_is_blurred_has_its_place(kind: str, sigma: float) -> None:
    pixels = paper(kind).copy()
    pixels[UPPER_RIGHT] = cv2.GaussianBlur(pixels[UPPER_RIGHT], (0, 0), sigma)
    (place,) = look_over(page_image(pixels)).places
    assert place.trouble is Trouble.BLURRED
    assert is_within(place.box, 820, 0, 1654, 800)


def test_a_place_is_told_in_the_pixels_of_the_scan() -> None:
    pixels = paper("quyet_dinh").copy()
    pixels[UPPER_RIGHT] = cv2.GaussianBlur(pixels[UPPER_RIGHT], (0, 0), 3)
    large = cv2.resize(pixels, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    (place,) = look_over(page_image(large, 400.0)).places
    assert is_within(place.box, 1640, 0, 3308, 1600)


@pytest.mark.parametrize("light", [0.6, 0.35])
def test_a_corner_that_lies_in_the_dark_has_its_place(light: float) -> None:
    lit = np.ones(paper("quyet_dinh").shape[:2], np.float32)
    lit[LOWER_LEFT] = light
    lit = cv2.GaussianBlur(lit, (0, 0), 40)
    pixels = (paper("quyet_dinh") * lit[..., None]).astype(np.uint8)
    (place,) = look_over(page_image(pixels)).places
    assert place.trouble is Trouble.DARK
    assert is_within(place.box, 0, 1400, 900, 2339)


def test_a_scan_that_is_too_dark_as_a_whole_is_no_dark_corner() -> None:
    look = look_over(page_image((paper("quyet_dinh") * 0.38).astype(np.uint8)))
    assert (look.dark, look.places) == (True, ())


@pytest.mark.parametrize(
    ("part", "trouble"),
    [
        (np.s_[:, 300:], Trouble.CUT_LEFT),
        (np.s_[:, :1240], Trouble.CUT_RIGHT),
    ],
)
def test_the_edge_that_cuts_through_the_text_is_named(part, trouble) -> None:
    pixels = np.ascontiguousarray(paper("quyet_dinh")[part])
    (place,) = look_over(page_image(pixels)).places
    assert place.trouble is trouble
    inner = place.box.x1 if trouble is Trouble.CUT_LEFT else 1240 - place.box.x0
    assert inner < 100


def test_a_grey_scan_is_told_from_one_in_colour_also_where_it_has_three_channels():
    grey = cv2.cvtColor(paper("quyet_dinh"), cv2.COLOR_RGB2GRAY)
    assert not is_in_colour(grey)
    assert not is_in_colour(np.repeat(grey[..., None], 3, axis=2))
    white = np.full((300, 300, 3), 250, np.uint8)
    white[7, 7, 2] = 247  # the noise of a colour scanner on plain paper
    assert is_in_colour(white)


def test_only_the_other_side_shining_through_is_the_wrong_side() -> None:
    other = cv2.GaussianBlur(paper("quyet_dinh", "clean")[:, ::-1], (0, 0), 3)
    back = (255 - 0.28 * (255 - other.astype(np.float32))).astype(np.uint8)
    assert look_over(page_image(back)).shines_through
    empty = np.full((2339, 1654, 3), 250, np.uint8)
    assert not look_over(page_image(empty)).shines_through


def test_a_red_seal_is_mapped_and_red_print_is_not() -> None:
    sealed = drawn_seal(paper("quyet_dinh", "clean"), (600, 500), 120)
    seals = look_over(page_image(sealed)).seals
    assert seals is not None
    cells, cell = seals.cells(), seals.cell_px
    assert cells[500 // cell, (600 - 120) // cell - 1 : (600 - 120) // cell + 2].any()
    assert not cells[: 300 // cell].any()
    plain = np.full((2339, 1654, 3), 250, np.uint8)
    cv2.putText(plain, "GIAY KHAI SINH", (500, 400), 0, 2, (200, 20, 20), 5)
    assert look_over(page_image(plain)).seals is None
