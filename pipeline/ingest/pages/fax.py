"""Fax codings of strips (ITU-T T.4 and T.6) decoded by poppler, and no row of them made up."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pikepdf

from pipeline.ingest.pdf.poppler import decode_streams
from pipeline.ingest.pictures import tiff
from pipeline.ingest.pictures.fax_stream import fax_stream
from pipeline.ingest.pictures.raster import encode_strip
from schemas.imaging import DecodeParms, Pixels


def decode_fax(
    strips: Sequence[bytes], width: int, heights: Sequence[int], parms: DecodeParms
) -> Pixels:
    """The strips of a page below one another, uint8 (h, w), 0 and 255.

    Decoders draw what is missing of a strip that is cut off as they please and say nothing. So each
    strip is decoded twice, with different rows behind it: a whole one does not need them.

    Args:
        strips: first bit highest.
        width: in pixels.
        heights: of the strips.
        parms: /DecodeParms of PDF's CCITTFaxDecode, without size.

    Raises:
        ValueError: a strip can't be decoded, or ends before its last row.
        MissingToolError: poppler is missing.
    """
    with pikepdf.new() as holder:
        streams = [
            fax_stream(
                holder,
                strip + _rows(parms, width, height, other=other),
                (width, height),
                parms,
            )
            for other in (False, True)
            for strip, height in zip(strips, heights, strict=True)
        ]
        parts = decode_streams(holder, streams)
    if [part.shape for part in parts] != 2 * [(height, width) for height in heights]:
        raise ValueError("the picture has not the size that is told")
    one, other = (
        np.vstack(half) for half in (parts[: len(strips)], parts[len(strips) :])
    )
    if not np.array_equal(one, other):
        raise ValueError("a strip ends before its last row")
    return one


def _rows(parms: DecodeParms, width: int, height: int, *, other: bool) -> bytes:
    """One of two beginnings of more rows in the coding that `parms` tell."""
    if parms["K"] < 0:
        # From any bit on: edges right below those of the row above (1), or one of two a pixel to
        # the left (1, 010).
        return (b"\xaa" if other else b"\xff") * (64 + width)
    coding, options = (
        ("tiff_ccitt", 0)
        if "EncodedByteAlign" in parms
        else ("group3", 1 if parms["K"] > 0 else 0)
    )
    rows = np.full((height, width), other)
    return encode_strip(rows, coding, {tiff.T4_OPTIONS: options})
