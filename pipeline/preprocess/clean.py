"""Grey, even and free of ink that hides text: the picture for recognition only, never the one that is archived."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from schemas.imaging import Pixels

SMALL_DPI = 100.0
# Channel spread from which a pixel counts as coloured ink; JPEG noise on grey paper stays below.
COLOUR_SPREAD = 45
# Coloured marks taller than this (inches) are seals, signatures and crosses; lower ones may be text and stay.
SEAL_INCHES = 0.45
# In a seal, coloured pixels brighter than this are paper under ink; darker ones are print under ink.
STAIN_ABOVE = 110
# Paper comes out white from this share of the background on, so faint show-through goes with it.
WHITE_SHARE = 0.88


@dataclass(frozen=True, slots=True)
class Overview:
    """A small copy of a page for all estimates. All arrays are uint8 (h, w) at `dpi` dots per inch.

    `grey`: brightness; `background`: the paper without ink; `colour`: 255 where ink is coloured; `ink`: 255 where
    something dark or coloured stands on the paper.
    """

    grey: Pixels
    background: Pixels
    colour: Pixels
    ink: Pixels
    dpi: float


def overview(pixels: Pixels, dpi: float) -> Overview:
    """Shrink a page to about 100 dpi (never enlarge) and separate ink from paper."""
    scale = min(1.0, SMALL_DPI / dpi)
    height, width = (max(1, round(side * scale)) for side in pixels.shape[:2])
    small = cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA)
    if small.ndim == 3:
        channels = cv2.split(small)
        brightest = cv2.max(cv2.max(channels[0], channels[1]), channels[2])
        darkest = cv2.min(cv2.min(channels[0], channels[1]), channels[2])
        spread = cv2.subtract(brightest, darkest)
        grey = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY)
        colour = cv2.threshold(spread, COLOUR_SPREAD, 255, cv2.THRESH_BINARY)[1]
    else:
        grey, colour = small, np.zeros_like(small)
    paper = background(grey)
    level = cv2.divide(grey, paper, scale=255)
    ink = cv2.threshold(level, 190, 255, cv2.THRESH_BINARY_INV)[1]
    return Overview(grey, paper, colour, ink, dpi * scale)


def background(grey: Pixels) -> Pixels:
    """Brightness of the paper: ink narrower than 3 mm at 100 dpi is closed, the rest smoothed."""
    height, width = grey.shape
    quarter = cv2.resize(grey, (max(1, width // 2), max(1, height // 2)), interpolation=cv2.INTER_AREA)
    closed = cv2.morphologyEx(quarter, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8), borderType=cv2.BORDER_REPLICATE)
    smooth = cv2.blur(cv2.medianBlur(closed, 15), (7, 7))
    return cv2.resize(cv2.max(smooth, np.full_like(smooth, 16)), (width, height), interpolation=cv2.INTER_LINEAR)


def seals(view: Overview) -> Pixels:
    """255 where a seal, signature or stamp in colour stands (grown by a millimetre), at the overview's size."""
    mask = np.zeros_like(view.colour)
    if not cv2.countNonZero(view.colour):
        return mask
    reach = max(1, round(view.dpi * 0.03))
    joined = cv2.dilate(view.colour, np.ones((2 * reach + 1, 2 * reach + 1), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    large = stats[:, cv2.CC_STAT_HEIGHT] > SEAL_INCHES * view.dpi
    large[0] = False
    if large.any():
        mask = (large.astype(np.uint8) * 255)[labels]
    return mask


def grey_without_seals(pixels: Pixels, view: Overview) -> Pixels:
    """Grey brightness at full size; seals and signatures bleached.

    There the brightest channel is taken, in which red and blue ink fade and black print stays.
    """
    if pixels.ndim == 2:
        return pixels
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    mask = seals(view)
    count, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    paper = np.uint8(np.median(view.background))
    scale_y, scale_x = pixels.shape[0] / mask.shape[0], pixels.shape[1] / mask.shape[1]
    for x, y, width, height, _ in stats[1:count]:
        part = np.s_[
            int(y * scale_y) : int(np.ceil((y + height) * scale_y)),
            int(x * scale_x) : int(np.ceil((x + width) * scale_x)),
        ]
        red, green, blue = cv2.split(pixels[part])
        brightest = cv2.max(cv2.max(red, green), blue)
        spread = cv2.subtract(brightest, cv2.min(cv2.min(red, green), blue))
        stain = (spread > COLOUR_SPREAD) & (brightest > STAIN_ABOVE)
        grey[part] = np.where(stain, paper, brightest)
    return grey


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
    return min(float(np.percentile(level[view.ink > 0], 3)), 150.0)
