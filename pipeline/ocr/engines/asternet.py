"""The engine `asternet`: our line finder, and AsterNet for every row."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.common.threads import map_in_threads
from pipeline.ocr.arbitration.arbiter import rate_words
from pipeline.ocr.arbitration.line_text import WordText
from pipeline.ocr.arbitration.weights import load_weights
from pipeline.ocr.asternet.model import AsterNet
from pipeline.ocr.engines.row_by_row import read_rows
from pipeline.ocr.segmentation.strips import RowStrip
from schemas.imaging import CleanPage
from schemas.ocr import OcrPage


class AsterNetEngine:
    """Reads pages by AsterNet alone. The model is loaded at the first page, so the engine can be
    pickled before."""

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
        return OcrPage(
            read_rows(page, self._read), page.geometry, self.name, self._language
        )

    def _read(
        self, strips: Sequence[RowStrip], dpi: float
    ) -> Sequence[Sequence[WordText]]:
        rows = map_in_threads(self._reader.read_row, strips)
        return [rate_words(row, load_weights().first) for row in rows]
