"""Whether the pictures of a page are all there: a picture that ends too early is no page."""

from __future__ import annotations

import math
from collections.abc import Iterable

import pikepdf

from pipeline.ingest.pdf.document import filters
from pipeline.ingest.pdf.samples import SPACE_OF_COMPONENTS, channels_of, sample_form
from pipeline.ingest.pictures.jp2 import has_end
from pipeline.ingest.pictures.jpeg import read_frame

_KNOWN_FILTERS = {
    "FlateDecode",
    "LZWDecode",
    "ASCIIHexDecode",
    "ASCII85Decode",
    "RunLengthDecode",
    "Crypt",
}
_PICTURE_FILTERS = {"DCTDecode", "CCITTFaxDecode", "JBIG2Decode", "JPXDecode"}


def check_whole(pictures: Iterable[pikepdf.Object]) -> None:
    """Pictures that another program decodes: what is cut off would be filled with grey by it.

    Raises:
        ValueError or another of DECODE_ERRORS: one of them ends too early.
    """
    for stream in pictures:
        chain = filters(stream)
        last = chain[-1][0] if chain else ""
        if last in {"DCTDecode", "JPXDecode"} and len(chain) == 1:
            data = stream.read_raw_bytes()
            whole = read_frame(data).complete if last == "DCTDecode" else has_end(data)
            if not whole:
                raise ValueError("the picture ends too early")
            if last == "DCTDecode":
                _complete_jpeg(stream, read_frame(data).components)
        elif last not in _PICTURE_FILTERS:
            look = sample_form(stream)
            stride = (
                look.width * look.bits * channels_of(stream.get("/ColorSpace")) + 7
            ) // 8
            if _measure_decoded(stream) < stride * look.height:
                raise ValueError("the picture data end too early")


def _measure_decoded(stream: pikepdf.Object) -> float:
    """Bytes of the samples; without end where only poppler may know the filter."""
    try:
        return len(stream.read_bytes())
    except pikepdf.PdfError:
        if all(name in _KNOWN_FILTERS for name, _ in filters(stream)):
            raise
        return math.inf


def _complete_jpeg(stream: pikepdf.Object, components: int) -> None:
    """Say of a JPEG on a page what its maker left out or got wrong (in memory), as readers see it
    by themselves."""
    stream["/BitsPerComponent"] = 8
    space = stream.get("/ColorSpace")
    if (
        not isinstance(space, pikepdf.Array)
        and components in SPACE_OF_COMPONENTS
        and not stream.get("/ImageMask", False)
    ):
        wanted = SPACE_OF_COMPONENTS[components]
        if not isinstance(space, pikepdf.Name) or str(space) != f"/{wanted}":
            stream["/ColorSpace"] = pikepdf.Name(f"/{wanted}")
