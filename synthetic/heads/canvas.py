"""Words put on a page without drawing it: places by the widths of real type, boxes by the letters'
heights."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from schemas.geometry import BoundingBox, PageGeometry
from schemas.ocr import HANDWRITTEN, OcrLine, OcrPage, OcrWord, PageReading
from synthetic.pages.fonts import Face, width

Align = Literal["left", "center", "right"]
_CONFUSED = {
    "ạ": "ą",
    "à": "á",
    "ả": "ã",
    "ầ": "ẩ",
    "ễ": "ể",
    "ỏ": "ó",
    "ổ": "ô",
    "ồ": "ỏ",
    "ứ": "ữ",
    "ị": "i",
    "đ": "d",
    "Đ": "D",
    "Ủ": "Ú",
    "Ầ": "Ả",
    "Ố": "Ó",
    "Ồ": "Ỏ",
    "Ế": "Ê",
    "Ộ": "Ô",
    "Ể": "Ế",
    "l": "i",
    "0": "o",
    "1": "l",
    "5": "s",
    "8": "3",
    "6": "5",
    "O": "0",
    "I": "l",
    "Ư": "U",
    "ơ": "o",
    "ộ": "ô",
    "ẩ": "ấ",
    "ệ": "ê",
}


@dataclass(slots=True)
class Canvas:
    """A page of `size` pixels; `rate` is the share of letters that recognition takes for others."""

    rng: np.random.Generator
    size: tuple[int, int]
    family: str = "termes"
    rate: float = 0.0
    lines: list[OcrLine] = field(default_factory=list)
    labels: dict[BoundingBox, str] = field(default_factory=dict)

    def length(
        self, text: str, points: float, bold: bool = False, italic: bool = False
    ) -> float:
        """Width in pixels of a text at a size in pixels per em."""
        face, words = Face(self.family, bold, italic), text.split(" ")
        spaces = (len(words) - 1) * width(" ", face, 1.0)
        return points * (sum(width(word, face, 1.0) for word in words) + spaces)

    def wrap(
        self, text: str, room: float, points: float, bold: bool = False
    ) -> list[str]:
        """The text in lines no wider than `room` pixels."""
        rows: list[str] = []
        for word in text.split():
            if rows and self.length(f"{rows[-1]} {word}", points, bold) <= room:
                rows[-1] += f" {word}"
            else:
                rows.append(word)
        return rows

    def put(
        self,
        text: str,
        x: float,
        base: float,
        points: float,
        label: str,
        align: Align = "left",
        *,
        bold: bool = False,
        italic: bool = False,
        hands: Iterable[str] = (),
        gone: Iterable[str] = (),
    ) -> None:
        """One line of words.

        Args:
            text: words; `_` stands for a wide gap of one em.
            x: left edge, centre or right edge, as `align` says.
            base: baseline.
            points: pixels per em.
            label: what the words are.
            align: of the line.
            bold, italic: the face.
            hands: words that are written by hand.
            gone: words whose ink recognition does not see.
        """
        total = self.length(text.replace("_", "  "), points, bold, italic)
        x -= {"left": 0.0, "center": total / 2, "right": total}[align]
        words, space = [], self.length(" ", points, bold, italic)
        for piece in text.split(" "):
            if not piece or set(piece) == {"_"}:
                x += points * max(0.25, len(piece) / 1.5)
                continue
            wide = self.length(piece, points, bold, italic)
            if piece not in set(gone):
                words.append(
                    self._word(piece, x, base, wide, points, piece in set(hands))
                )
            x += wide + space
        if words:
            self.lines.append(OcrLine.around(words, len(self.lines)))
            self.labels.update((word.box, label) for word in words)

    def _word(
        self, text: str, x: float, base: float, wide: float, points: float, hand: bool
    ) -> OcrWord:
        marks = [unicodedata.normalize("NFD", char) for char in text]
        high = max((_height(m) for m in marks), default=0.5)
        deep = 0.21 if any(m[0] in "gjpqyQ,;" or "\u0323" in m for m in marks) else 0.0
        wobble = self.rng.normal(0, 0.01, 4) * points
        box = BoundingBox(
            float(x + wobble[0]),
            float(base - high * points + wobble[1]),
            float(x + wide + wobble[2]),
            float(base + deep * points + wobble[3]),
        )
        read, confidence = self._read(text)
        return OcrWord(read, box, confidence, (HANDWRITTEN,) if hand else ())

    def _read(self, text: str) -> tuple[str, float]:
        sure = 1.0 - abs(float(self.rng.normal(0, 0.02)))
        if self.rate and self.rng.random() < self.rate * len(text):
            at = int(self.rng.integers(len(text)))
            other = _CONFUSED.get(text[at]) or (
                "" if self.rng.random() < 0.2 and len(text) > 2 else text[at]
            )
            if other != text[at]:
                return text[:at] + other + text[at + 1 :] or text, float(
                    np.clip(self.rng.normal(0.75, 0.2), 0.2, 0.99)
                )
        return text, float(
            np.clip(
                sure - (0.06 if self.rate > 0.01 else 0.0) * self.rng.random(), 0.3, 1.0
            )
        )

    def reading(self, number: int = 1) -> PageReading:
        """What recognition makes of the page."""
        wide, high = self.size
        page = OcrPage(tuple(self.lines), PageGeometry(wide, high, 200), "made")
        return PageReading(
            number, page, not self.lines, (), True, (), None, True, 0.0, {}
        )


def _height(letter: str) -> float:
    base, marks = letter[0], letter[1:]
    high = (
        0.67
        if base.isupper() or base.isdigit() or base in "bdfhklđt(/"
        else 0.46
        if base.isalpha()
        else 0.2
    )
    return high + 0.2 * bool(set(marks) - {"\u0323"})
