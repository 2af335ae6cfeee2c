"""Whether memory and time stay in line with a document's length: a TIFF and a PDF of many scanned
pages opened page by page, and written as one archival file, without recognition.

    python -m benchmarks.long_document --pages 1000 --every 250
"""

from __future__ import annotations

import argparse
import io
import json
import multiprocessing
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import psutil
from PIL import Image

from benchmarks.described import describe_paper
from benchmarks.measure import TreeWatch
from benchmarks.peers import picture_pdf
from pipeline.archive.alto import to_alto
from pipeline.archive.pdfa.assemble import write_archival_pdf
from pipeline.config import load_settings
from pipeline.ingest.pages.page import open_page
from schemas.archive import PageContent
from schemas.geometry import BoundingBox, PageGeometry
from schemas.ocr import OcrLine, OcrPage, OcrWord
from schemas.received.source import MediaType

_SIZE = (1654, 2339)  # A4 at 200 dpi
_DPI = 200
_WORDS = 300  # a page


def scanned_page() -> bytes:
    """A colour JPEG of about 400 KB, as a scanner gives for a page of text."""
    rng = np.random.default_rng(3)
    soft = rng.integers(215, 245, (_SIZE[1], _SIZE[0], 3), dtype=np.uint8)
    soft[200:2200:40, 200:1400] = 40
    out = io.BytesIO()
    Image.fromarray(soft).save(out, "JPEG", quality=50, dpi=(_DPI, _DPI))
    return out.getvalue()


def write_tiff(pages: int, jpeg: bytes, path: Path) -> None:
    """A TIFF of equal pages, each a JPEG strip."""
    with Image.open(io.BytesIO(jpeg)) as page:
        page.load()
        same = (page for _ in range(pages - 1))
        options = {"compression": "jpeg", "quality": 50, "dpi": (_DPI, _DPI)}
        page.save(path, "TIFF", save_all=True, append_images=same, **options)


def write_pdf(pages: int, jpeg: bytes, path: Path) -> None:
    """A scanner's PDF of equal pages."""
    picture = path.with_suffix(".jpg")
    picture.write_bytes(jpeg)
    picture_pdf([picture] * pages, path, _DPI)


def follow(path: Path, kind: MediaType, pages: int, every: int) -> dict[str, object]:
    """Open every page and write the archival file: CPU seconds and resident MB on the way, and the
    peak."""
    settings = load_settings(environ={})
    told: dict[str, dict[str, float]] = {}
    process = psutil.Process()
    watch = TreeWatch(process.pid)
    watch.start()

    def content() -> Iterator[PageContent]:
        for index in range(pages):
            image = open_page(path, kind, index, settings.limits, settings.preprocess)
            ocr = _made_words(PageGeometry(*_SIZE, image.dpi))
            yield PageContent(image.encoded, ocr.geometry, ocr)
            if (index + 1) % every == 0:
                spent = process.cpu_times()
                told[str(index + 1)] = {
                    "cpu_s": round(spent.user + spent.system, 1),
                    "resident_mb": round(process.memory_info().rss / (1 << 20)),
                }

    out = path.with_suffix(".out.pdf")
    begun = time.process_time()
    write_archival_pdf(content(), describe_paper(settings.rules), out)
    return {
        "pages": told,
        "cpu_s": round(time.process_time() - begun, 1),
        "peak_mb": round(watch.stop()),
        "alto_cpu_s": _time_alto(pages),
        "bytes_per_page": round(out.stat().st_size / pages),
    }


def _time_alto(pages: int) -> float:
    begun = time.process_time()
    words = _made_words(PageGeometry(*_SIZE, _DPI))
    to_alto([words] * pages, file_name="a.pdf", software="sohoa")
    return round(time.process_time() - begun, 1)


def _made_words(geometry: PageGeometry) -> OcrPage:
    lines = []
    for row in range(_WORDS // 10):
        top = 200.0 + 60 * row
        boxes = [
            BoundingBox(200 + 120 * n, top, 300 + 120 * n, top + 30) for n in range(10)
        ]
        lines.append(OcrLine.around([OcrWord("Nguyễn", box, 0.9) for box in boxes]))
    return OcrPage(tuple(lines), geometry, "made")


def main() -> None:
    """Make both documents and follow each in a process of its own; the figures go to stdout as
    JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.long_document")
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--every", type=int, default=250)
    asked = parser.parse_args()
    writers: dict[MediaType, Callable[[int, bytes, Path], None]] = {
        MediaType.TIFF: write_tiff,
        MediaType.PDF: write_pdf,
    }
    found: dict[str, object] = {}
    with tempfile.TemporaryDirectory() as folder:
        for kind, write in writers.items():
            path = Path(folder) / f"long.{kind.name.lower()}"
            write(asked.pages, scanned_page(), path)
            spawn = multiprocessing.get_context("spawn")
            with spawn.Pool(1) as pool:
                job = path, kind, asked.pages, asked.every
                found[kind.name.lower()] = pool.apply(follow, job)
            path.unlink()
    print(json.dumps(found, indent=1), flush=True)


if __name__ == "__main__":
    main()
