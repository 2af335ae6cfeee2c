"""A page of a paper, drawn and scanned."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from synthetic.ocr_pages.wear import (
    Scanner,
    draw_scanner,
    folded,
    kept_on_glass,
    stamped,
)
from synthetic.pages.degrade import WearLevel, degrade
from synthetic.pages.items import Paper
from synthetic.pages.render import RenderedPage, render_page


@dataclass(frozen=True, slots=True)
class Scan:
    """What a scanner made of a page."""

    page: RenderedPage
    scanner: Scanner

    def save(self, folder: Path, name: str) -> Path:
        """Write it as the scanner does, PNG or JPEG; gives the file."""
        scanner = self.scanner
        grey = self.page.image.convert("L") if scanner.grey else self.page.image
        image: Image.Image = grey
        options: dict[str, Any] = (
            {"quality": scanner.quality} if scanner.quality else {"compress_level": 3}
        )
        path = folder / f"{name}{'.jpg' if scanner.quality else '.png'}"
        image.save(path, dpi=(scanner.dpi, scanner.dpi), **options)
        return path


def scan_page(
    paper: Paper, number: int, level: WearLevel, rng: np.random.Generator
) -> Scan:
    """A page of a paper, from 1, on a scanner of its own."""
    scanner = draw_scanner(level, rng)
    page = stamped(paper.pages[number - 1], level, rng)
    drawn = render_page(page, paper.facts, scanner.dpi)
    drawn = folded(drawn, scanner.folds, rng) if scanner.folds else drawn
    back = render_page(paper.pages[0], paper.facts, scanner.dpi).image
    worn = degrade(drawn, level, rng, kept_on_glass(drawn, scanner.wear), back)
    return Scan(worn, scanner)
