"""Tesseract's recogniser for single rows, in this process: no layout analysis, no files, the model loaded once."""

from __future__ import annotations

import os
import unicodedata
from typing import Any

import cv2
import numpy as np

from pipeline.errors import InputError
from pipeline.ocr.line_text import WordText
from pipeline.ocr.probe import TesseractInstallation
from schemas.imaging import Pixels

os.environ.setdefault("OMP_THREAD_LIMIT", "1")

WHITE_Y, WHITE_X = 6, 10
# Shown a little narrower than it is, a row costs a tenth less and reads no worse.
SQUEEZE = 0.88
WORD_LEVEL = "5"


class TesseractLines:
    """Reads rows of words. The library is loaded at the first row, so it can be pickled before."""

    def __init__(self, installation: TesseractInstallation, language: str) -> None:
        self._installation = installation
        self._language = language
        self._api: Any = None

    @property
    def version(self) -> str:
        """Library and model."""
        import tesserocr

        return f"tesseract {tesserocr.tesseract_version().split()[1]} {self._installation.model(self._language)} psm7"

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
        shown = cv2.copyMakeBorder(shown, WHITE_Y, WHITE_Y, WHITE_X, WHITE_X, cv2.BORDER_CONSTANT, value=255)
        api = self._loaded()
        height, width = shown.shape
        api.SetImageBytes(np.ascontiguousarray(shown).tobytes(), width, height, 1, width)
        api.SetSourceResolution(round(dpi))
        try:
            if not api.Recognize():
                raise InputError("ocr_failed", "Tesseract gave up on the page", remedy="scan the page again")
            return _words(str(api.GetTSVText(0)))
        finally:
            api.Clear()

    def _loaded(self) -> Any:
        if self._api is None:
            import tesserocr

            self._api = tesserocr.PyTessBaseAPI(
                path=self._installation.tessdata, lang=self._language, psm=tesserocr.PSM.SINGLE_LINE
            )
        return self._api

    def __getstate__(self) -> tuple[TesseractInstallation, str]:
        return self._installation, self._language

    def __setstate__(self, state: tuple[TesseractInstallation, str]) -> None:
        self._installation, self._language = state
        self._api = None


def _words(tsv: str) -> tuple[WordText, ...]:
    found = []
    for row in tsv.splitlines():
        cells = row.split("\t", 11)
        if len(cells) < 12 or cells[0] != WORD_LEVEL:
            continue
        text = "".join(unicodedata.normalize("NFC", cells[11]).split())
        if not text:
            continue
        start = (int(cells[6]) - WHITE_X) / SQUEEZE
        end = (int(cells[6]) + int(cells[8]) - WHITE_X) / SQUEEZE
        found.append(WordText(text, start, end, min(max(float(cells[10]) / 100, 0.0), 1.0)))
    return tuple(found)
