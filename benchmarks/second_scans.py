"""How often two papers are taken for scans of one sheet: those that are, and those that are not.

    python -m benchmarks.second_scans --each 4 --out result.json
    python -m benchmarks.second_scans --truth sample_scans

Made-up dossiers: of every kind of paper two are written for the same persons, with another day and
another number; the first is worn and read twice. The texts are the true ones, but for slips in two
words of a hundred, so papers of one form are as alike here as they can be. `--truth` compares the
pages of each dossier of samples, with their true texts, by text alone: nothing that this keeps
apart can be taken for one sheet.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import date
from itertools import combinations, product
from pathlib import Path

import numpy as np

from pipeline.config import load_settings
from pipeline.plan.second_scans import ReadPage, second_scan
from pipeline.preprocess.prepare import prepare
from pipeline.preprocess.sheet import coarse_print, sheet_print
from schemas.imaging import EncodedImage, PageImage
from synthetic.pages.degrade import WearLevel, degrade
from synthetic.pages.render import RenderedPage, render_paper
from synthetic.papers import KINDS, make_paper
from synthetic.people.people import Cast
from synthetic.people.places import Unit, units
from synthetic.people.register import make_register

LEVELS: tuple[WearLevel, ...] = ("clean", "office")
_SLIPS = 0.02
_ANY = ("0123456789abcdef" * 13)[:204]


def measure(each: int, seed: int = 1, kinds: Sequence[str] = KINDS) -> dict[str, int]:
    """Pairs that are scans of one sheet, and pairs of two papers; how many of them are told."""
    register = make_register(3000, 0)
    counted: Counter[str] = Counter()
    for kind, number in product(kinds, range(each)):
        rng = np.random.default_rng([seed, KINDS.index(kind), number])
        cast = Cast(register, rng, steady=True)
        unit = [one for one in units() if one.level == "commune"][number]
        one, other = (
            _pages(kind, cast, unit, date(2020 + later, 3, 5 + 9 * later), rng)
            for later in range(2)
        )
        level = LEVELS[number % len(LEVELS)]
        first, again, second = (_read(pages, level, rng) for pages in (one, one, other))
        counted["one sheet"] += 1
        counted["one sheet, told"] += _told(first, again)
        counted["two papers"] += 2
        counted["two papers, told"] += _told(first, second) + _told(again, second)
    return dict(counted)


def _pages(
    kind: str, cast: Cast, unit: Unit, issued: date, rng: np.random.Generator
) -> list[RenderedPage]:
    return render_paper(make_paper(kind, rng, cast=cast, unit=unit, issued=issued))


def _read(
    pages: list[RenderedPage], level: WearLevel, rng: np.random.Generator
) -> list[ReadPage]:
    """The pages as a scan of them is read."""
    settings = load_settings(environ={}).preprocess
    found = []
    for number, page in enumerate(pages, start=1):
        pixels = np.asarray(degrade(page, level, rng).image)
        height, width = pixels.shape[:2]
        kept = EncodedImage(b"", "FlateDecode", width, height, 8, "DeviceRGB", False)
        clean = prepare(PageImage(pixels, 200.0, True, kept), settings)
        print_ = coarse_print(sheet_print(clean))
        found.append(ReadPage(number, print_, _with_slips(page.truth.text, rng)))
    return found


def _with_slips(text: str, rng: np.random.Generator) -> str:
    """A text as it is read: here and there a letter too many."""
    words = text.split()
    return " ".join(f"{one}l" if rng.random() < _SLIPS else one for one in words)


def _told(one: list[ReadPage], other: list[ReadPage]) -> bool:
    return second_scan("A-1.1", one, "A-1.2", other) is not None


def by_text_alone(samples: Path) -> dict[str, int]:
    """Pairs of papers of one dossier in samples, and how many have pages that say the same."""
    counted: Counter[str] = Counter()
    for path in sorted((samples / "truth").glob("H*.json")):
        papers = [
            [
                ReadPage(
                    page["page"],
                    _ANY,
                    "\n".join(line["text"] for line in page["lines"]),
                )
                for page in document.get("pages", ())
            ]
            for document in json.loads(path.read_bytes()).get("documents", ())
        ]
        for one, other in combinations(papers, 2):
            counted["pairs"] += 1
            counted["told"] += _told(one, other)
    return dict(counted)


def main() -> None:
    """Measure and write the result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", type=int, default=2)
    parser.add_argument("--truth", type=Path)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    found = by_text_alone(options.truth) if options.truth else measure(options.each)
    text = json.dumps(found, indent=1)
    if options.out:
        options.out.write_text(text, encoding="utf-8")
    print(text, file=sys.stdout)


if __name__ == "__main__":
    main()
