"""Strips of filled gaps as the product cuts them, with what is written in them:

    python -m training.digits.strips --out FILE --seed N --samples mnist_5k.csv.gz --fonts FOLDER

`Số: ___/QĐ-UBND` and `ngày __ tháng`: digits of a hand (`hands.py`), a stamp or print between the
ends of printed words, over dots or a line, touching both; then worn as scans are. Nothing of a real
paper is used.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from pipeline.extract.written.strip import CAPITALS, HEIGHT
from synthetic.pages.fonts import FAMILIES, Face, load
from training.digits.hands import Hand, Mask, Sources, draw_hand, load_samples

_FINE = 2  # times the size that a strip is drawn at
_CAPS = CAPITALS * _FINE
_TALL = HEIGHT * _FINE
_CAPITAL = 0.66  # of a type's size
_NOTATIONS = (
    "QĐ",
    "TB",
    "KH",
    "CV",
    "UBND",
    "BC",
    "CT",
    "SYT",
    "TTr",
    "GM",
    "NQ",
    "ĐHTĐ",
    "STP",
)
_LINES = ("CỘNG HÒA XÃ HỘI", "tháng năm của", "V/v triển khai thực", "ĐỘC LẬP TỰ")


@dataclass(frozen=True, slots=True)
class Strip:
    """A grey strip (48, w), dark on light, and what is to be read on it."""

    pixels: NDArray[np.uint8]
    text: str


class _Sheet:
    """A strip under way: ink from left to right."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.rng = rng
        self.ink: Mask = np.zeros((_TALL, 40 * _CAPS), np.float32)
        self.base = _TALL / 2 + _CAPS / 2
        self.x = 0.0
        self.text = ""
        family = str(rng.choice(list(FAMILIES), p=_family_shares()))
        self.face = Face(family, rng.random() < 0.1, rng.random() < 0.4)
        self.font = load(
            self.face, max(8, round(_CAPS / _CAPITAL * rng.normal(1, 0.06)))
        )
        self.black = float(rng.uniform(0.7, 1.0))

    def gap(self, capitals: float) -> None:
        """White, or less than none."""
        self.x = max(0.0, self.x + capitals * _CAPS)

    def print(
        self, text: str, begin: float = 0.0, end: float = 1.0, read: str = ""
    ) -> None:
        """Printed words, of which [begin, end) of their width shows."""
        whole = self.font.getlength(text)
        sheet = Image.new("L", self.ink.shape[::-1])
        ImageDraw.Draw(sheet).text((8, self.base), text, 255, self.font, anchor="ls")
        left, right = 8 + round(begin * whole), 8 + round(end * whole)
        drawn = np.asarray(sheet, np.float32)[:, left:right] / 255 * self.black
        self._lay(drawn, int(self.x))
        self.x += right - left
        self.text += read

    def write(self, text: str, hand: Hand) -> None:
        """Digits of a hand, larger or smaller than print, about the line."""
        height = _CAPS * float(np.clip(self.rng.normal(1.25, 0.27), 0.75, 2.1))
        drawn = hand.write(text, height, self.rng) * self.rng.uniform(0.6, 1.0)
        filled = np.flatnonzero(drawn.max(axis=1) > 0.1)
        drawn = drawn[filled[0] : filled[-1] + 1]
        columns = np.flatnonzero(drawn.max(axis=0) > 0.1)
        drawn = drawn[:, columns[0] : columns[-1] + 1]
        bottom = self.base + self.rng.normal(0.08, 0.12) * _CAPS
        top = int(np.clip(bottom - len(drawn), 0, max(0, _TALL - len(drawn))))
        kept = drawn[: _TALL - top]
        placed = np.zeros((_TALL, drawn.shape[1]), np.float32)
        placed[top : top + len(kept)] = kept
        self._lay(placed, int(self.x))
        self.x += drawn.shape[1]
        self.text += text

    def _lay(self, drawn: NDArray[np.floating[Any]], left: int) -> None:
        wide = min(drawn.shape[1], self.ink.shape[1] - left)
        room = self.ink[:, left : left + wide]
        np.maximum(room, drawn[:, :wide], out=room)


def _family_shares() -> list[float]:
    weights = [8.0 if name == "termes" else 1.0 for name in FAMILIES]
    return [weight / sum(weights) for weight in weights]


def make_strip(sources: Sources, rng: np.random.Generator) -> Strip:
    """One strip: a number's gap, or one of a date."""
    sheet = _Sheet(rng)
    hand = draw_hand(sources, rng)
    if rng.random() < 0.6:
        _number(sheet, hand)
    else:
        _day(sheet, hand)
    ink = sheet.ink[:, : max(int(sheet.x), 2 * _CAPS)]
    return Strip(_worn(_littered(ink, sheet, rng), rng), sheet.text)


def _number(sheet: _Sheet, hand: Hand) -> None:
    rng = sheet.rng
    sheet.gap(rng.uniform(0, 0.5))
    if rng.random() < 0.6:
        sheet.print(
            str(rng.choice(["Số:", "Số", "Số :", "số:"])), rng.uniform(0.3, 0.95)
        )
    sheet.gap(rng.uniform(-0.15, 1.0))
    _fill(sheet, hand, _some_number(rng))
    sheet.gap(rng.uniform(-0.25, 1.2) if rng.random() < 0.85 else rng.uniform(1.2, 4))
    if rng.random() < 0.1:
        return
    parts = [str(part) for part in rng.choice(_NOTATIONS, 2)]
    sign, text = (
        ("/", f"{parts[0]}-{parts[1]}") if rng.random() < 0.92 else ("", parts[0])
    )
    sheet.print(sign, read=sign)
    sheet.gap(rng.uniform(0, 0.3) if rng.random() < 0.3 else 0.0)
    _print_some(sheet, text)


def _print_some(sheet: _Sheet, text: str) -> None:
    """The first letters of a notation, the last one cut."""
    shown = int(sheet.rng.integers(0, 4))
    for char in text[:shown]:
        sheet.print(char, read=char if char.isupper() or char == "-" else "")
    if sheet.rng.random() < 0.5 and shown < len(text):
        sheet.print(text[shown], end=sheet.rng.uniform(0.05, 0.4))


def _day(sheet: _Sheet, hand: Hand) -> None:
    rng = sheet.rng
    before, behind = (("ngày", "tháng"), ("tháng", "năm"))[int(rng.integers(2))]
    sheet.gap(rng.uniform(0, 0.4))
    if rng.random() < 0.8:
        sheet.print(before, rng.uniform(0.45, 0.97))
    sheet.gap(rng.uniform(-0.25, 0.9))
    number = int(rng.integers(1, 32 if before == "ngày" else 13))
    _fill(sheet, hand, f"{number:02d}" if rng.random() < 0.75 else str(number))
    sheet.gap(rng.uniform(-0.3, 0.9) if rng.random() < 0.9 else rng.uniform(0.9, 3))
    if rng.random() < 0.85:
        sheet.print(behind, end=rng.uniform(0.05, 0.6))


def _some_number(rng: np.random.Generator) -> str:
    digits = int(rng.choice([1, 2, 3, 4, 5], p=[0.05, 0.22, 0.35, 0.3, 0.08]))
    first = str(rng.integers(1, 10)) if rng.random() < 0.85 else "0"
    return first + "".join(str(rng.integers(10)) for _ in range(digits - 1))


def _fill(sheet: _Sheet, hand: Hand, text: str) -> None:
    """By the hand; now and then in print or by a stamp, or nothing."""
    chance = sheet.rng.random()
    if chance < 0.04:
        sheet.gap(sheet.rng.uniform(0.5, 3))
    elif chance < 0.14:
        kept = sheet.font
        if chance > 0.09:
            other = Face(str(sheet.rng.choice(list(FAMILIES))))
            sheet.font = load(
                other, max(8, round(_CAPS / _CAPITAL * sheet.rng.uniform(0.8, 1.3)))
            )
        sheet.print(text, read=text)
        sheet.font = kept
    else:
        sheet.write(text, hand)


def _littered(ink: Mask, sheet: _Sheet, rng: np.random.Generator) -> Mask:
    """Dots or a line below, rules, the lines above and below, specks."""
    ink = ink.copy()
    base, width = round(sheet.base), ink.shape[1]
    if rng.random() < 0.25:
        step, size = int(rng.integers(6, 14)), int(rng.integers(2, 4))
        for x in range(int(rng.integers(step)), width, step):
            ink[base - size : base, x : x + size] = sheet.black
    elif rng.random() < 0.08:
        ink[base + 2 : base + 2 + int(rng.integers(2, 4))] = sheet.black
    for _ in range(int(rng.poisson(0.12))):
        at = int(rng.integers(width))
        ink[:, at : at + int(rng.integers(1, 4))] = rng.uniform(0.3, 1)
    if rng.random() < 0.45:
        _neighbour(ink, sheet, rng, above=True)
    if rng.random() < 0.3:
        _neighbour(ink, sheet, rng, above=False)
    for _ in range(int(rng.poisson(0.8))):
        y, x = int(rng.integers(_TALL)), int(rng.integers(width))
        ink[y : y + int(rng.integers(1, 4)), x : x + int(rng.integers(1, 4))] = (
            rng.uniform(0.3, 1)
        )
    return ink


def _neighbour(ink: Mask, sheet: _Sheet, rng: np.random.Generator, above: bool) -> None:
    """A rule, or feet or heads of the next line's letters, at the edge of the strip."""
    room = int(rng.uniform(0.05, 0.55) * _CAPS)
    if rng.random() < 0.35:
        y = room if above else _TALL - room
        ink[y : y + int(rng.integers(2, 5))] = sheet.black
        return
    page = Image.new("L", (ink.shape[1], 3 * _CAPS))
    text = str(
        rng.choice(
            ["CỘNG HÒA XÃ HỘI", "tháng năm của", "V/v triển khai thực", "ĐỘC LẬP TỰ"]
        )
    )
    ImageDraw.Draw(page).text(
        (rng.uniform(-80, 20), 2 * _CAPS), text * 6, 255, sheet.font, anchor="ls"
    )
    drawn = np.asarray(page, np.float32) / 255 * sheet.black
    if above:
        drawn = drawn[2 * _CAPS - room : 2 * _CAPS + _CAPS // 4]
        ink[: len(drawn)] = np.maximum(ink[: len(drawn)], drawn)
    else:
        drawn = drawn[: _CAPS + room]
        drawn = drawn[-max(room, 1) - _CAPS // 3 :][: _TALL // 3]
        ink[-len(drawn) :] = np.maximum(ink[-len(drawn) :], drawn)


def _worn(ink: Mask, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Seen by a scanner: size and lean by chance, few pixels a letter, blur, noise, two levels."""
    ink = _turned(ink, rng)
    wide = max(HEIGHT, round(ink.shape[1] / _FINE * rng.uniform(0.85, 1.2)))
    if rng.random() < 0.4:  # fewer dots an inch than the strip is shown with
        share = rng.uniform(0.4, 0.9)
        size = max(8, round(wide * share)), max(12, round(HEIGHT * share))
        ink = cv2.resize(ink, size, interpolation=cv2.INTER_AREA)
    ink = cv2.resize(ink, (wide, HEIGHT), interpolation=cv2.INTER_AREA)
    if rng.random() < 0.5:
        ink = cv2.GaussianBlur(ink, (0, 0), rng.uniform(0.3, 1.1))
    if rng.random() < 0.25:
        level = rng.uniform(0.25, 0.6)
        ink = np.clip((ink - level) * rng.uniform(4, 30) + 0.5, 0, 1)
    paper, dark = rng.uniform(210, 255), rng.uniform(0, 110)
    grey = paper - (paper - dark) * ink + rng.normal(0, rng.uniform(0, 9), ink.shape)
    return np.clip(grey, 0, 255).astype(np.uint8)


def _turned(ink: Mask, rng: np.random.Generator) -> Mask:
    """A little leaning, moved up or down, larger or smaller."""
    high, wide = ink.shape
    matrix = cv2.getRotationMatrix2D(
        (wide / 2, high / 2), rng.normal(0, 0.5), rng.normal(1, 0.09)
    )
    matrix[1, 2] += rng.normal(0, 0.1) * _CAPS
    return np.asarray(cv2.warpAffine(ink, matrix, (wide, high)), np.float32)


def make_strips(sources: Sources, seed: int, count: int) -> list[Strip]:
    """So many strips, always the same ones for a seed."""
    rng = np.random.default_rng(seed)
    return [make_strip(sources, rng) for _ in range(count)]


def main() -> None:
    """Make a file of strips."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--samples", type=Path, required=True)
    parser.add_argument("--fonts", type=Path, required=True)
    given = parser.parse_args()
    sources = Sources(
        load_samples(given.samples), sorted(given.fonts.rglob("*.[to]tf"))
    )
    strips = make_strips(sources, given.seed, given.count)
    given.out.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        given.out,
        pixels=np.concatenate([strip.pixels for strip in strips], axis=1),
        widths=np.array([strip.pixels.shape[1] for strip in strips]),
        texts=np.array([strip.text for strip in strips]),
    )


if __name__ == "__main__":
    main()
