"""A page as received -> the upright, level, cleaned copy that is read. The archived image stays as
it is.

Flags of `CleanPage.flags`:

- `dpi_unknown`: the file names no usable resolution; `low_dpi`: fewer dots than asked for;
- `bilevel`: only black and white; `grey`: no colour; `low_contrast`; `blurred`;
  `out_of_focus`: a photograph that is blurred, or softer in a part than in the rest;
- `shadow`: a good part of the page lies in shadow; `negative`: white on black (the copy is turned
  to black on white);
- `clipped`: text runs into the edge of the picture; `two_pages`: two pages side by side in one
  picture;
- `redrawn`: the archived picture is not the received one to the bit (a PDF page that had to be
  drawn or joined);
- `pale`: all print is hardly darker than its paper; `small_print`: its letters have so few pixels
  that signs and marks above letters are hard to tell;
- `shaded`: a grey ground that came out as specks under the letters (they are taken off the copy);
- `blank`: nothing written on it; `turned_unsure`: the quarter turn could not be told for certain.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

import cv2
import numpy as np

from pipeline.config import PreprocessSettings
from pipeline.preprocess import quality
from pipeline.preprocess.blank import is_blank
from pipeline.preprocess.cleaning.clear import LEAST_PRINT_DPI, clear_copy
from pipeline.preprocess.cleaning.seals import grey_without_seals, without_codes
from pipeline.preprocess.ink.letters import letter_ink, print_view
from pipeline.preprocess.ink.light import not_paper
from pipeline.preprocess.ink.overview import Overview, overview, shrunk
from pipeline.preprocess.ink.print_size import TARGET_DPI, reading_dpi
from pipeline.preprocess.ink.shading import without_shading
from pipeline.preprocess.upright.deskew import (
    NO_TEXT,
    AxisSweep,
    sweep_axes,
    sweep_page,
)
from pipeline.preprocess.upright.flatten import flattened
from pipeline.preprocess.upright.level import leveled, resized
from pipeline.preprocess.upright.orient import OrientationProbe
from pipeline.preprocess.upright.turn import Turn, quarter_turn
from schemas.curl import Curl
from schemas.geometry import PageGeometry
from schemas.imaging import CleanPage, PageImage, Pixels

# A smaller turn moves a line's ends by hardly more than a pixel: the picture is not resampled for
# it.
LEAST_SKEW_DEG = 0.05

FLAGS = (
    "dpi_unknown",
    "low_dpi",
    "bilevel",
    "grey",
    "low_contrast",
    "pale",
    "shaded",
    "small_print",
    "blurred",
    "out_of_focus",
    "shadow",
    "negative",
    "clipped",
    "two_pages",
    "redrawn",
    "blank",
    "turned_unsure",
)


class Writing(Enum):
    """What is known of the writing on a page before it is read."""

    NONE = "none"
    DOUBTFUL = "doubtful"
    CERTAIN = "certain"


cv2.setNumThreads(1)  # one core a worker: pages are the unit of parallel work


def prepare(
    page: PageImage,
    settings: PreprocessSettings,
    orientation_probe: OrientationProbe | None = None,
    rotation_deg: int | None = None,
    *,
    min_dpi: float = 0.0,
    trust_faint: bool = False,
    curl: Curl | None = None,
    restore: Callable[[Pixels], Pixels] | None = None,
) -> CleanPage:
    """Put a page upright and clean a copy of it for recognition.

    Args:
        page: the page as received.
        settings: largest skew; whether to clean.
        orientation_probe: asked for the quarter turn only where the cheap tests are not sure.
        rotation_deg: the clockwise quarter turn where it is known; then nothing is tested.
        min_dpi: dots per inch that the rules ask for.
        trust_faint: whether faint and diffuse traces count as writing, too; without it they make a
            page blank and `maybe_written`.
        curl: how its lines bend, where that is known: the copy is made flat.
        restore: gives a black and white copy back as it was printed; without it specks of shaded
            ground are taken off by their size.

    Returns:
        The cleaned copy at about 200 dpi, white paper, with the geometry of the scan.
    """
    page_dpi = reading_dpi(page)
    # No work is done on more pixels than are read, so memory stays bounded.
    bilevel = page.encoded.bits == 1 or quality.is_bilevel(page.pixels)
    pixels, shaded = (
        without_shading(page.pixels, page_dpi)
        if bilevel and settings.clean
        else (page.pixels, False)
    )
    pixels, dpi = shrunk(pixels, page_dpi, TARGET_DPI, np.inf)
    pixels, view, negative = _positive(pixels, overview(pixels, dpi), dpi)
    large = print_view(view)
    letters = letter_ink(large)
    writing = _writing(pixels, view, dpi)
    blank = not (
        writing is Writing.CERTAIN or (writing is Writing.DOUBTFUL and trust_faint)
    )
    rows, columns = (
        (NO_TEXT, NO_TEXT)
        if blank
        else sweep_page(letters, large.level, large.dpi, settings.max_skew_deg)
    )
    if rotation_deg is not None or blank:
        turn = Turn(
            (page.rotation_hint if rotation_deg is None else rotation_deg) % 360, True
        )
    else:
        turn = quarter_turn(
            pixels,
            page.rotation_hint,
            view,
            letters,
            (rows, columns),
            orientation_probe,
        )
    geometry = _geometry(page, turn, columns if turn.degrees % 180 else rows)
    if restore and not negative:
        pixels = _grey(shrunk(page.pixels, page_dpi, TARGET_DPI, np.inf)[0])
    grey = grey_without_seals(pixels, view) if settings.clean else _grey(pixels)
    flags = _flags(page, view, min_dpi) | {
        "small_print": page_dpi < LEAST_PRINT_DPI,
        "bilevel": bilevel,
        "shaded": shaded,
        "blank": blank,
        "negative": negative,
        "turned_unsure": not turn.sure,
    }
    if not blank:
        flags |= _flags_of_print(view)
        if large is view:
            flags |= _flags_of_letters(view, letters, grey, geometry, turn)
    scale = TARGET_DPI / page_dpi
    white = view.levels.white
    marks = (
        not_paper(view.level, white)
        if settings.clean
        else np.full_like(view.level, 255)
    )
    grey = without_codes(grey, view) if settings.clean else grey
    copy, to_upright = leveled(resized(grey, TARGET_DPI / dpi), geometry, scale, marks)
    copy = restore(copy) if restore else copy
    copy = copy if curl is None else flattened(copy, curl)
    if settings.clean:
        copy = clear_copy(copy, view, geometry, scale, curl, rules=large is view)
    return CleanPage(
        copy,
        TARGET_DPI,
        to_upright,
        geometry,
        blank,
        tuple(name for name in FLAGS if flags.get(name)),
        maybe_written=blank and writing is Writing.DOUBTFUL,
    )


def _writing(pixels: Pixels, view: Overview, dpi: float) -> Writing:
    """Whether something is written on the page."""
    if not is_blank(view):
        return Writing.CERTAIN
    if not view.levels.pale or is_blank(view, view.levels.mark):
        return Writing.NONE
    # All that is there is faint: print that is pale, pencil, or the other side shining through.
    sharp = quality.is_sharp(_grey(pixels), letter_ink(view), dpi)
    return Writing.CERTAIN if sharp else Writing.DOUBTFUL


def _positive(
    pixels: Pixels, view: Overview, dpi: float
) -> tuple[Pixels, Overview, bool]:
    """White print on black is turned to black on white, where that shows text lines."""
    if not quality.may_be_negative(view):
        return pixels, view, False
    turned = 255 - pixels
    other = overview(turned, dpi)
    sweeps = sweep_axes(letter_ink(other), other.level, 0.5)
    return (
        (turned, other, True)
        if any(sweep.certain for sweep in sweeps)
        else (pixels, view, False)
    )


def _geometry(page: PageImage, turn: Turn, sweep: AxisSweep) -> PageGeometry:
    height, width = page.pixels.shape[:2]
    skew = sweep.turn_deg if abs(sweep.turn_deg) >= LEAST_SKEW_DEG else 0.0
    return PageGeometry(width, height, page.dpi, turn.degrees, skew)


def _grey(pixels: Pixels) -> Pixels:
    return cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY) if pixels.ndim == 3 else pixels


def _flags(page: PageImage, view: Overview, min_dpi: float) -> dict[str, bool]:
    """What can be said of any picture."""
    return {
        "dpi_unknown": not page.dpi_known,
        "low_dpi": page.dpi_known and page.dpi < min_dpi - 1,
        "grey": quality.is_grey(view),
        "redrawn": page.redrawn,
        "shadow": quality.is_in_shadow(view),
    }


def _flags_of_print(view: Overview) -> dict[str, bool]:
    """What can be said only where something is written."""
    return {
        "low_contrast": quality.is_low_contrast(view),
        "pale": view.levels.pale,
        "clipped": quality.is_clipped(view),
    }


def _flags_of_letters(
    view: Overview, letters: Pixels, grey: Pixels, geometry: PageGeometry, turn: Turn
) -> dict[str, bool]:
    """What can be said of letters of usual size."""
    spread = quality.is_two_pages(
        letters, view.dpi, geometry.rotation_deg, geometry.skew_deg
    )
    dpi = view.dpi * grey.shape[0] / view.grey.shape[0]
    blurred = quality.is_blurred(grey, letters, dpi)
    return {
        "blurred": blurred,
        "out_of_focus": quality.is_out_of_focus(grey, letters, view, blurred=blurred),
        "two_pages": turn.sure and spread,
    }
