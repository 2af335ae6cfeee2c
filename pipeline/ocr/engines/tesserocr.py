"""The engine `tesserocr`: Tesseract in this process, on whole pages."""

from __future__ import annotations

from pipeline.ocr.segmentation.reading_order import put_in_reading_order
from pipeline.ocr.segmentation.stacking import stack_columns
from pipeline.ocr.tesseract.api import TesseractApi
from pipeline.ocr.tesseract.tsv import parse_lines
from schemas.imaging import CleanPage
from schemas.ocr import OcrPage


class TesserocrEngine:
    """Tesseract on whole pages. The library is loaded at the first page, so the engine itself can
    be pickled before."""

    name = "tesserocr"

    def __init__(self, language: str) -> None:
        """Check what is installed.

        Args:
            language: Tesseract's codes joined by +.

        Raises:
            MissingToolError: Debian's tesseract-ocr or its language data are not installed.
        """
        self._language = language
        self._tesseract = TesseractApi(language, 6)

    @property
    def version(self) -> str:
        """Library and model."""
        return self._tesseract.version

    def recognize(self, page: CleanPage) -> OcrPage:
        """Read one page; see OcrEngine."""
        if page.is_blank:
            return OcrPage((), page.geometry, self.name, self._language)
        stacked = stack_columns(page)
        lines = parse_lines(
            self._tesseract.tsv(stacked.pixels, page.dpi), page, stacked
        )
        return OcrPage(
            put_in_reading_order(lines), page.geometry, self.name, self._language
        )
