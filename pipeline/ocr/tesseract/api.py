"""Tesseract in this process, by tesserocr: grey bytes in, no files, the model loaded once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from pipeline.errors import InputError
from pipeline.ocr.tesseract.probe import TesseractInstallation, probe_tesseract
from schemas.imaging import Pixels

if TYPE_CHECKING:
    from tesserocr import PyTessBaseAPI

PageSegmentation = Literal[3, 6, 7]
_State = tuple[str, PageSegmentation, TesseractInstallation]


class TesseractApi:
    """Reads pictures. The library is loaded at the first one, so it can be pickled before.

    `psm`: 3 looks for blocks of text itself, 6 takes a picture for one block, 7 for one line.
    """

    def __init__(self, language: str, psm: PageSegmentation) -> None:
        """Check what is installed.

        Args:
            language: Tesseract's codes joined by +.
            psm: the page segmentation mode.

        Raises:
            MissingToolError: Debian's tesseract-ocr or its language data are not installed.
        """
        self._language = language
        self._psm = psm
        self._installation = probe_tesseract(language)
        self._api: PyTessBaseAPI | None = None

    @property
    def version(self) -> str:
        """Library, model and mode."""
        import tesserocr

        library = tesserocr.tesseract_version().split()[1]
        return f"tesseract {library} {self._installation.model(self._language)} psm{self._psm}"

    def tsv(self, pixels: Pixels, dpi: float) -> str:
        """What is read on a picture, as Tesseract's TSV.

        Args:
            pixels: uint8 (h, w) grey, dark on white.
            dpi: dots per inch.

        Raises:
            InputError: `ocr_failed`, Tesseract gave up.
        """
        api = self._load()
        height, width = pixels.shape
        api.SetImageBytes(
            np.ascontiguousarray(pixels).tobytes(), width, height, 1, width
        )
        api.SetSourceResolution(round(dpi))
        try:
            if not api.Recognize():
                raise InputError(
                    "ocr_failed",
                    "Tesseract gave up on the page",
                    remedy="scan the page again",
                )
            return str(api.GetTSVText(0))
        finally:
            api.Clear()

    def _load(self) -> PyTessBaseAPI:
        if self._api is None:
            import tesserocr

            self._api = tesserocr.PyTessBaseAPI(
                path=self._installation.tessdata, lang=self._language, psm=self._psm
            )
        return self._api

    def __getstate__(self) -> _State:
        return self._language, self._psm, self._installation

    def __setstate__(self, state: _State) -> None:
        self._language, self._psm, self._installation = state
        self._api = None
