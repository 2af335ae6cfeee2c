"""Real scans with transcriptions, where the pictures are at hand (see README.md beside this)."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path

from pdf2image import convert_from_path
from PIL import Image

_HERE = Path(__file__).parent
_BESIDE = _HERE.parents[2] / "shared" / "real_scans"


@dataclass(frozen=True, slots=True)
class RealPage:
    """One page as a PNG file, and the lines that stand on it."""

    path: Path
    name: str
    lines: tuple[str, ...]


def scans_folder() -> Path | None:
    """Where the pictures are: `SOHOA_REAL_SCANS`, else `shared/real_scans` beside the checkout;
    None if nowhere."""
    folder = Path(os.environ.get("SOHOA_REAL_SCANS", _BESIDE))
    return folder if folder.is_dir() else None


def real_pages(folder: Path, out: Path) -> list[RealPage]:
    """Write the pages that have a transcription as PNG into `out`; files that are not there are
    left out."""
    found = []
    for entry in tomllib.loads((_HERE / "index.toml").read_text("utf-8"))["page"]:
        source = folder / entry["file"]
        if not source.exists():
            continue
        path = out / f"{Path(entry['text']).stem}.png"
        image, dpi = _page(source, entry["page"], entry.get("dpi", 0))
        image.save(path, dpi=(dpi, dpi))
        lines = (_HERE / entry["text"]).read_text("utf-8").splitlines()
        found.append(
            RealPage(path, f"{entry['file']}, page {entry['page']}", tuple(lines))
        )
    return found


def _page(source: Path, number: int, dpi: int) -> tuple[Image.Image, int]:
    if source.suffix == ".pdf":
        return convert_from_path(source, dpi, first_page=number, last_page=number)[
            0
        ], dpi
    with Image.open(source) as image:
        image.seek(number - 1)
        return image.copy(), round(float(image.info.get("dpi", (300, 300))[0]))
