"""Grey, free of ink that hides text: on the way to the picture for recognition only, never the one
that is archived."""

from __future__ import annotations

import cv2
import numpy as np

from pipeline.preprocess.ink.components import HEIGHT, WIDTH, components
from pipeline.preprocess.ink.overview import (
    COLOUR_SPREAD,
    Overview,
    brightest_and_spread,
)
from schemas.imaging import Pixels

# A coloured stroke this large both ways (inches) belongs to a seal, an emblem or a signature;
# letters of coloured titles are smaller, frames larger.
SEAL_INCHES = (0.42, 4.0)
# A figure is a ground printed in colour, and no strokes, where so much of its colour is as light as
# that (of 255, in shares of the paper). Seals and pens have 0.3 and less, grounds 0.8 and more.
GROUND_SHARE, GROUND_LEVEL = 0.55, 205
# In a seal, coloured pixels brighter than this are paper under ink; darker ones are print under
# ink.
STAIN_ABOVE = 110
# A dense black figure this large both ways (inches), this much of its box inked, is a code or a
# picture, no letters.
CODE_INCHES, CODE_FILL = 0.5, 0.3
# A smaller one, too, if it is solid: parts of a portrait.
SOLID_INCHES, SOLID_FILL, SOLID_SHAPE = 0.26, 0.55, 0.5
MOST_INCHES = 3.0  # larger ones are no codes
# Letters as large as that are none: a row of them crosses few strokes, and none is so thick in
# shares of their box.
LETTER_STROKES, LETTER_THICK = 3.0, 0.45

Box = tuple[int, int, int, int]
"""x, y, width, height."""


def seals(view: Overview) -> list[Box]:
    """Boxes (x, y, w, h) of seals, emblems and signatures in colour, in the overview's pixels."""
    if not cv2.countNonZero(view.colour):
        return []
    boxes = components(
        cv2.morphologyEx(view.colour, cv2.MORPH_CLOSE, np.ones((2, 2), np.uint8))
    ).boxes
    least, most = (inches * view.dpi for inches in SEAL_INCHES)
    width, height = boxes[:, WIDTH], boxes[:, HEIGHT]
    large = (np.minimum(width, height) >= least) & (np.maximum(width, height) <= most)
    reach = max(1, round(view.dpi * 0.03))
    return [
        (max(0, x - reach), max(0, y - reach), w + 2 * reach, h + 2 * reach)
        for x, y, w, h in boxes[large].tolist()
        if not _is_ground(view, np.s_[y : y + h, x : x + w])
    ]


def _is_ground(view: Overview, part: tuple[slice, slice]) -> bool:
    """Whether what is coloured in a part of the page is its ground, and no strokes."""
    levels = view.level[part][view.colour[part] > 0]
    return bool((levels >= GROUND_LEVEL).mean() > GROUND_SHARE)


def grey_without_seals(pixels: Pixels, view: Overview) -> Pixels:
    """Grey brightness at full size; seals and signatures in colour bleached, black print under them
    kept."""
    if pixels.ndim == 2:
        return pixels
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    paper = np.uint8(np.median(view.background[::8, ::8]))
    for box in seals(view):
        part = _full_size(box, view, grey)
        brightest, spread = brightest_and_spread(pixels[part])
        coloured = spread > view.tint + COLOUR_SPREAD
        stain = coloured & (brightest > STAIN_ABOVE)
        grey[part] = np.where(stain, paper, np.where(coloured, brightest, grey[part]))
    return grey


def _full_size(box: Box, view: Overview, grey: Pixels) -> tuple[slice, slice]:
    """Where a box of the overview lies at full size."""
    x, y, width, height = box
    down, along = (
        full / small for full, small in zip(grey.shape, view.grey.shape, strict=True)
    )
    return (
        slice(int(y * down), int(np.ceil((y + height) * down))),
        slice(int(x * along), int(np.ceil((x + width) * along))),
    )


def without_codes(grey: Pixels, view: Overview) -> Pixels:
    """QR codes and dark pictures painted as paper: a recogniser makes lines of junk of them. Seals
    are left alone.

    Args:
        grey: uint8 (h, w), full size; a copy is returned where there is something to paint.
        view: overview of the same picture.
    """
    painted = grey
    for number in _may_be_pictures(view):
        x, y, w, h = view.pieces.boxes[number].tolist()
        part = np.s_[y : y + h, x : x + w]
        own = view.pieces.cut_out(number)
        coloured = 3 * cv2.countNonZero(view.colour[part]) > cv2.countNonZero(own)
        if coloured or not _is_picture(own, view.dpi):
            continue
        painted = grey.copy() if painted is grey else painted
        paper = int(np.median(view.background[part]))
        painted[_full_size((x, y, w, h), view, grey)] = max(paper, 200)
    return painted


def _may_be_pictures(view: Overview) -> list[int]:
    """Numbers of the pieces that are as large as codes and pictures."""
    width, height = view.pieces.boxes[:, WIDTH], view.pieces.boxes[:, HEIGHT]
    large = np.minimum(width, height) >= SOLID_INCHES * view.dpi
    large &= np.maximum(width, height) <= MOST_INCHES * view.dpi
    return np.flatnonzero(large).tolist()


def _is_picture(own: Pixels, dpi: float) -> bool:
    """Whether a piece, in its box, is a code or a picture and not made of a few thin strokes."""
    fill = cv2.countNonZero(own) / own.size
    thick = max(1, round(LETTER_THICK * min(own.shape)))
    solid = fill >= SOLID_FILL and min(own.shape) >= SOLID_SHAPE * max(own.shape)
    solid = solid and cv2.countNonZero(
        cv2.erode(own, np.ones((thick, thick), np.uint8), borderValue=0)
    )
    if solid or fill < CODE_FILL or min(own.shape) < CODE_INCHES * dpi:
        return bool(solid)
    starts = cv2.countNonZero(cv2.subtract(own[:, 1:], own[:, :-1])) + cv2.countNonZero(
        own[:, :1]
    )
    return starts > LETTER_STROKES * own.shape[0]
