"""Words of a page as rows and columns.

Engines order lines by their own idea of columns; here the page is read by geometry alone: a row is
everything at one height, a segment of it everything without a wide gap. Boxes stay in upright
pixels.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from math import ceil, sqrt
from statistics import median

from pipeline.extract.normalize.text import fold_word
from schemas.geometry import BoundingBox
from schemas.ocr import (
    ARRIVAL_STAMP,
    HANDWRITTEN,
    NAME_STAMP,
    GapKind,
    OcrLine,
    OcrPage,
    OcrWord,
    WrittenDigits,
)

_LEADER_END = re.compile(r"\w[.…·_]{2,}\W*$")
_ITEM = re.compile(r"(?:\d{1,2}[.)]|[a-zđ]\)|[-+•]|Điều \d+[.:])\s")
# Other words without letters and digits are specks and pieces of ruled lines.
_PUNCTUATION = ":;,./-–—()"
_SPACED = 5  # letters by themselves from which words are set in spaced letters
_SEGMENT_GAP = 1.7  # in text heights; justified text stays below one


@dataclass(frozen=True, slots=True)
class Token:
    """A word or the part of one before or after a colon. `line` tells which recognised line it came
    from.

    `doubtful`: the word bears a mark (letters or syllables that Vietnamese does not have).
    `handwritten`: it stands in a gap of a printed line and is no print, or not plainly.
    """

    text: str
    folded: str
    box: BoundingBox
    confidence: float
    line: int
    doubtful: bool = False
    handwritten: bool = False

    @property
    def ends_label(self) -> bool:
        """Whether a colon stands at its end."""
        return self.text.endswith(":")


@dataclass(frozen=True)
class TokenRow:
    """Tokens at one height of a page, left to right. `written`: what stands by hand in its gaps."""

    tokens: tuple[Token, ...]
    page: int
    page_width: float
    page_height: float
    written: tuple[WrittenDigits, ...] = ()

    @cached_property
    def box(self) -> BoundingBox:
        """The box around all tokens."""
        return box_of(self.tokens)

    @cached_property
    def height(self) -> float:
        """Median height of its tokens, in pixels."""
        return median(token.box.height for token in self.tokens)

    @cached_property
    def text(self) -> str:
        """The tokens joined by single spaces."""
        return " ".join(token.text for token in self.tokens)

    @cached_property
    def segments(self) -> tuple[TokenRow, ...]:
        """The row cut at wide gaps."""
        parts: list[list[Token]] = []
        for token in self.tokens:
            if not parts or token.box.x0 - parts[-1][-1].box.x1 > self._gap(
                parts[-1][-1], token
            ):
                parts.append([])
            parts[-1].append(token)
        return tuple(self.of(part) for part in parts)

    def _gap(self, before: Token, after: Token) -> float:
        # Two recognised lines are two columns as soon as they stand apart at all.
        return self.height * (_SEGMENT_GAP if before.line == after.line else 0.9)

    def part(self, start: int, end: int | None = None) -> TokenRow | None:
        """The tokens [start, end); None where there are none."""
        tokens = self.tokens[start:end]
        return self.of(tokens) if tokens else None

    def of(self, tokens: Sequence[Token]) -> TokenRow:
        """These tokens in the row's place."""
        return TokenRow(
            tuple(tokens), self.page, self.page_width, self.page_height, self.written
        )

    def digits(self, kind: GapKind) -> WrittenDigits | None:
        """What stands by hand in its gap of a kind."""
        near = (
            one
            for one in self.written
            if one.kind is kind
            and self.box.x0 <= one.box.x0 <= self.box.x1 + self.height
        )
        return next(near, None)


def box_of(tokens: Sequence[Token]) -> BoundingBox:
    """The box around tokens (at least one)."""
    box = tokens[0].box
    for token in tokens[1:]:
        box = box.union(token.box)
    return box


def page_rows(page: OcrPage, number: int) -> tuple[TokenRow, ...]:
    """The rows of a page from top to bottom; what stamps of arrival say is none of it."""
    width, height = page.geometry.upright_size
    written = [
        (at, _select_writing(line))
        for at, line in enumerate(page.lines)
        if ARRIVAL_STAMP not in line.words[0].marks
    ]
    placed = sorted(
        ((at, line) for at, line in written if line is not None),
        key=lambda at: _row_level(at[1]),
    )
    groups: list[list[tuple[int, OcrLine]]] = []
    for at, line in placed:
        if groups and _same_height(groups[-1], line):
            groups[-1].append((at, line))
        else:
            groups.append([(at, line)])
    rows = (TokenRow(_tokens(group), number, width, height) for group in groups)
    return tuple(replace(row, written=_beside(row, page.written)) for row in rows)


def _beside(
    row: TokenRow, written: Sequence[WrittenDigits]
) -> tuple[WrittenDigits, ...]:
    """What was written at the height of a row."""
    return tuple(
        one
        for one in written
        if row.box.y0 < (one.box.y0 + one.box.y1) / 2 < row.box.y1
    )


def paragraphs(rows: Sequence[TokenRow]) -> tuple[TokenRow, ...]:
    """Rows of running text joined into one where the upper one reaches the right margin and the
    lower one begins no item of a list (`2.`, `b)`, `Điều 3.`); others as they are."""
    if not rows:
        return ()
    margin = sorted(row.box.x1 for row in rows)[ceil(0.9 * (len(rows) - 1))]
    joined: list[TokenRow] = []
    last: TokenRow | None = None
    for row in rows:
        if last is not None and len(row.segments) == 1 and _runs_on(last, row, margin):
            joined[-1] = joined[-1].of((*joined[-1].tokens, *row.tokens))
        else:
            joined.append(row)
        last = row
    return tuple(joined)


def _runs_on(above: TokenRow, row: TokenRow, margin: float) -> bool:
    full = (
        len(above.segments) == 1
        and above.box.x1 > margin - 0.06 * row.page_width
        and above.box.x0 < 0.35 * row.page_width
    )
    near = above.page == row.page and row.box.y0 - above.box.y1 < max(
        above.height, above.box.height
    )
    begins = _ITEM.match(row.text) is not None
    return (
        full
        and near
        and not begins
        and row.box.x0 < above.box.x0 + 0.03 * row.page_width
    )


def _select_writing(line: OcrLine) -> OcrLine | None:
    """A line without what is no writing; None where nothing is left."""
    words = tuple(word for word in line.words if not _is_mark(word))
    if not words or not any(char.isalnum() for word in words for char in word.text):
        return None
    return OcrLine(
        words, reduce(BoundingBox.union, (word.box for word in words)), line.block
    )


def _text_height(line: OcrLine) -> float:
    return median(word.box.height for word in line.words)


def _same_height(group: list[tuple[int, OcrLine]], line: OcrLine) -> bool:
    for _, other in group:
        if min(line.box.x1, other.box.x1) - max(line.box.x0, other.box.x0) > 0.2 * min(
            line.box.width, other.box.width
        ):
            return False
    last = group[-1][1]
    near = sorted(abs(_row_level(line) - _row_level(other)) for _, other in group)[0]
    return near < 0.55 * min(_text_height(line), _text_height(last))


def _row_level(line: OcrLine) -> float:
    return median((word.box.y0 + word.box.y1) / 2 for word in line.words)


def _tokens(group: list[tuple[int, OcrLine]]) -> tuple[Token, ...]:
    """The words of lines side by side: one line after the other, for two columns that nearly touch
    may overlap by a word."""
    tokens: list[Token] = []
    for at, line in sorted(group, key=lambda pair: pair[1].box.x0):
        own = [token for word in line.words for token in _split(word, at)]
        tokens += sorted(own, key=lambda token: token.box.x0)
    return _join_spaced(tokens)


def _join_spaced(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens, with words set in spaced letters (`B Ệ N H  V I Ệ N`) put together: between words
    the gap is wider than between their letters."""
    found: list[Token] = []
    runs = itertools.groupby(
        tokens, key=lambda token: len(token.text) == 1 and token.text.isalpha()
    )
    for spaced, run in runs:
        letters = list(run)
        found += _words_of(letters) if spaced and len(letters) >= _SPACED else letters
    return tuple(found)


def _words_of(letters: Sequence[Token]) -> list[Token]:
    gaps = [
        after.box.x0 - before.box.x1 for before, after in itertools.pairwise(letters)
    ]
    wide = 1.6 * max(median(gaps), 1.0)
    words = [[letters[0]]]
    for gap, letter in zip(gaps, letters[1:], strict=True):
        if gap > wide:
            words.append([])
        words[-1].append(letter)
    return [_word_of(word) for word in words]


def _word_of(letters: Sequence[Token]) -> Token:
    text = "".join(letter.text for letter in letters)
    sure = min(letter.confidence for letter in letters)
    doubtful = any(letter.doubtful for letter in letters)
    by_hand = any(letter.handwritten for letter in letters)
    box = box_of(letters)
    return Token(text, fold_word(text), box, sure, letters[0].line, doubtful, by_hand)


def _is_mark(word: OcrWord) -> bool:
    """Whether a word is no writing: a piece of a ruled line or frame, a speck, an ornament."""
    if any(char.isalnum() for char in word.text):
        # A frame's side read as `l` or `I` is many times as high as wide.
        return len(word.text) == 1 and word.box.width < 0.18 * word.box.height
    return (
        not any(char in _PUNCTUATION for char in word.text)
        or word.box.width < 0.18 * word.box.height
    )


def _split(word: OcrWord, line: int) -> list[Token]:
    """A word cut after each inner colon (`tên:Nguyễn`), its box shared out by letters."""
    # Eth looks like Đ, and engines give one for the other.
    text = word.text.replace("Ð", "Đ").replace("ð", "đ").replace("：", ":")
    # Dots of a leader glued to a word pull its confidence down; they say nothing about its letters.
    confidence = sqrt(word.confidence) if _LEADER_END.search(text) else word.confidence
    by_hand = HANDWRITTEN in word.marks
    doubtful = any(mark not in (HANDWRITTEN, NAME_STAMP) for mark in word.marks)
    if ":" not in text[:-1]:
        return [
            Token(text, fold_word(text), word.box, confidence, line, doubtful, by_hand)
        ]
    cuts = [
        0,
        *(at + 1 for at, char in enumerate(text) if char == ":" and at + 1 < len(text)),
        len(text),
    ]
    step = word.box.width / len(text)
    parts: list[Token] = []
    for start, end in itertools.pairwise(cuts):
        box = BoundingBox(
            word.box.x0 + start * step,
            word.box.y0,
            word.box.x0 + end * step,
            word.box.y1,
        )
        part = text[start:end]
        parts.append(
            Token(part, fold_word(part), box, confidence, line, doubtful, by_hand)
        )
    return parts
