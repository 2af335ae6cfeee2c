"""Numbers and arrows that show in which order the lines of a page are read."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from PIL import ImageDraw

from pipeline.ocr.export.overlay_signs import ORDER, Frame, load_noto

# Where the next line begins so far away, in pixels, an arrow leads there.
JUMP_X, JUMP_Y = 150, 120


def number_lines(draw: ImageDraw.ImageDraw, boxes: Sequence[Frame]) -> None:
    """Numbers at the lines' left ends, arrows where the order does not simply go down.

    Args:
        draw: the picture.
        boxes: of the lines on it, in reading order.
    """
    for before, after in pairwise(boxes):
        if _jumps(before, after):
            start = before[2], (before[1] + before[3]) / 2
            _arrow(draw, start, (after[0], (after[1] + after[3]) / 2))
    for number, box in enumerate(boxes, start=1):
        _write_number(draw, box, str(number))


def _jumps(before: Frame, after: Frame) -> bool:
    return (
        after[1] < before[1]
        or abs(after[0] - before[0]) > JUMP_X
        or after[1] - before[3] > JUMP_Y
    )


def _write_number(draw: ImageDraw.ImageDraw, box: Frame, text: str) -> None:
    font = load_noto(13)
    width = draw.textlength(text, font=font)
    x, y = max(0.0, box[0] - width - 7), (box[1] + box[3]) / 2 - 8
    draw.rectangle((x - 2, y, x + width + 2, y + 16), fill="white", outline=ORDER)
    draw.text((x, y - 2), text, fill=ORDER, font=font)


def _arrow(
    draw: ImageDraw.ImageDraw, start: tuple[float, float], end: tuple[float, float]
) -> None:
    draw.line((*start, *end), fill=ORDER, width=1)
    way = np.array(end) - np.array(start)
    length = float(np.hypot(*way)) or 1.0
    along, across = way / length * 9, np.array([-way[1], way[0]]) / length * 4
    tip = np.array(end)
    draw.polygon(
        [tuple(tip), tuple(tip - along + across), tuple(tip - along - across)],
        fill=ORDER,
    )
