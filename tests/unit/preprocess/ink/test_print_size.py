"""How finely a page is read: stated resolutions, wrong ones, none at all."""

import cv2
import numpy as np
import pytest

from pipeline.preprocess.ink.print_size import letter_heights, reading_dpi
from tests.support.made_pages import made, page_image


@pytest.fixture(scope="module")
def letter() -> np.ndarray:
    """A4 at 200 dpi."""
    return np.asarray(made("quyet_dinh", 1).image.convert("L"))


def at(letter: np.ndarray, dpi: float) -> np.ndarray:
    size = round(letter.shape[1] * dpi / 200), round(letter.shape[0] * dpi / 200)
    return cv2.resize(
        letter, size, interpolation=cv2.INTER_AREA if dpi < 200 else cv2.INTER_CUBIC
    )


def labels(width: int, height: int, size: float = 0.9) -> np.ndarray:
    """A sheet with a label every 800 x 240 pixels, letters of about 12 points at 200 dpi."""
    page = np.full((height, width), 255, np.uint8)
    for y in range(200, height - 100, 240):
        for x in range(60, max(61, width - 560), 800):
            cv2.putText(
                page,
                "Thua so 12: 125,5 m2",
                (x, y),
                cv2.FONT_HERSHEY_COMPLEX,
                size,
                0,
                2,
            )
    return page


@pytest.mark.parametrize("dpi", [150.0, 200.0, 300.0, 600.0])
def test_a_page_of_usual_size_is_read_as_stated(letter, dpi):
    assert reading_dpi(page_image(at(letter, dpi), dpi)) == dpi


@pytest.mark.parametrize("true", [150.0, 200.0, 300.0])
def test_a_photograph_of_a_page_is_taken_for_a4(letter, true):
    pixels = at(letter, true)
    assert (
        reading_dpi(page_image(pixels, 200.0, known=False)) == max(pixels.shape) / 11.69
    )


@pytest.mark.parametrize("dpi", [100.0, 200.0, 300.0])
def test_a_large_sheet_is_read_as_stated(dpi):
    sheet = labels(5000, 7000)
    assert reading_dpi(page_image(at(sheet, dpi), dpi)) == dpi


@pytest.mark.parametrize("stated", [600.0, 1200.0, 2000.0])
def test_a_resolution_stated_too_high_does_not_shrink_the_letters_away(letter, stated):
    assert 150 < reading_dpi(page_image(letter, stated)) < 300


@pytest.mark.parametrize(
    ("true", "stated"), [(200.0, 100.0), (300.0, 100.0), (400.0, 150.0)]
)
def test_a_resolution_stated_too_low_does_not_blow_the_page_up(letter, true, stated):
    assert 0.7 * true < reading_dpi(page_image(at(letter, true), stated)) < 1.5 * true


@pytest.mark.parametrize("size", [(6620, 9360), (640, 8000), (8000, 640)])
def test_sheets_and_strips_without_a_resolution_are_measured_by_their_print(size):
    assert 130 < reading_dpi(page_image(labels(*size), 200.0, known=False)) < 320


def test_an_empty_sheet_stays_as_stated_and_copies_stay_small():
    assert reading_dpi(page_image(np.full((6000, 4000), 255, np.uint8), 150.0)) == 150.0
    # 100 megapixels are not doubled both ways.
    assert (
        reading_dpi(page_image(np.full((10_000, 10_000), 255, np.uint8), 100.0))
        == 200.0
    )


def test_letters_are_measured_alike_on_the_scan_and_on_a_shrunk_copy():
    sheet = labels(5000, 7000)
    (small, usual), (_, of_part) = (
        letter_heights(sheet),
        letter_heights(sheet[:2000, :2000]),
    )
    assert usual == pytest.approx(of_part, rel=0.15) and small <= usual
    assert letter_heights(sheet[:200, :200]) is None


@pytest.mark.parametrize("true", [70.0, 80.0, 88.0])
@pytest.mark.parametrize(
    ("stated", "known"), [(200.0, False), (200.0, True), (300.0, True)]
)
def test_a_page_with_few_pixels_is_a_page_whatever_its_file_says(
    letter, true, stated, known
):
    pixels = at(letter, true)
    found = reading_dpi(page_image(pixels, stated, known))
    assert found == pytest.approx(true, rel=0.02)


def test_a_page_with_few_pixels_whose_foot_was_cut_off_is_as_broad_as_a4(letter):
    pixels = at(letter, 85.0)
    pixels = pixels[: int(0.8 * len(pixels))]
    assert reading_dpi(page_image(pixels, 200.0, known=False)) == pytest.approx(
        85.0, rel=0.02
    )


def test_a_slip_stays_as_it_is_stated(letter):
    slip = letter[300:900, 200:1100]
    assert reading_dpi(page_image(slip, 200.0)) == 200.0
    assert reading_dpi(page_image(slip, 200.0, known=False)) == 200.0
