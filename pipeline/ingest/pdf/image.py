"""An image of a PDF as the stream that it is and as pixels.

The stream is kept where another PDF can hold it as it stands; odd colour spaces, masks and filters
are decoded exactly and coded anew without loss. Every kind is decoded strictly: a stream that ends
too early raises ValueError.
"""

from __future__ import annotations

import numpy as np
import pikepdf

from pipeline.ingest.pdf.document import filters, inflate
from pipeline.ingest.pdf.poppler import decode_streams
from pipeline.ingest.pdf.samples import SPACE_OF_COMPONENTS, SampleForm, sample_form
from pipeline.ingest.pdf.whole import check_whole
from pipeline.ingest.pictures.jp2 import has_end, plain_jp2
from pipeline.ingest.pictures.jpeg import decode_and_judge, read_frame
from pipeline.ingest.pictures.opening import open_image
from pipeline.ingest.pictures.raster import (
    as_pixels,
    g4_decode,
    lossless,
    plain,
    unpack,
)
from schemas.imaging import DecodeParms, EncodedImage, Pixels

Taken = tuple[EncodedImage, Pixels]
_MOST_TIMES_STATED = 4


def take_image(pdf: pikepdf.Pdf, stream: pikepdf.Object) -> Taken:
    """The image XObject as it can stand in another PDF, and its pixels.

    Raises:
        ValueError or another of DECODE_ERRORS: the stream is broken or ends too early.
        MissingToolError: poppler is needed and missing.
    """
    look = sample_form(stream)
    chain, data = list(filters(stream)), stream.read_raw_bytes()
    while (
        len(chain) > 1
        and chain[0][0] == "FlateDecode"
        and int(chain[0][1].get("/Predictor", 1)) == 1
    ):
        data = inflate(data, 64 + 8 * look.width * look.height)
        chain = chain[1:]
    taken = _keep(pdf, stream, look, chain[0], data) if len(chain) == 1 else None
    return taken or _decode(pdf, stream, look)


def is_bilevel(stream: pikepdf.Object) -> bool:
    """It has but two tones, and they are black and white (or a stencil's ink)."""
    if bool(stream.get("/ImageMask", False)):
        return True
    return sample_form(stream).black_and_white


def is_opaque(pdf: pikepdf.Pdf, stream: pikepdf.Object) -> bool:
    """Whether nothing shows through: no mask, or one that lets all of the picture be seen.

    Raises:
        ValueError or another of DECODE_ERRORS: the mask is broken.
    """
    soft, stencil = stream.get("/SMask"), stream.get("/Mask")
    if isinstance(soft, pikepdf.Stream):
        return bool(take_image(pdf, soft)[1].min() == 255)
    if isinstance(stencil, pikepdf.Stream):
        return bool(take_image(pdf, stencil)[1].max() == 0)
    return stencil is None


def _keep(
    pdf: pikepdf.Pdf,
    stream: pikepdf.Object,
    look: SampleForm,
    step: tuple[str, pikepdf.Object],
    data: bytes,
) -> Taken | None:
    """The stream kept as it stands, None where it can't be."""
    name, parms = step
    if look.odd_decode:
        return None
    if name == "DCTDecode":
        return _jpeg(look, stream, parms, data)
    if name == "JPXDecode":
        return _jpeg2000(look, stream, data)
    if name == "CCITTFaxDecode" and look.bilevel_grey:
        return _fax(pdf, stream, look, parms, data)
    if name == "JBIG2Decode" and look.bilevel_grey:
        return _jbig2(pdf, stream, look, parms, data)
    if name == "FlateDecode" and len(filters(stream)) == 1:
        return _flate(stream, look, parms, data)
    return None


def _jpeg(
    look: SampleForm, stream: pikepdf.Object, parms: pikepdf.Object, data: bytes
) -> Taken | None:
    frame = read_frame(data)
    if not frame.complete:
        raise ValueError("the JPEG ends too early")
    # Where the PDF says otherwise, the JPEG knows better how large and how coloured it is.
    named = not isinstance(stream.get("/ColorSpace"), pikepdf.Array)
    space = SPACE_OF_COMPONENTS.get(frame.components) if named else look.space
    channels = {"DeviceGray": 1, "DeviceRGB": 3}.get(space or "")
    if not frame.fits_pdf or frame.components != channels or look.inverted:
        return None
    if (
        frame.adobe_transform is None
        and channels == 3
        and int(parms.get("/ColorTransform", 1)) == 0
    ):
        return None
    pixels, damaged = decode_and_judge(data, frame)
    form = (frame.width, frame.height, 8, space or "", True)
    return EncodedImage(data, "DCTDecode", *form, damaged=damaged), pixels


def _jpeg2000(look: SampleForm, stream: pikepdf.Object, data: bytes) -> Taken | None:
    pixels = _jpeg2000_pixels(look, data)
    if pixels is None:
        return None
    jp2 = plain_jp2(data)
    space = "DeviceGray" if pixels.ndim == 2 else "DeviceRGB"
    same_space = "/ColorSpace" not in stream or look.space == space
    if (
        jp2 is None
        or not same_space
        or look.inverted
        or int(stream.get("/SMaskInData", 0))
    ):
        return lossless(
            255 - pixels if look.inverted else pixels, bilevel=False
        ), pixels
    return EncodedImage(
        data, "JPXDecode", jp2.width, jp2.height, 8, space, True
    ), pixels


def _jpeg2000_pixels(look: SampleForm, data: bytes) -> Pixels | None:
    """None where Pillow lacks a corner of the format, and all of the data is there: that is left to
    poppler."""
    try:
        image = open_image(data)
    except (OSError, SyntaxError):
        if not has_end(data):
            raise
        return None
    with image:
        if image.width * image.height > _MOST_TIMES_STATED * look.width * look.height:
            raise ValueError("the picture is far larger than is told")
        try:
            image.load()
        except (OSError, SyntaxError):
            if not has_end(data):
                raise
            return None
        return as_pixels(plain(image))


def _fax(
    pdf: pikepdf.Pdf,
    stream: pikepdf.Object,
    look: SampleForm,
    parms: pikepdf.Object,
    data: bytes,
) -> Taken | None:
    width, height = look.width, look.height
    if int(parms.get("/Columns", 1728)) != width:
        return None
    kept: DecodeParms = {"K": int(parms.get("/K", 0)), "Columns": width, "Rows": height}
    flags = ("BlackIs1", "EncodedByteAlign", "EndOfLine", "EndOfBlock")
    kept |= {flag: bool(parms[f"/{flag}"]) for flag in flags if f"/{flag}" in parms}
    try:
        if kept["K"] >= 0 or kept.get("EncodedByteAlign"):
            raise ValueError("left to poppler")
        white = (
            g4_decode(data, width, height) ^ kept.get("BlackIs1", False) ^ look.inverted
        )
        pixels = white.astype(np.uint8) * 255
    except ValueError:
        (pixels,) = decode_streams(pdf, [stream])
    encoded = EncodedImage(
        data,
        "CCITTFaxDecode",
        width,
        height,
        1,
        "DeviceGray",
        True,
        kept,
        inverted=look.inverted,
    )
    return _check_shape(encoded, pixels)


def _jbig2(
    pdf: pikepdf.Pdf,
    stream: pikepdf.Object,
    look: SampleForm,
    parms: pikepdf.Object,
    data: bytes,
) -> Taken:
    shared = parms.get("/JBIG2Globals")
    (pixels,) = decode_streams(pdf, [stream])
    encoded = EncodedImage(
        data,
        "JBIG2Decode",
        look.width,
        look.height,
        1,
        "DeviceGray",
        True,
        jbig2_globals=None if shared is None else bytes(shared.read_bytes()),
        inverted=look.inverted,
    )
    return _check_shape(encoded, pixels)


def _flate(
    stream: pikepdf.Object, look: SampleForm, parms: pikepdf.Object, data: bytes
) -> Taken | None:
    deep = look.space == "DeviceRGB" and look.bits != 8
    if look.space is None or look.bits not in {1, 2, 4, 8} or deep:
        return None
    stride = (look.width * look.bits * look.channels + 7) // 8
    # One byte a row for PNG predictors, and some makers end with a line feed.
    rows = inflate(data, (stride + 1) * look.height + 1024)
    kept: DecodeParms = {}
    if int(parms.get("/Predictor", 1)) > 1:
        rows = bytes(stream.read_bytes())
        told = ((key[1:], value) for key, value in parms.items())
        kept = {key: int(value) for key, value in told if key != "EarlyChange"}
    samples = unpack(rows, look.width, look.height, look.bits, look.channels)
    encoded = EncodedImage(
        data,
        "FlateDecode",
        look.width,
        look.height,
        look.bits,
        look.space,
        True,
        kept,
        look.palette,
        inverted=look.inverted,
    )
    return encoded, _apply_tones(samples, look)


def _apply_tones(samples: Pixels, look: SampleForm) -> Pixels:
    """Samples as grey or RGB of 8 bits."""
    if look.palette is not None:
        colours = np.frombuffer(look.palette, np.uint8).reshape(-1, 3)
        return np.ascontiguousarray(colours[np.minimum(samples, len(colours) - 1)])
    scaled = (
        samples if look.bits == 8 else samples * np.uint8(255 // (2**look.bits - 1))
    )
    return 255 - scaled if look.inverted else scaled


def _decode(pdf: pikepdf.Pdf, stream: pikepdf.Object, look: SampleForm) -> Taken:
    """Decoded exactly by poppler and coded anew without loss."""
    check_whole([stream])
    (pixels,) = decode_streams(pdf, [stream])
    return lossless(pixels, bilevel=look.bits == 1 and pixels.ndim == 2), pixels


def _check_shape(encoded: EncodedImage, pixels: Pixels) -> Taken:
    if pixels.shape != (encoded.height, encoded.width):
        raise ValueError("the picture has not the size that is told")
    return encoded, pixels
