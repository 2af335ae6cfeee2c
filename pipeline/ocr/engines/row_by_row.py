"""A page read row by row: its lines in upright pixels, with block numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from pipeline.ocr.arbitration.leader_dots import drop_leader_dots
from pipeline.ocr.arbitration.line_text import WordText
from pipeline.ocr.arbitration.mending import mend_percent
from pipeline.ocr.arbitration.quotation_marks import add_quotation_marks
from pipeline.ocr.checks.row_credibility import keep_writing
from pipeline.ocr.segmentation.lines import find_lines
from pipeline.ocr.segmentation.rows import Row, find_rows
from pipeline.ocr.segmentation.strips import RowStrip, cut_strip
from schemas.geometry import BoundingBox
from schemas.imaging import CleanPage
from schemas.ocr import OcrLine, OcrWord

# White between rows, in x-heights, that begins a new block.
BLOCK_GAP = 2.5
Words = Sequence[WordText]
ReadRow = tuple[Row, RowStrip, tuple[WordText, ...]]


def read_rows(
    page: CleanPage, read: Callable[[Sequence[RowStrip], float], Iterable[Words]]
) -> tuple[OcrLine, ...]:
    """Find the rows of a page and read them; none on a blank page.

    Args:
        page: the page.
        read: gives the words of each row, with the probability that they are right for confidence;
            called with the rows cut out and the dots per inch.
    """
    if page.is_blank:
        return ()
    found = find_lines(page)
    placed = find_rows(page, found)
    strips = [cut_strip(page, found, row) for row in placed]
    rows = []
    for row, strip, seen in zip(placed, strips, read(strips, page.dpi), strict=True):
        words = keep_writing(mend_percent(drop_leader_dots(seen)))
        if words:
            words = add_quotation_marks(words, strip.pixels, found.x_height)
            rows.append((row, strip, words))
    return place_lines(page, rows, found.x_height)


def place_lines(
    page: CleanPage, rows: Sequence[ReadRow], x_height: float
) -> tuple[OcrLine, ...]:
    """Rows with their strips and words, in reading order, as lines with boxes in upright pixels."""
    blocks = number_blocks([row for row, _, _ in rows], x_height)
    lines = []
    for (row, strip, words), block in zip(rows, blocks, strict=True):
        placed = [
            placed
            for word in words
            if (placed := _place_word(page, row, strip, word)) is not None
        ]
        if placed:
            lines.append(OcrLine.around(placed, block))
    return tuple(lines)


def _place_word(
    page: CleanPage, row: Row, strip: RowStrip, word: WordText
) -> OcrWord | None:
    piece = row.pieces[strip.piece_at((word.start + word.end) / 2)]
    x0, x1 = (
        strip.to_page_x(word.start + 0.5),
        strip.to_page_x(max(word.end, word.start + 1) - 0.5),
    )
    box = BoundingBox(x0 - 0.5, piece.y0, max(x1, x0) + 0.5, piece.y1)
    upright = page.to_upright.apply_box(box).clipped(*page.geometry.upright_size)
    return (
        OcrWord(word.text, upright, word.confidence)
        if upright.width > 0 and upright.height > 0
        else None
    )


def number_blocks(rows: Sequence[Row], x_height: float) -> list[int]:
    """Blocks end where the column changes or the white below a row is wide.

    Args:
        rows: in reading order.
        x_height: of the page's print, in pixels of the page.
    """
    numbers = [0] * bool(rows)
    for above, below in pairwise(rows):
        white = min(piece.core0 for piece in below.pieces) - max(
            piece.core1 for piece in above.pieces
        )
        apart = (above.band, above.column) != (
            below.band,
            below.column,
        ) or white > BLOCK_GAP * x_height
        numbers.append(numbers[-1] + apart)
    return numbers
