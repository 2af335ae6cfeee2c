"""Recognition alone, without an archive."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from pipeline import registry
from pipeline.archive.alto import to_alto
from pipeline.config import Settings
from pipeline.errors import DigitizationError, UsageError
from pipeline.ingest.inbox.inspect import inspect_file
from pipeline.ingest.pages.page import open_page
from pipeline.ingest.pages.text_layer import read_text_layer
from pipeline.ocr.checks.page_confidence import estimate_page_confidence
from pipeline.ocr.checks.word_marks import find_doubts
from pipeline.ocr.export.hocr import to_hocr
from pipeline.plan.documents import SOFTWARE
from pipeline.plan.guard import StageClock, catch_failure
from pipeline.plan.pages import read_image
from schemas.answers.recognition import (
    BlockJson,
    Box,
    LineJson,
    OcrAnswer,
    PageJson,
    WordJson,
)
from schemas.geometry import BoundingBox, PageGeometry
from schemas.imaging import Pixels
from schemas.ocr import OcrLine, PageReading
from schemas.work import Failure

EXTENSIONS = {"text": ".txt", "alto": ".alto.xml", "hocr": ".hocr", "json": ".json"}
FORM_FEED = "\f"

Seen = Callable[[Path, Pixels, PageReading], None]


@dataclass(frozen=True, slots=True)
class ReadFile:
    """The pages of a file, or why it could not be read."""

    path: Path
    pages: tuple[PageReading, ...]
    failure: Failure | None = None


def read_files(
    files: Sequence[Path], settings: Settings, seen: Seen | None = None
) -> list[ReadFile]:
    """Read files one after the other, in this process.

    Args:
        files: scans.
        settings: all settings.
        seen: told of each page once it is read, with its unturned picture, while that is at hand.

    Raises:
        UsageError: a file that is not there, an unknown engine.
        MissingToolError: the engine is not installed.
    """
    for path in files:
        if not path.is_file():
            raise UsageError(
                "no_file",
                "there is no such file",
                item=str(path),
                remedy="check the path",
            )
    registry.open_engine(settings.ocr)
    return [_read(path, settings, seen) for path in files]


def count_pages(files: Sequence[Path], settings: Settings) -> int:
    """How many pages the files have; those that can't be opened have none."""
    return sum(_page_count(path, settings) for path in files)


def _page_count(path: Path, settings: Settings) -> int:
    try:
        return inspect_file(path, settings.limits).page_count
    except DigitizationError:
        return 0


def _read(path: Path, settings: Settings, seen: Seen | None) -> ReadFile:
    def work(clock: StageClock) -> tuple[PageReading, ...]:
        with clock("ingest"):
            look = inspect_file(path, settings.limits)
        pages = []
        for index in range(look.page_count):
            page_clock = StageClock()
            clock.stage = "ocr"
            image = open_page(
                path, look.media_type, index, settings.limits, settings.preprocess
            )
            layer = read_text_layer(path, look.media_type, index, image)
            reading = read_image(image, settings, page_clock, index + 1, layer)
            if seen is not None:
                seen(path, image.pixels, reading)
            pages.append(reading)
        return tuple(pages)

    found = catch_failure(work)
    return (
        ReadFile(path, (), found)
        if isinstance(found, Failure)
        else ReadFile(path, found)
    )


def render_files(files: Sequence[ReadFile], form: str, min_confidence: float) -> str:
    """The text of a format; for text, pages are parted by a form feed."""
    if form == "json":
        return json.dumps(as_json(files, min_confidence), ensure_ascii=False, indent=1)
    if form == "text":
        return FORM_FEED.join(page.ocr.text for one in files for page in one.pages)
    if form == "alto":
        return "\n".join(
            to_alto(
                [page.ocr for page in one.pages],
                file_name=one.path.name,
                software=SOFTWARE,
            ).decode()
            for one in files
        )
    return "\n".join(
        to_hocr([page.ocr for page in one.pages], one.path.name).decode()
        for one in files
    )


def as_json(files: Sequence[ReadFile], min_confidence: float) -> OcrAnswer:
    """The contract's `ocr` answer; boxes in pixels of the unturned scan, words below the confidence
    flagged."""
    return {
        "files": [
            {
                "file": str(one.path),
                "pages": [_page_json(page, min_confidence) for page in one.pages],
                "error": None
                if one.failure is None
                else {
                    "code": one.failure.code,
                    "message": one.failure.message,
                    "page": one.failure.page,
                },
            }
            for one in files
        ]
    }


def _page_json(page: PageReading, min_confidence: float) -> PageJson:
    """Words in reading order; lines name the words [first, last) that they hold,
    blocks the lines."""
    geometry, read = page.ocr.geometry, page.ocr
    words: list[WordJson] = [
        {
            "text": word.text,
            "confidence": word.confidence,
            **_box(geometry, word.box),
            "flags": list(find_doubts(word, min_confidence)),
        }
        for word in read.words
    ]
    return {
        "page": page.page,
        "width_px": geometry.width_px,
        "height_px": geometry.height_px,
        "text": read.text,
        "ocr_confidence": estimate_page_confidence(read),
        "rotation_deg": geometry.rotation_deg,
        "skew_deg": geometry.skew_deg,
        "is_blank": page.is_blank,
        "flags": list(page.flags),
        "language": read.language,
        "engine": read.engine,
        "words": words,
        "lines": _lines_json(geometry, read.lines),
        "blocks": _blocks_json(geometry, read.lines),
    }


def _lines_json(geometry: PageGeometry, lines: Sequence[OcrLine]) -> list[LineJson]:
    found: list[LineJson] = []
    first = 0
    for line in lines:
        last = first + len(line.words)
        found.append(
            {
                "text": line.text,
                "confidence": line.confidence,
                "block": line.block,
                "words": [first, last],
                **_box(geometry, line.box),
            }
        )
        first = last
    return found


def _blocks_json(geometry: PageGeometry, lines: Sequence[OcrLine]) -> list[BlockJson]:
    found: list[BlockJson] = []
    first = 0
    for block, group in groupby(lines, key=lambda line: line.block):
        members = list(group)
        box = members[0].box
        for line in members[1:]:
            box = box.union(line.box)
        found.append(
            {
                "block": block,
                "lines": [first, first + len(members)],
                **_box(geometry, box),
            }
        )
        first += len(members)
    return found


def _box(geometry: PageGeometry, box: BoundingBox) -> Box:
    scan = geometry.scan_box(box)
    return {"x0": scan.x0, "y0": scan.y0, "x1": scan.x1, "y1": scan.y1}
