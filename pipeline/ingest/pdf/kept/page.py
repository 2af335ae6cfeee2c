"""A page of a PDF made fit for the archive as it is, or the reason why it is not."""

from __future__ import annotations

import io
import zlib
from pathlib import Path

import numpy as np
import pikepdf
from pikepdf import Array, Dictionary, Name

from pipeline.ingest.pdf.boxes import POINTS
from pipeline.ingest.pdf.content import has_visible_notes
from pipeline.ingest.pdf.document import find_inherited, open_pdf
from pipeline.ingest.pdf.kept.content import rewrite
from pipeline.ingest.pdf.kept.resources import KeptResources, TakenOver, copy_group
from pipeline.ingest.pdf.kept.why import NotKept, ask
from pipeline.ingest.pdf.poppler import draw_page
from pipeline.trouble import is_scarcity
from schemas.geometry import Affine
from schemas.imaging import KeptPage, PageImage, Pixels
from schemas.kept import WhyDrawn

_STATES_AROUND = 2  # saved where the page is drawn
_SLACK = 8  # brightness steps
_BROKEN = (
    *(pikepdf.PdfError, ValueError, TypeError, LookupError, AttributeError),
    *(OverflowError, AssertionError),
)


def keep_page(path: Path, index: int, image: PageImage) -> KeptPage:
    """Take a page over that was drawn for reading.

    Args:
        path: the received file.
        index: the page in it, from 0.
        image: the page as `open_page` drew it.

    Raises:
        NotKept: something on it is not known to fit PDF/A-2u, or it would not look the same.
        TransientInputError, MissingToolError: as of `draw_page`.
    """
    try:
        return _keep_page(open_pdf(path).pages[index], image)
    except _BROKEN as error:
        if is_scarcity(error):
            raise
        raise NotKept(WhyDrawn.CONTENT) from error


def _keep_page(page: pikepdf.Page, image: PageImage) -> KeptPage:
    scale, box = image.pixels_per_point, image.box
    ask(scale is not None and box is not None, WhyDrawn.CONTENT)
    assert scale is not None and box is not None
    ask(not has_visible_notes(page), WhyDrawn.NOTES)
    with pikepdf.new() as holder:
        held = _take_over(holder, page)
        held.MediaBox = Array([box.x0, box.y0, box.x1, box.y1])
        _check_look(holder, image, scale)
        data = io.BytesIO()
        holder.save(data, deterministic_id=True)
    to_scan = Affine(a=scale, d=-scale, e=-box.x0 * scale, f=box.y1 * scale)
    return KeptPage(data.getvalue(), to_scan)


def _take_over(holder: pikepdf.Pdf, page: pikepdf.Page) -> pikepdf.Object:
    """The page's content and what it names, as the only page of a new file."""
    taken = TakenOver(holder)
    things = KeptResources(find_inherited(page, "/Resources"), taken)
    content = zlib.compress(rewrite(page, things, _STATES_AROUND), 6)
    for font in taken.fonts.values():
        font.check()
    held = holder.add_blank_page(page_size=(72, 72)).obj
    held.Contents = holder.make_stream(content, Filter=Name.FlateDecode)
    held.Resources = Dictionary(things.made)
    if "/Group" in page.obj:
        held.Group = copy_group(holder, page.obj.Group)
    return held


def _check_look(holder: pikepdf.Pdf, image: PageImage, scale: float) -> None:
    """What was taken over is drawn once more: nothing may be missing."""
    assert image.box is not None
    bilevel = image.encoded.bits == 1
    drawn = draw_page(
        holder, holder.pages[0], image.box, scale * POINTS, smooth=not bilevel
    )
    shown = image.pixels if image.pixels.ndim == 3 else image.pixels[:, :, None]
    ask(drawn.shape[:2] == shown.shape[:2], WhyDrawn.LOOK)
    ask(_is_alike(drawn, shown, bilevel), WhyDrawn.LOOK)


def _is_alike(drawn: Pixels, shown: Pixels, bilevel: bool) -> bool:
    """Whether no dot differs; `shown` has one channel where the page has no colours."""
    if bilevel:
        return bool(((drawn[:, :, 1:2] > 127) == (shown > 127)).all())
    away = np.abs(drawn.astype(np.int16) - shown)
    return bool((away <= _SLACK).all())
