"""Tesseract in this process, by tesserocr: grey bytes in, no files, the model loaded once."""

from __future__ import annotations

import os
from typing import Any

import numpy as np

from pipeline.errors import InputError
from pipeline.ocr.layout import stack_columns
from pipeline.ocr.probe import probe_tesseract
from pipeline.ocr.reading_order import in_reading_order
from pipeline.ocr.tsv import lines_of_tsv
from schemas.imaging import CleanPage, Pixels
from schemas.ocr import OcrPage

os.environ.setdefault("OMP_THREAD_LIMIT", "1")


class TesserocrEngine:
    """Tesseract on whole pages. The library is loaded at the first page, so the engine itself can be pickled before."""

    name = "tesserocr"

    def __init__(self, language: str) -> None:
        """Check what is installed.

        Args:
            language: Tesseract's codes joined by +.

        Raises:
            MissingToolError: Debian's tesseract-ocr or its language data are not installed.
        """
        self._language = language
        self._installation = probe_tesseract(language)
        self._api: Any = None

    @property
    def version(self) -> str:
        """Library and model."""
        import tesserocr

        library = tesserocr.tesseract_version().split()[1]
        return f"tesseract {library} {self._installation.model(self._language)} psm6"

    def recognize(self, page: CleanPage) -> OcrPage:
        """Read one page; see OcrEngine."""
        if page.is_blank:
            return OcrPage((), page.geometry, self.name, self._language)
        stacked = stack_columns(page)
        lines = lines_of_tsv(self._read(stacked.pixels, page.dpi), page, stacked)
        return OcrPage(in_reading_order(lines), page.geometry, self.name, self._language)

    def _read(self, pixels: Pixels, dpi: float) -> str:
        api = self._loaded()
        height, width = pixels.shape
        api.SetImageBytes(np.ascontiguousarray(pixels).tobytes(), width, height, 1, width)
        api.SetSourceResolution(round(dpi))
        try:
            if not api.Recognize():
                raise InputError("ocr_failed", "Tesseract gave up on the page", remedy="scan the page again")
            return str(api.GetTSVText(0))
        finally:
            api.Clear()

    def _loaded(self) -> Any:
        if self._api is None:
            import tesserocr

            self._api = tesserocr.PyTessBaseAPI(
                path=self._installation.tessdata, lang=self._language, psm=tesserocr.PSM.SINGLE_BLOCK
            )
        return self._api

    def __getstate__(self) -> tuple[str, Any]:
        return self._language, self._installation

    def __setstate__(self, state: tuple[str, Any]) -> None:
        self._language, self._installation = state
        self._api = None
