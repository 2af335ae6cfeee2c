"""Poppler: pages drawn by pdf2image, and single image streams decoded exactly by pdfimages.

Both are strict: what poppler calls a syntax error means that something of the page is missing.
"""

from __future__ import annotations

import io
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pdf2image
import pikepdf
from pdf2image.exceptions import PDFInfoNotInstalledError
from PIL import Image

from pipeline.errors import MissingToolError
from schemas.imaging import Pixels

_TIMEOUT = 300


def draw_page(path: Path, index: int, dpi: int) -> Pixels:
    """A page as a reader would show it, RGB; the page's own /Rotate is applied by poppler.

    Raises:
        ValueError: poppler meets an error or takes longer than five minutes.
        MissingToolError: poppler is not installed.
    """
    try:
        (image,) = pdf2image.convert_from_path(
            path, dpi=dpi, first_page=index + 1, last_page=index + 1, strict=True, use_cropbox=True, timeout=_TIMEOUT
        )
    except PDFInfoNotInstalledError:
        raise _missing() from None
    except Exception as error:
        raise ValueError("the page can't be drawn") from error
    return np.asarray(image.convert("RGB"), dtype=np.uint8)


def decode_streams(pdf: pikepdf.Pdf, streams: Sequence[Any]) -> tuple[Pixels, ...]:
    """Image XObjects decoded at their own size, (h, w) or (h, w, 3); bilevel ones as 0 and 255.

    Raises:
        ValueError: poppler meets an error or does not give one picture for each stream.
        MissingToolError: poppler is not installed.
    """
    with tempfile.TemporaryDirectory(prefix="sohoa-") as folder:
        holder = Path(folder) / "images.pdf"
        _write_holder(pdf, streams, holder)
        try:
            done = subprocess.run(
                ["pdfimages", "-png", str(holder), f"{folder}/image"],
                capture_output=True, timeout=_TIMEOUT, check=False,
            )  # fmt: skip
        except FileNotFoundError:
            raise _missing() from None
        except subprocess.TimeoutExpired as error:
            raise ValueError("the picture takes too long to decode") from error
        files = sorted(Path(folder).glob("image-*.png"))
        if done.returncode or b"Syntax Error" in done.stderr or len(files) != len(streams):
            raise ValueError("the picture can't be decoded")
        return tuple(_read(file) for file in files)


def _write_holder(pdf: pikepdf.Pdf, streams: Sequence[Any], path: Path) -> None:
    with pikepdf.new() as holder:
        for stream in streams:
            copy = holder.copy_foreign(stream) if not stream.is_owned_by(holder) else stream
            page = holder.add_blank_page(page_size=(72, 72))
            page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im=copy))
            page.obj.Contents = holder.make_stream(b"q 72 0 0 72 0 0 cm /Im Do Q")
        holder.save(path)


def _read(file: Path) -> Pixels:
    with Image.open(io.BytesIO(file.read_bytes())) as image:
        return np.asarray(image.convert("L" if image.mode in {"1", "L"} else "RGB"), dtype=np.uint8)


def _missing() -> MissingToolError:
    return MissingToolError("missing_poppler", "poppler is not installed", remedy="apt-get install poppler-utils")
