"""A page as received -> the upright, level, cleaned copy that is read. The archived image stays as
it is. What is said of the page by flags: see flags.py.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from pipeline.common.grey import to_grey
from pipeline.config import PreprocessSettings
from pipeline.preprocess.cleaning.clear import clear_copy
from pipeline.preprocess.cleaning.seals import grey_without_seals, without_codes
from pipeline.preprocess.first_look import (
    FirstLook,
    Writing,
    look_at,
    tell_writing,
)
from pipeline.preprocess.flags import find_flags
from pipeline.preprocess.ink.light import not_paper
from pipeline.preprocess.ink.overview import shrunk
from pipeline.preprocess.ink.print_size import TARGET_DPI
from pipeline.preprocess.upright.deskew import NO_TEXT, AxisSweep, sweep_page
from pipeline.preprocess.upright.flatten import flattened
from pipeline.preprocess.upright.level import leveled, resized
from pipeline.preprocess.upright.orient import OrientationProbe
from pipeline.preprocess.upright.turn import Turn, quarter_turn
from schemas.curl import Curl
from schemas.geometry import Affine, PageGeometry
from schemas.imaging import CleanPage, PageImage, Pixels

# A smaller turn moves a line's ends by hardly more than a pixel: the picture is not resampled for
# it.
LEAST_SKEW_DEG = 0.05

Restore = Callable[[Pixels], Pixels]


def prepare(
    page: PageImage,
    settings: PreprocessSettings,
    orientation_probe: OrientationProbe | None = None,
    rotation_deg: int | None = None,
    *,
    min_dpi: float = 0.0,
    trust_faint: bool = False,
    curl: Curl | None = None,
    restore: Restore | None = None,
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
    look = look_at(page, clean=settings.clean)
    writing = tell_writing(look)
    doubtful = writing is Writing.DOUBTFUL
    blank = not (writing is Writing.CERTAIN or (doubtful and trust_faint))
    if blank and rotation_deg is None:
        rotation_deg = page.rotation_hint
    known = None if rotation_deg is None else Turn(rotation_deg % 360, True)
    sweeps = (
        (NO_TEXT, NO_TEXT)
        if blank
        else sweep_page(
            look.letters, look.large.level, look.large.dpi, settings.max_skew_deg
        )
    )
    turn = known or _find_turn(page, look, sweeps, orientation_probe)
    geometry = _geometry(page, turn, sweeps[turn.degrees % 180 != 0])
    grey = _grey_to_read(page, look, restore, clean=settings.clean)
    flags = find_flags(page, look, grey, (turn, geometry), min_dpi, blank=blank)
    copy, to_upright = _copy_to_read(
        look, grey, geometry, restore, curl, clean=settings.clean
    )
    return CleanPage(
        copy,
        TARGET_DPI,
        to_upright,
        geometry,
        blank,
        flags,
        maybe_written=blank and doubtful,
    )


def _find_turn(
    page: PageImage,
    look: FirstLook,
    sweeps: tuple[AxisSweep, AxisSweep],
    probe: OrientationProbe | None,
) -> Turn:
    return quarter_turn(
        look.pixels, page.rotation_hint, look.view, look.letters, sweeps, probe
    )


def _geometry(page: PageImage, turn: Turn, sweep: AxisSweep) -> PageGeometry:
    height, width = page.pixels.shape[:2]
    skew = sweep.turn_deg if abs(sweep.turn_deg) >= LEAST_SKEW_DEG else 0.0
    return PageGeometry(width, height, page.dpi, turn.degrees, skew)


def _grey_to_read(
    page: PageImage, look: FirstLook, restore: Restore | None, *, clean: bool
) -> Pixels:
    """Brightness at full size, without seals; as it came where the ground is to be taken off."""
    pixels = look.pixels
    if restore and not look.negative:
        pixels = to_grey(shrunk(page.pixels, look.page_dpi, TARGET_DPI, np.inf)[0])
    return grey_without_seals(pixels, look.view) if clean else to_grey(pixels)


def _copy_to_read(
    look: FirstLook,
    grey: Pixels,
    geometry: PageGeometry,
    restore: Restore | None,
    curl: Curl | None,
    *,
    clean: bool,
) -> tuple[Pixels, Affine]:
    """The upright, level copy, and the map from its pixels to upright pixels."""
    view = look.view
    marks = np.full_like(view.level, 255)
    if clean:
        marks = not_paper(view.level, view.levels.white)
        grey = without_codes(grey, view)
    grey = resized(grey, TARGET_DPI / look.dpi)
    copy, to_upright = leveled(grey, geometry, look.scale, marks)
    copy = restore(copy) if restore else copy
    copy = copy if curl is None else flattened(copy, curl)
    if clean:
        rules = look.large is view
        copy = clear_copy(copy, view, geometry, look.scale, curl, rules=rules)
    return copy, to_upright
