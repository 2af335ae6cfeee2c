"""ALTO 4: the recognised text of a document with its places, beside the archival file.

Boxes are in pixels of the unturned scan, as in the tables. Namespace and element order: ALTO 4.4,
https://www.loc.gov/standards/alto/.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from itertools import groupby

from lxml import etree

from pipeline.common.xml_text import xml_text
from schemas.geometry import BoundingBox
from schemas.ocr import OcrLine, OcrPage, OcrWord

NAMESPACE = "http://www.loc.gov/standards/alto/ns-v4#"
_SCHEMA = "http://www.loc.gov/standards/alto/v4/alto-4-4.xsd"
_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
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
    spaces = {None: NAMESPACE, "xsi": _INSTANCE}  # the stubs lack None
    root = etree.Element(f"{{{NAMESPACE}}}alto", nsmap=spaces)  # type: ignore[arg-type]
    root.set(f"{{{_INSTANCE}}}schemaLocation", f"{NAMESPACE} {_SCHEMA}")
    root.set("SCHEMAVERSION", "4.4")
    read = [page.engine for page in pages if page.lines or len(pages) == 1]
    _describe(root, file_name, ", ".join(dict.fromkeys(read)), software)
    _add_tags(root, pages)
    layout = _add(root, "Layout")
    for number, page in enumerate(pages, start=1):
        _add_page(layout, page, number)
    etree.indent(root, space="")
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True) + b"\n"


def _add(
    above: etree._Element, tag: str, text: str | None = None, **attributes: str
) -> etree._Element:
    """An element below another; text and values without what XML can't hold."""
    added = etree.SubElement(above, f"{{{NAMESPACE}}}{tag}", attributes)
    added.text = None if text is None else xml_text(text)
    return added


def _describe(root: etree._Element, file_name: str, engine: str, software: str) -> None:
    description = _add(root, "Description")
    _add(description, "MeasurementUnit", "pixel")
    _add(_add(description, "sourceImageInformation"), "fileName", file_name)
    processing = _add(description, "Processing", ID="OCR")
    _add(processing, "processingCategory", "contentGeneration")
    _add(processing, "processingStepDescription", engine)
    _add(_add(processing, "processingSoftware"), "softwareName", software)


def _add_tags(root: etree._Element, pages: Sequence[OcrPage]) -> None:
    """The marks that words bear, as tags; nothing where there are none (the schema allows no empty
    list)."""
    words = (word for page in pages for word in page.words)
    marks = dict.fromkeys(mark for word in words for mark in word.marks)
    if not marks:
        return
    tags = _add(root, "Tags")
    for mark in marks:
        _add(tags, "OtherTag", ID=_tag(mark), LABEL=mark, TYPE="doubt")


def _add_page(layout: etree._Element, page: OcrPage, number: int) -> None:
    width, height = page.geometry.width_px, page.geometry.height_px
    name = f"P{number}"
    size = {"WIDTH": str(width), "HEIGHT": str(height)}
    added = _add(layout, "Page", ID=name, PHYSICAL_IMG_NR=str(number), **size)
    whole = BoundingBox(0, 0, width, height)
    space = _add(added, "PrintSpace", **_place(whole))
    blocks = groupby(page.lines, key=lambda line: line.block)
    for at, (_, lines) in enumerate(blocks, start=1):
        _add_block(space, page, list(lines), f"{name}B{at}")


def _add_block(
    space: etree._Element, page: OcrPage, lines: Sequence[OcrLine], name: str
) -> None:
    box = reduce(BoundingBox.union, (line.box for line in lines))
    block = _add(space, "TextBlock", ID=name, **_place(page.geometry.scan_box(box)))
    if page.language:
        block.set("LANG", _LANGUAGES.get(page.language, page.language))
    for at, line in enumerate(lines, start=1):
        if line.words:
            _add_line(block, page, line, f"{name}L{at}")


def _add_line(block: etree._Element, page: OcrPage, line: OcrLine, name: str) -> None:
    place = _place(page.geometry.scan_box(line.box))
    added = _add(block, "TextLine", ID=name, **place)
    for number, word in enumerate(line.words, start=1):
        if number > 1:
            _add(added, "SP")
        _add_word(added, page, word, f"{name}S{number}")


def _add_word(line: etree._Element, page: OcrPage, word: OcrWord, name: str) -> None:
    marks = {"TAGREFS": " ".join(map(_tag, word.marks))} if word.marks else {}
    confidence = min(max(word.confidence, 0.0), 1.0)
    _add(
        line,
        "String",
        ID=name,
        **marks,
        **_place(page.geometry.scan_box(word.box)),
        WC=f"{confidence:.3f}",
        CONTENT=xml_text(word.text),
    )


def _tag(mark: str) -> str:
    return f"T-{mark}"


def _place(box: BoundingBox) -> dict[str, str]:
    return {
        "HPOS": f"{box.x0:.1f}",
        "VPOS": f"{box.y0:.1f}",
        "WIDTH": f"{box.width:.1f}",
        "HEIGHT": f"{box.height:.1f}",
    }
