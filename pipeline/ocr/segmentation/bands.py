"""Large sheets read band by band, so that no more than a page's worth is worked on at once.

Bands are cut where a row of the sheet bears least ink, and each is read with a strip of its
neighbours around, so that no word is cut. A word belongs to the band that its middle lies in; what
two bands read at one place is kept once. Very wide strips are cut across, too. Pages up to A2 are
read as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise, product

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.ocr.engine import OcrEngine
from pipeline.ocr.segmentation.shrink import shrink
from schemas.geometry import Affine, BoundingBox
from schemas.imaging import CleanPage
from schemas.ocr import OcrLine, OcrPage, OcrWord

MOST_PIXELS = 16_000_000  # A2 at 200 dpi has 15.5
MOST_SIDE = 16_000  # Tesseract takes twice as much
LEAST_BAND_INCHES = 4.0
WORK_DPI = 50.0
REACH = 0.3  # how far from its place a cut may move to find white, in shares of a band
SHARED_INCHES = 1.0  # seen of the bands around: more than a large letter
SLACK_INCHES = 0.1  # two bands may see the middle of a word so far apart


@dataclass(frozen=True, slots=True)
class Band:
    """A part of a sheet: the words whose middles lie in `own` are read in it. Pixels of the cleaned
    page."""

    own: BoundingBox
    page: CleanPage


def cut_bands(page: CleanPage) -> Iterator[Band]:
    """The parts of a page that are worked on one at a time;
    the page itself where it is not large."""
    height, width = page.pixels.shape
    if page.pixels.size <= MOST_PIXELS:
        yield Band(BoundingBox(0, 0, width, height), page)
        return
    shared = round(SHARED_INCHES * page.dpi)
    tops, lefts = _edges(page)
    for (y0, y1), (x0, x1) in product(pairwise(tops), pairwise(lefts)):
        left, top = max(0, x0 - shared), max(0, y0 - shared)
        pixels = np.ascontiguousarray(
            page.pixels[top : y1 + shared, left : x1 + shared]
        )
        to_upright = Affine.shift(left, top).then(page.to_upright)
        part = replace(page, pixels=pixels, to_upright=to_upright)
        yield Band(BoundingBox(x0, y0, x1, y1), part)


def _edges(page: CleanPage) -> tuple[list[int], list[int]]:
    """Upper and left edges of the bands of a large page, its own edges included."""
    height, width = page.pixels.shape
    widest = min(width, MOST_SIDE)
    tallest = min(
        MOST_SIDE, max(round(LEAST_BAND_INCHES * page.dpi), MOST_PIXELS // widest)
    )
    small = 255 - shrink(page.pixels, WORK_DPI / page.dpi)
    rows, columns = (
        np.asarray(cv2.reduce(small, axis, cv2.REDUCE_SUM, dtype=cv2.CV_32S)).ravel()
        for axis in (1, 0)
    )
    return _find_cuts(rows, height, tallest), _find_cuts(columns, width, widest)


def _find_cuts(ink: NDArray[np.int32], size: int, most: int) -> list[int]:
    """Edges of parts of at most about `most` pixels, from 0 to `size`, where there is least ink
    near their places.

    Args:
        ink: along the side that is cut, at some smaller size.
        size: of the side in pixels.
        most: pixels.
    """
    count = -(-size // most)
    scale = len(ink) / size
    reach = int(REACH * len(ink) / count)
    cuts = [0]
    for number in range(1, count):
        place = number * len(ink) // count
        near = ink[max(0, place - reach) : place + reach]
        least = np.flatnonzero(near == near.min())
        # The middle of the white nearest to the place.
        chosen = int(least[np.abs(least - reach).argmin()])
        cuts.append(round((max(0, place - reach) + chosen + 0.5) / scale))
    return [*cuts, size]


def recognize_in_bands(engine: OcrEngine, page: CleanPage) -> OcrPage:
    """Read a page, a large one band by band; see OcrEngine."""
    if page.is_blank or page.pixels.size <= MOST_PIXELS:
        return engine.recognize(page)
    lines: list[OcrLine] = []
    read: list[OcrWord] = []
    part = OcrPage((), page.geometry, engine.name)
    for band in cut_bands(page):
        part = engine.recognize(band.page)
        own = _own_lines(part, band, page, read)
        first = lines[-1].block + 1 if lines else 0
        lines += [replace(line, block=first + line.block) for line in own]
        read = [word for line in lines for word in line.words] if own else read
    return replace(part, lines=tuple(lines))


def _own_lines(
    part: OcrPage, band: Band, page: CleanPage, read: list[OcrWord]
) -> list[OcrLine]:
    """The lines of a band with the words that are its own and were not read before."""
    to_clean = page.to_upright.inverse()
    slack = SLACK_INCHES * page.dpi
    place = _grow(band.own, slack)
    seen = page.to_upright.apply_box(_grow(band.own, 2 * slack))
    near = [word.box for word in read if _holds(seen, *_middle(word.box))]

    def is_own(word: OcrWord) -> bool:
        x, y = to_clean.apply(*_middle(word.box))
        inside = place.x0 <= x < place.x1 and place.y0 <= y < place.y1
        return inside and not any(_are_one(word.box, other) for other in near)

    lines = []
    for line in part.lines:
        words = tuple(word for word in line.words if is_own(word))
        if words:
            lines.append(
                line if words == line.words else OcrLine.around(words, line.block)
            )
    return lines


def _grow(box: BoundingBox, by: float) -> BoundingBox:
    return BoundingBox(box.x0 - by, box.y0 - by, box.x1 + by, box.y1 + by)


def _are_one(box: BoundingBox, other: BoundingBox) -> bool:
    """Whether two boxes are those of one word: the middle of one lies in the other."""
    return _holds(other, *_middle(box)) or _holds(box, *_middle(other))


def _middle(box: BoundingBox) -> tuple[float, float]:
    return (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2


def _holds(box: BoundingBox, x: float, y: float) -> bool:
    return box.x0 <= x <= box.x1 and box.y0 <= y <= box.y1
