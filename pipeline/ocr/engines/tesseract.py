"""Tesseract as a program, by pytesseract: one process a page; for machines where tesserocr's wheel
does not fit."""

from __future__ import annotations

import pytesseract
from PIL import Image

from pipeline.errors import InputError
from pipeline.ocr.segmentation.reading_order import put_in_reading_order
from pipeline.ocr.segmentation.stacking import stack_columns
from pipeline.ocr.tesseract.probe import probe_tesseract
from pipeline.ocr.tesseract.tsv import parse_lines
from pipeline.trouble import check_helper
from schemas.imaging import CleanPage
from schemas.ocr import OcrPage

TIMEOUT_SECONDS = 300


class TesseractCommandEngine:
    """Reads each page by the tesseract command."""

    name = "tesseract"

    def __init__(self, language: str) -> None:
        """Check what is installed.

        Args:
            language: Tesseract's codes joined by +.

        Raises:
            MissingToolError: Debian's tesseract-ocr or its language data are not installed.
        """
        self._language = language
        self._installation = probe_tesseract(language)

    @property
    def version(self) -> str:
        """Program and model."""
        return (
            f"tesseract {self._installation.version} {self._installation.model(self._language)}"
            " psm6"
        )

    def recognize(self, page: CleanPage) -> OcrPage:
        """Read one page; see OcrEngine."""
        if page.is_blank:
            return OcrPage((), page.geometry, self.name, self._language)
        stacked = stack_columns(page)
        try:
            tsv = pytesseract.image_to_data(
                Image.fromarray(stacked.pixels),
                lang=self._language,
                config=f"--psm 6 --dpi {round(page.dpi)}",
                timeout=TIMEOUT_SECONDS,
            )
        except (pytesseract.TesseractError, RuntimeError) as error:
            check_helper(
                "tesseract", int(getattr(error, "status", 0)), str(error).encode()
            )
            raise InputError(
                "ocr_failed",
                f"Tesseract gave up on the page ({error})",
                remedy="scan the page again",
            ) from error
        return OcrPage(
            put_in_reading_order(parse_lines(tsv, page, stacked)),
            page.geometry,
            self.name,
            self._language,
        )
