"""Pages made once and kept on disk, under a key of everything that decides how they look."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from schemas.geometry import BoundingBox
from synthetic.ocr_pages.notation import Outline, outlines
from synthetic.ocr_pages.scanning import scan_page
from synthetic.ocr_pages.style import Part
from synthetic.ocr_pages.writing import write_paper
from synthetic.pages.degrade import WEAR_LEVELS, WearLevel
from synthetic.pages.render import RenderedPage

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / "build" / "ocr_pages"
SEEDS: dict[Part, int] = {"tuning": 20261124, "test": 77_003_152}
_SOURCES = ("synthetic/ocr_pages", "synthetic")


@dataclass(frozen=True, slots=True)
class OcrTrueLine:
    """A printed line and its box in pixels of the unturned scan."""

    text: str
    box: BoundingBox


@dataclass(frozen=True, slots=True)
class OcrPage:
    """A scanned page on disk with its truth. `fields`: numbers, names and dates as printed, each
    once."""

    path: Path
    part: str
    level: WearLevel
    kind: str
    name: str
    dpi: int
    rotation_deg: int
    skew_deg: float
    size: tuple[int, int]
    family: str
    lines: tuple[OcrTrueLine, ...]
    fields: tuple[str, ...]

    @property
    def true_lines(self) -> tuple[str, ...]:
        """The text of the lines."""
        return tuple(line.text for line in self.lines)


def load(
    part: Part,
    level: WearLevel,
    *,
    kinds: Sequence[str] | None = None,
    folder: Path | None = None,
) -> list[OcrPage]:
    """The pages of a part at a level, made at the first call.

    Args:
        part: `tuning` or `test`.
        level: `clean`, `office` or `hard`.
        kinds: only pages of these kinds (`form`, `letter`, …).
        folder: where they are kept; by default `build/ocr_pages` of the checkout.
    """
    home = (folder or CACHE) / version() / part / level
    if not (home / "truth.json").exists():
        _make(part, level, home)
    pages = [
        _from_json(home, entry)
        for entry in json.loads((home / "truth.json").read_bytes())
    ]
    return [page for page in pages if kinds is None or page.kind in kinds]


@cache
def version() -> str:
    """A key of the generator's sources: other code, other pages."""
    found = hashlib.sha256()
    for source in _SOURCES:
        for path in sorted((ROOT / source).rglob("*")):
            if path.suffix in {".py", ".txt"} and path.name != "store.py":
                found.update(path.read_bytes())
    return found.hexdigest()[:12]


def _make(part: Part, level: WearLevel, home: Path) -> None:
    """Write everything into a folder beside and move it into place whole."""
    work = home.with_name(f".{home.name}-{os.getpid()}")
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    truths = [
        truth
        for outline in outlines(part)
        for truth in _scan(outline, part, level, work)
    ]
    (work / "truth.json").write_text(
        json.dumps(truths, ensure_ascii=False, indent=1), encoding="utf-8"
    )
    if home.exists():
        shutil.rmtree(work)
    else:
        work.rename(home)


def _scan(
    outline: Outline, part: Part, level: WearLevel, folder: Path
) -> list[dict[str, Any]]:
    """One paper of a level; its content differs from that of the other levels."""
    rng = np.random.default_rng(
        [SEEDS[part], WEAR_LEVELS.index(level), zlib.crc32(outline.name.encode())]
    )
    paper = write_paper(outline, part, rng)
    found = []
    for number, page in enumerate(paper.pages, start=1):
        scan = scan_page(paper, number, level, rng)
        path = scan.save(folder, f"{outline.kind}-{outline.name}-{number}")
        family = next(item.face.family for item in page.items if hasattr(item, "face"))
        found.append(
            {
                "file": path.name,
                "part": part,
                "level": level,
                "kind": outline.kind,
                "name": outline.name,
                "dpi": scan.scanner.dpi,
                "family": family,
                **_truth(scan.page),
            }
        )
    return found


def _truth(page: RenderedPage) -> dict[str, Any]:
    truth = page.truth
    values = [found.fact.printed for found in truth.facts]
    return {
        "rotation_deg": truth.geometry.rotation_deg,
        "skew_deg": truth.geometry.skew_deg,
        "size": [truth.geometry.width_px, truth.geometry.height_px],
        "fields": list(dict.fromkeys(values)),
        "lines": [
            [
                line.text,
                *(
                    round(v, 1)
                    for v in (line.box.x0, line.box.y0, line.box.x1, line.box.y1)
                ),
            ]
            for line in truth.lines
        ],
    }


def _from_json(home: Path, entry: dict[str, Any]) -> OcrPage:
    known = {
        key: entry[key]
        for key in (
            "part",
            "level",
            "kind",
            "name",
            "dpi",
            "rotation_deg",
            "skew_deg",
            "family",
        )
    }
    return OcrPage(
        path=home / entry["file"],
        size=tuple(entry["size"]),
        fields=tuple(entry["fields"]),
        lines=tuple(
            OcrTrueLine(text, BoundingBox(*box)) for text, *box in entry["lines"]
        ),
        **known,
    )
