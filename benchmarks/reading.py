"""Pages read as the batch reads them, in this process."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import Measure, measured
from benchmarks.sheets import TrueSheet
from pipeline.config import Settings
from pipeline.ingest.pages.page import open_page
from pipeline.plan.guard import StageClock
from pipeline.plan.pages import read_image
from schemas.imaging import PageImage
from schemas.ocr import PageReading
from schemas.received.source import MediaType, SourceFile
from schemas.work import PageJob

_TYPES = {
    ".jpg": MediaType.JPEG,
    ".png": MediaType.PNG,
    ".tif": MediaType.TIFF,
    ".pdf": MediaType.PDF,
}


@dataclass(frozen=True, slots=True)
class Read:
    """A page opened and read, with what that took; `seconds` and `cpu_seconds` by stage."""

    image: PageImage
    reading: PageReading
    took: Measure
    seconds: dict[str, float]
    cpu_seconds: dict[str, float]


class CpuClock(StageClock):
    """A stage clock that adds up CPU seconds of this process too."""

    def __init__(self) -> None:
        super().__init__()
        self.cpu_seconds: dict[str, float] = {}

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        """Time a block."""
        begun = time.process_time()
        try:
            with super().__call__(stage):
                yield
        finally:
            self.cpu_seconds[stage] = (
                self.cpu_seconds.get(stage, 0.0) + time.process_time() - begun
            )


def media_type(path: Path) -> MediaType:
    """The type that a benchmark's file has by its name."""
    return _TYPES[path.suffix]


def page_job(path: Path, number: int, work: Path) -> PageJob:
    """A picture as the run hands it to a worker."""
    data = path.read_bytes()
    file = SourceFile(
        str(path),
        path.name,
        hashlib.sha256(data).hexdigest(),
        len(data),
        media_type(path),
    )
    return PageJob(str(number), number, file, 0, str(work), path.name)


def read_sheet(sheet: TrueSheet, settings: Settings, number: int = 1) -> Read:
    """Decode, find codes, prepare and recognize: what `pipeline.plan.pages.read_page` does between
    its files."""
    return read_jpeg(sheet.path, settings, number)


def read_jpeg(path: Path, settings: Settings, number: int = 1) -> Read:
    """The same for a JPEG file."""
    return read_picture(path, settings, number)


def read_picture(
    path: Path, settings: Settings, number: int = 1, index: int = 0
) -> Read:
    """The same for a picture or a page (`index`, from 0) of a file of any accepted type."""
    clock = CpuClock()
    with measured() as took:
        with clock("ingest"):
            image = open_page(
                path, media_type(path), index, settings.limits, settings.preprocess
            )
        reading = read_image(image, settings, clock, number)
    return Read(image, reading, took, dict(clock.seconds), dict(clock.cpu_seconds))
