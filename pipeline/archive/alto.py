"""ALTO 4: the recognised text of a document with its places, beside the archival file.

Boxes are in pixels of the unturned scan, as in the tables. Namespace and element order: ALTO 4.4,
https://www.loc.gov/standards/alto/.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from schemas.geometry import BoundingBox
from schemas.ocr import OcrLine, OcrPage

NAMESPACE = "http://www.loc.gov/standards/alto/ns-v4#"
_SCHEMA = "http://www.loc.gov/standards/alto/v4/alto-4-4.xsd"
_LANGUAGES = {"vie": "vi", "eng": "en", "other": "und"}


def to_alto(pages: Sequence[OcrPage], *, file_name: str, software: str) -> bytes:
    """One ALTO document for all pages.

    Args:
        pages: in order; a page without lines gives an empty print space.
        file_name: name of the file that the text belongs to.
        software: name and version of what made it.

    Returns:
        UTF-8 XML; `WC` is the engine's confidence, 0 to 1. Doubtful words refer by `TAGREFS` to a
        tag that says why.
    """
    engine = ", ".join(
        dict.fromkeys(page.engine for page in pages if page.lines or len(pages) == 1)
    )
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<alto xmlns="{NAMESPACE}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        f'xsi:schemaLocation="{NAMESPACE} {_SCHEMA}" SCHEMAVERSION="4.4">',
        "<Description><MeasurementUnit>pixel</MeasurementUnit>",
        f"<sourceImageInformation><fileName>{escape(_clean(file_name))}"
        "</fileName></sourceImageInformation>",
        '<Processing ID="OCR"><processingCategory>contentGeneration</processingCategory>',
        f"<processingStepDescription>{escape(_clean(engine))}</processingStepDescription>",
        f"<processingSoftware><softwareName>{escape(_clean(software))}"
        "</softwareName></processingSoftware>",
        "</Processing></Description>",
        *_tags(pages),
        "<Layout>",
    ]
    for index, page in enumerate(pages, start=1):
        parts.extend(_page(page, index))
    parts.append("</Layout></alto>\n")
    return "\n".join(parts).encode("utf-8")


def _page(page: OcrPage, index: int) -> Iterator[str]:
    geometry = page.geometry
    whole = BoundingBox(0, 0, geometry.width_px, geometry.height_px)
    yield (
        f'<Page ID="P{index}" PHYSICAL_IMG_NR="{index}" WIDTH="{geometry.width_px}" '
        f'HEIGHT="{geometry.height_px}">'
    )
    yield f"<PrintSpace {_place(whole)}>"
    language = (
        f" LANG={quoteattr(_LANGUAGES.get(page.language, page.language))}"
        if page.language
        else ""
    )
    for number, (_, group) in enumerate(
        groupby(page.lines, key=lambda line: line.block), start=1
    ):
        lines = list(group)
        box = lines[0].box
        for line in lines[1:]:
            box = box.union(line.box)
        block = f"P{index}B{number}"
        yield f'<TextBlock ID="{block}" {_place(geometry.scan_box(box))}{language}>'
        for at, line in enumerate(lines, start=1):
            yield from _line(line, page, f"{block}L{at}")
        yield "</TextBlock>"
    yield "</PrintSpace></Page>"


def _line(line: OcrLine, page: OcrPage, name: str) -> Iterator[str]:
    if not line.words:
        return
    yield f'<TextLine ID="{name}" {_place(page.geometry.scan_box(line.box))}>'
    for number, word in enumerate(line.words, start=1):
        if number > 1:
            yield "<SP/>"
        content = quoteattr(_clean(word.text))
        confidence = min(max(word.confidence, 0.0), 1.0)
        place = _place(page.geometry.scan_box(word.box))
        marks = f' TAGREFS="{" ".join(map(_tag, word.marks))}"' if word.marks else ""
        yield (
            f'<String ID="{name}S{number}"{marks} {place} WC="{confidence:.3f}" CONTENT={content}/>'
        )
    yield "</TextLine>"


def _tags(pages: Sequence[OcrPage]) -> Iterator[str]:
    """The marks that words bear, as tags; nothing where there are none (the schema allows no empty
    list)."""
    marks = dict.fromkeys(
        mark for page in pages for word in page.words for mark in word.marks
    )
    if marks:
        yield "<Tags>"
        yield from (
            f'<OtherTag ID="{_tag(mark)}" LABEL={quoteattr(mark)} TYPE="doubt"/>'
            for mark in marks
        )
        yield "</Tags>"


def _tag(mark: str) -> str:
    return f"T-{mark}"


def _place(box: BoundingBox) -> str:
    corner = f'HPOS="{box.x0:.1f}" VPOS="{box.y0:.1f}"'
    return f'{corner} WIDTH="{box.width:.1f}" HEIGHT="{box.height:.1f}"'


def _clean(text: str) -> str:
    """Without the characters that XML can't hold."""
    return "".join(
        char
        for char in text
        if (char >= " " or char in "\t\n")
        and not 0xD800 <= ord(char) <= 0xDFFF
        and char not in "\ufffe\uffff"
    )
