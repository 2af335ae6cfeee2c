"""What happens to a page between the printer and the reader, at three levels; the boxes of the
truth follow.

`clean`: as printed. `office`: 200-300 dpi, skew up to 3°, noise, uneven light, JPEG 60. `hard`:
150-300 dpi, skew up to 10°, most pages lying turned, seals over the text, the back shining through,
folds, faint ink, JPEG 45-60. What is worn stays legible to a person.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from PIL import Image

from synthetic.pages.degrade import Wear, WearLevel, draw_wear
from synthetic.pages.items import Page, Seal, Word
from synthetic.pages.render import RenderedPage

_ORGANS = (
    "ỦY BAN NHÂN DÂN XÃ TÂN LẬP",
    "PHÒNG TƯ PHÁP",
    "CHI CỤC THUẾ KHU VỰC",
    "VĂN PHÒNG CÔNG CHỨNG AN BÌNH",
)
_LEAST_SKEW = 0.2


@dataclass(frozen=True, slots=True)
class Scanner:
    """How a page is scanned: resolution, JPEG quality (None: PNG), colour or grey, and the wear of
    paper and light."""

    dpi: int
    quality: int | None
    grey: bool
    wear: Wear
    folds: int = 0
    """Folds of the paper, which darken what they cross; those of `wear` would paint over letters.
    """


def draw_scanner(level: WearLevel, rng: np.random.Generator) -> Scanner:
    """Choose a scan of some level by chance."""
    wear = draw_wear(level, rng)
    if level == "clean":
        return Scanner(int(rng.choice([200, 300], p=[0.7, 0.3])), None, False, wear)
    if level == "office":
        dpi = int(rng.choice([200, 300], p=[0.75, 0.25]))
        wear = replace(
            wear,
            skew_deg=float(rng.choice([-1, 1]) * rng.uniform(1.2, 3)),
            blur=wear.blur * 1.2 * dpi / 200,
            noise=wear.noise * 1.3,
            contrast=wear.contrast - 0.1,
        )
        return Scanner(dpi, 60, bool(rng.random() < 0.3), wear)
    dpi = int(rng.choice([150, 200, 300], p=[0.25, 0.5, 0.25]))
    wear = replace(
        wear,
        skew_deg=float(rng.choice([-1, 1]) * rng.uniform(4, 10)),
        noise=wear.noise * 0.85,
        rotation_deg=int(rng.choice([0, 90, 180, 270], p=[0.08, 0.31, 0.3, 0.31])),
        blur=wear.blur * dpi / 220,
        folds=0,
    )
    return Scanner(
        dpi,
        int(rng.integers(45, 61)),
        bool(rng.random() < 0.15),
        wear,
        int(rng.integers(1, 3)),
    )


def kept_on_glass(page: RenderedPage, wear: Wear) -> Wear:
    """The wear with so much less skew that no print is cut off at an edge of the scan."""
    skew, truth = wear.skew_deg, page.truth
    corners = [
        (x, y)
        for line in truth.lines
        for x in (line.box.x0, line.box.x1)
        for y in (line.box.y0, line.box.y1)
    ]
    margin = truth.geometry.dpi / 36
    width, height = truth.geometry.width_px - margin, truth.geometry.height_px - margin

    def fits(degrees: float) -> bool:
        to_scan = replace(truth.geometry, skew_deg=degrees).to_scan
        points = [to_scan.apply(*corner) for corner in corners]
        return all(margin <= x <= width and margin <= y <= height for x, y in points)

    while not fits(skew) and abs(skew) > _LEAST_SKEW:
        skew *= 0.95
    return replace(wear, skew_deg=skew)


def folded(page: RenderedPage, count: int, rng: np.random.Generator) -> RenderedPage:
    """The page with folds across it: a shadow of two pixels in which the print still shows."""
    pixels = np.array(page.image)
    height, width = pixels.shape[:2]
    shade = np.zeros((height, width), np.uint8)
    for _ in range(count):
        at = int(rng.uniform(0.2, 0.8) * height)
        cv2.line(
            shade, (0, at), (width, at + int(rng.normal(0, 12))), 70, 2, cv2.LINE_AA
        )
    return replace(
        page, image=Image.fromarray(cv2.subtract(pixels, cv2.merge([shade] * 3)))
    )


def stamped(page: Page, level: WearLevel, rng: np.random.Generator) -> Page:
    """The page with seals laid over its text: one or two where it is hard, now and then one in an
    office."""
    count = {
        "clean": 0,
        "office": int(rng.random() < 0.7),
        "hard": int(rng.integers(1, 3)),
    }[level]
    words = [item for item in page.items if isinstance(item, Word)]
    seals = []
    for _ in range(count):
        word = words[int(rng.integers(len(words) // 4, len(words)))]
        x, y = (
            min(max(word.x - 50 + rng.uniform(-30, 30), 40), page.width - 150),
            word.y - 55 + rng.uniform(-15, 15),
        )
        organ = _ORGANS[int(rng.integers(len(_ORGANS)))]
        seals.append(
            Seal(x, y, organ, "TỈNH ĐÔNG GIANG", 96.0, float(rng.uniform(-30, 30)))
        )
    return replace(page, items=(*page.items, *seals))
