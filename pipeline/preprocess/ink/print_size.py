"""How finely a page is read: by the resolution that is believed, and by its print where that can't
be right.

Pages of usual size are read as stated. On sheets, strips and slips the letters are looked at: a
resolution that would make them far too small or large for print is a wrong entry, and a picture
that names none is taken for A4 only where it has the shape of a page. So neither a map of A0 nor a
long receipt is shrunk until its letters are gone. A picture with few pixels in the shape of a page
is a page of A4 where its letters are as small as they are there, whatever the file says; else it is
a cutting or a slip.
"""

from __future__ import annotations

import numpy as np

from pipeline.preprocess.ink.components import HEIGHT, WIDTH
from pipeline.preprocess.ink.overview import overview, shrunk
from schemas.imaging import PageImage, Pixels

TARGET_DPI = 200.0
A4_INCHES, A4_BREADTH = 11.69, 8.27
# Pages between these are of usual size: A6 to A3.
PAGE_INCHES = (3.5, 17.5)
# A small page with pixels to spare may be a larger one whose resolution is stated too high.
SMALL_INCHES = 8.0
MIN_READABLE_DPI, FINEST_DPI = 90.0, 1200.0
LEAST_PAGE_DPI = 50.0  # a page of A4 with fewer can't be read
# A picture without a resolution is a page up to this shape (a telephone's 16:9), and so many dots
# per inch of A4.
PAGE_SHAPE, PAGE_DPI = 1.8, 450.0
# Heights of letters in print (inches), and that of small letters of 12 points.
LEAST_PRINT, USUAL_PRINT, MOST_PRINT = 0.035, 0.08, 0.12
# Letters are measured on a picture of about so many pixels; few of them tell nothing.
MEASURED_PIXELS = 25e6
MIN_LETTERS = 20
# A picture is a page of A4 where its letters would have this height there, and be smaller than a
# slip's are at the resolution that would hold otherwise.
A4_PRINT, SLIP_PRINT = (0.05, 0.15), 0.055
# So many pixels a copy may have where it is larger than the scan.
MOST_ENLARGED = 60e6


def reading_dpi(page: PageImage) -> float:
    """Dots per inch that a page is taken to have when it is read, which may differ from what the
    record says."""
    height, width = page.pixels.shape[:2]
    long, short = max(height, width), min(height, width)
    of_a4 = long / A4_INCHES
    if page.dpi_known:
        inches = long / page.dpi
        usual = PAGE_INCHES[0] <= inches <= PAGE_INCHES[1]
        if usual and not (inches < SMALL_INCHES and page.dpi >= TARGET_DPI):
            return page.dpi
        dpi = _of_page_or_slip(page.pixels, page.dpi)
    elif of_a4 < MIN_READABLE_DPI:
        dpi = _of_page_or_slip(page.pixels, TARGET_DPI)
    elif long <= PAGE_SHAPE * short:
        dpi = of_a4 if of_a4 <= PAGE_DPI else _by_print(page.pixels, of_a4)
    else:
        dpi = _by_print(page.pixels, TARGET_DPI)
    return max(
        dpi, min(TARGET_DPI, TARGET_DPI * (height * width / MOST_ENLARGED) ** 0.5)
    )


def _of_page_or_slip(pixels: Pixels, dpi: float) -> float:
    """The resolution of a picture that is small at `dpi`: that of A4 where its shape and its print
    are a page's."""
    long, short = max(pixels.shape[:2]), min(pixels.shape[:2])
    # Some were cut off at their foot: they are as broad as A4, not as long.
    of_a4 = max(long / A4_INCHES, short / A4_BREADTH)
    if of_a4 >= LEAST_PAGE_DPI and long <= PAGE_SHAPE * short:
        found = letter_heights(pixels)
        usual = found[1] if found else 0.0
        if (
            usual < SLIP_PRINT * dpi
            and A4_PRINT[0] * of_a4 <= usual <= A4_PRINT[1] * of_a4
        ):
            return of_a4
    return _by_print(pixels, dpi)


def _by_print(pixels: Pixels, dpi: float) -> float:
    """The resolution, or the one at which the letters have a usual height where this one makes no
    print of them."""
    found = letter_heights(pixels)
    if found is None:
        return dpi
    small, usual = found
    if usual < LEAST_PRINT * dpi:
        return max(usual / USUAL_PRINT, MIN_READABLE_DPI)
    # Small print beside large must stay readable.
    return min(small / USUAL_PRINT, FINEST_DPI) if small > MOST_PRINT * dpi else dpi


def letter_heights(pixels: Pixels) -> tuple[float, float] | None:
    """Heights of letters in pixels: that which a quarter of the print stays below, and that of
    small letters.

    None where there are too few of them. Half of all letters have ascenders or descenders.

    Args:
        pixels: uint8, (h, w) or (h, w, 3), any size.
    """
    share = max(1.0, (pixels.shape[0] * pixels.shape[1] / MEASURED_PIXELS) ** 0.5)
    small, left = shrunk(pixels, share, 1.0, np.inf)
    # As if of an overview's resolution, so that it is taken as it is.
    boxes = overview(small, 100.0).pieces.boxes
    width, height = boxes[:, WIDTH], boxes[:, HEIGHT]
    may = (height >= 5) & (width >= 2) & (width < 4 * height) & (height < 8 * width)
    may &= height < max(16, min(small.shape[:2]) / 2)
    if may.sum() < MIN_LETTERS:
        return None
    # Specks are many but narrow: letters are counted by their width.
    order = np.argsort(height[may], kind="stable")
    reached = np.cumsum(width[may][order])
    at = np.searchsorted(reached, np.array([0.25, 0.35]) * reached[-1])
    quarter, usual = (height[may][order][at] * (share / left)).tolist()
    return quarter, usual
