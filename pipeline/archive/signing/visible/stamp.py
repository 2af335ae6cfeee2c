"""The visible signature on page 1: what it says and where it finds room."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from pipeline.archive.fonts.programs import SubsetFont
from pipeline.archive.fonts.truetype import find_font
from pipeline.archive.pdfa.layout import box_to_page, points_per_pixel
from schemas.geometry import BoundingBox
from schemas.imaging import InkMap
from schemas.ocr import OcrPage

LEADING = 1.2
_BAND = 0.3  # of the page's height that is searched from the top
_MARGIN_MM, _STEP_MM = 5.0, 2.0
_SHRINK = (1.0, 0.85, 0.7, 0.6)


@dataclass(frozen=True, slots=True)
class Seal:
    """A seal picture without transparency: RGB samples and its size in points."""

    pixels: bytes
    width_px: int
    height_px: int
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class StampLayout:
    """Lines of a stamp in their font, and the room that they take in points."""

    font: SubsetFont
    size: float
    lines: tuple[str, ...]
    seal: Seal | None = None

    @property
    def text_width(self) -> float:
        """Width of the longest line."""
        return max(self.font.width(line) for line in self.lines) * self.size

    @property
    def size_pt(self) -> tuple[float, float]:
        """(width, height) of the whole stamp in points, never zero."""
        width, height = max(self.text_width, 1.0), self.size * LEADING * len(self.lines)
        if self.seal is None:
            return width, height
        return self.seal.width + self.size / 2 + width, max(height, self.seal.height)


def wrap(text: str, font: SubsetFont, size: float, max_width: float) -> list[str]:
    """`text` broken at spaces into lines of at most `max_width` points
    (longer words stand alone)."""
    lines: list[str] = []
    for word in text.split():
        if lines and font.width(f"{lines[-1]} {word}") * size <= max_width:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    return lines


def stamp_font(names: tuple[str, ...], texts: Sequence[str]) -> SubsetFont:
    """One subset with all letters that the texts and any time need.

    Raises:
        MissingToolError: `no_stamp_font`.
    """
    letters = "".join(sorted(set("".join(texts) + " 0123456789:+-/TZ.")))
    return find_font(names, letters).subset(letters)


def load_seal(path: Path) -> Seal:
    """A seal picture on white, in the size that its resolution gives (300 dpi where it has none).

    Raises:
        OSError: not a readable picture.
    """
    with Image.open(path) as picture:
        dpi = float(picture.info.get("dpi", (300.0, 300.0))[0]) or 300.0
        rgba = picture.convert("RGBA")
    flat = Image.new("RGB", rgba.size, "white")
    flat.paste(rgba, mask=rgba.getchannel("A"))
    return Seal(
        flat.tobytes(),
        flat.width,
        flat.height,
        flat.width * 72 / dpi,
        flat.height * 72 / dpi,
    )


class _Covered:
    """What a box on the upright page would cover: words, codes, and ink of any kind."""

    def __init__(
        self, page: OcrPage, codes: Sequence[BoundingBox], ink: InkMap | None
    ) -> None:
        self._boxes = [*(word.box for word in page.words), *codes]
        self._to_scan = page.geometry.to_scan
        self._cell = ink.cell_px if ink is not None else 1
        self._sums = None if ink is None else _integral(ink)

    def __call__(self, box: BoundingBox) -> float:
        """Square pixels; 0 where the place is free."""
        return sum(_overlap(box, other) for other in self._boxes) + self._ink_under(box)

    def _ink_under(self, box: BoundingBox) -> float:
        sums = self._sums
        if sums is None:
            return 0.0
        on_scan, (rows, columns) = self._to_scan.apply_box(box), sums.shape
        left = max(int((on_scan.x0 + 0.5) // self._cell), 0)
        top = max(int((on_scan.y0 + 0.5) // self._cell), 0)
        right = min(math.ceil((on_scan.x1 - 0.5) / self._cell), columns - 1)
        bottom = min(math.ceil((on_scan.y1 - 0.5) / self._cell), rows - 1)
        if right <= left or bottom <= top:
            return 0.0
        below = sums[bottom, right] - sums[bottom, left]
        above = sums[top, right] - sums[top, left]
        return float(below - above) * self._cell**2


def _integral(ink: InkMap) -> NDArray[np.int64]:
    """Sums of the map over rows and columns, with a row and a column of zeros before them."""
    sums = np.zeros((ink.rows + 1, ink.columns + 1), np.int64)
    sums[1:, 1:] = ink.cells().cumsum(axis=0).cumsum(axis=1)
    return sums


def find_stamp_box(
    page: OcrPage,
    codes: Sequence[BoundingBox],
    corner: str,
    size_px: tuple[float, float],
    ink: InkMap | None = None,
) -> BoundingBox:
    """Room for the visible signature in the top band of a page, as near to the corner as can be.

    Args:
        page: words to keep clear of.
        codes: boxes of QR codes and the like, upright pixels.
        corner: top-left or top-right.
        size_px: wanted (width, height) in upright pixels.
        ink: everything else that is printed, stamped or written on the page.

    Returns:
        A box in upright pixels that touches no word, no code and no ink: in the top band, at 60 %
        of the size at least, else anywhere on the corner's half; where the page is full, the box in
        the top band that covers least.
    """
    width, height = page.geometry.upright_size
    covered = _Covered(page, codes, ink)
    margin, step = (page.geometry.dpi * mm / 25.4 for mm in (_MARGIN_MM, _STEP_MM))
    least_covered = BoundingBox(0, 0, 0, 0)
    for factor, band in (*((one, _BAND) for one in _SHRINK), (_SHRINK[-1], 1.0)):
        w, h = min(size_px[0] * factor, width), min(size_px[1] * factor, height)
        inner = min(margin, (width - w) / 2)
        places = _places((w, h), (width, height), corner, inner, step, band)
        for place in places:
            if not covered(place):
                return place
        if band == _BAND:
            least_covered = min(places, key=lambda place: round(covered(place)))
    return least_covered


def _places(
    size: tuple[float, float],
    page: tuple[int, int],
    corner: str,
    margin: float,
    step: float,
    band: float,
) -> list[BoundingBox]:
    """Boxes of `size` in the upper part `band` of the page on the corner's half, nearest to the
    corner first."""
    (w, h), (width, height) = size, page
    reach = max((width - w) / 2 - margin, 0.0)
    lowest = max(band * height - h - margin / 2, 0.0)
    top = min(margin / 2, height - h)
    at_left = corner == "top-left"
    left, sign = (margin, 1) if at_left else (width - margin - w, -1)
    places = []
    for dx, dy in _offsets(reach, lowest, step):
        x, y = left + sign * dx, top + dy
        places.append(BoundingBox(x, y, x + w, y + h))
    return places


def _offsets(reach: float, lowest: float, step: float) -> list[tuple[float, float]]:
    """Steps across and down, the nearest first; a step down counts twice."""
    across, down = range(int(reach // step) + 1), range(int(lowest // step) + 1)
    offsets = [(dx * step, dy * step) for dx, dy in product(across, down)]
    return sorted(offsets, key=lambda offset: (2 * offset[1] + offset[0], offset))


def _overlap(a: BoundingBox, b: BoundingBox) -> float:
    return max(min(a.x1, b.x1) - max(a.x0, b.x0), 0.0) * max(
        min(a.y1, b.y1) - max(a.y0, b.y0), 0.0
    )


def place_stamp(
    page: OcrPage,
    codes: Sequence[BoundingBox],
    corner: str,
    size: tuple[float, float] | None,
    ink: InkMap | None = None,
) -> BoundingBox | None:
    """`find_stamp_box` for a size in points, its answer in points of the page; None for an
    invisible signature."""
    if size is None:
        return None
    scale = points_per_pixel(page.geometry)
    wanted = size[0] / scale, size[1] / scale
    return box_to_page(find_stamp_box(page, codes, corner, wanted, ink), page.geometry)
