"""Pages of PDF files, opened."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image

from pipeline.config import load_settings
from pipeline.ingest.inbox.inspect import inspect_file
from pipeline.ingest.pages.page import open_page
from schemas.imaging import PageImage
from schemas.received.source import MediaType

SETTINGS = load_settings(environ={})
DPI = 150
POINT = 72 / DPI


A4 = (1240 * POINT, 1754 * POINT)


WHOLE = (A4[0], 0, 0, A4[1], 0, 0)


def opened(path: Path) -> PageImage:
    assert inspect_file(path, SETTINGS.limits).page_count == 1
    page = open_page(path, MediaType.PDF, 0, SETTINGS.limits, SETTINGS.preprocess)
    assert page.pixels.shape[:2] == (page.encoded.height, page.encoded.width)
    return page


def grey(image: Image.Image) -> Any:
    return np.asarray(image.convert("L")).astype(int)


def off(pdf: pikepdf.Pdf, *hidden: Any, shown: tuple[Any, ...] = ()) -> None:
    pdf.Root.OCProperties = Dictionary(
        OCGs=Array([*hidden, *shown]),
        D=Dictionary(ON=Array([*shown]), OFF=Array([*hidden])),
    )


def layer(pdf: pikepdf.Pdf) -> Any:
    return pdf.make_indirect(Dictionary(Type=Name.OCG, Name=pikepdf.String("scan")))
