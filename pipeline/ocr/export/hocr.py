"""Recognised pages as hOCR 1.2 (http://kba.github.io/hocr-spec/1.2/): boxes are in pixels of the
unturned scan."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from lxml import etree

from schemas.geometry import BoundingBox, PageGeometry
from schemas.ocr import OcrLine, OcrPage

XHTML = "http://www.w3.org/1999/xhtml"
_LANG = {"vie": "vi", "eng": "en", "other": "und"}


def to_hocr(pages: Sequence[OcrPage], title: str) -> bytes:
    """One hOCR document of all pages, UTF-8.

    Args:
        pages: pages in order; page numbers count from 1.
        title: the document's name, shown by viewers.
    """
    html = etree.fromstring(f'<html xmlns="{XHTML}"/>')
    language = next((page.language for page in pages if page.language), None)
    if language:
        html.set("lang", _LANG.get(language, language))
    head = _child(html, "head")
    _child(head, "title").text = title
    engines = ", ".join(dict.fromkeys(page.engine for page in pages))
    _child(head, "meta", name="ocr-system", content=f"sohoa {engines}".strip())
    _child(
        head,
        "meta",
        name="ocr-capabilities",
        content="ocr_page ocr_carea ocr_line ocrx_word",
    )
    body = _child(html, "body")
    for number, page in enumerate(pages, start=1):
        _add_page(body, page, number)
    doctype = (
        '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" '
        '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">'
    )
    return bytes(
        etree.tostring(
            html,
            xml_declaration=True,
            encoding="UTF-8",
            doctype=doctype,
            pretty_print=True,
        )
    )


def _add_page(body: etree._Element, page: OcrPage, number: int) -> None:
    geometry = page.geometry
    size = f"bbox 0 0 {geometry.width_px} {geometry.height_px}"
    whole = f"{size}; ppageno {number - 1}; scan_res {geometry.dpi:g} {geometry.dpi:g}"
    holder = _child(
        body, "div", **{"class": "ocr_page", "id": f"page_{number}", "title": whole}
    )
    for block, lines in itertools.groupby(page.lines, key=lambda line: line.block):
        members = list(lines)
        box = members[0].box
        for line in members[1:]:
            box = box.union(line.box)
        place = f"{number}_{block + 1}"
        area = _child(
            holder,
            "div",
            **{
                "class": "ocr_carea",
                "id": f"block_{place}",
                "title": _bbox(geometry, box),
            },
        )
        for index, line in enumerate(members, start=1):
            _add_line(area, geometry, line, f"{place}_{index}")


def _add_line(
    area: etree._Element, geometry: PageGeometry, line: OcrLine, place: str
) -> None:
    holder = _child(
        area,
        "span",
        **{
            "class": "ocr_line",
            "id": f"line_{place}",
            "title": _bbox(geometry, line.box),
        },
    )
    for index, word in enumerate(line.words, start=1):
        said = f"{_bbox(geometry, word.box)}; x_wconf {round(100 * word.confidence)}"
        # The specification wants names of one's own to begin with x_.
        said += "".join(f"; x_mark {mark}" for mark in word.marks)
        span = _child(
            holder,
            "span",
            **{"class": "ocrx_word", "id": f"word_{place}_{index}", "title": said},
        )
        span.text = word.text
        span.tail = " " if index < len(line.words) else "\n"


def _child(parent: etree._Element, tag: str, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{XHTML}}}{tag}", attributes)


def _bbox(geometry: PageGeometry, box: BoundingBox) -> str:
    scan = geometry.scan_box(box)
    return f"bbox {round(scan.x0)} {round(scan.y0)} {round(scan.x1)} {round(scan.y1)}"
