"""Tesseract's judgement of how a page stands: by tesserocr where that is installed, else by the
command."""

from __future__ import annotations

import pytesseract
from PIL import Image

from pipeline.ocr.tesseract.probe import TesseractInstallation
from pipeline.trouble import check_helper
from schemas.imaging import Pixels

TIMEOUT_SECONDS = 300
UNKNOWN = (0, 0.0)

Turn = tuple[int, float]
"""The clockwise turn in degrees (0, 90, 180, 270) that puts a page upright, and a confidence from
0; `UNKNOWN` where Tesseract can't tell."""


class TesseractOrientation:
    """Tesseract's orientation and script detection as a probe for the preprocess stage.

    Call it with a grey picture and its dots per inch. The library is loaded at the first one.
    """

    def __init__(self, installation: TesseractInstallation) -> None:
        self._installation = installation

    def __call__(self, grey: Pixels, dpi: float) -> Turn:
        """How the page is to be turned; grey is uint8 (h, w)."""
        try:
            import tesserocr  # noqa: F401
        except ImportError:
            return ask_command(grey, dpi)
        return ask_library(grey, dpi, self._installation)


def ask_library(grey: Pixels, dpi: float, installation: TesseractInstallation) -> Turn:
    """Ask in this process, by tesserocr."""
    import tesserocr

    height, width = grey.shape
    with tesserocr.PyTessBaseAPI(
        path=installation.tessdata, lang="osd", psm=tesserocr.PSM.OSD_ONLY
    ) as api:
        api.SetImageBytes(grey.tobytes(), width, height, 1, width)
        api.SetSourceResolution(round(dpi))
        found = api.DetectOS()
    if not found:
        return UNKNOWN
    # `orientation` counts the quarter turns by which the page stands turned anticlockwise …
    # clockwise undoes it.
    return (360 - 90 * int(found["orientation"])) % 360, float(found["oconfidence"])


def ask_command(grey: Pixels, dpi: float) -> Turn:
    """Ask the tesseract command, by pytesseract.

    Raises:
        TransientInputError: a signal ended it, or it lacked room, memory or files.
    """
    try:
        found = pytesseract.image_to_osd(
            Image.fromarray(grey),
            config=f"--dpi {round(dpi)}",
            output_type=pytesseract.Output.DICT,
            timeout=TIMEOUT_SECONDS,
        )
    except (pytesseract.TesseractError, RuntimeError) as error:
        # It fails where there are too few letters to tell.
        check_helper("tesseract", int(getattr(error, "status", 0)), str(error).encode())
        return UNKNOWN
    return int(found["rotate"]) % 360, float(found["orientation_conf"])
