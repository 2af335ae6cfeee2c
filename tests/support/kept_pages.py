"""Pages of PDFs as they go into the archival file, and PDFs that are changed before that."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pikepdf

from pipeline.config import load_settings
from pipeline.ingest.pages.page import open_page
from pipeline.ingest.pages.text_layer import read_text_layer
from pipeline.ingest.pdf.kept.page import keep_page
from schemas.archive import PageContent
from schemas.geometry import PageGeometry
from schemas.imaging import KeptPage, PageImage
from schemas.ocr import OcrPage
from schemas.received.source import MediaType
from tests.support.layered_pdf import laid, layered_page

SETTINGS = load_settings(environ={})
Change = Callable[[pikepdf.Pdf], None]


def letter(path: Path, change: Change = lambda _: None) -> Path:
    """A page that an office program wrote, changed."""
    layered_page(path, shown=laid())
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        change(pdf)
        pdf.save(path)
    return path


def write_before(pdf: pikepdf.Pdf, content: str) -> None:
    """Operators in front of a page's own."""
    page = pdf.pages[0].obj
    page.Contents = pdf.make_stream(
        content.encode() + b"\n" + page.Contents.read_bytes()
    )


def opened(path: Path) -> PageImage:
    """The page as it is drawn for reading."""
    limits, preprocess = SETTINGS.limits, SETTINGS.preprocess
    return open_page(path, MediaType.PDF, 0, limits, preprocess)


def kept(path: Path) -> KeptPage:
    """The page as it goes into the file; raises NotKept."""
    return keep_page(path, 0, opened(path))


def kept_content(path: Path) -> PageContent:
    """A kept page with its own text, for an archival file."""
    image = opened(path)
    height, width = image.pixels.shape[:2]
    geometry = PageGeometry(width, height, image.dpi, image.rotation_hint)
    layer = read_text_layer(path, MediaType.PDF, 0, image)
    assert layer is not None
    ocr = OcrPage(layer.lines, geometry, "text-layer")
    moved = ocr.moved(geometry.to_upright.apply_box)
    return PageContent(keep_page(path, 0, image), geometry, moved)
