"""A page parted into what is written on it and two coarse layers of colour (mixed raster content).

Each pixel of the ink stays where it is: nothing is taken for something like it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from pipeline.common.data import CONFIGS, Data, load_data
from schemas.imaging import Pixels

_WINDOW_MM = 6.0
"""Of what is around a pixel: wider than any stroke, narrower than shadows."""


class ReadingRules(Data):
    """configs/reading.toml."""

    quality: int = Field(ge=1, le=95)
    background_scale: int = Field(ge=1, le=16)
    ink_scale: int = Field(ge=1, le=16)
    least_contrast: int = Field(ge=1, le=254)
    least_speck: int = Field(ge=1)
    most_growth: float = Field(gt=0, le=1)


@lru_cache(maxsize=1)
def load_reading_rules() -> ReadingRules:
    """How reading copies are made.

    Raises:
        UsageError: `config_invalid`.
    """
    return load_data(ReadingRules, CONFIGS / "reading.toml")


@dataclass(frozen=True, slots=True)
class Layers:
    """`ink`: (h, w), True where something is written; `background` and `colour`: coarse pictures of
    the paper and of the ink, uint8, grey or RGB."""

    ink: NDArray[np.bool_]
    background: Pixels
    colour: Pixels


def part_layers(pixels: Pixels, dpi: float) -> Layers:
    """Part a page, uint8 (h, w) grey or (h, w, 3) RGB."""
    rules = load_reading_rules()
    ink = _without_specks(_find_ink(pixels, dpi, rules), rules.least_speck)
    near = cv2.dilate(ink.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    return Layers(
        ink,
        _coarse(pixels, ~near, rules.background_scale),
        _coarse(pixels, ink, rules.ink_scale),
    )


def _find_ink(pixels: Pixels, dpi: float, rules: ReadingRules) -> NDArray[np.bool_]:
    """What is darker than the paper around it, in the channel that shows it best."""
    darkest = pixels if pixels.ndim == 2 else pixels.min(axis=2)
    side = max(3, round(dpi * _WINDOW_MM / 25.4)) | 1
    height, width = darkest.shape
    small = -(-width // 4), -(-height // 4)
    paper = cv2.morphologyEx(
        cv2.resize(darkest, small, interpolation=cv2.INTER_AREA),
        cv2.MORPH_CLOSE,
        np.ones((max(3, side // 4) | 1,) * 2, np.uint8),
    )
    paper = cv2.resize(paper, (width, height), interpolation=cv2.INTER_LINEAR)
    dark = cv2.subtract(paper, darkest)
    # Half of the way from the paper to the ink nearby, and never less than what is seen as ink.
    depth = cv2.dilate(dark, np.ones((7, 7), np.uint8))
    found: NDArray[np.bool_] = dark > np.maximum(depth * 0.45, rules.least_contrast)
    return found


def _without_specks(ink: NDArray[np.bool_], least: int) -> NDArray[np.bool_]:
    _, labels, stats, _ = cv2.connectedComponentsWithStats(
        ink.astype(np.uint8), connectivity=8
    )
    large = stats[:, cv2.CC_STAT_AREA] >= least
    large[0] = False
    kept: NDArray[np.bool_] = large[labels]
    return kept


def _coarse(pixels: Pixels, wanted: NDArray[np.bool_], scale: int) -> Pixels:
    """The mean of the wanted pixels of every square; of those around it where it has none."""
    height, width = pixels.shape[:2]
    size = max(1, -(-width // scale)), max(1, -(-height // scale))
    weight = wanted.astype(np.float32)
    total = pixels * (weight if pixels.ndim == 2 else weight[:, :, None])
    total = cv2.resize(total, size, interpolation=cv2.INTER_AREA)
    weight = cv2.resize(weight, size, interpolation=cv2.INTER_AREA)
    reach = 1
    while weight.min() <= 0 and reach < 2 * max(size):
        empty = weight <= 0
        around = (2 * reach + 1,) * 2
        total[empty] = cv2.boxFilter(total, -1, around)[empty]
        weight[empty] = cv2.boxFilter(weight, -1, around)[empty]
        reach *= 2
    mean = total / np.maximum(weight if total.ndim == 2 else weight[:, :, None], 1e-6)
    return np.clip(mean + 0.5, 0, 255).astype(np.uint8)
