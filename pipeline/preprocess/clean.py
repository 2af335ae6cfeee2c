"""Grey, even and free of ink that hides text: the picture for recognition only, never the one that is archived."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from pipeline.preprocess.components import AREA, HEIGHT, WIDTH, components
from schemas.imaging import Pixels

SMALL_DPI = 100.0
# Ink is coloured where its channels spread this much wider than those of the paper.
COLOUR_SPREAD = 32
# A coloured stroke this large both ways (inches) belongs to a seal, an emblem or a signature; letters of coloured
# titles are smaller, frames larger.
SEAL_INCHES = (0.42, 4.0)
# In a seal, coloured pixels brighter than this are paper under ink; darker ones are print under ink.
STAIN_ABOVE = 110
# A dense black figure this large both ways (inches), this much of its box inked, is a code or a picture, no letters.
CODE_INCHES, CODE_FILL = 0.5, 0.3
# Paper comes out white from this share of the background on, so faint show-through goes with it.
WHITE_SHARE = 0.88
PRINT_PERCENTILE = 15


@dataclass(frozen=True, slots=True)
class Overview:
    """A small copy of a page for all estimates. All arrays are uint8 (h, w) at `dpi` dots per inch.

    `grey`: brightness; `background`: the paper without ink; `colour`: 255 where ink is coloured; `ink`: 255 where
    something dark or coloured stands on the paper; `tint`: spread of the paper's own channels.
    """

    grey: Pixels
    background: Pixels
    colour: Pixels
    ink: Pixels
    dpi: float
    tint: int


def overview(pixels: Pixels, dpi: float) -> Overview:
    """Shrink a page to about 100 dpi (never enlarge) and separate ink from paper."""
    scale = min(1.0, SMALL_DPI / dpi)
    height, width = (max(1, round(side * scale)) for side in pixels.shape[:2])
    small = cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA)
    if small.ndim == 3:
        _, spread = _brightest_and_spread(small)
        tint = int(np.median(spread))
        grey = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY)
        colour = cv2.threshold(spread, tint + COLOUR_SPREAD, 255, cv2.THRESH_BINARY)[1]
    else:
        grey, colour, tint = small, np.zeros_like(small), 0
    paper = background(grey)
    level = cv2.divide(grey, paper, scale=255)
    ink = cv2.threshold(level, 190, 255, cv2.THRESH_BINARY_INV)[1]
    return Overview(grey, paper, colour, ink, dpi * scale, tint)


def background(grey: Pixels) -> Pixels:
    """Brightness of the paper: ink narrower than 3 mm at 100 dpi is closed, the rest smoothed."""
    height, width = grey.shape
    quarter = cv2.resize(grey, (max(1, width // 2), max(1, height // 2)), interpolation=cv2.INTER_AREA)
    closed = cv2.morphologyEx(quarter, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8), borderType=cv2.BORDER_REPLICATE)
    smooth = cv2.blur(cv2.medianBlur(closed, 15), (7, 7))
    return cv2.resize(cv2.max(smooth, np.full_like(smooth, 16)), (width, height), interpolation=cv2.INTER_LINEAR)


def _brightest_and_spread(pixels: Pixels) -> tuple[Pixels, Pixels]:
    """The brightest channel of each pixel, and how far it stands above the darkest."""
    red, green, blue = cv2.split(pixels)
    brightest = cv2.max(cv2.max(red, green), blue)
    return brightest, cv2.subtract(brightest, cv2.min(cv2.min(red, green), blue))


def seals(view: Overview) -> list[tuple[int, int, int, int]]:
    """Boxes (x, y, w, h) of seals, emblems and signatures in colour, in the overview's pixels."""
    if not cv2.countNonZero(view.colour):
        return []
    joined = cv2.morphologyEx(view.colour, cv2.MORPH_CLOSE, np.ones((2, 2), np.uint8))
    _, stats = components(joined)
    width, height = stats[:, WIDTH], stats[:, HEIGHT]
    least, most = (inches * view.dpi for inches in SEAL_INCHES)
    large = (np.minimum(width, height) >= least) & (np.maximum(width, height) <= most)
    large[0] = False
    reach = max(1, round(view.dpi * 0.03))
    return [
        (max(0, x - reach), max(0, y - reach), w + 2 * reach, h + 2 * reach) for x, y, w, h, _ in stats[large].tolist()
    ]


def grey_without_seals(pixels: Pixels, view: Overview) -> Pixels:
    """Grey brightness at full size; seals and signatures in colour bleached, black print under them kept."""
    if pixels.ndim == 2:
        return pixels
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    paper = np.uint8(np.median(view.background))
    scale_y, scale_x = pixels.shape[0] / view.grey.shape[0], pixels.shape[1] / view.grey.shape[1]
    for x, y, width, height in seals(view):
        part = np.s_[
            int(y * scale_y) : int(np.ceil((y + height) * scale_y)),
            int(x * scale_x) : int(np.ceil((x + width) * scale_x)),
        ]
        brightest, spread = _brightest_and_spread(pixels[part])
        coloured = spread > view.tint + COLOUR_SPREAD
        stain = coloured & (brightest > STAIN_ABOVE)
        grey[part] = np.where(stain, paper, np.where(coloured, brightest, grey[part]))
    return grey


def without_codes(grey: Pixels, view: Overview) -> Pixels:
    """QR codes and dark pictures painted as paper: a recogniser makes lines of junk of them. Seals are left alone.

    Args:
        grey: uint8 (h, w), full size; a copy is returned where there is something to paint.
        view: overview of the same picture.
    """
    _, stats = components(view.ink)
    width, height = stats[:, WIDTH], stats[:, HEIGHT]
    dense = (np.minimum(width, height) >= CODE_INCHES * view.dpi) & (np.maximum(width, height) <= 3.0 * view.dpi)
    dense &= stats[:, AREA] >= CODE_FILL * width * height
    dense[0] = False
    scale_y, scale_x = grey.shape[0] / view.grey.shape[0], grey.shape[1] / view.grey.shape[1]
    painted = grey
    for x, y, w, h, area in stats[dense].tolist():
        if 3 * cv2.countNonZero(view.colour[y : y + h, x : x + w]) > area:
            continue
        painted = grey.copy() if painted is grey else painted
        paper = int(np.median(view.background[y : y + h, x : x + w]))
        rows = slice(int(y * scale_y), int(np.ceil((y + h) * scale_y)))
        painted[rows, int(x * scale_x) : int(np.ceil((x + w) * scale_x))] = max(paper, 200)
    return painted


def even_light(grey: Pixels, view: Overview) -> Pixels:
    """Divide the background out, then stretch: print becomes black, paper (with faint show-through) white.

    Args:
        grey: uint8 (h, w).
        view: overview of the same picture, at any size.
    """
    paper = cv2.resize(view.background, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    level = cv2.divide(grey, paper, scale=255)
    black, white = print_level(view), 255 * WHITE_SHARE
    return cv2.LUT(level, np.clip((np.arange(256) - black) * (255 / (white - black)), 0, 255).astype(np.uint8))


def print_level(view: Overview) -> float:
    """How dark the print is where the paper is 255: 0 for deep black, at most 150 for faded."""
    if cv2.countNonZero(view.ink) < 50:
        return 0.0
    level = cv2.divide(view.grey, view.background, scale=255)
    return min(float(np.percentile(level[view.ink > 0], PRINT_PERCENTILE)), 150.0)
