"""Pictures of pages and what is measured on them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from schemas.geometry import Affine, BoundingBox, PageGeometry

Pixels = NDArray[np.uint8]
RESERVED_NAMES = "/Sohoa"
"""How names begin of what an archival file adds to the resources of a page."""
DecodeParms = dict[str, int]  # /DecodeParms of a PDF stream: plain numbers and booleans


@dataclass(frozen=True, slots=True)
class EncodedImage:
    """An image stream exactly as it will stand in the PDF.

    `filter` is a PDF filter name without slash: DCTDecode, JPXDecode, CCITTFaxDecode, JBIG2Decode
    or FlateDecode. `colorspace` is DeviceGray, DeviceRGB or Indexed (then `palette` holds RGB
    triples). `decode_parms` holds plain numbers and booleans. `passthrough` says that `data` are
    the scanner's own bytes, unchanged. `inverted` asks for /Decode [1 0]. `damaged`: its coded data
    do not come out even, so that a part of it may not be what was scanned.
    """

    data: bytes
    filter: str
    width: int
    height: int
    bits: int
    colorspace: str
    passthrough: bool
    decode_parms: DecodeParms = field(default_factory=dict)
    palette: bytes | None = None
    jbig2_globals: bytes | None = None
    inverted: bool = False
    damaged: bool = False


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page of a received PDF as it goes into the archival file: its own content, fonts and
    pictures.

    `data`: a PDF of that page alone, of parts that PDF/A-2u allows; its MediaBox is what is shown,
    and none of its resources has a name that begins with `RESERVED_NAMES`. `to_scan` leads from its
    points (y up) to pixels of the unturned page.
    """

    data: bytes
    to_scan: Affine


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page as received. `pixels`: uint8, (h, w) grey or (h, w, 3) RGB, unturned.

    `encoded` is the stream for the archival file; its raster has the same size as `pixels`.
    `dpi_known` is False where the file names no usable resolution and `dpi` is the stated default
    (200). `rendered` says that a PDF page was drawn (poppler) because it is more than pictures.
    `rotation_hint`: the clockwise quarter turn in degrees that the file itself asks for (PDF
    /Rotate, EXIF); `pixels` are not turned by it.
    `redrawn` says that `encoded` is not the received picture to the bit: it was drawn, or coded
    anew with a small loss. `box`: the part of a PDF page that the picture shows, in points;
    `pixels_per_point`: how finely it was drawn.
    """

    pixels: Pixels
    dpi: float
    dpi_known: bool
    encoded: EncodedImage
    rendered: bool = False
    rotation_hint: int = 0
    redrawn: bool = False
    box: BoundingBox | None = None
    pixels_per_point: float | None = None


@dataclass(frozen=True, slots=True)
class CleanPage:
    """The copy of a page for recognition only: upright, level, cleaned.

    `pixels`: uint8 (h, w) grey. `to_upright` maps its pixels to upright pixels (a scale, where it
    was resampled). `maybe_written`: blank, but for faint traces that may be writing: a reader must
    decide.
    """

    pixels: Pixels
    dpi: float
    to_upright: Affine
    geometry: PageGeometry
    is_blank: bool
    flags: tuple[str, ...]
    maybe_written: bool = False


@dataclass(frozen=True, slots=True)
class InkMap:
    """Which cells of a page have ink, in the scan's own direction.

    `cell_px`: side of a cell in scan pixels; `bits`: the cells row by row, eight a byte, in
    hexadecimal digits.
    """

    columns: int
    rows: int
    cell_px: int
    bits: str

    def cells(self) -> NDArray[np.bool_]:
        """The map, (rows, columns)."""
        packed = np.frombuffer(bytes.fromhex(self.bits), np.uint8)
        count = self.rows * self.columns
        return (
            np.unpackbits(packed, count=count)
            .reshape(self.rows, self.columns)
            .astype(bool)
        )
