"""Recognition alone, without an archive."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline import registry
from pipeline.archive.alto import to_alto
from pipeline.config import Settings
from pipeline.errors import UsageError
from pipeline.ingest.inspect import inspect_file
from pipeline.ingest.pages import open_page
from pipeline.ocr.hocr import to_hocr
from pipeline.plan.documents import SOFTWARE
from pipeline.plan.guard import StageClock, guarded
from pipeline.plan.pages import read_image
from schemas.ocr import PageReading
from schemas.work import Failure

EXTENSIONS = {"text": ".txt", "alto": ".alto.xml", "hocr": ".hocr", "json": ".json"}
FORM_FEED = "\f"


@dataclass(frozen=True, slots=True)
class ReadFile:
    """The pages of a file, or why it could not be read."""

    path: Path
    pages: tuple[PageReading, ...]
    failure: Failure | None = None


def read_files(files: Sequence[Path], settings: Settings) -> list[ReadFile]:
    """Read files one after the other, in this process.

    Raises:
        UsageError: a file that is not there, an unknown engine.
        MissingToolError: the engine is not installed.
    """
    for path in files:
        if not path.is_file():
            raise UsageError("no_file", "there is no such file", item=str(path), remedy="check the path")
    registry.open_engine(settings.ocr)
    return [_read(path, settings) for path in files]


def _read(path: Path, settings: Settings) -> ReadFile:
    def work(clock: StageClock) -> tuple[PageReading, ...]:
        with clock("ingest"):
            look = inspect_file(path, settings.limits)
        pages = []
        for index in range(look.page_count):
            page_clock = StageClock()
            clock.stage = "ocr"
            image = open_page(path, look.media_type, index, settings.limits, settings.preprocess)
            pages.append(read_image(image, settings, page_clock, index + 1))
        return tuple(pages)

    found = guarded(work)
    return ReadFile(path, (), found) if isinstance(found, Failure) else ReadFile(path, found)


def rendered(files: Sequence[ReadFile], form: str) -> str:
    """The text of a format; for text, pages are parted by a form feed."""
    if form == "json":
        return json.dumps(as_json(files), ensure_ascii=False, indent=1)
    if form == "text":
        return FORM_FEED.join(page.ocr.text for one in files for page in one.pages)
    if form == "alto":
        return "\n".join(
            to_alto([page.ocr for page in one.pages], file_name=one.path.name, software=SOFTWARE).decode()
            for one in files
        )
    return "\n".join(to_hocr([page.ocr for page in one.pages], one.path.name).decode() for one in files)


def as_json(files: Sequence[ReadFile]) -> dict[str, Any]:
    """The contract's `ocr` answer; boxes in pixels of the unturned scan."""
    return {
        "files": [
            {
                "file": str(one.path),
                "pages": [_page_json(page) for page in one.pages],
                "error": None
                if one.failure is None
                else {"code": one.failure.code, "message": one.failure.message, "page": one.failure.page},
            }
            for one in files
        ]
    }


def _page_json(page: PageReading) -> dict[str, Any]:
    geometry = page.ocr.geometry
    words = []
    for word in page.ocr.words:
        box = geometry.scan_box(word.box)
        words.append(
            {"text": word.text, "confidence": word.confidence, "x0": box.x0, "y0": box.y0, "x1": box.x1, "y1": box.y1}
        )
    return {
        "page": page.page, "width_px": geometry.width_px, "height_px": geometry.height_px, "text": page.ocr.text,
        "ocr_confidence": page.ocr.confidence, "rotation_deg": geometry.rotation_deg, "skew_deg": geometry.skew_deg,
        "is_blank": page.is_blank, "flags": list(page.flags), "words": words,
    }  # fmt: skip
