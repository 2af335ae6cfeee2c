"""Fax data as an image of a PDF."""

from __future__ import annotations

import pikepdf

from schemas.imaging import DecodeParms


def fax_stream(
    pdf: pikepdf.Pdf, data: bytes, size: tuple[int, int], parms: DecodeParms
) -> pikepdf.Stream:
    """An image XObject of `pdf`, bilevel and grey.

    Args:
        pdf: the file that it is made in.
        data: CCITT T.4 or T.6, first bit highest.
        size: (width, height) in pixels.
        parms: /DecodeParms of CCITTFaxDecode, without size.
    """
    width, height = size
    whole = {**parms, "Columns": width, "Rows": height}
    stream = pdf.make_stream(data)
    stream.stream_dict = pikepdf.Dictionary(
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=width,
        Height=height,
        BitsPerComponent=1,
        ColorSpace=pikepdf.Name.DeviceGray,
        Filter=pikepdf.Name.CCITTFaxDecode,
        DecodeParms={f"/{key}": value for key, value in whole.items()},
    )
    return stream
