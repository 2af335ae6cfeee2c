"""The upright, level copy made clear: even light, print black, no leaders and rules."""

from __future__ import annotations

import numpy as np

from pipeline.preprocess.cleaning.leaders import remove_leaders
from pipeline.preprocess.cleaning.small_print import clear_small_print
from pipeline.preprocess.ink.light import coarse, even_light
from pipeline.preprocess.ink.overview import Overview
from pipeline.preprocess.ink.print_size import TARGET_DPI
from pipeline.preprocess.upright.flatten import flattened
from pipeline.preprocess.upright.level import leveled
from schemas.curl import Curl
from schemas.geometry import PageGeometry
from schemas.imaging import Pixels

PAPER_SHARE = (
    1 / 16
)  # the size at which the background is turned, in shares of the copy's
# A larger copy is cleaned in bands, each with so much of its neighbours (inches) that rules and
# leaders are seen whole.
BAND_PIXELS, BAND_SHARED_INCHES = 20_000_000, 1.0
# Below, letters of usual print have so few pixels that a person should know.
LEAST_PRINT_DPI = 110.0


def clear_copy(
    copy: Pixels,
    view: Overview,
    geometry: PageGeometry,
    scale: float,
    curl: Curl | None = None,
    *,
    rules: bool,
) -> Pixels:
    """Even light and no leaders. After the turn: stretching makes good what interpolation took from
    the edges.

    Args:
        copy: uint8 (h, w), upright and level, at `TARGET_DPI`.
        view: overview of the unturned page.
        geometry: the page's size and turns.
        scale: pixels of the copy for each of the scan's.
        curl: what the copy was flattened by.
        rules: whether leaders and rules are taken off.
    """
    paper, _ = leveled(coarse(view.background), geometry, PAPER_SHARE * scale)
    paper = paper if curl is None else flattened(paper, curl)
    levels = view.black, view.levels.white
    if TARGET_DPI / scale < LEAST_PRINT_DPI:
        copy = clear_small_print(copy, paper, TARGET_DPI)
        return remove_leaders(copy, TARGET_DPI) if rules else copy
    if copy.size <= BAND_PIXELS:
        return _cleaned_band(copy, paper, levels, rules)
    return _cleaned_in_bands(copy, paper, levels, rules)


def _cleaned_in_bands(
    copy: Pixels, paper: Pixels, levels: tuple[float, float], rules: bool
) -> Pixels:
    height, width = copy.shape
    down = paper.shape[0] / height
    shared = round(BAND_SHARED_INCHES * TARGET_DPI)
    step = max(shared, BAND_PIXELS // width)
    cleaned = np.empty_like(copy)
    for top in range(0, height, step):
        begin, end = max(0, top - shared), min(height, top + step + shared)
        last = max(int(begin * down) + 1, round(end * down))
        under = paper[int(begin * down) : last]
        band = _cleaned_band(copy[begin:end], under, levels, rules)
        cleaned[top : top + step] = band[top - begin :][:step]
    return cleaned


def _cleaned_band(
    copy: Pixels, paper: Pixels, levels: tuple[float, float], rules: bool
) -> Pixels:
    copy = even_light(copy, paper, *levels)
    # The strokes of very large letters are as straight and long as rules.
    return remove_leaders(copy, TARGET_DPI) if rules else copy
