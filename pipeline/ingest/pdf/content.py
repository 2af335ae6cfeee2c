"""What a PDF page shows, told from its content and its notes."""

from __future__ import annotations

import pikepdf

from pipeline.ingest.pdf.boxes import sort_box
from pipeline.ingest.pdf.document import find_inherited
from pipeline.ingest.pdf.marks import GraphicsState, PageContent
from pipeline.ingest.pdf.operators import (
    ODD_ENTRIES,
    OperatorReader,
    TooMuchContent,
    check_size,
)


def page_content(pdf: pikepdf.Pdf, page: pikepdf.Page) -> PageContent | None:
    """What is seen on the page; None where its content can't be followed (broken, or far more than
    a scan has)."""
    reader = OperatorReader(pdf)
    try:
        for part in _contents(page):
            check_size(part)
        reader.walk(page, find_inherited(page, "/Resources") or {}, GraphicsState(), 0)
        if has_visible_notes(page):
            reader.seen.add_mark(None)
    except (TooMuchContent, *ODD_ENTRIES):
        return None
    return reader.seen


def _contents(page: pikepdf.Page) -> list[pikepdf.Stream]:
    contents = page.obj.get("/Contents")
    parts = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
    streams = [part for part in parts if isinstance(part, pikepdf.Stream)]
    if len(streams) < len(parts):
        # Readers pass over parts that are none; qpdf would not (changed in memory only).
        page.obj.Contents = pikepdf.Array(streams)
    return streams


def has_visible_notes(page: pikepdf.Page) -> bool:
    """Whether something that is seen is pinned to the page: fields, stamps, comments."""
    hidden = 0b10 | 0b100000  # Hidden, NoView
    notes = page.obj.get("/Annots", pikepdf.Array())
    return any(
        isinstance(note, pikepdf.Dictionary)
        and str(note.get("/Subtype", "/Popup")) not in {"/Link", "/Popup"}
        and not int(note.get("/F", 0)) & hidden
        and _has_area(sort_box(note.get("/Rect", [0, 0, 0, 0])))
        for note in (notes if isinstance(notes, pikepdf.Array) else [])
    )


def _has_area(box: tuple[float, float, float, float]) -> bool:
    return box[2] > box[0] and box[3] > box[1]
