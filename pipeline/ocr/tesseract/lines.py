"""Tesseract's recogniser for single rows: no layout analysis of the page."""

from __future__ import annotations

import cv2

from pipeline.ocr.arbitration.line_text import WordText
from pipeline.ocr.tesseract.api import TesseractApi
from pipeline.ocr.tesseract.tsv import parse_words
from schemas.imaging import Pixels

WHITE_Y, WHITE_X = 6, 10
# Shown a little narrower than it is, a row costs a tenth less and reads no worse.
SQUEEZE = 0.88


class TesseractLines:
    """Reads rows of words. The library is loaded at the first row, so it can be pickled before."""

    def __init__(self, language: str) -> None:
        """Check what is installed.

        Args:
            language: Tesseract's codes joined by +.

        Raises:
            MissingToolError: Debian's tesseract-ocr or its language data are not installed.
        """
        self._tesseract = TesseractApi(language, 7)

    @property
    def version(self) -> str:
        """Library and model."""
        return self._tesseract.version

    def read(self, strip: Pixels, dpi: float) -> tuple[WordText, ...]:
        """Words of one row, left to right.

        Args:
            strip: uint8 (h, w) grey, dark on white.
            dpi: dots per inch.

        Raises:
            InputError: `ocr_failed`, Tesseract gave up.
        """
        wide = max(1, round(strip.shape[1] * SQUEEZE))
        shown = cv2.resize(strip, (wide, strip.shape[0]), interpolation=cv2.INTER_AREA)
        shown = cv2.copyMakeBorder(
            shown, WHITE_Y, WHITE_Y, WHITE_X, WHITE_X, cv2.BORDER_CONSTANT, value=255
        )
        return tuple(
            WordText(
                "".join(text.split()),
                (box.x0 - WHITE_X) / SQUEEZE,
                (box.x1 - WHITE_X) / SQUEEZE,
                confidence,
            )
            for _, text, box, confidence in parse_words(self._tesseract.tsv(shown, dpi))
        )
