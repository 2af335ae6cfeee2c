"""Pictures made for tests, opened as pages, and the pixels that a PDF would show of them."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
from PIL import Image, ImageDraw

from pipeline.config import Settings, load_settings
from pipeline.ingest.inbox.inspect import inspect_file
from pipeline.ingest.pages.page import open_page
from schemas.imaging import EncodedImage, PageImage, Pixels

SETTINGS: Settings = load_settings(environ={})


def picture(
    mode: str = "RGB", size: tuple[int, int] = (413, 583), seed: int = 0
) -> Image.Image:
    """A page with lines of ink, a red ring, and a little noise where the mode has room for it."""
    image = Image.new("RGB", size, (250, 246, 235))
    draw = ImageDraw.Draw(image)
    for top in range(30, size[1] - 30, 18):
        draw.text(
            (20, top), f"Cong hoa xa hoi chu nghia {top} Viet Nam", fill=(20, 20, 60)
        )
    draw.ellipse((200, 300, 320, 420), outline=(200, 20, 30), width=5)
    if mode == "1":
        return image.convert("L").point(lambda value: 255 * (value > 128)).convert("1")
    noise = np.random.default_rng(seed).integers(0, 9, (size[1], size[0], 3))
    return Image.fromarray(
        np.clip(np.asarray(image) - noise, 0, 255).astype(np.uint8)
    ).convert(mode)


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def opened(folder: Path, data: bytes, index: int = 0) -> PageImage:
    path = folder / "page"
    path.write_bytes(data)
    kind = inspect_file(path, SETTINGS.limits)
    page = open_page(path, kind.media_type, index, SETTINGS.limits, SETTINGS.preprocess)
    assert page.pixels.dtype == np.uint8 and page.pixels.flags["C_CONTIGUOUS"]
    assert page.pixels.shape[:2] == (page.encoded.height, page.encoded.width)
    return page


def shown(folder: Path, image: EncodedImage) -> Pixels:
    """What a PDF reader (poppler) decodes from the stream, put into a PDF as the archive stage
    will."""
    with pikepdf.new() as pdf:
        stream = pdf.make_stream(image.data)
        space: Any = pikepdf.Name(f"/{image.colorspace}")
        if image.palette is not None:
            space = pikepdf.Array(
                [
                    pikepdf.Name.Indexed,
                    pikepdf.Name.DeviceRGB,
                    len(image.palette) // 3 - 1,
                    pikepdf.String(image.palette),
                ]
            )
        parms = {f"/{key}": value for key, value in image.decode_parms.items()}
        if image.jbig2_globals is not None:
            parms["/JBIG2Globals"] = pdf.make_stream(image.jbig2_globals)
        stream.stream_dict = pikepdf.Dictionary(
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=image.width,
            Height=image.height,
            BitsPerComponent=image.bits,
            ColorSpace=space,
            Filter=pikepdf.Name(f"/{image.filter}"),
            DecodeParms=pikepdf.Dictionary(parms),
        )
        if image.inverted:
            stream.stream_dict.Decode = pikepdf.Array([1, 0])
        pdf.add_blank_page(page_size=(72, 72)).obj.Resources = pikepdf.Dictionary(
            XObject=pikepdf.Dictionary(I=stream)
        )
        pdf.pages[0].obj.Contents = pdf.make_stream(b"q 72 0 0 72 0 0 cm /I Do Q")
        from pipeline.ingest.pdf.poppler import decode_streams

        (pixels,) = decode_streams(pdf, [pdf.pages[0].obj.Resources.XObject.I])
    return pixels


def same(one: Pixels, other: Pixels, tolerance: int = 0) -> bool:
    if one.ndim != other.ndim:
        one, other = (
            np.repeat(x[:, :, None], 3, 2) if x.ndim == 2 else x for x in (one, other)
        )
    return (
        one.shape == other.shape
        and int(np.abs(one.astype(int) - other.astype(int)).max()) <= tolerance
    )
