"""From a CTC recogniser's frames to characters with places, and where words lie in a strip."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pipeline.ocr.arbitration.line_text import NOTHING, LineText
from schemas.imaging import Pixels

Frames = NDArray[np.float32]
Columns = NDArray[np.bool_]
_SPECK_PX = 2


def find_ink(strip: Pixels) -> Columns:
    """Which columns of a strip hold ink: at least two pixels darker than the middle between paper
    and ink.

    Args:
        strip: (h, w) grey, dark on light.
    """
    paper, ink = np.percentile(strip, (90, 1))
    counts: NDArray[np.int64] = np.count_nonzero(strip < (float(paper) + float(ink)) / 2, axis=0)
    return counts >= _SPECK_PX if paper - ink >= 32 else np.zeros(strip.shape[1], np.bool_)


def find_widest_gap(ink: Columns, begin: int, end: int) -> tuple[int, int]:
    """The widest run of columns without ink inside [begin, end); an empty one in the middle where
    there is none."""
    inside = np.flatnonzero(ink[begin:end]) + begin
    edges = np.concatenate(([begin - 1], inside, [end]))
    widths = np.diff(edges) - 1
    best = int(widths.argmax())
    if widths[best] <= 0:
        middle = (begin + end) // 2
        return middle, middle
    return int(edges[best]) + 1, int(edges[best + 1])


def decode(
    log_posteriors: Frames, alphabet: str, blank: int, pixels_per_frame: float, ink: Columns
) -> LineText:
    """Greedy CTC decoding: best symbol of each frame, runs collapsed, blanks dropped.

    Args:
        log_posteriors: (frames, symbols), natural logarithms.
        alphabet: the symbols without the blank, in order.
        blank: index of the blank.
        pixels_per_frame: strip pixels that a frame stands for.
        ink: the strip's columns with ink; edges of words are laid onto them.
    """
    best = log_posteriors.argmax(axis=1)
    begins = np.flatnonzero(np.concatenate(([True], best[1:] != best[:-1])))
    ends = np.append(begins[1:], len(best))
    runs = [
        (int(b), int(e), int(best[b]))
        for b, e in zip(begins, ends, strict=True)
        if best[b] != blank
    ]
    if not runs:
        return NOTHING
    symbols = alphabet[:blank] + "\0" + alphabet[blank:]
    confidences, alternatives = [], []
    for begin, end, symbol in runs:
        peaks = np.exp(log_posteriors[begin:end].max(axis=0))
        confidences.append(min(1.0, float(peaks[symbol])))
        peaks[[symbol, blank]] = -1
        second = int(peaks.argmax())
        alternatives.append((symbols[second], min(1.0, float(peaks[second]))))
    text = "".join(symbols[symbol] for _, _, symbol in runs)
    centres = [(begin + end) / 2 * pixels_per_frame for begin, end, _ in runs]
    starts, stops = _find_extents(text, centres, ink)
    return _trim(
        LineText(text, tuple(starts), tuple(stops), tuple(confidences), tuple(alternatives))
    )


def _find_extents(text: str, centres: list[float], ink: Columns) -> tuple[list[float], list[float]]:
    """Left and right edges: half-way between neighbours, edges of words on the ink."""
    width = len(ink)
    cuts = [(a + b) / 2 for a, b in pairwise(centres)]
    filled = np.flatnonzero(ink)
    first, last = (int(filled[0]), int(filled[-1]) + 1) if len(filled) else (0, width)
    starts = [min(float(first), centres[0]), *cuts]
    stops = [*cuts, max(float(last), centres[-1])]
    for at, char in enumerate(text):
        if char == " " and 0 < at < len(text) - 1:
            left, right = int(centres[at - 1]), min(width, int(centres[at + 1]) + 1)
            gap = find_widest_gap(ink, left, right) if right > left else (left, left)
            starts[at], stops[at] = map(float, gap)
            stops[at - 1], starts[at + 1] = starts[at], stops[at]
    return starts, stops


def _trim(line: LineText) -> LineText:
    """The line without spaces at its ends."""
    begin = len(line.text) - len(line.text.lstrip(" "))
    end = len(line.text.rstrip(" "))
    if begin >= end:
        return NOTHING
    if end - begin == len(line.text):
        return line
    part = slice(begin, end)
    return LineText(
        line.text[part],
        line.starts[part],
        line.ends[part],
        line.confidences[part],
        line.alternatives[part],
    )
