"""Rows of words as the lines of a page, in upright pixels, with block numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from pipeline.ocr.line_text import WordText
from pipeline.ocr.lines import Piece
from pipeline.ocr.rows import Row, RowStrip
from pipeline.ocr.tsv import line_of
from schemas.geometry import BoundingBox
from schemas.imaging import CleanPage
from schemas.ocr import OcrLine, OcrWord

# White between rows, in x-heights, that begins a new block.
BLOCK_GAP = 2.5
ReadRow = tuple[Row, RowStrip, tuple[WordText, ...]]


def page_of(page: CleanPage, rows: Sequence[ReadRow], x_height: float) -> tuple[OcrLine, ...]:
    """Lines in the order of the rows.

    Args:
        page: the page; its `to_upright` maps the boxes to upright pixels.
        rows: rows with their strips and words, in reading order.
        x_height: of the page's print, in pixels of the page.
    """
    blocks = block_numbers([row for row, _, _ in rows], x_height, lambda piece: (piece.core0, piece.core1))
    lines = []
    for (row, strip, words), block in zip(rows, blocks, strict=True):
        placed = [placed for word in words if (placed := _placed(page, row, strip, word)) is not None]
        if placed:
            lines.append(line_of(placed, block))
    return tuple(lines)


def _placed(page: CleanPage, row: Row, strip: RowStrip, word: WordText) -> OcrWord | None:
    piece = row.pieces[strip.piece_at((word.start + word.end) / 2)]
    x0, x1 = strip.to_page_x(word.start + 0.5), strip.to_page_x(max(word.end, word.start + 1) - 0.5)
    box = BoundingBox(x0 - 0.5, piece.y0, max(x1, x0) + 0.5, piece.y1)
    upright = page.to_upright.apply_box(box).clipped(*page.geometry.upright_size)
    return OcrWord(word.text, upright, word.confidence) if upright.width > 0 and upright.height > 0 else None


def block_numbers(rows: Sequence[Row], x_height: float, edges: Callable[[Piece], tuple[float, float]]) -> list[int]:
    """Blocks end where the column changes or the white below a row is wide.

    Args:
        rows: in reading order.
        x_height: of the page's print, in pixels of the page.
        edges: upper and lower edge of a piece, between which white is measured.
    """
    numbers = [0] * bool(rows)
    for above, below in pairwise(rows):
        white = min(edges(piece)[0] for piece in below.pieces) - max(edges(piece)[1] for piece in above.pieces)
        apart = (above.band, above.column) != (below.band, below.column) or white > BLOCK_GAP * x_height
        numbers.append(numbers[-1] + apart)
    return numbers
