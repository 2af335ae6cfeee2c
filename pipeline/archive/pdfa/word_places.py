"""Where the words of the invisible text are drawn: on their ink, and so that readers part them.

Two readers decide it; pdfminer.six takes words as they stand:

- poppler joins words on one base line that stand closer than 0.15 em, whatever spaces are drawn.
- pdfium puts words whose base lines are near one another (by less than half a letter's width) in
  the order of their left edges, and joins a line that ends with a hyphen to the next one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from statistics import median

from pipeline.archive.pdfa.layout import upright_to_page
from schemas.geometry import BoundingBox
from schemas.ocr import OcrLine, OcrPage

USUAL_RISE, USUAL_FALL = 80, 20  # in hundredths of the size
_SAME_EDGES = 0.4  # in points: boxes that differ by less are drawn as their line's
_OWN_SIZE = 0.5, 2.0  # of the line's size
_SAME_LINE = 0.15  # of the size: base lines that differ by more begin a line to readers
_STEP = 5  # in hundredths of the size: heights are told so finely
_GAP = 0.16  # in em
_ONE_LINE = (
    0.6  # in em: words whose base lines are nearer may be of one line to a reader
)
_BACK = 0.25  # in em
_LEAST_SIZE, _LEAST_WIDTH = 0.5, 0.1  # in points
_FORBIDDEN = {0xFEFF, 0xFFFE, 0xFFFF}  # PDF/A-2u 6.2.11.7.2, with 0
_HYPHENS = (0x2D, 0xAD)


@dataclass(frozen=True, slots=True)
class PlacedWord:
    """A word as it is drawn; places and size in points.

    `apart`: it stands to the left of the word before it though it comes after it. `hyphen`: it ends
    its line with a hyphen that stays. `rise` and `fall`: how far its box reaches above and below
    the base line, in hundredths of the size.
    """

    codes: tuple[int, ...]
    left: float
    right: float
    base: float
    size: float
    apart: bool = False
    hyphen: bool = False
    rise: int = USUAL_RISE
    fall: int = USUAL_FALL

    @property
    def letter(self) -> float:
        """The width of each of its letters."""
        return (self.right - self.left) / len(self.codes)


def place_words(page: OcrPage) -> list[PlacedWord]:
    """The words of a page that can be drawn, in reading order.

    Where two stand too close, the first ends before its ink does, or the second begins behind where
    its ink does.
    """
    placed: list[PlacedWord] = []
    for word in (word for line in page.lines for word in _on_ink(line, page)):
        before = placed[-1] if placed else None
        if before is None or not _is_one_line(before, word):
            placed.append(word)
        elif _goes_back(before, word):
            placed.append(replace(word, apart=True))
        else:
            placed[-1:] = _part(before, word)
    return placed


def _on_ink(line: OcrLine, page: OcrPage) -> Iterator[PlacedWord]:
    """The words of a line in their boxes, nearly all of one size on one base line: readers part
    words where either changes."""
    to_page = upright_to_page(page.geometry)
    words = [
        (codes, to_page.apply_box(word.box))
        for word in line.words
        if (codes := _codes(word.text))
    ]
    if not words:
        return
    bottom, top = median(box.y0 for _, box in words), median(box.y1 for _, box in words)
    size = max(top - bottom, _LEAST_SIZE)
    row = _Row(bottom + USUAL_FALL / 100 * size, size)
    for number, (codes, box) in enumerate(words, start=1):
        right = max(box.x1, box.x0 + _LEAST_WIDTH)
        hyphen = number == len(words) and codes[-1] in _HYPHENS
        base, own, rise, fall = row.find_heights(box)
        yield PlacedWord(
            codes, box.x0, right, base, own, hyphen=hyphen, rise=rise, fall=fall
        )


@dataclass(frozen=True, slots=True)
class _Row:
    """What most words of a line have in common, in points."""

    base: float
    size: float

    def find_heights(self, box: BoundingBox) -> tuple[float, float, int, int]:
        """(base line, size, rise, fall) of a word, so that readers find its box: those of the line
        for most; for others their own, on the line's base line where that crosses them."""
        below = self.base - USUAL_FALL / 100 * self.size - box.y0
        above = self.base + USUAL_RISE / 100 * self.size - box.y1
        if max(abs(below), abs(above)) <= _SAME_EDGES:
            return self.base, self.size, USUAL_RISE, USUAL_FALL
        height = max(box.height, _LEAST_SIZE)
        base = min(max(self.base, box.y0), box.y0 + height)
        reach = _SAME_LINE * self.size
        base = min(max(base, self.base - reach), self.base + reach)
        least, most = (share * self.size for share in _OWN_SIZE)
        size = height if least <= height <= most else self.size
        fall, rise = (
            max(0, round(100 * part / size / _STEP) * _STEP)
            for part in (base - box.y0, box.y0 + height - base)
        )
        return base, size, rise, fall


def _codes(text: str) -> tuple[int, ...]:
    """Character codes of a word: the basic plane, U+FFFD for what lies beyond it; no control
    characters."""
    codes = (
        ord(char) if ord(char) <= 0xFFFF else 0xFFFD
        for char in text
        if not char.isspace()
    )
    return tuple(
        code
        for code in codes
        if code > 0x20 and code not in _FORBIDDEN and not 0x7F <= code <= 0x9F
    )


def _is_one_line(before: PlacedWord, word: PlacedWord) -> bool:
    away = abs(before.base - word.base)
    return away < max(_ONE_LINE * max(before.size, word.size), word.letter / 2)


def _goes_back(before: PlacedWord, word: PlacedWord) -> bool:
    """Whether a word stands so far to the left that poppler, too, sees a new line in it."""
    clear = before.right - _BACK * max(before.size, word.size)
    return word.left < min(before.left, clear)


def _part(before: PlacedWord, word: PlacedWord) -> tuple[PlacedWord, PlacedWord]:
    """Two words of one line with room between them."""
    size = max(before.size, word.size)
    least = max(0.2 * (before.right - before.left), _LEAST_WIDTH)
    end = min(before.right, max(word.left - _GAP * size, before.left + least))
    left = max(word.left, end + _GAP * size)
    right = max(word.right, left + _LEAST_WIDTH)
    return replace(before, right=end), replace(word, left=left, right=right)
