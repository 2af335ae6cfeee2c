"""Pages read as the batch reads them, in this process."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import Measure, measured
from benchmarks.sheets import Sheet
from pipeline.config import Settings
from pipeline.ingest.pages import open_page
from pipeline.plan.guard import StageClock
from pipeline.plan.pages import read_image
from schemas.imaging import PageImage
from schemas.ocr import PageReading
from schemas.source import MediaType


@dataclass(frozen=True, slots=True)
class Read:
    """A page opened and read, with what that took (`seconds`: wall, by stage)."""

    image: PageImage
    reading: PageReading
    took: Measure
    seconds: dict[str, float]


def read_sheet(sheet: Sheet, settings: Settings, number: int = 1) -> Read:
    """Decode, find codes, prepare and recognize: what `pipeline.plan.pages.read_page` does between its files."""
    return read_jpeg(sheet.path, settings, number)


def read_jpeg(path: Path, settings: Settings, number: int = 1) -> Read:
    """The same for a JPEG file."""
    clock = StageClock()
    with measured() as took:
        with clock("ingest"):
            image = open_page(path, MediaType.JPEG, 0, settings.limits, settings.preprocess)
        reading = read_image(image, settings, clock, number)
    return Read(image, reading, took, dict(clock.seconds))
