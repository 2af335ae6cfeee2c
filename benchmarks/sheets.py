"""The fixed input: made-up papers of every kind, worn at three levels, as JPEG at 200 dpi. Chosen
by seed alone."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from synthetic import KINDS, PageTruth, Paper, degrade, make_paper, render_paper
from synthetic.pages.degrade import WEAR_LEVELS, WearLevel
from synthetic.samples.scans import encode_jpeg

SEED = 20261123
DPI = 200
JPEG_QUALITY = 75
SMALL_KINDS = ("giay_khai_sinh",)


@dataclass(frozen=True, slots=True)
class TrueSheet:
    """One scanned page on disk with its truth."""

    path: Path
    truth: PageTruth

    @property
    def true_lines(self) -> tuple[str, ...]:
        """Text lines of the page."""
        return tuple(line.text for line in self.truth.lines)

    @property
    def printed_facts(self) -> tuple[str, ...]:
        """Values as the page prints them."""
        return tuple(found.fact.printed for found in self.truth.facts)


@dataclass(frozen=True, slots=True)
class ScannedPaper:
    """A paper and its pages in order."""

    paper: Paper
    sheets: tuple[TrueSheet, ...]


def scanned_papers(
    folder: Path,
    level: WearLevel,
    *,
    small: bool = False,
    each: int = 1,
    kinds: Sequence[str] | None = None,
) -> list[ScannedPaper]:
    """Write, wear and encode `each` papers of every kind.

    Args:
        folder: where the JPEG files go.
        level: what paper and scanner did to them.
        small: one paper only, for a quick try.
        each: papers of a kind.
        kinds: other kinds than all.
    """
    names = SMALL_KINDS if small else kinds or KINDS
    return [
        _scanned(folder, level, kind, number)
        for kind in names
        for number in range(1 if small else each)
    ]


def _scanned(folder: Path, level: WearLevel, kind: str, number: int) -> ScannedPaper:
    # The paper itself is the same at each level.
    paper = make_paper(
        kind, np.random.default_rng([SEED, zlib.crc32(kind.encode()), number])
    )
    wear = np.random.default_rng(
        [SEED, zlib.crc32(kind.encode()), number, WEAR_LEVELS.index(level)]
    )
    sheets = []
    for index, page in enumerate(render_paper(paper, DPI)):
        worn = degrade(page, level, wear, back=page.image)
        path = folder / f"{level}-{kind}-{number}-{index + 1}.jpg"
        path.write_bytes(encode_jpeg(worn.image, DPI, JPEG_QUALITY))
        sheets.append(TrueSheet(path, worn.truth))
    return ScannedPaper(paper, tuple(sheets))


def all_sheets(papers: Sequence[ScannedPaper]) -> list[TrueSheet]:
    """The pages of all papers, in order."""
    return [sheet for paper in papers for sheet in paper.sheets]
