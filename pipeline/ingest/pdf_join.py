"""Pages of several pictures and nothing else: strips and tiles of office machines, stencils, a card on a white sheet.

The pictures are laid together pixel by pixel, none is drawn at another size. Bilevel ones of different resolution are
brought to the finest by repeating pixels.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import pikepdf

from pipeline.ingest.boxes import area, coverage, inside, right_angled, shared
from pipeline.ingest.jpeg import decode_jpeg, read_frame
from pipeline.ingest.jpeg_join import joined_jpeg
from pipeline.ingest.pdf_content import BLACK, DrawnImage, PageContent
from pipeline.ingest.pdf_image import is_bilevel, is_opaque, take_image
from pipeline.ingest.raster import lossless, photograph
from schemas.geometry import BoundingBox
from schemas.imaging import EncodedImage, Pixels

MOST_PICTURES = 1000
_LOSSY = {"DCTDecode", "JPXDecode"}
_WHITE = 255
_SNAP_PX = 2  # makers round the places of strips to tenths of a point
_SAME_SIZE = 0.01
# A picture without loss may be so many times as large as what was received.
_MOST_GROWTH = 2.0


@dataclass(frozen=True, slots=True)
class JoinedPage:
    """The pictures of a page as one. `resolution`: pixels a point. `lossy`: it was coded anew with a small loss."""

    pixels: Pixels
    encoded: EncodedImage
    box: BoundingBox
    resolution: float
    lossy: bool


@dataclass(frozen=True, slots=True)
class _Tile:
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


def finest_resolution(pictures: Sequence[DrawnImage], sheet: BoundingBox, least_share: float = 0.02) -> float:
    """Pixels a point of the finest pictures that cover at least a fiftieth of the page together; 0 without any."""
    sized = sorted(((resolution(one), coverage(one.box, sheet)) for one in pictures), reverse=True)
    covered = 0.0
    for pixels, share in sized:
        covered += share
        if covered >= least_share:
            return pixels
    return 0.0


def resolution(picture: DrawnImage) -> float:
    """Pixels a point along the finer of its sides, or of its mask's."""
    wide, tall = picture.sides
    if min(wide, tall) <= 0:
        return 0.0
    layers = [picture.stream, *(picture.stream.get(key) for key in ("/SMask", "/Mask"))]
    return max(
        max(int(layer.get("/Width", 0)) / wide, int(layer.get("/Height", 0)) / tall)
        for layer in layers
        if isinstance(layer, pikepdf.Stream)
    )


def join_pictures(
    pdf: pikepdf.Pdf, content: PageContent, sheet: BoundingBox, most: tuple[float, float], *, bare: bool
) -> JoinedPage | None:
    """The page as one picture without loss, or nearly; None where it is more than pictures side by side.

    Args:
        pdf: the file.
        content: what is seen on the page.
        sheet: the page's box.
        most: pixels of the largest picture that is made, with colours or greys and in black and white.
        bare: leave out what of the sheet bears no picture.

    Raises:
        ValueError or another of DECODE_ERRORS: a picture is broken.
    """
    pictures = content.pictures
    if content.marked or content.unclear or not 0 < len(pictures) <= MOST_PICTURES:
        return None
    bilevel = all(is_bilevel(one.stream) for one in pictures)
    whole = union_of(pictures)
    sheet = whole if bare else sheet
    scale = _scale(pictures, sheet, bilevel)
    if not scale or not all(_fits(one, sheet, scale, bilevel) for one in pictures):
        return None
    filled = bare or (coverage(whole, sheet) >= 0.9 and inside(whole, sheet, 0.05))
    box = whole if filled else sheet
    if area(box) * scale**2 > most[bilevel] or not all(is_opaque(pdf, one.stream) for one in pictures):
        return None
    tiles = _laid([_oriented(pdf, one) for one in pictures], pictures, box, scale)
    pixels = _canvas(tiles, None if filled else (round(box.width * scale), round(box.height * scale)))
    received = sum(len(one.stream.read_raw_bytes()) for one in pictures)
    upright = all(one.turn == 0 for one in pictures)
    return _coded(pixels, tiles, bilevel, received, upright, box, scale)


def _scale(pictures: Sequence[DrawnImage], sheet: BoundingBox, bilevel: bool) -> float:
    if bilevel:
        return finest_resolution(pictures, sheet)
    largest = max(pictures, key=lambda one: area(one.box))
    wide, tall = largest.sides
    width, height = int(largest.stream.Width), int(largest.stream.Height)
    return math.sqrt(width / wide * height / tall) if min(wide, tall) > 0 else 0.0


def _fits(one: DrawnImage, sheet: BoundingBox, scale: float, bilevel: bool) -> bool:
    if not right_angled(one.matrix) or (one.is_stencil and one.ink != BLACK):
        return False
    if not inside(shared(one.box, sheet), one.clip, 0.005):
        return False
    sizes = zip((int(one.stream.Width), int(one.stream.Height)), one.sides, strict=True)
    if bilevel:
        return all(pixels <= (1 + _SAME_SIZE) * side * scale + _SNAP_PX for pixels, side in sizes)
    return all(abs(pixels - side * scale) <= max(_SNAP_PX, _SAME_SIZE * pixels) for pixels, side in sizes)


def union_of(pictures: Sequence[DrawnImage]) -> BoundingBox:
    """The box around one or more pictures."""
    whole = pictures[0].box
    for one in pictures[1:]:
        whole = whole.union(one.box)
    return whole


def _oriented(pdf: pikepdf.Pdf, one: DrawnImage) -> tuple[EncodedImage, Pixels]:
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


def _laid(
    taken: Sequence[tuple[EncodedImage, Pixels]], pictures: Sequence[DrawnImage], box: BoundingBox, scale: float
) -> list[_Tile]:
    """The pictures on whole pixels; edges that all but meet do meet."""
    tiles: list[_Tile] = []
    rights, bottoms, lefts, tops = {0}, {0}, set[int](), set[int]()
    for (encoded, raw), one in zip(taken, pictures, strict=True):
        pixels = _repeated(raw, one.box, scale)
        tall, wide = pixels.shape[:2]
        left = _snapped((one.box.x0 - box.x0) * scale, wide, rights, lefts)
        top = _snapped((box.y1 - one.box.y1) * scale, tall, bottoms, tops)
        rights.add(left + wide)
        lefts.add(left)
        bottoms.add(top + tall)
        tops.add(top)
        tiles.append(_Tile(pixels, encoded, left, top, one.is_stencil))
    return tiles


def _snapped(place: float, length: int, ends: set[int], starts: set[int]) -> int:
    places = [*ends, *(start - length for start in starts), *starts]
    nearest = min(places, key=lambda edge: abs(edge - place))
    return nearest if abs(nearest - place) <= _SNAP_PX else round(place)


def _repeated(pixels: Pixels, box: BoundingBox, scale: float) -> Pixels:
    """A coarser picture with pixels repeated up to the scale."""
    tall, wide = pixels.shape[:2]
    wanted = round(box.width * scale), round(box.height * scale)
    size = tuple(
        have if abs(want - have) <= max(_SNAP_PX, _SAME_SIZE * have) else want
        for want, have in zip(wanted, (wide, tall), strict=True)
    )
    return pixels if size == (wide, tall) else _resized(pixels, size)


def _resized(pixels: Pixels, size: tuple[int, ...]) -> Pixels:
    return np.asarray(
        cv2.resize(np.ascontiguousarray(pixels), size, interpolation=cv2.INTER_NEAREST_EXACT), dtype=np.uint8
    )


def _canvas(tiles: Sequence[_Tile], size: tuple[int, int] | None) -> Pixels:
    """All tiles in the order in which they are painted, on white; without a size, just as large as they are."""
    left = min(tile.left for tile in tiles) if size is None else 0
    top = min(tile.top for tile in tiles) if size is None else 0
    width, height = size or (
        max(tile.left + tile.size[0] for tile in tiles) - left,
        max(tile.top + tile.size[1] for tile in tiles) - top,
    )
    colour = any(tile.pixels.ndim == 3 for tile in tiles)
    canvas = np.full((height, width, 3) if colour else (height, width), _WHITE, np.uint8)
    for tile in tiles:
        x, y = tile.left - left, tile.top - top
        place = canvas[max(y, 0) : max(y + tile.size[1], 0), max(x, 0) : max(x + tile.size[0], 0)]
        part = tile.pixels[max(-y, 0) :, max(-x, 0) :][: place.shape[0], : place.shape[1]]
        part = part[:, :, None] if colour and part.ndim == 2 else part
        place[...] = np.minimum(place, part) if tile.stencil else part
    return canvas


def _coded(
    pixels: Pixels, tiles: Sequence[_Tile], bilevel: bool, received: int, upright: bool, box: BoundingBox, scale: float
) -> JoinedPage:
    """Without loss where that is not far larger than what was received."""
    if bilevel:
        return JoinedPage(pixels, lossless(pixels, bilevel=True), box, scale, lossy=False)
    strips = _stack(tiles, pixels) if upright else None
    joined = None if strips is None else _joined(strips, pixels)
    if joined is not None:
        return JoinedPage(joined[1], joined[0], box, scale, lossy=False)
    exact = lossless(pixels, bilevel=False)
    if len(exact.data) <= _MOST_GROWTH * received or not any(tile.encoded.filter in _LOSSY for tile in tiles):
        return JoinedPage(pixels, exact, box, scale, lossy=False)
    return JoinedPage(pixels, photograph(pixels) or exact, box, scale, lossy=True)


def _stack(tiles: Sequence[_Tile], pixels: Pixels) -> list[_Tile] | None:
    """The tiles from the top where they are JPEG strips as wide as the page that follow one another."""
    ordered = sorted(tiles, key=lambda tile: tile.top)
    if sum(tile.size[1] for tile in tiles) != pixels.shape[0] or len(tiles) < 2:
        return None
    heights: Iterator[int] = (tile.size[1] for tile in ordered)
    at = ordered[0].top
    for tile, height in zip(ordered, heights, strict=True):
        kept = tile.encoded.filter == "DCTDecode" and tile.encoded.passthrough
        if tile.top != at or tile.size[0] != pixels.shape[1] or not kept:
            return None
        at += height
    return ordered


def _joined(strips: Sequence[_Tile], pixels: Pixels) -> tuple[EncodedImage, Pixels] | None:
    data = joined_jpeg([tile.encoded.data for tile in strips])
    if data is None:
        return None
    decoded = decode_jpeg(data, read_frame(data))
    # The same coefficients; only colour is smoothed across the seams by the decoder.
    if decoded.shape != pixels.shape or cv2.absdiff(decoded, pixels).mean() > 0.5:
        return None
    height, width = decoded.shape[:2]
    space: Any = "DeviceGray" if decoded.ndim == 2 else "DeviceRGB"
    return EncodedImage(data, "DCTDecode", width, height, 8, space, False), decoded
