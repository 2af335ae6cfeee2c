"""The signs of an overlay: colours of confidence, signs of doubt, the font. See
pipeline.ocr.export.overlay."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import ImageDraw, ImageFont

from pipeline.errors import MissingToolError
from pipeline.ocr.checks.word_marks import (
    FOREIGN_LETTER,
    IMPOSSIBLE_SYLLABLE,
    LOW_CONFIDENCE,
)

Colour = tuple[int, int, int]
Frame = tuple[float, float, float, float]

FONT_PLACES = (
    "/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf",
    "/usr/share/fonts/noto/NotoSans-Regular.ttf",
)
FONT_PACKAGE = "fonts-noto-core"
# Least confidence, colour: dark blue is sure, sky blue likely, orange doubtful, vermilion unsure.
SCALE = (
    (0.9, (0, 90, 170)),
    (0.75, (86, 180, 233)),
    (0.5, (230, 159, 0)),
    (0.0, (213, 94, 0)),
)

BLOCKS = ((0, 158, 115), (204, 121, 167))  # shades of neighbouring blocks
INK, ORDER = (20, 20, 20), (90, 60, 140)
MARGIN = 14


def colour_of(confidence: float) -> Colour:
    """The colour of a confidence, 0-1."""
    return next(
        colour for least, colour in SCALE if confidence >= least or least == 0.0
    )


def draw_word(
    draw: ImageDraw.ImageDraw, box: Frame, colour: Colour, found: Sequence[str]
) -> None:
    """Frame a word: colour by confidence, thin where it is sure;
    signs for what makes it doubtful."""
    x0, y0, x1, y1 = box
    if LOW_CONFIDENCE in found:
        _broken_frame(draw, box, colour)
    else:
        draw.rectangle(box, outline=colour, width=1 if colour == SCALE[0][1] else 2)
    if FOREIGN_LETTER in found:
        draw.line((x0, y0, x1, y1), fill=colour, width=2)
        draw.line((x0, y1, x1, y0), fill=colour, width=2)
    if IMPOSSIBLE_SYLLABLE in found:
        _zigzag(draw, x0, x1, y1 + 2, colour)


def _broken_frame(draw: ImageDraw.ImageDraw, box: Frame, colour: Colour) -> None:
    x0, y0, x1, y1 = box
    for y in (y0, y1):
        for x in np.arange(x0, x1, 10):
            draw.line((x, y, min(x + 5, x1), y), fill=colour, width=3)
    for x in (x0, x1):
        for y in np.arange(y0, y1, 10):
            draw.line((x, y, x, min(y + 5, y1)), fill=colour, width=3)


def _zigzag(
    draw: ImageDraw.ImageDraw, x0: float, x1: float, y: float, colour: Colour
) -> None:
    points = [
        (float(x), y + 4 * (n % 2)) for n, x in enumerate(np.arange(x0, x1 + 4, 4))
    ]
    draw.line(points, fill=colour, width=2)


@functools.lru_cache(maxsize=64)
def load_noto(size: int) -> ImageFont.FreeTypeFont:
    """Noto Sans, which has all Vietnamese letters, `size` pixels an em.

    Raises:
        MissingToolError: it is not installed.
    """
    for place in FONT_PLACES:
        if Path(place).is_file():
            return ImageFont.truetype(place, size)
    raise MissingToolError(
        "missing_font",
        "the font Noto Sans is not installed",
        item="NotoSans-Regular.ttf",
        remedy=f"apt-get install {FONT_PACKAGE}",
    )
