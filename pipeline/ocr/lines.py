"""From Tesseract's words to lines in upright pixels."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from schemas.geometry import BoundingBox
from schemas.imaging import CleanPage
from schemas.ocr import OcrLine, OcrPage, OcrWord


@dataclass(frozen=True, slots=True)
class RawWord:
    """A word as an engine gives it: box in pixels of the clean page, confidence 0-100."""

    text: str
    box: tuple[int, int, int, int]
    confidence: float
    line: tuple[int, ...]
    block: int


def to_page(words: Iterable[RawWord], page: CleanPage, engine: str, language: str) -> OcrPage:
    """Words joined to lines in the order given."""
    lines: dict[tuple[int, ...], list[OcrWord]] = {}
    blocks: dict[tuple[int, ...], int] = {}
    for raw in words:
        text = unicodedata.normalize("NFC", raw.text).strip()
        if not text:
            continue
        box = page.to_upright.apply_box(BoundingBox(*raw.box))
        for part in text.split():
            lines.setdefault(raw.line, []).append(OcrWord(part, box, max(0.0, min(1.0, raw.confidence / 100))))
        blocks[raw.line] = raw.block
    found = []
    for key, members in lines.items():
        box = members[0].box
        for member in members[1:]:
            box = box.union(member.box)
        found.append(OcrLine(tuple(members), box, blocks[key]))
    return OcrPage(tuple(found), page.geometry, engine, language)
