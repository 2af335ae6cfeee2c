"""Pages of drawn text as the recognition stage receives them: level, clean, and where each line
stands is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from schemas.geometry import Affine, PageGeometry
from schemas.imaging import CleanPage, Pixels
from synthetic.pages import fonts

DPI = 200.0


@dataclass(frozen=True, slots=True)
class Drawn:
    """A text to draw: left edge and base line in pixels, size in pixels (36 are 13 points at 200
    dpi)."""

    text: str
    x: int
    y: int
    size: int = 36


def ink_of(line: Drawn, width: int = 1654, height: int = 1000) -> Pixels:
    """The line alone on white paper."""
    canvas = Image.new("L", (width, height), 255)
    font = fonts.load(fonts.Face(), line.size)
    ImageDraw.Draw(canvas).text(
        (line.x, line.y), line.text, fill=0, font=font, anchor="ls"
    )
    return np.array(canvas)


def drawn_pixels(
    lines: Sequence[Drawn], width: int = 1654, height: int = 1000
) -> Pixels:
    """All lines on one sheet."""
    sheet = np.full((height, width), 255, np.uint8)
    for line in lines:
        np.minimum(sheet, ink_of(line, width, height), out=sheet)
    return sheet


def clean_page(pixels: Pixels) -> CleanPage:
    """A sheet at 200 dpi that needs no turning."""
    height, width = pixels.shape
    return CleanPage(pixels, DPI, Affine(), PageGeometry(width, height, DPI), False, ())


def drawn_page(
    lines: Sequence[Drawn], width: int = 1654, height: int = 1000
) -> CleanPage:
    """A sheet with the lines on it."""
    return clean_page(drawn_pixels(lines, width, height))


def word_boxes(line: Drawn) -> list[tuple[str, float, float]]:
    """The words of a line with their left and right edges in pixels of the sheet."""
    font = fonts.load(fonts.Face(), line.size)
    found, at = [], 0
    for word in line.text.split():
        at = line.text.index(word, at)
        left = line.x + font.getlength(line.text[:at])
        found.append((word, left, left + font.getlength(word)))
        at += len(word)
    return found
