"""Which pages of a PDF go into the archival file as they are, and what the page's record says of
it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pipeline.ingest.pdf.kept.page import keep_page
from pipeline.ingest.pdf.kept.why import NotKept, ask
from pipeline.ocr.text_layer.comparison import BELIEVED
from pipeline.ocr.text_layer.placement import says_the_same
from schemas.imaging import EncodedImage, KeptPage, PageImage
from schemas.kept import PAGE_KEPT, WhyDrawn
from schemas.ocr import PageReading, TextLayer
from schemas.work import PageJob

_REDRAWN = "redrawn"


def choose_content(
    job: PageJob, image: PageImage, layer: TextLayer | None, reading: PageReading
) -> tuple[EncodedImage | KeptPage, PageReading]:
    """What stands for the page in the archival file: its picture, or the page of the PDF itself
    where its text is what is seen and all of it fits.

    Returns:
        That, and the reading with the flag that says why a page was drawn, or that it was kept.
    """
    if not image.rendered or reading.is_blank:
        return image.encoded, reading
    try:
        ask(_text_is_its_own(layer, reading), WhyDrawn.TEXT)
        kept = keep_page(Path(job.file.path), job.index, image)
    except NotKept as reason:
        return image.encoded, replace(reading, flags=(*reading.flags, str(reason.why)))
    flags = *(flag for flag in reading.flags if flag != _REDRAWN), PAGE_KEPT
    said = replace(reading, flags=flags, image_sha256=None, image_passthrough=False)
    return kept, said


def _text_is_its_own(layer: TextLayer | None, reading: PageReading) -> bool:
    """Whether the page's drawn text was taken as it stands, whole."""
    if layer is None or not layer.drawn or BELIEVED not in reading.flags:
        return False
    return says_the_same(layer, reading.ocr)
