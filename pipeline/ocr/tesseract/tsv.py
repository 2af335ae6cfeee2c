"""Tesseract's TSV as lines of words."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from pipeline.ocr.segmentation.stacking import StackedPage, Strip
from schemas.geometry import BoundingBox
from schemas.imaging import CleanPage
from schemas.ocr import OcrLine, OcrWord

WORD_LEVEL = "5"
COLUMNS = 12


def parse_lines(
    tsv: str, page: CleanPage, stacked: StackedPage
) -> list[tuple[OcrLine, Strip]]:
    """Words of Tesseract's TSV, grouped in lines as Tesseract grouped them, in its order.

    Args:
        tsv: rows of level, page, block, paragraph, line, word, left, top, width, height,
            confidence, text.
        page: the page; its `to_upright` maps the boxes to upright pixels.
        stacked: the picture of the page that was read.

    Returns:
        Lines with boxes in upright pixels, each with the strip that it stands on.
    """
    width, height = page.geometry.upright_size
    groups: dict[tuple[int, int, int], list[OcrWord]] = {}
    strips: dict[tuple[int, int, int], Strip] = {}
    for key, text, box, confidence in parse_words(tsv):
        on_page, strip = stacked.to_page(box)
        upright = page.to_upright.apply_box(on_page).clipped(width, height)
        if upright.width <= 0 or upright.height <= 0:
            continue
        groups.setdefault(key, []).extend(
            OcrWord(part, piece, confidence) for part, piece in _split(text, upright)
        )
        strips.setdefault(key, strip)
    return [(OcrLine.around(words, 0), strips[key]) for key, words in groups.items()]


def parse_words(
    tsv: str,
) -> Iterator[tuple[tuple[int, int, int], str, BoundingBox, float]]:
    """(block, paragraph, line), text, box and confidence 0-1 of each word, in Tesseract's order;
    NFC, never empty."""
    for row in tsv.splitlines():
        cells = row.split("\t", COLUMNS - 1)
        if len(cells) < COLUMNS or cells[0] != WORD_LEVEL:
            continue
        text = unicodedata.normalize("NFC", cells[11]).strip()
        if not text:
            continue
        left, top, width, height = (int(cell) for cell in cells[6:10])
        confidence = min(max(float(cells[10]) / 100.0, 0.0), 1.0)
        key = int(cells[2]), int(cells[3]), int(cells[4])
        yield key, text, BoundingBox(left, top, left + width, top + height), confidence


def _split(text: str, box: BoundingBox) -> list[tuple[str, BoundingBox]]:
    """A word that holds spaces as several, the box shared out by length."""
    parts = text.split()
    if len(parts) == 1:
        return [(parts[0], box)]
    step = box.width / len(text)
    pieces, at = [], 0
    for part in parts:
        at = text.index(part, at)
        pieces.append(
            (
                part,
                BoundingBox(
                    box.x0 + at * step, box.y0, box.x0 + (at + len(part)) * step, box.y1
                ),
            )
        )
        at += len(part)
    return pieces
