"""Whether a worker's memory grows with the pages that it has read: small papers of one line, one
after the other, in this process.

    python -m benchmarks.memory --pages 1000
"""

from __future__ import annotations

import argparse
import io
import json
import tempfile
from pathlib import Path

import psutil
from PIL import Image, ImageDraw

from benchmarks.reading import page_job
from pipeline.config import load_settings
from pipeline.plan.pages import read_page
from schemas.work import PageDone

_SIZE = (700, 260)
_MEGABYTE = 1 << 20


def slip(number: int) -> bytes:
    """A paper of one line, each another."""
    picture = Image.new("L", _SIZE, 255)
    drawn = ImageDraw.Draw(picture)
    drawn.text((60, 100), f"Giay so {number} ngay 12/03/2024", fill=20, font_size=32)
    out = io.BytesIO()
    picture.save(out, "PNG", dpi=(200, 200))
    return out.getvalue()


def memory_after(pages: int, told_at: tuple[int, ...]) -> dict[int, float]:
    """Resident memory in MB after so many pages.

    Raises:
        RuntimeError: a page was not read.
    """
    settings = load_settings(environ={})
    found: dict[int, float] = {}
    with tempfile.TemporaryDirectory() as place:
        paper, work = Path(place, "paper.png"), Path(place, "work")
        for number in range(1, pages + 1):
            paper.write_bytes(slip(number))
            answer = read_page(page_job(paper, number, work), settings)
            if not isinstance(answer, PageDone):
                raise RuntimeError(f"page {number} was not read: {answer}")
            if number in told_at:
                found[number] = psutil.Process().memory_info().rss / _MEGABYTE
    return found


def main() -> None:
    """Read the pages; the figures go to stdout as JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.memory")
    parser.add_argument("--pages", type=int, default=1000)
    pages = parser.parse_args().pages
    told_at = tuple(sorted({50, 100, 200, 500, pages}))
    print(json.dumps(memory_after(pages, told_at), indent=1), flush=True)


if __name__ == "__main__":
    main()
