"""Pictures of a PDF page side by side on whole pixels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import pikepdf

from pipeline.ingest.pdf.image import is_bilevel, take_image
from pipeline.ingest.pdf.marks import DrawnImage
from schemas.geometry import BoundingBox
from schemas.imaging import EncodedImage, Pixels

_WHITE = 255
SNAP_PX = 2  # makers round the places of strips to tenths of a point
SAME_SIZE = 0.01


@dataclass(frozen=True, slots=True)
class Tile:
    """A picture as it stands on the page. `stencil`: only its black is painted."""

    pixels: Pixels
    encoded: EncodedImage
    left: int
    top: int
    stencil: bool

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) in pixels."""
        return self.pixels.shape[1], self.pixels.shape[0]


def _orient(pdf: pikepdf.Pdf, one: DrawnImage) -> tuple[EncodedImage, Pixels]:
    """The picture's stream, and its pixels as they stand on the page."""
    encoded, pixels = take_image(pdf, one.stream)
    if pixels.ndim == 3 and is_bilevel(one.stream):
        pixels = pixels[:, :, 0]
    m = one.matrix
    if abs(m.b) > abs(m.a):
        pixels = pixels.swapaxes(0, 1)
        down, left = m.b > 0, m.c > 0
    else:
        down, left = m.d < 0, m.a < 0
    pixels = pixels[::-1] if down else pixels
    return encoded, pixels[:, ::-1] if left else pixels


def lay_tiles(
    pdf: pikepdf.Pdf, pictures: Sequence[DrawnImage], box: BoundingBox, scale: float
) -> list[Tile]:
    """The pictures on whole pixels; edges that all but meet do meet.

    Args:
        pdf: the file.
        pictures: in the order in which they are painted.
        box: in which they stand, in points.
        scale: pixels a point.

    Raises:
        ValueError or another of DECODE_ERRORS: a picture is broken.
    """
    tiles: list[Tile] = []
    rights, bottoms, lefts, tops = {0}, {0}, set[int](), set[int]()
    for one in pictures:
        encoded, raw = _orient(pdf, one)
        pixels = _repeat(raw, one.box, scale)
        tall, wide = pixels.shape[:2]
        left = _snap((one.box.x0 - box.x0) * scale, wide, rights, lefts)
        top = _snap((box.y1 - one.box.y1) * scale, tall, bottoms, tops)
        rights.add(left + wide)
        lefts.add(left)
        bottoms.add(top + tall)
        tops.add(top)
        tiles.append(Tile(pixels, encoded, left, top, one.is_stencil))
    return tiles


def _snap(place: float, length: int, ends: set[int], starts: set[int]) -> int:
    places = [*ends, *(start - length for start in starts), *starts]
    nearest = min(places, key=lambda edge: abs(edge - place))
    return nearest if abs(nearest - place) <= SNAP_PX else round(place)


def _repeat(pixels: Pixels, box: BoundingBox, scale: float) -> Pixels:
    """A coarser picture with pixels repeated up to the scale."""
    tall, wide = pixels.shape[:2]
    wanted = round(box.width * scale), round(box.height * scale)
    size = tuple(
        have if abs(want - have) <= max(SNAP_PX, SAME_SIZE * have) else want
        for want, have in zip(wanted, (wide, tall), strict=True)
    )
    return pixels if size == (wide, tall) else _resize(pixels, size)


def _resize(pixels: Pixels, size: tuple[int, ...]) -> Pixels:
    return np.asarray(
        cv2.resize(
            np.ascontiguousarray(pixels), size, interpolation=cv2.INTER_NEAREST_EXACT
        ),
        dtype=np.uint8,
    )


def canvas_of(tiles: Sequence[Tile], size: tuple[int, int] | None) -> Pixels:
    """All tiles in the order in which they are painted, on white; without a size, just as large as
    they are."""
    left = top = 0
    if size is None:
        left = min(tile.left for tile in tiles)
        top = min(tile.top for tile in tiles)
        right = max(tile.left + tile.size[0] for tile in tiles)
        bottom = max(tile.top + tile.size[1] for tile in tiles)
        size = right - left, bottom - top
    width, height = size
    colour = any(tile.pixels.ndim == 3 for tile in tiles)
    shape = (height, width, 3) if colour else (height, width)
    canvas = np.full(shape, _WHITE, np.uint8)
    for tile in tiles:
        _paint(canvas, tile, tile.left - left, tile.top - top)
    return canvas


def _paint(canvas: Pixels, tile: Tile, x: int, y: int) -> None:
    """Paint a tile with its left upper corner at (x, y), as far as it lies on the canvas."""
    width, height = tile.size
    rows = slice(max(y, 0), max(y + height, 0))
    columns = slice(max(x, 0), max(x + width, 0))
    place = canvas[rows, columns]
    part = tile.pixels[max(-y, 0) :, max(-x, 0) :]
    part = part[: place.shape[0], : place.shape[1]]
    if canvas.ndim == 3 and part.ndim == 2:
        part = part[:, :, None]
    place[...] = np.minimum(place, part) if tile.stencil else part


def strips_of(tiles: Sequence[Tile], pixels: Pixels) -> list[Tile] | None:
    """The tiles from the top where they are JPEG strips as wide as the page that follow one
    another."""
    ordered = sorted(tiles, key=lambda tile: tile.top)
    if sum(tile.size[1] for tile in tiles) != pixels.shape[0] or len(tiles) < 2:
        return None
    at = ordered[0].top
    for tile in ordered:
        kept = tile.encoded.filter == "DCTDecode" and tile.encoded.passthrough
        if tile.top != at or tile.size[0] != pixels.shape[1] or not kept:
            return None
        at += tile.size[1]
    return ordered
