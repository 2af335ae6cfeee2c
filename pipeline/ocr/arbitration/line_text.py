"""What a line recogniser says about one line of text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import prod


@dataclass(frozen=True, slots=True)
class WordText:
    """A word of a line with its edges, x in pixels of the strip, and its confidence 0-1."""

    text: str
    start: float
    end: float
    confidence: float

    def shift(self, x: float) -> WordText:
        """The word in a strip that begins `x` pixels further left."""
        return WordText(self.text, x + self.start, x + self.end, self.confidence)


@dataclass(frozen=True, slots=True)
class LineText:
    """The reading of one strip; all tuples have one entry for each character of `text`.

    `text` is in NFC, one code point a letter. `starts` and `ends` are x in pixels of the strip:
    characters follow one another without gaps inside a word; the edges of words lie on ink.
    `confidences`: the posterior of the character where it stands clearest, 0-1. `alternatives`: the
    second best character there and its posterior (empty and 0 for a space that the reader was not
    asked about).
    """

    text: str
    starts: tuple[float, ...]
    ends: tuple[float, ...]
    confidences: tuple[float, ...]
    alternatives: tuple[tuple[str, float], ...]

    def shift(self, x: float) -> LineText:
        """The line in a strip that begins `x` pixels further left."""
        starts, ends = (
            tuple(x + edge for edge in edges) for edges in (self.starts, self.ends)
        )
        return replace(self, starts=starts, ends=ends)

    def followed_by(self, other: LineText) -> LineText:
        """The line, a space, and another that stands to its right."""
        return LineText(
            f"{self.text} {other.text}",
            (*self.starts, self.ends[-1], *other.starts),
            (*self.ends, other.starts[0], *other.ends),
            (*self.confidences, 1.0, *other.confidences),
            (*self.alternatives, ("", 0.0), *other.alternatives),
        )

    @property
    def words(self) -> tuple[WordText, ...]:
        """The words; the confidence of one is the probability that all its characters are right, as
        if independent."""
        return tuple(
            WordText(
                found.group(),
                self.starts[found.start()],
                self.ends[found.end() - 1],
                prod(self.confidences[found.start() : found.end()]),
            )
            for found in re.finditer(r"\S+", self.text)
        )


NOTHING = LineText("", (), (), (), ())


def join_parts(parts: Sequence[tuple[float, LineText]]) -> LineText:
    """One reading from those of the pieces of a line, put together with spaces.

    Args:
        parts: for each piece, left to right, the x of its left edge in the line and its reading.
    """
    parts = [(left, part) for left, part in parts if part.text]
    if len(parts) < 2 and not (parts and parts[0][0]):
        return parts[0][1] if parts else NOTHING
    whole = NOTHING
    for left, part in parts:
        placed = part.shift(left)
        whole = whole.followed_by(placed) if whole.text else placed
    return whole
