"""The engine `asternet`: our line finder, and AsterNet for every piece of a line."""

from __future__ import annotations

from pipeline.ocr.assembly import block_numbers
from pipeline.ocr.asternet import AsterNet
from pipeline.ocr.line_text import LineText
from pipeline.ocr.lines import FoundLines, Piece, cut_out, find_lines
from pipeline.ocr.rows import MARGIN, Row, rows_of
from pipeline.ocr.tsv import line_of
from schemas.geometry import BoundingBox
from schemas.imaging import CleanPage
from schemas.ocr import OcrPage, OcrWord

# Readings below this log-probability a character are specks, signatures and leftovers of rules.
LEAST_LOG_PROBABILITY = -0.35


class AsterNetEngine:
    """Reads pages by AsterNet alone. The model is loaded at the first page, so the engine can be pickled before."""

    name = "asternet"

    def __init__(self, language: str) -> None:
        """Check that the model is there.

        Args:
            language: Tesseract's codes; the model knows Vietnamese and Latin letters only.

        Raises:
            MissingToolError: `model_missing`, `model_damaged`.
        """
        self._language = language
        self._reader = AsterNet()

    @property
    def version(self) -> str:
        """Model and hash."""
        return self._reader.version

    def recognize(self, page: CleanPage) -> OcrPage:
        """Read one page; see OcrEngine."""
        if page.is_blank:
            return OcrPage((), page.geometry, self.name, self._language)
        found = find_lines(page)
        read = [(row, words) for row in rows_of(page, found) if (words := self._words(page, found, row))]
        blocks = block_numbers([row for row, _ in read], found.x_height, lambda piece: (piece.y0, piece.y1))
        lines = tuple(line_of(words, block) for (_, words), block in zip(read, blocks, strict=True))
        return OcrPage(lines, page.geometry, self.name, self._language)

    def _words(self, page: CleanPage, found: FoundLines, row: Row) -> list[OcrWord]:
        words: list[OcrWord] = []
        for piece in row.pieces:
            read = self._reader.read(cut_out(page.pixels, found, piece, MARGIN))
            if read.log_probability >= LEAST_LOG_PROBABILITY:
                words += _on_page(read, piece, page)
        return words


def _on_page(read: LineText, piece: Piece, page: CleanPage) -> list[OcrWord]:
    """The words of a piece in upright pixels."""
    left = max(0, piece.x0 - MARGIN)
    width, height = page.geometry.upright_size
    words = []
    for word in read.words:
        box = BoundingBox(left + word.start, piece.y0, left + max(word.end, word.start + 1), piece.y1)
        on_page = page.to_upright.apply_box(box).clipped(width, height)
        words.append(OcrWord(word.text, on_page, word.confidence))
    return words
