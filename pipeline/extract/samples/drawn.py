"""Pages drawn in letters, for samples and tests: recognition's part is done by hand.

Each letter is 16 px wide and each line 42 px high. Words more than three spaces apart are
recognised lines of their own, as engines that see columns give them; a first line `! merged` keeps
each line whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from schemas.geometry import BoundingBox, PageGeometry
from schemas.ocr import OcrLine, OcrPage, OcrWord, PageReading

_CHAR, _PITCH, _HEIGHT, _TOP = 16.0, 42.0, 28.0, 120.0
_PAGE = PageGeometry(1654, 2339, 200)
_COLUMNS, _WHOLE = r"\S+(?: {1,3}\S+)*", r"\S.*\S|\S"


def draw_page(drawing: str, confidence: float = 0.99) -> PageReading:
    """The reading of a drawn page; every word is as sure as `confidence`, ordinary pages' own."""
    rows = drawing.splitlines()
    merged = bool(rows) and rows[0].startswith("!")
    pattern = _WHOLE if merged else _COLUMNS
    lines: list[OcrLine] = []
    for at, row in enumerate(rows[merged:]):
        top = _TOP + at * _PITCH
        for part in re.finditer(pattern, row):
            words = tuple(_words(part, top, confidence))
            box = BoundingBox(words[0].box.x0, top, words[-1].box.x1, top + _HEIGHT)
            lines.append(OcrLine(words, box, block=len(lines)))
    page = OcrPage(tuple(lines), _PAGE, "drawn")
    return PageReading(1, page, not lines, (), True, (), None, True, 0.0, {})


def _words(part: re.Match[str], top: float, confidence: float) -> Iterator[OcrWord]:
    for word in re.finditer(r"\S+", part.group()):
        x0 = (part.start() + word.start()) * _CHAR
        x1 = x0 + len(word.group()) * _CHAR
        box = BoundingBox(x0, top, x1, top + _HEIGHT)
        yield OcrWord(word.group(), box, confidence)
