"""What was read on a page. Boxes are in upright pixels (see schemas.geometry)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import reduce

from schemas.geometry import BoundingBox, PageGeometry
from schemas.imaging import InkMap

HANDWRITTEN = "handwritten"
ARRIVAL_STAMP, NAME_STAMP = "arrival_stamp", "name_stamp"
STAMPS = frozenset((ARRIVAL_STAMP, NAME_STAMP))
HANDWRITING, STAMP = "handwriting", "stamp"
"""Flags of a page on which words bear such marks."""
DAMAGED = "damaged"
"""Flag of a page whose picture has errors in its data."""


@dataclass(frozen=True, slots=True)
class OcrWord:
    """One word: NFC text without spaces, its box, confidence 0-1.

    `marks` say why the word is doubtful whatever its confidence: `foreign_letter`,
    `impossible_syllable` (pipeline.ocr.checks.word_marks); `handwritten`: written or stamped into a
    gap of a printed line (pipeline.extract.written); `arrival_stamp`, `name_stamp`: part of a stamp
    of arrival, of a stamped title or name (pipeline.ocr.stamps).
    """

    text: str
    box: BoundingBox
    confidence: float
    marks: tuple[str, ...] = ()

    @property
    def is_stamped(self) -> bool:
        """Whether it is part of a stamp, and no part of the page's text."""
        return not STAMPS.isdisjoint(self.marks)


@dataclass(frozen=True, slots=True)
class OcrLine:
    """Words of one text line, left to right. `block` numbers the block that the line belongs to,
    from 0."""

    words: tuple[OcrWord, ...]
    box: BoundingBox
    block: int = 0

    @classmethod
    def around(cls, words: Iterable[OcrWord], block: int = 0) -> OcrLine:
        """The line of these words, one at least; its box is the smallest around theirs."""
        members = tuple(words)
        return cls(
            members, reduce(BoundingBox.union, (word.box for word in members)), block
        )

    @property
    def text(self) -> str:
        """The words joined by single spaces."""
        return " ".join(word.text for word in self.words)

    @property
    def is_stamped(self) -> bool:
        """Whether the line is part of a stamp; such lines hold nothing else."""
        return self.words[0].is_stamped

    @property
    def confidence(self) -> float:
        """Mean word confidence, weighted by length."""
        weight = sum(len(word.text) for word in self.words)
        return (
            sum(word.confidence * len(word.text) for word in self.words) / weight
            if weight
            else 0.0
        )


class GapKind(StrEnum):
    """What a gap of a printed line is left for."""

    NUMBER = "number"
    DAY = "day"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class WrittenDigits:
    """Digits that stand in a gap of a printed line and are no plain print, as the reader of written
    digits reads them: a suggestion for a person, with the probability that it is right (0-1)."""

    kind: GapKind
    text: str
    confidence: float
    box: BoundingBox


@dataclass(frozen=True, slots=True)
class OcrPage:
    """Lines in reading order, those of stamps behind all others.

    `language` is `vie`, `other`, or None where nothing was read that tells. `written`: what was
    filled in by hand (pipeline.extract.written); the lines keep what recognition made of it.
    """

    lines: tuple[OcrLine, ...]
    geometry: PageGeometry
    engine: str
    language: str | None = "vie"
    written: tuple[WrittenDigits, ...] = ()

    @property
    def text(self) -> str:
        """One line of text per line, a blank line between blocks; what stamps say is left out."""
        lines = [line for line in self.lines if not line.is_stamped]
        parts: list[str] = []
        for before, line in zip((None, *lines), lines, strict=False):
            if before is not None and before.block != line.block:
                parts.append("")
            parts.append(line.text)
        return "\n".join(parts)

    @property
    def words(self) -> tuple[OcrWord, ...]:
        """All words in reading order."""
        return tuple(word for line in self.lines for word in line.words)

    def moved(self, move: Callable[[BoundingBox], BoundingBox]) -> OcrPage:
        """The page with every word's box moved."""
        lines = (
            OcrLine.around(
                (replace(w, box=move(w.box)) for w in line.words), line.block
            )
            for line in self.lines
        )
        return replace(self, lines=tuple(lines))

    @property
    def confidence(self) -> float | None:
        """Mean word confidence weighted by length; None on a page without words."""
        weight = sum(len(word.text) for word in self.words)
        return (
            sum(w.confidence * len(w.text) for w in self.words) / weight
            if weight
            else None
        )


@dataclass(frozen=True, slots=True)
class TextLayer:
    """The text that a PDF page brings along: lines with boxes in pixels of the unturned scan,
    confidence 1.

    `drawn`: the words are what is drawn on the page (born-digital), not another program's reading
    of a picture.
    """

    lines: tuple[OcrLine, ...]
    drawn: bool


@dataclass(frozen=True, slots=True)
class PageReading:
    """Everything the page stage tells about one page; small enough to travel (it goes through a
    file).

    `sheet` is the coarse map of its ink by which a second scan of the same sheet is known
    (pipeline.preprocess.sheet); `ink`, of a document's first page only, tells where the visible
    signature would cover something (pipeline.preprocess.ink.ink_map).
    """

    page: int
    ocr: OcrPage
    is_blank: bool
    flags: tuple[str, ...]
    dpi_known: bool
    codes: tuple[tuple[str, BoundingBox], ...]
    image_sha256: str | None
    image_passthrough: bool
    seconds: float
    stage_seconds: dict[str, float]
    sheet: str = ""
    ink: InkMap | None = None
