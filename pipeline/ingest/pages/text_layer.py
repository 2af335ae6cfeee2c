"""The text that a PDF page brings along, with its places: drawn text, or what a scanner's program
laid under a picture.

Whether it is worth anything is for pipeline.ocr.text_layer to say. Pages without fonts cost
nothing; others one call of poppler's pdftotext. A layer that can't be taken out is no layer: it
never stops a page.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from functools import reduce
from pathlib import Path

import pikepdf
from lxml import etree

from pipeline.errors import MissingToolError
from pipeline.ingest.limits import blame_machine
from pipeline.ingest.pdf.document import (
    find_inherited,
    open_pdf,
    page_box,
    page_rotation,
)
from pipeline.ingest.pdf.poppler import run_tool
from schemas.geometry import Affine, BoundingBox
from schemas.imaging import PageImage
from schemas.ocr import OcrLine, OcrWord, TextLayer
from schemas.received.source import MediaType

MAX_WORDS = 20_000
# Of the page: from there on a page counts as a picture with text over or under it.
PICTURE_SHARE = 0.5
_TIMEOUT = 60
_LETTER = BoundingBox(0, 0, 612, 792)  # what poppler takes for a page without a box
_MAX_FORMS = 6
_BROKEN = (
    OSError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ZeroDivisionError,
)
_XHTML = "{http://www.w3.org/1999/xhtml}"
# Of `pdfimages -list`: type, width, height, and from the end x-ppi, y-ppi, size, ratio.
_LISTED = re.compile(
    r"^\s*\d+\s+\d+\s+(\w+)\s+(\d+)\s+(\d+)\s.*\s(\d+)\s+(\d+)\s+\S+\s+\S+\s*$"
)


def read_text_layer(
    path: Path, media_type: MediaType | None, index: int, image: PageImage
) -> TextLayer | None:
    """The page's own text; None where it has none.

    Args:
        path: the received file.
        media_type: its type; only PDF pages have text.
        index: the page in the file, from 0.
        image: the page as `open_page` gave it: boxes are in its pixels.
    """
    if media_type is not MediaType.PDF:
        return None
    try:
        page = open_pdf(path).pages[index]
        if not _has_fonts(find_inherited(page, "/Resources"), 0):
            return None
        lines = tuple(_lines(_pdftotext(path, index), _to_scan(page, image)))
        return (
            TextLayer(lines, image.rendered and not _is_picture(path, index, page))
            if lines
            else None
        )
    except (FileNotFoundError, MissingToolError):
        return None
    except (
        *_BROKEN,
        pikepdf.PdfError,
        etree.XMLSyntaxError,
        subprocess.SubprocessError,
    ) as error:
        # What the machine fails to do must not look like a page without text.
        blame_machine(error, path, index + 1)
        return None


def _has_fonts(resources: pikepdf.Object | None, depth: int) -> bool:
    if not isinstance(resources, pikepdf.Dictionary) or depth > _MAX_FORMS:
        return False
    if len(resources.get("/Font", {})):
        return True
    forms = (
        item for _, item in resources.get("/XObject", pikepdf.Dictionary()).items()
    )
    return any(
        _has_fonts(item.get("/Resources"), depth + 1)
        for item in forms
        if isinstance(item, pikepdf.Stream)
    )


def _pdftotext(path: Path, index: int) -> bytes:
    number = str(index + 1)
    command = [
        "pdftotext",
        "-bbox-layout",
        "-cropbox",
        "-q",
        "-f",
        number,
        "-l",
        number,
        str(path),
        "-",
    ]
    return bytes(run_tool(command, _TIMEOUT).stdout)


def _lines(xhtml: bytes, to_scan: Affine) -> Iterator[OcrLine]:
    """Poppler's lines, each with the number of its block."""
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, huge_tree=False
    )
    root = etree.fromstring(xhtml, parser)
    if root is None or sum(1 for _ in root.iter(f"{_XHTML}word")) > MAX_WORDS:
        return
    for number, block in enumerate(root.iter(f"{_XHTML}block")):
        for line in block.iter(f"{_XHTML}line"):
            placed = (
                (word.text or "", _box(word)) for word in line.iter(f"{_XHTML}word")
            )
            words = tuple(
                OcrWord(text, to_scan.apply_box(box), 1.0)
                for text, box in placed
                if text.strip()
            )
            if words:
                yield OcrLine(
                    words,
                    reduce(BoundingBox.union, (word.box for word in words)),
                    number,
                )


def _box(element: etree._Element) -> BoundingBox:
    x0, y0, x1, y1 = (
        float(element.get(name, "nan")) for name in ("xMin", "yMin", "xMax", "yMax")
    )
    return BoundingBox(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def _to_scan(page: pikepdf.Page, image: PageImage) -> Affine:
    """Poppler's points (of the crop box, turned by /Rotate, y down) to pixels of the picture."""
    crop = page_box(page) or _LETTER
    shown = image.box or crop
    rotate = page_rotation(page)
    turn = (image.rotation_hint - rotate) % 360
    level = _turn_back((crop.width, crop.height), rotate)
    height, width = image.pixels.shape[:2]
    wide, tall = (width, height) if turn % 180 == 0 else (height, width)
    onto = Affine.shift(crop.x0 - shown.x0, shown.y1 - crop.y1)
    onto = onto.then(Affine(a=wide / shown.width, d=tall / shown.height))
    return level.then(onto).then(_turn_back((width, height), turn))


def _turn_back(size: tuple[float, float], turn: int) -> Affine:
    """From a sheet turned clockwise by `turn` to the sheet of `size` as it was, origin at the top
    left of both."""
    width, height = size
    shown = (height, width) if turn % 180 == 90 else (width, height)
    centred = Affine.shift(-shown[0] / 2, -shown[1] / 2)
    return centred.then(Affine.clockwise(-turn)).then(
        Affine.shift(width / 2, height / 2)
    )


def _is_picture(path: Path, index: int, page: pikepdf.Page) -> bool:
    """Whether pictures cover so much of the page that its text is likely a reading of them."""
    number = str(index + 1)
    command = ["pdfimages", "-list", "-f", number, "-l", number, str(path)]
    listed = run_tool(command, _TIMEOUT).stdout.decode("utf-8", "replace")
    inches = 0.0
    for kind, width, height, x_ppi, y_ppi in (
        m.groups() for m in map(_LISTED.match, listed.splitlines()) if m
    ):
        if kind != "smask" and int(x_ppi) and int(y_ppi):
            inches += int(width) / int(x_ppi) * int(height) / int(y_ppi)
    box = page_box(page) or _LETTER
    return inches >= PICTURE_SHARE * box.width * box.height / 72**2
