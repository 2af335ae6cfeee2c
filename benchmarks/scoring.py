"""Character and word error rates that do not depend on reading order, and plain search for fields.

Method. Both sides are normalised: NFC, runs of three and more dots (leaders), dots of ellipsis and
underscores taken away, quotes and dashes in one form each, white space as single spaces. Then each
true line, the longest first, is laid at its best place in the whole output (infix alignment,
Sellers 1980): the place with the fewest insertions, deletions and substitutions, widened to whole
words. Lines that were read letter for letter as lines of their own come first, so that no other
line that says the same takes their place. What a line covers is used up. A line whose best place
costs more than half its length is missing: all its characters are deletions. What no line has used
up are insertions. So columns and tables may come in any order, and nothing that was made up or left
out goes free. Rates are micro averages: all errors of a set of pages divided by all true characters
(words).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

_LEADER = re.compile(r"[.…_·]{3,}|…|(?:\. ){3,}\.?")
_ALIKE = str.maketrans(
    {
        "“": '"',
        "”": '"',
        "„": '"',
        "«": '"',
        "»": '"',
        "‘": "'",
        "’": "'",
        "`": "'",
        "´": "'",
        "–": "-",
        "—": "-",
        "−": "-",
        "‐": "-",
        "‑": "-",
        "\u00ad": "-",
    }
)
_MOST = 0.5
_WALL = 1 << 12
_START_BITS = 24
_STRUCK = "\0"
_GAPS = f" {_STRUCK}"


@dataclass(frozen=True, slots=True)
class Score:
    """Errors and sizes of some pages; scores add up."""

    char_errors: int = 0
    chars: int = 0
    word_errors: int = 0
    words: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(
            self.char_errors + other.char_errors,
            self.chars + other.chars,
            self.word_errors + other.word_errors,
            self.words + other.words,
        )

    @property
    def cer(self) -> float | None:
        """Character error rate; may exceed 1."""
        return round(self.char_errors / self.chars, 5) if self.chars else None

    @property
    def wer(self) -> float | None:
        """Word error rate; may exceed 1."""
        return round(self.word_errors / self.words, 5) if self.words else None


def normal(text: str) -> str:
    """The form in which texts are compared."""
    text = unicodedata.normalize("NFC", text).translate(_ALIKE)
    return " ".join(_LEADER.sub(" ", text).split())


@dataclass(frozen=True, slots=True)
class Matched:
    """A true line and what was read for it; `found` is empty where nothing was."""

    line: str
    found: str

    @property
    def score(self) -> Score:
        """Errors of this line."""
        words, read = self.line.split(), self.found.split()
        return Score(
            Levenshtein.distance(self.line, self.found),
            len(self.line),
            Levenshtein.distance(words, read),
            len(words),
        )


def score_page(true_lines: Iterable[str], output: str) -> Score:
    """Errors of a page's output against its true lines, in whatever order they stand."""
    lines, rest = matched_lines(true_lines, output)
    return sum(
        (line.score for line in lines), Score(sum(map(len, rest)), 0, len(rest), 0)
    )


def matched_lines(
    true_lines: Iterable[str], output: str
) -> tuple[list[Matched], list[str]]:
    """Each true line with what was read for it, the longest first, and the words that no line has
    used up."""
    lines = sorted(filter(None, map(normal, true_lines)), key=len, reverse=True)
    read = [line for line in map(normal, output.splitlines()) if line]
    text = normal(output)
    codes = np.array([ord(char) for char in text], dtype=np.int64)
    used = np.zeros(len(text), dtype=bool)
    found: list[Matched] = []
    left = text  # the same with what is used up struck out
    whole = _whole_lines(lines, read) if " ".join(read) == text else {}
    for begin, end in whole.values():
        used[begin:end] = True
        left = f"{left[:begin]}{_STRUCK * (end - begin)}{left[end:]}"
    for number, line in enumerate(lines):
        if number in whole:
            found.append(Matched(line, line))
            continue
        place = _exact_place(line, left) or _best_place(line, codes, used)
        if place is None:
            found.append(Matched(line, ""))
            continue
        begin, end = _to_words(text, used, *place)
        found.append(Matched(line, text[begin:end].strip()))
        used[begin:end] = True
        left = f"{left[:begin]}{_STRUCK * (end - begin)}{left[end:]}"
    return found, left.replace(_STRUCK, " ").split()


def _whole_lines(
    lines: Sequence[str], read: Sequence[str]
) -> dict[int, tuple[int, int]]:
    """Of the lines that were read as lines of their own, by number: begin and end in what was
    read, joined by spaces."""
    places: dict[str, list[tuple[int, int]]] = {}
    at = 0
    for text in read:
        places.setdefault(text, []).append((at, at + len(text)))
        at += len(text) + 1
    return {
        number: places[line].pop(0)
        for number, line in enumerate(lines)
        if places.get(line)
    }


def _exact_place(line: str, text: str) -> tuple[int, int] | None:
    """Where the line stands letter for letter as whole words; the quick way for most lines of a
    good reading."""
    at = text.find(line)
    while at >= 0:
        end = at + len(line)
        if (at == 0 or text[at - 1] in _GAPS) and (
            end == len(text) or text[end] in _GAPS
        ):
            return at, end
        at = text.find(line, at + 1)
    return None


def _best_place(
    line: str, codes: NDArray[np.int64], used: NDArray[np.bool_]
) -> tuple[int, int] | None:
    """Where in the output the line costs least; None where that is more than half of it.

    One row of the table at a time; each cell holds cost and start of the cheapest path, the cost in
    the upper bits. A step to the right costs 1, onto a used character so much that no path goes
    there.
    """
    if not len(codes):
        return None
    one = 1 << _START_BITS
    right = np.concatenate(([0], np.cumsum(np.where(used, _WALL, 1)))) * one
    row = np.arange(len(codes) + 1, dtype=np.int64)
    for char in line:
        diagonal = (
            row[:-1]
            + np.where(codes == ord(char), 0, one)
            + np.where(used, _WALL * one, 0)
        )
        below = row + one
        below[1:] = np.minimum(below[1:], diagonal)
        row = np.minimum.accumulate(below - right) + right
    end = int(np.argmin(row >> _START_BITS))
    cost, begin = int(row[end]) >> _START_BITS, int(row[end]) & (one - 1)
    return (begin, end) if cost <= _MOST * len(line) and end > begin else None


def _to_words(
    text: str, used: NDArray[np.bool_], begin: int, end: int
) -> tuple[int, int]:
    while (
        begin > 0
        and not used[begin - 1]
        and text[begin - 1] != " "
        and text[begin] != " "
    ):
        begin -= 1
    while (
        end < len(text) and not used[end] and text[end] != " " and text[end - 1] != " "
    ):
        end += 1
    return begin, end


def fields_exact(printed: Sequence[str], output: str) -> int:
    """How many of the printed values stand in the output exactly: NFC, white space as single
    spaces, case kept."""
    text = _spaced(output)
    return sum(_spaced(value) in text for value in printed)


def _spaced(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
