"""Tesseract on a whole page with its own analysis of the layout: the second opinion on pages of
which the row by row reading made little."""

from __future__ import annotations

from pipeline.ocr.arbitration.arbiter import estimate_probability
from pipeline.ocr.arbitration.line_text import WordText
from pipeline.ocr.arbitration.weights import load_weights
from pipeline.ocr.segmentation.stacking import StackedPage, Strip
from pipeline.ocr.tesseract.api import TesseractApi
from pipeline.ocr.tesseract.tsv import parse_lines
from schemas.imaging import CleanPage
from schemas.ocr import OcrLine, OcrPage, OcrWord


class TesseractWholePage:
    """Reads pages. The library is loaded at the first one, so it can be pickled before."""

    name = "tesseract-page"

    def __init__(self, language: str) -> None:
        """Check what is installed.

        Args:
            language: Tesseract's codes joined by +.

        Raises:
            MissingToolError: Debian's tesseract-ocr or its language data are not installed.
        """
        self._language = language
        self._tesseract = TesseractApi(language, 3)

    @property
    def version(self) -> str:
        """Library, model and mode."""
        return self._tesseract.version

    def recognize(self, page: CleanPage) -> OcrPage:
        """Read a page whatever is thought of it; confidence is the probability that a word is
        right."""
        height, width = page.pixels.shape
        as_it_is = StackedPage(page.pixels, (Strip(0, 0, width, height, 0, 0),))
        lines = parse_lines(self._tesseract.tsv(page.pixels, page.dpi), page, as_it_is)
        found = tuple(_rate(line, block) for block, (line, _) in enumerate(lines))
        return OcrPage(found, page.geometry, self.name, self._language)


def _rate(line: OcrLine, block: int) -> OcrLine:
    reader = load_weights().whole_page
    words = (
        OcrWord(
            word.text,
            word.box,
            estimate_probability(WordText(word.text, 0, 0, word.confidence), reader),
        )
        for word in line.words
    )
    return OcrLine.around(words, block)
