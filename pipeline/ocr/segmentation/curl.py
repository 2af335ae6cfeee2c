"""How text lines bend on a page that was photographed: measured on their base lines.

A sheet that is held in the hand bends its lines; one seen askew spreads them like a fan. Both are a
smooth field of shifts up or down, so that along every line the base line, moved by the field, stays
at one height (after page-dewarp and Ulges, Lampert and Breuel, "Document image dewarping using
robust estimation of curled text lines", 2005). The field is a polynomial over the page, fitted to
all lines at once; what lies off its line (descenders, seals, pens) is taken for less at each round.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.ocr.segmentation.letters import sort_ink
from pipeline.ocr.segmentation.lines import chain_letters
from pipeline.ocr.segmentation.pieces import Piece
from schemas.curl import Curl
from schemas.imaging import CleanPage

CURVED = "curved"  # flag of a page

# Sizes in x-heights. A piece is long enough to tell; a point on its base line stands for so much of
# it; a line that bends by so much is no level line; points farther off their line than that are
# none of it.
LONG_PIECE, STEP, BENT, OFF = 5.0, 2.0, 0.15, 0.3
MIN_PIECES = 8
BENT_SHARE = 0.15  # of all points, which must lie so far off a level line
# The powers of x and y in the field; without x alone there is nothing to bend.
ACROSS, DOWN = range(1, 5), range(4)
STIFF = 1e-3  # how much the field resists: where nothing is written it hardly bends
ROUNDS = 4
GRID = 48  # cells of the field either way
MOST = 0.1  # of the page's height: nothing is moved farther

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _BaseLines:
    """Points on base lines, in pixels of the clean page: `line` is the number of their piece."""

    x: Floats
    y: Floats
    line: NDArray[np.intp]


def find_curl(page: CleanPage) -> Curl | None:
    """How the lines of a page bend; None where they are level, or too few tell.

    Args:
        page: upright and level as a whole.
    """
    ink = sort_ink(page)
    if not ink.x_height:
        return None
    pieces = [p for p in chain_letters(ink) if p.x1 - p.x0 >= LONG_PIECE * ink.x_height]
    if len(pieces) < MIN_PIECES:
        return None
    points = _base_lines(pieces, ink.boxes.stats, ink.x_height)
    height, width = page.pixels.shape
    weights = _fit(points, (width, height), ink.x_height)
    moved = _terms(points.x, points.y, (width, height)) @ weights
    level = moved - _means(moved, points.line)[points.line]
    if np.mean(np.abs(level) > BENT * ink.x_height) < BENT_SHARE:
        return None
    return _as_curl(weights, page)


def _base_lines(
    pieces: list[Piece], stats: NDArray[np.int32], step: float
) -> _BaseLines:
    """The usual lower edge of letters in steps along each piece."""
    xs, ys, lines = [], [], []
    for number, piece in enumerate(pieces):
        own = stats[np.asarray(piece.members)].astype(np.float64)
        middle, bottom = own[:, 0] + own[:, 2] / 2, own[:, 1] + own[:, 3]
        cell = ((middle - piece.x0) // (STEP * step)).astype(int)
        for at in np.unique(cell):
            here = cell == at
            xs.append(float(middle[here].mean()))
            ys.append(float(np.median(bottom[here])))
            lines.append(number)
    return _BaseLines(np.array(xs), np.array(ys), np.array(lines, np.intp))


def _terms(x: Floats, y: Floats, size: tuple[int, int]) -> Floats:
    """(points, terms): the powers of x and y of points, in shares of half the page."""
    u, v = 2 * x / size[0] - 1, 2 * y / size[1] - 1
    return np.stack([u**a * v**d for a in ACROSS for d in DOWN], axis=1)


def _means(
    values: Floats, line: NDArray[np.intp], weight: Floats | None = None
) -> Floats:
    share = np.ones(len(line)) if weight is None else weight
    total = np.bincount(line, share)
    return np.asarray(np.bincount(line, share * values) / np.maximum(total, 1e-9))


def _fit(points: _BaseLines, size: tuple[int, int], x_height: float) -> Floats:
    """The weights of the terms that make all lines level."""
    terms, line = _terms(points.x, points.y, size), points.line
    trust = np.ones(len(line))
    weights: Floats = np.zeros(terms.shape[1])
    for _ in range(ROUNDS):
        means = np.stack([_means(term, line, trust) for term in terms.T], axis=1)
        centred = terms - means[line]
        target = -(points.y - _means(points.y, line, trust)[line])
        stiff = STIFF * len(line) * np.eye(terms.shape[1])
        normal = centred.T @ (trust[:, None] * centred) + stiff
        weights = np.asarray(
            np.linalg.solve(normal, centred.T @ (trust * target)), np.float64
        )
        off = (centred @ weights - target) / (OFF * x_height)
        trust = 1 / (1 + off**2) ** 2
    return weights


def _as_curl(weights: Floats, page: CleanPage) -> Curl:
    """The field turned about: where a point of the level page lies on the bent one."""
    height, width = page.pixels.shape
    x, y = np.meshgrid(
        np.linspace(0, width, GRID + 1), np.linspace(0, height, GRID + 1)
    )
    bent = y.ravel()
    for _ in range(12):
        bent = y.ravel() - _terms(x.ravel(), bent, (width, height)) @ weights
    shifts = (bent - y.ravel()).reshape(x.shape) / height
    return Curl(np.clip(shifts, -MOST, MOST))
