"""What is seen of a page before anything is done to it: its small copy, its ink, what is known of
the writing on it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np

from pipeline.common.grey import to_grey
from pipeline.preprocess import quality
from pipeline.preprocess.blank import is_blank
from pipeline.preprocess.ink.letters import letter_ink, print_view
from pipeline.preprocess.ink.overview import Overview, overview, shrunk
from pipeline.preprocess.ink.print_size import TARGET_DPI, reading_dpi
from pipeline.preprocess.ink.shading import without_shading
from pipeline.preprocess.upright.deskew import sweep_axes
from schemas.imaging import PageImage, Pixels


class Writing(Enum):
    """What is known of the writing on a page before it is read."""

    NONE = "none"
    DOUBTFUL = "doubtful"
    CERTAIN = "certain"


@dataclass(frozen=True, slots=True)
class FirstLook:
    """What is seen of a page. `pixels`: uint8, at `dpi`, black on white, no finer than it is read;
    `page_dpi`: how finely the page itself is read.

    `view`: the overview; `large`: the one whose letters tell skew and turn, `letters`: their ink.
    """

    pixels: Pixels
    dpi: float
    page_dpi: float
    view: Overview
    large: Overview
    letters: Pixels
    bilevel: bool
    shaded: bool
    negative: bool

    @property
    def scale(self) -> float:
        """Pixels of the copy that is read for each of the page's."""
        return TARGET_DPI / self.page_dpi


def look_at(page: PageImage, *, clean: bool) -> FirstLook:
    """Look at a page as received; `clean`: whether the specks of shaded ground are taken off."""
    page_dpi = reading_dpi(page)
    # No work is done on more pixels than are read, so memory stays bounded.
    bilevel = page.encoded.bits == 1 or quality.is_bilevel(page.pixels)
    pixels, shaded = page.pixels, False
    if bilevel and clean:
        pixels, shaded = without_shading(pixels, page_dpi)
    pixels, dpi = shrunk(pixels, page_dpi, TARGET_DPI, np.inf)
    pixels, view, negative = _positive(pixels, overview(pixels, dpi), dpi)
    large = print_view(view)
    return FirstLook(
        pixels,
        dpi,
        page_dpi,
        view,
        large,
        letter_ink(large),
        bilevel,
        shaded,
        negative,
    )


def tell_writing(look: FirstLook) -> Writing:
    """Whether something is written on the page."""
    view = look.view
    if not is_blank(view):
        return Writing.CERTAIN
    if not view.levels.pale or is_blank(view, view.levels.mark):
        return Writing.NONE
    # All that is there is faint: print that is pale, pencil, or the other side shining through.
    sharp = quality.is_sharp(to_grey(look.pixels), letter_ink(view), look.dpi)
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
