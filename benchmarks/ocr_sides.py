"""Those who read a page: ours with some settings, the `tesseract` command, pytesseract as it comes,
OCRmyPDF.

Each takes a picture's path and gives its text with what that took. Ours runs in this process, warm;
the command and pytesseract start a process a page, since that is how they are used.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image

from benchmarks import peers
from benchmarks.measure import measured
from pipeline.config import OcrSettings, Settings, load_settings


@dataclass(frozen=True, slots=True)
class SideRead:
    """A page's text by one side; `stages`: CPU seconds by stage (ours only)."""

    text: str
    cpu_s: float
    wall_s: float
    peak_mb: float = 0.0
    stages: Mapping[str, float] = field(default_factory=dict)


Side = Callable[[Path], SideRead]
PROFILES = ("fast", "balanced", "best")


def settings_for(**ocr: Any) -> Settings:
    """The defaults with some of `[ocr]` replaced; None leaves the default."""
    return load_settings(
        environ={},
        options={
            "ocr": {key: value for key, value in ocr.items() if value is not None}
        },
    )


def profiles() -> tuple[str | None, ...]:
    """The profiles of recognition that the settings know; (None,) where they know none."""
    return PROFILES if "profile" in OcrSettings.model_fields else (None,)


def ours(settings: Settings) -> Side:
    """The whole page stage: decode, codes, preparation, recognition, second readings."""
    from benchmarks.reading import read_picture

    def read(path: Path) -> SideRead:
        found = read_picture(path, settings)
        return SideRead(
            found.reading.ocr.text,
            found.took.cpu_s,
            found.took.wall_s,
            stages=found.cpu_seconds,
        )

    return read


def tesseract(path: Path) -> SideRead:
    """`tesseract FILE - -l vie` with one thread."""
    run = peers.tesseract_text(path)
    return SideRead(run.stdout, run.cpu_s, run.wall_s, run.peak_mb)


def pytesseract_plain(path: Path) -> SideRead:
    """`pytesseract.image_to_string(Image, lang="vie")`, as it comes (one thread)."""
    import pytesseract

    with measured() as took, Image.open(path) as image:
        text = str(pytesseract.image_to_string(image, lang="vie"))
    return SideRead(text, took.cpu_s, took.wall_s)


def ocrmypdf(path: Path) -> SideRead:
    """OCRmyPDF with its defaults for `vie`; the text is its side file."""
    with tempfile.TemporaryDirectory() as folder:
        text = Path(folder) / "text.txt"
        run = peers.ocrmypdf(path, Path(folder) / "out.pdf", "--sidecar", str(text))
        found = text.read_text("utf-8") if text.exists() else ""
    return SideRead(found, run.cpu_s, run.wall_s, run.peak_mb)
