"""Parts of lines: words that follow one another without wide white. What is stamped beside print is
often read as one line with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from pipeline.common.vietnamese.folding import fold
from schemas.geometry import BoundingBox
from schemas.ocr import OcrLine, OcrPage, OcrWord

GAP = 1.2  # white that parts segments, in heights of a line


@dataclass(frozen=True, slots=True)
class Segment:
    """Words `begin` to `end` of line number `line` of a page."""

    line: int
    begin: int
    end: int
    words: tuple[OcrWord, ...]
    box: BoundingBox

    @property
    def text(self) -> str:
        """The words joined by single spaces."""
        return " ".join(word.text for word in self.words)

    @property
    def folded(self) -> str:
        """Its letters and digits without marks and case, words parted by single spaces."""
        kept = "".join(char if char.isalnum() else " " for char in fold(self.text))
        return " ".join(kept.split())


def line_height(page: OcrPage) -> float:
    """The usual height of a line's words; 0 on a page without any."""
    return median(line.box.height for line in page.lines) if page.lines else 0.0


def segments_of(page: OcrPage, height: float) -> tuple[Segment, ...]:
    """The segments of a page, in its order; `height`: of a usual line."""
    return tuple(
        segment
        for number, line in enumerate(page.lines)
        for segment in _cut(number, line, GAP * height)
    )


def _cut(number: int, line: OcrLine, white: float) -> list[Segment]:
    words = line.words
    cuts = [
        at
        for at in range(1, len(words))
        if words[at].box.x0 - words[at - 1].box.x1 > white
    ]
    return [
        _segment(number, begin, end, words[begin:end])
        for begin, end in zip([0, *cuts], [*cuts, len(words)], strict=True)
    ]


def _segment(number: int, begin: int, end: int, words: Sequence[OcrWord]) -> Segment:
    around = OcrLine.around(words)
    return Segment(number, begin, end, around.words, around.box)
