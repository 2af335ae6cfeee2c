"""From a CTC recogniser's frames to characters with places, and where words lie in a strip."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.ocr.arbitration.line_text import NOTHING, LineText
from pipeline.ocr.asternet.ink import Columns, find_widest_gap

Frames = NDArray[np.float32]


def decode(
    log_posteriors: Frames,
    alphabet: str,
    blank: int,
    pixels_per_frame: float,
    ink: Columns,
) -> LineText:
    """Greedy CTC decoding: best symbol of each frame, runs collapsed, blanks dropped.

    Args:
        log_posteriors: (frames, symbols), natural logarithms.
        alphabet: the symbols without the blank, in order.
        blank: index of the blank.
        pixels_per_frame: strip pixels that a frame stands for.
        ink: the strip's columns with ink; edges of words are laid onto them.
    """
    symbols = alphabet[:blank] + "\0" + alphabet[blank:]
    runs = [run for run in _find_runs(log_posteriors) if run.symbol != blank]
    if not runs:
        return NOTHING
    text = "".join(symbols[run.symbol] for run in runs)
    seen = [_best_two(log_posteriors, run, blank) for run in runs]
    centres = [(run.begin + run.end) / 2 * pixels_per_frame for run in runs]
    starts, stops = _find_extents(text, centres, ink)
    return _trim(
        LineText(
            text,
            tuple(starts),
            tuple(stops),
            tuple(best for best, _, _ in seen),
            tuple((symbols[second], probable) for _, second, probable in seen),
        )
    )


class _Run(NamedTuple):
    """Frames [begin, end) whose best symbol is the same."""

    begin: int
    end: int
    symbol: int


def _find_runs(log_posteriors: Frames) -> list[_Run]:
    best = log_posteriors.argmax(axis=1)
    begins = np.flatnonzero(np.concatenate(([True], best[1:] != best[:-1])))
    ends = np.append(begins[1:], len(best))
    return [
        _Run(*run)
        for run in zip(
            begins.tolist(), ends.tolist(), best[begins].tolist(), strict=True
        )
    ]


def _best_two(
    log_posteriors: Frames, run: _Run, blank: int
) -> tuple[float, int, float]:
    """The posterior of a run's symbol where it stands clearest; the second best symbol there, and
    its posterior."""
    peak = np.exp(log_posteriors[run.begin : run.end].max(axis=0))
    best = min(1.0, float(peak[run.symbol]))
    peak[[run.symbol, blank]] = -1
    second = int(peak.argmax())
    return best, second, min(1.0, float(peak[second]))


def _find_extents(
    text: str, centres: list[float], ink: Columns
) -> tuple[list[float], list[float]]:
    """Left and right edges: half-way between neighbours, edges of words on the ink."""
    cuts = [(a + b) / 2 for a, b in pairwise(centres)]
    filled = np.flatnonzero(ink)
    first, last = (
        (int(filled[0]), int(filled[-1]) + 1) if len(filled) else (0, len(ink))
    )
    starts = [min(float(first), centres[0]), *cuts]
    stops = [*cuts, max(float(last), centres[-1])]
    for at in range(1, len(text) - 1):
        if text[at] == " ":
            begin, end = _find_gap(ink, centres[at - 1], centres[at + 1])
            starts[at], stops[at] = begin, end
            stops[at - 1], starts[at + 1] = begin, end
    return starts, stops


def _find_gap(ink: Columns, before: float, after: float) -> tuple[float, float]:
    """The white between the middles of two characters; empty at the left one where none is."""
    left, right = int(before), min(len(ink), int(after) + 1)
    begin, end = find_widest_gap(ink, left, right) if right > left else (left, left)
    return float(begin), float(end)


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
