"""Pages of several pictures and nothing else: strips and tiles of office machines, stencils, a card
on a white sheet.

The pictures are laid together pixel by pixel, none is drawn at another size. Bilevel ones of
different resolution are brought to the finest by repeating pixels.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import pikepdf

from pipeline.ingest.pdf.boxes import area, coverage, inside, intersect, right_angled
from pipeline.ingest.pdf.image import is_bilevel, is_opaque
from pipeline.ingest.pdf.marks import BLACK, DrawnImage, PageContent
from pipeline.ingest.pdf.tiles import (
    SAME_SIZE,
    SNAP_PX,
    Tile,
    canvas_of,
    lay_tiles,
    strips_of,
)
from pipeline.ingest.pictures.jpeg import decode_jpeg, read_frame
from pipeline.ingest.pictures.jpeg_join import join_jpeg
from pipeline.ingest.pictures.raster import lossless, photograph
from schemas.geometry import BoundingBox
from schemas.imaging import EncodedImage, Pixels

MOST_PICTURES = 1000
_LOSSY = {"DCTDecode", "JPXDecode"}
# A picture without loss may be so many times as large as what was received.
_MOST_GROWTH = 2.0


@dataclass(frozen=True, slots=True)
class JoinedPage:
    """The pictures of a page as one. `resolution`: pixels a point. `lossy`: it was coded anew with
    a small loss."""

    pixels: Pixels
    encoded: EncodedImage
    box: BoundingBox
    resolution: float
    lossy: bool


def finest_resolution(
    pictures: Sequence[DrawnImage], sheet: BoundingBox, least_share: float = 0.02
) -> float:
    """Pixels a point of the finest pictures that cover at least a fiftieth of the page together; 0
    without any."""
    sized = sorted(
        ((resolution(one), coverage(one.box, sheet)) for one in pictures), reverse=True
    )
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
    pdf: pikepdf.Pdf,
    content: PageContent,
    sheet: BoundingBox,
    most: tuple[float, float],
    *,
    bare: bool,
) -> JoinedPage | None:
    """The page as one picture without loss, or nearly; None where it is more than pictures side by
    side.

    Args:
        pdf: the file.
        content: what is seen on the page.
        sheet: the page's box.
        most: pixels of the largest picture that is made, with colours or greys and in black and
            white.
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
    opaque = all(is_opaque(pdf, one.stream) for one in pictures)
    if area(box) * scale**2 > most[bilevel] or not opaque:
        return None
    tiles = lay_tiles(pdf, pictures, box, scale)
    size = round(box.width * scale), round(box.height * scale)
    pixels = canvas_of(tiles, None if filled else size)
    received = sum(len(one.stream.read_raw_bytes()) for one in pictures)
    upright = all(one.turn == 0 for one in pictures)
    return _encode(pixels, tiles, bilevel, received, upright, box, scale)


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
    if not inside(intersect(one.box, sheet), one.clip, 0.005):
        return False
    sizes = zip((int(one.stream.Width), int(one.stream.Height)), one.sides, strict=True)
    if bilevel:
        return all(
            pixels <= (1 + SAME_SIZE) * side * scale + SNAP_PX for pixels, side in sizes
        )
    return all(
        abs(pixels - side * scale) <= max(SNAP_PX, SAME_SIZE * pixels)
        for pixels, side in sizes
    )


def union_of(pictures: Sequence[DrawnImage]) -> BoundingBox:
    """The box around one or more pictures."""
    whole = pictures[0].box
    for one in pictures[1:]:
        whole = whole.union(one.box)
    return whole


def _encode(
    pixels: Pixels,
    tiles: Sequence[Tile],
    bilevel: bool,
    received: int,
    upright: bool,
    box: BoundingBox,
    scale: float,
) -> JoinedPage:
    """Without loss where that is not far larger than what was received."""
    if bilevel:
        return JoinedPage(
            pixels, lossless(pixels, bilevel=True), box, scale, lossy=False
        )
    strips = strips_of(tiles, pixels) if upright else None
    joined = None if strips is None else _join(strips, pixels)
    if joined is not None:
        return JoinedPage(joined[1], joined[0], box, scale, lossy=False)
    exact = lossless(pixels, bilevel=False)
    if len(exact.data) <= _MOST_GROWTH * received or not any(
        tile.encoded.filter in _LOSSY for tile in tiles
    ):
        return JoinedPage(pixels, exact, box, scale, lossy=False)
    return JoinedPage(pixels, photograph(pixels) or exact, box, scale, lossy=True)


def _join(strips: Sequence[Tile], pixels: Pixels) -> tuple[EncodedImage, Pixels] | None:
    data = join_jpeg([tile.encoded.data for tile in strips])
    if data is None:
        return None
    decoded = decode_jpeg(data, read_frame(data))
    # The same coefficients; only colour is smoothed across the seams by the decoder.
    if decoded.shape != pixels.shape or cv2.absdiff(decoded, pixels).mean() > 0.5:
        return None
    height, width = decoded.shape[:2]
    space = "DeviceGray" if decoded.ndim == 2 else "DeviceRGB"
    return EncodedImage(data, "DCTDecode", width, height, 8, space, False), decoded
