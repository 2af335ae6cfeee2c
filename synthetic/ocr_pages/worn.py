"""Clean pages worn in the ways of `synthetic.pages.failing`, made once and kept beside the others.

The files state no resolution, or a wrong one on every third of the small ones, as such files do.
"""

from __future__ import annotations

import zlib
from dataclasses import replace
from pathlib import Path
from typing import get_args

import numpy as np
from PIL import Image

from synthetic.ocr_pages.store import CACHE, SEEDS, OcrPage, load, version
from synthetic.ocr_pages.style import Part
from synthetic.pages.failing import Failing, wear_down

KINDS: tuple[Failing, ...] = get_args(Failing)


def load_worn(
    part: Part, kind: Failing, *, every: int = 1, folder: Path | None = None
) -> list[OcrPage]:
    """The clean pages of a part after a kind of wear; boxes of lines are left out.

    Args:
        part: `tuning` or `test`.
        kind: what happened to them.
        every: only every so many pages.
        folder: where pages are kept; by default `build/ocr_pages` of the checkout.
    """
    home = (folder or CACHE) / version() / part / f"worn-{kind}"
    home.mkdir(parents=True, exist_ok=True)
    return [
        _worn(page, part, kind, home)
        for page in load(part, "clean", folder=folder)[::every]
    ]


def _worn(page: OcrPage, part: Part, kind: Failing, home: Path) -> OcrPage:
    path = home / f"{page.path.stem}.png"
    seed = [SEEDS[part], KINDS.index(kind), zlib.crc32(page.path.stem.encode())]
    if not path.exists():
        with Image.open(page.path) as image:
            pixels = np.asarray(image.convert("RGB"))
        worn = wear_down(pixels, page.dpi, kind, np.random.default_rng(seed))
        options = {"dpi": (200, 200)} if kind == "small" and seed[-1] % 3 == 0 else {}
        partial = path.with_suffix(".part")
        Image.fromarray(worn).save(partial, "PNG", compress_level=3, **options)
        partial.rename(path)
    return replace(page, path=path)
