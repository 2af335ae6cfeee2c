"""Strips of single lines from made-up papers, upright and without dotted leaders, with their text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from benchmarks.make_samples import KINDS, Wear, degrade, draw_wear, make_paper, render_paper
from benchmarks.make_samples.degrade import Level
from benchmarks.make_samples.items import Dots, Leader, Paper
from benchmarks.make_samples.render import RenderedPage
from schemas.imaging import Pixels

# Cards carry a machine-readable zone that no line recogniser for Vietnamese is asked to read.
LINE_KINDS = tuple(kind for kind in KINDS if kind != "the_can_cuoc")
_SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Line:
    """`strip`: (h, w) uint8 grey, paper levelled to white."""

    strip: Pixels
    text: str


def made_lines(level: Level, seeds: Sequence[int], per_page: int, kinds: Sequence[str] = LINE_KINDS) -> Iterator[Line]:
    """Lines of the first page of one paper a kind and seed, drawn by chance from that seed."""
    for kind in kinds:
        for seed in seeds:
            rng = np.random.default_rng([seed, KINDS.index(kind)])
            page = render_paper(_without_leaders(make_paper(kind, rng)))[0]
            wear = Wear() if level == "clean" else replace(draw_wear(level, rng), skew_deg=0.0, rotation_deg=0)
            yield from _drawn(degrade(page, level, rng, wear=wear), rng, per_page)


def _without_leaders(paper: Paper) -> Paper:
    pages = (
        replace(page, items=tuple(item for item in page.items if not isinstance(item, (Dots, Leader))))
        for page in paper.pages
    )
    return replace(paper, pages=tuple(pages))


def _drawn(page: RenderedPage, rng: np.random.Generator, count: int) -> Iterator[Line]:
    grey = cv2.cvtColor(np.asarray(page.image), cv2.COLOR_RGB2GRAY)
    paper = cv2.medianBlur(cv2.dilate(grey, np.ones((9, 9), np.uint8)), 31)
    level = cv2.divide(grey, paper, scale=255)
    lines = [line for line in page.truth.lines if len(line.text) >= _SHORTEST]
    for at in rng.permutation(len(lines))[:count]:
        box = lines[at].box
        left, top, right, bottom = (int(margin) for margin in rng.integers(1, 5, 4))
        y0, y1 = max(0, int(box.y0) - top), int(box.y1) + bottom + 1
        x0, x1 = max(0, int(box.x0) - left), int(box.x1) + right + 1
        strip = np.ascontiguousarray(level[y0:y1, x0:x1])
        if min(strip.shape) >= 8:
            yield Line(strip, lines[at].text)
