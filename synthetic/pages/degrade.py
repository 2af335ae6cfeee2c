"""What paper, time and scanner do to a page; the boxes of the truth follow every turn.

Levels: `clean` (as rendered), `office` (±3° of skew, uneven light, noise, slight blur), `hard` (up
to ±10°, quarter turns, low contrast, folds, bleed-through, specks).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, get_args

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from schemas.geometry import BoundingBox, PageGeometry
from synthetic.pages.render import PageTruth, RenderedPage, TruthFact, TruthLine

WearLevel = Literal["clean", "office", "hard"]
WEAR_LEVELS: tuple[WearLevel, ...] = get_args(WearLevel)
Pixels = NDArray[np.uint8]
_TINTS = ((252, 251, 248), (248, 246, 238), (246, 240, 226), (250, 250, 252))


@dataclass(frozen=True, slots=True)
class Wear:
    """What happens to one page. `rotation_deg`, `skew_deg`: the clockwise turns that will put the
    scan upright."""

    skew_deg: float = 0.0
    rotation_deg: int = 0
    noise: float = 0.0
    blur: float = 0.0
    tint: tuple[int, int, int] = (255, 255, 255)
    light: float = 0.0
    contrast: float = 1.0
    folds: int = 0
    specks: int = 0
    bleed: float = 0.0


def draw_wear(level: WearLevel, rng: np.random.Generator) -> Wear:
    """Choose the wear of a page of some level by chance."""
    if level == "clean":
        return Wear()
    tint = _TINTS[int(rng.integers(len(_TINTS)))]
    if level == "office":
        return Wear(
            skew_deg=float(rng.uniform(-3, 3)),
            noise=float(rng.uniform(2.0, 4.5)),
            blur=float(rng.uniform(0.35, 0.6)),
            tint=tint,
            light=float(rng.uniform(0.02, 0.08)),
            contrast=float(rng.uniform(0.85, 1.0)),
            specks=int(rng.integers(0, 12)),
        )
    return Wear(
        skew_deg=float(rng.uniform(-10, 10)),
        rotation_deg=int(rng.choice([0, 90, 180, 270], p=[0.55, 0.15, 0.15, 0.15])),
        noise=float(rng.uniform(5, 9)),
        blur=float(rng.uniform(0.6, 1.0)),
        tint=tint,
        light=float(rng.uniform(0.1, 0.25)),
        contrast=float(rng.uniform(0.5, 0.75)),
        folds=int(rng.integers(1, 3)),
        specks=int(rng.integers(20, 120)),
        bleed=float(rng.uniform(0.05, 0.12)),
    )


def degrade(
    page: RenderedPage,
    level: WearLevel,
    rng: np.random.Generator,
    wear: Wear | None = None,
    back: Image.Image | None = None,
) -> RenderedPage:
    """Wear a page as its level says (or as `wear` says) and move the boxes of its truth along.

    Args:
        page: an upright page, as `render_paper` gives it.
        level: `clean`, `office` or `hard`.
        rng: the source of all chance.
        wear: takes the place of what the level would draw.
        back: a picture of the other side, of the same size, that shines through (`wear.bleed`).
    """
    wear = wear or draw_wear(level, rng)
    if wear == Wear():
        return page
    pixels = np.asarray(page.image)
    geometry = replace(
        page.truth.geometry, rotation_deg=wear.rotation_deg, skew_deg=wear.skew_deg
    )
    if geometry.rotation_deg % 180:
        geometry = replace(
            geometry, width_px=geometry.height_px, height_px=geometry.width_px
        )
    pixels = _ink_and_paper(pixels, wear, rng, back)
    pixels = _turned(pixels, geometry)
    pixels = _scanned(pixels, wear, rng)
    return RenderedPage(Image.fromarray(pixels), _moved(page.truth, geometry))


def _ink_and_paper(
    pixels: Pixels, wear: Wear, rng: np.random.Generator, back: Image.Image | None
) -> Pixels:
    """Fade the ink, tint the paper, let the other side shine through, fold, speck."""
    levels = 255 - wear.contrast * (255 - np.arange(256.0))
    table = np.stack([levels * tone / 255 for tone in wear.tint], axis=1).astype(
        np.uint8
    )
    faded = np.asarray(cv2.LUT(pixels, table[None]), dtype=np.uint8)
    if wear.bleed and back is not None:
        ghost = cv2.GaussianBlur(255 - np.asarray(back)[:, ::-1], (0, 0), 2.5)
        faded = np.asarray(
            cv2.subtract(faded, cv2.convertScaleAbs(ghost, alpha=wear.bleed)),
            dtype=np.uint8,
        )
    height, width = faded.shape[:2]
    faded = np.ascontiguousarray(faded)
    for _ in range(wear.folds):
        at = int(rng.uniform(0.2, 0.8) * height)
        cv2.line(
            faded,
            (0, at),
            (width, at + int(rng.normal(0, 12))),
            (186, 182, 174),
            2,
            cv2.LINE_AA,
        )
    for _ in range(wear.specks):
        spot = (int(rng.integers(width)), int(rng.integers(height)))
        cv2.circle(faded, spot, int(rng.integers(1, 3)), (90, 86, 80), -1, cv2.LINE_AA)
    return faded


def _turned(pixels: Pixels, geometry: PageGeometry) -> Pixels:
    """Turn the upright picture back to how it lay on the glass: first by the skew, then by quarter
    turns."""
    if geometry.skew_deg:
        height, width = pixels.shape[:2]
        turn = cv2.getRotationMatrix2D(
            ((width - 1) / 2, (height - 1) / 2), geometry.skew_deg, 1.0
        )
        edge = tuple(
            int(v)
            for v in np.median(pixels[:: height // 40, :8].reshape(-1, 3), axis=0)
            * 0.94
        )
        turned = cv2.warpAffine(
            pixels,
            turn,
            (width, height),
            flags=cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=edge,
        )
        pixels = np.asarray(turned, dtype=np.uint8)
    return np.ascontiguousarray(np.rot90(pixels, geometry.rotation_deg // 90))


def _scanned(pixels: Pixels, wear: Wear, rng: np.random.Generator) -> Pixels:
    """Uneven light, blur and sensor noise."""
    height, width = pixels.shape[:2]
    if wear.blur:
        pixels = np.asarray(cv2.GaussianBlur(pixels, (0, 0), wear.blur), dtype=np.uint8)
    if wear.light:
        corners = 1 - rng.uniform(0, wear.light, (2, 2))
        lamp = cv2.resize(
            (corners * 255).astype(np.float32),
            (width, height),
            interpolation=cv2.INTER_LINEAR,
        )
        lit = cv2.multiply(
            pixels, cv2.merge([lamp.astype(np.uint8)] * 3), scale=1 / 255
        )
        pixels = np.asarray(lit, dtype=np.uint8)
    if wear.noise:
        # One tile of grain laid over the page again and again is far cheaper than a whole page of
        # it.
        tile = cv2.GaussianBlur(
            rng.normal(0, wear.noise * 1.6, (512, 512)).astype(np.float32), (0, 0), 0.7
        )
        tile = np.roll(tile, int(rng.integers(512)), axis=0)
        grain = np.tile(tile, (height // 512 + 1, width // 512 + 1))[:height, :width]
        pixels = np.asarray(
            cv2.add(pixels, cv2.merge([grain] * 3), dtype=cv2.CV_8U), dtype=np.uint8
        )
    return pixels


def _moved(truth: PageTruth, geometry: PageGeometry) -> PageTruth:
    def moved(box: BoundingBox) -> BoundingBox:
        return geometry.scan_box(box)

    return replace(
        truth,
        geometry=geometry,
        lines=tuple(TruthLine(line.text, moved(line.box)) for line in truth.lines),
        facts=tuple(TruthFact(fact.fact, moved(fact.box)) for fact in truth.facts),
    )
