"""Wear under which pages fail whole: ink as pale as its paper, too few pixels, shading by dots,
failing toner, pictures taken by hand.

Each takes and gives a picture, uint8 (h, w) or (h, w, 3); text stays legible to a person. What a
page says is not changed, so its lines stay true; boxes are not moved along.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.common.grey import to_grey
from schemas.imaging import Pixels

Failing = Literal["pale", "small", "shaded", "broken", "photographed"]


def pale(pixels: Pixels, share: float, rng: np.random.Generator) -> Pixels:
    """All ink made as bright as `share` of the paper (0-1), as a worn copier or a scanner's
    brightness does it, with a scanner's grain."""
    light = 255 - (255 - pixels.astype(np.float32)) * (1 - share)
    grain = rng.normal(0, 1.5, pixels.shape[:2]).astype(np.float32)
    return _clipped(light + (grain if pixels.ndim == 2 else grain[..., None]))


def small(pixels: Pixels, scale: float, quality: int) -> Pixels:
    """A page with few pixels: shrunk and saved as JPEG of some quality."""
    size = tuple(round(side * scale) for side in pixels.shape[1::-1])
    return _as_jpeg(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), quality)


def shaded(pixels: Pixels, dpi: float, dark: float, rng: np.random.Generator) -> Pixels:
    """A bilevel scan on which every second stripe as high as a row of a table has a grey ground, so
    that specks as many as its darkness (`dark`, 0-1) stand under the letters."""
    grey = to_grey(pixels)
    row, begin = dpi * rng.uniform(0.28, 0.4), dpi * rng.uniform(0.0, 0.4)
    stripes = (((np.arange(grey.shape[0]) - begin) / row).astype(int) % 2 == 0)[:, None]
    margin = round(0.8 * dpi)
    stripes = np.repeat(stripes, grey.shape[1], axis=1)
    stripes[:, :margin] = stripes[:, -margin:] = False
    # Grain of about two pixels, as when a printer's screen is scanned in black and white.
    grain = cv2.GaussianBlur(
        rng.normal(0, 1, grey.shape).astype(np.float32), (0, 0), dpi / 250
    )
    limit = np.quantile(grain[:: max(1, grey.shape[0] // 400)], dark)
    ink = grey < 140
    # Scanners sharpen before they part black from white: around strokes the ground stays white.
    around = cv2.dilate(
        ink.astype(np.uint8), np.ones((3, 3), np.uint8), iterations=round(dpi / 150)
    )
    specks = stripes & (grain < limit) & (around == 0)
    return np.where(ink | specks, np.uint8(0), np.uint8(255))


def broken(
    pixels: Pixels, dpi: float, strength: float, rng: np.random.Generator
) -> Pixels:
    """A bilevel scan of a print whose toner failed: in clouds strokes are thin and fall into dots
    (`strength` 0-1: how much is missing where it is worst)."""
    grey = to_grey(pixels).astype(np.float32)
    height, width = grey.shape
    cloud = rng.normal(0, 1, (height // 200 + 2, width // 200 + 2)).astype(np.float32)
    cloud = cv2.resize(cloud, (width, height), interpolation=cv2.INTER_CUBIC)
    missing = strength * np.clip(0.5 + cloud / 2, 0, 1)
    grain = cv2.GaussianBlur(
        rng.normal(0, 1, grey.shape).astype(np.float32), (0, 0), dpi / 200
    )
    grain /= float(grain.std())
    soft = cv2.GaussianBlur(grey, (0, 0), dpi / 300)
    return np.where(
        soft + missing * (90 + 60 * grain) < 140, np.uint8(0), np.uint8(255)
    )


def photographed(pixels: Pixels, dpi: float, rng: np.random.Generator) -> Pixels:
    """A sheet on a table, taken by hand at `dpi`: in perspective, curled, badly lit, softer
    towards one end, with JPEG's traces."""
    page = cv2.cvtColor(pixels, cv2.COLOR_GRAY2RGB) if pixels.ndim == 2 else pixels
    height, width = page.shape[:2]
    table = np.array(rng.uniform(60, 150, 3), np.float32)
    size = (round(8.27 * dpi * 1.12), round(11.69 * dpi * 1.08))
    x, y = np.meshgrid(
        np.linspace(-0.06, 1.06, size[0]), np.linspace(-0.04, 1.04, size[1])
    )
    # Perspective: the far edge is shorter; curl: rows sag across the page, most at one end.
    lean, turn = rng.uniform(-0.06, 0.06, 2)
    sag = rng.uniform(0.008, 0.02) * rng.choice([-1, 1])
    across = 0.5 + (x - 0.5) * (1 + lean * (y - 0.5) * 2)
    down = y + turn * 0.4 * (x - 0.5) + sag * np.cos(np.pi * (x - 0.5)) * (1.2 - y)
    at_x = (across * (width - 1)).astype(np.float32)
    at_y = (down * (height - 1)).astype(np.float32)
    soft = cv2.GaussianBlur(page, (0, 0), max(0.5, 0.35 * width / size[0]))
    seen = cv2.remap(soft, at_x, at_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
    softer = cv2.GaussianBlur(seen, (0, 0), dpi / 100 * rng.uniform(0.6, 1.0))
    share = np.clip(rng.uniform(0.3, 0.7) - y, 0, 1).astype(np.float32)[..., None]
    seen = seen + (softer.astype(np.float32) - seen) * np.minimum(1, 2 * share)
    inside = (across >= 0) & (across <= 1) & (down >= 0) & (down <= 1)
    seen = np.where(inside[..., None], seen, table)
    light = cv2.resize(
        rng.uniform(0.62, 1.0, (2, 2)).astype(np.float32),
        size,
        interpolation=cv2.INTER_LINEAR,
    )
    return _as_jpeg(
        _clipped(seen * light[..., None] + rng.normal(0, 2, seen.shape)), 75
    )


def wear_down(
    pixels: Pixels, dpi: float, kind: Failing, rng: np.random.Generator
) -> Pixels:
    """A page worn in one of these ways, how much is drawn by chance.

    Args:
        pixels: a page scanned well.
        dpi: its dots per inch.
        kind: what happens to it.
        rng: the source of all chance.
    """
    ways: dict[Failing, Callable[[], Pixels]] = {
        "pale": lambda: pale(pixels, float(rng.uniform(0.58, 0.68)), rng),
        "small": lambda: small(
            pixels, float(rng.uniform(75, 90)) / dpi, int(rng.integers(75, 92))
        ),
        "shaded": lambda: shaded(pixels, dpi, float(rng.uniform(0.2, 0.4)), rng),
        "broken": lambda: broken(pixels, dpi, float(rng.uniform(0.5, 0.9)), rng),
        "photographed": lambda: photographed(pixels, float(rng.uniform(85, 120)), rng),
    }
    return ways[kind]()


def _clipped(values: NDArray[np.floating]) -> Pixels:
    return np.clip(np.round(values), 0, 255).astype(np.uint8)


def _as_jpeg(pixels: Pixels, quality: int) -> Pixels:
    shown = pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR)
    _, data = cv2.imencode(".jpg", shown, [cv2.IMWRITE_JPEG_QUALITY, quality])
    back = cv2.imdecode(data, cv2.IMREAD_UNCHANGED)
    return np.asarray(
        back if pixels.ndim == 2 else cv2.cvtColor(back, cv2.COLOR_BGR2RGB), np.uint8
    )
