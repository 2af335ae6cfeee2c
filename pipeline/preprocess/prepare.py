"""A page as received -> the upright, level, cleaned copy that is read. The archived image stays as it is.

Flags of `CleanPage.flags`:

- `dpi_unknown`: the file names no usable resolution; `low_dpi`: fewer than 200 dots per inch;
- `bilevel`: only black and white; `grey`: no colour; `low_contrast`; `blurred`;
- `blank`: nothing written on it; `turned_unsure`: the quarter turn could not be told for certain.
"""

from __future__ import annotations

import cv2
import numpy as np

from pipeline.config import PreprocessSettings
from pipeline.preprocess import quality
from pipeline.preprocess.blank import is_blank
from pipeline.preprocess.clean import Overview, even_light, grey_without_seals, overview, without_codes
from pipeline.preprocess.components import AREA, HEIGHT, WIDTH, components
from pipeline.preprocess.deskew import AxisSweep, sweep_axes
from pipeline.preprocess.leaders import remove_leaders
from pipeline.preprocess.orient import MIN_AXIS_RATIO, OrientationProbe, up_down
from schemas.geometry import Affine, PageGeometry
from schemas.imaging import CleanPage, PageImage, Pixels

TARGET_DPI = 200.0
# Printed pages are between A6 and A2; a resolution that makes them other is a wrong entry in the file.
PAGE_INCHES = (3.5, 24.0)
A4_INCHES = 11.69
MIN_READABLE_DPI = 90.0
PROBE_DPI = 150.0
_QUARTER = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}

cv2.setNumThreads(1)  # one core a worker: pages are the unit of parallel work


def prepare(
    page: PageImage,
    settings: PreprocessSettings,
    orientation_probe: OrientationProbe | None = None,
    rotation_deg: int | None = None,
) -> CleanPage:
    """Put a page upright and clean a copy of it for recognition.

    Args:
        page: the page as received.
        settings: largest skew; whether to clean.
        orientation_probe: asked for the quarter turn only where the cheap tests are not sure.
        rotation_deg: the clockwise quarter turn where it is known; then nothing is tested.

    Returns:
        The cleaned copy at about 200 dpi, white paper, with the geometry of the scan.
    """
    dpi = _plausible_dpi(page)
    view = overview(page.pixels, dpi)
    blank = is_blank(view)
    letters = _letter_ink(view)
    rows, columns = (AxisSweep(0.0, 1.0),) * 2 if blank else _axes(view, letters, settings)
    sure = True
    if rotation_deg is None:
        rotation_deg, sure = _quarter_turn(page, view, letters, rows, columns, orientation_probe, blank)
    skew = (columns if rotation_deg % 180 else rows).turn_deg
    height, width = page.pixels.shape[:2]
    geometry = PageGeometry(width, height, page.dpi, rotation_deg % 360, skew)
    grey = grey_without_seals(page.pixels, view) if settings.clean else _grey(page.pixels)
    flags = _flags(page, view, grey, blank, sure)
    if settings.clean:
        grey = even_light(without_codes(grey, view), view)
    pixels, to_upright = _level(grey, geometry, TARGET_DPI / dpi)
    if settings.clean:
        pixels = remove_leaders(pixels, TARGET_DPI)
    return CleanPage(pixels, TARGET_DPI, to_upright, geometry, blank, flags)


def _axes(view: Overview, letters: Pixels, settings: PreprocessSettings) -> tuple[AxisSweep, AxisSweep]:
    level = cv2.divide(view.grey, view.background, scale=255)
    return sweep_axes(letters, level, settings.max_skew_deg)


def _plausible_dpi(page: PageImage) -> float:
    """The stated resolution, or the one of an A4 page where the stated one makes no page.

    Pictures too small for a readable A4 page are cuttings: then the default stands.
    """
    long_side = max(page.pixels.shape[:2])
    if page.dpi_known and PAGE_INCHES[0] <= long_side / page.dpi <= PAGE_INCHES[1]:
        return page.dpi
    of_a4 = long_side / A4_INCHES
    return of_a4 if of_a4 >= MIN_READABLE_DPI else TARGET_DPI


def _grey(pixels: Pixels) -> Pixels:
    return cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY) if pixels.ndim == 3 else pixels


def _letter_ink(view: Overview) -> Pixels:
    """The overview's ink without rules, frames (in pieces, too), scan edges and specks."""
    labels, stats = components(view.ink)
    width, height = stats[:, WIDTH], stats[:, HEIGHT]
    longest, thickest = np.maximum(width, height), np.minimum(width, height)
    keep = (longest < 1.1 * view.dpi) & (stats[:, AREA] > 3)
    keep &= (longest < 0.12 * view.dpi) | (thickest > 0.045 * view.dpi)
    keep[0] = False
    return (keep.astype(np.uint8) * 255)[labels]


def _quarter_turn(
    page: PageImage,
    view: Overview,
    letters: Pixels,
    rows: AxisSweep,
    columns: AxisSweep,
    probe: OrientationProbe | None,
    blank: bool,
) -> tuple[int, bool]:
    """The clockwise quarter turn that puts the page upright, and whether it is certain."""
    hint = page.rotation_hint % 360
    if blank:
        return hint, True
    axis_sure = max(rows.strength, columns.strength) >= MIN_AXIS_RATIO * min(rows.strength, columns.strength)
    if axis_sure and (rows.certain or columns.certain):
        along_rows = rows.strength >= columns.strength
        # Of the two turns that make lines level, first the one that the file asks for, else none or 90.
        first = hint if (hint % 180 == 0) == along_rows else (0 if along_rows else 90)
        sweep = rows if along_rows else columns
        vote = up_down(_turned(letters, first, sweep.turn_deg), view.dpi)
        if vote.certain:
            return (first if vote.score > 0 else (first + 180) % 360), True
        hint = first
    if probe is not None:
        turn, confidence = probe(_probe_copy(page, view), PROBE_DPI)
        if confidence > 0:
            return turn % 360, True
    return hint, False


def _turned(ink: Pixels, quarter: int, skew: float) -> Pixels:
    if quarter:
        ink = cv2.rotate(ink, _QUARTER[quarter])
    height, width = ink.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), -skew, 1.0)
    level = cv2.warpAffine(ink, turn, (width, height), flags=cv2.INTER_LINEAR)
    return cv2.threshold(level, 127, 1, cv2.THRESH_BINARY)[1]


def _probe_copy(page: PageImage, view: Overview) -> Pixels:
    grey = _grey(page.pixels)
    scale = PROBE_DPI / view.dpi * view.grey.shape[0] / grey.shape[0]
    size = max(1, round(grey.shape[1] * scale)), max(1, round(grey.shape[0] * scale))
    return even_light(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), view)


def _level(grey: Pixels, geometry: PageGeometry, scale: float) -> tuple[Pixels, Affine]:
    """Turn and resample in one go. Returns the copy and the map from its pixels to upright pixels."""
    if geometry.rotation_deg:
        grey = cv2.rotate(grey, _QUARTER[geometry.rotation_deg])
    height, width = grey.shape
    size = max(1, round(width * scale)), max(1, round(height * scale))
    to_upright = Affine(a=width / size[0], d=height / size[1])
    if scale < 0.8:
        grey = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    if geometry.skew_deg == 0.0 and grey.shape == size[::-1]:
        return np.ascontiguousarray(grey), to_upright
    to_source = _to_source(geometry, size, grey.shape[::-1])
    matrix = np.array([[to_source.a, to_source.c, to_source.e], [to_source.b, to_source.d, to_source.f]])
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    return cv2.warpAffine(grey, matrix, size, flags=flags, borderMode=cv2.BORDER_CONSTANT, borderValue=255), to_upright


def _to_source(geometry: PageGeometry, size: tuple[int, int], source: tuple[int, int]) -> Affine:
    """From pixel indices of the result to pixel indices of the quarter-turned source of the given size.

    Pixel centres lie at halves in the project's coordinates and at whole numbers in OpenCV's.
    """
    width, height = geometry.upright_size
    full = Affine.shift(0.5, 0.5).then(Affine(a=width / size[0], d=height / size[1]))
    unskewed = full.then(Affine.shift(-width / 2, -height / 2)).then(Affine.clockwise(-geometry.skew_deg))
    back = unskewed.then(Affine.shift(width / 2, height / 2))
    return back.then(Affine(a=source[0] / width, d=source[1] / height)).then(Affine.shift(-0.5, -0.5))


def _flags(page: PageImage, view: Overview, grey: Pixels, blank: bool, sure: bool) -> tuple[str, ...]:
    found = {
        "dpi_unknown": not page.dpi_known,
        "low_dpi": page.dpi_known and page.dpi < quality.MIN_DPI - 1,
        "bilevel": quality.is_bilevel(grey),
        "grey": quality.is_grey(view),
        "low_contrast": not blank and quality.is_low_contrast(view),
        "blurred": not blank and quality.is_blurred(grey, view.ink, view.dpi * grey.shape[0] / view.grey.shape[0]),
        "blank": blank,
        "turned_unsure": not sure,
    }
    return tuple(name for name, present in found.items() if present)
