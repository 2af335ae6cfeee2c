"""Gaps of printed lines that something was filled into: `Số: ___/QĐ-UBND`, `ngày __ tháng __`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from pipeline.common.vietnamese.folding import fold_same_length
from pipeline.extract.head.number import HEAD
from pipeline.extract.rows import TokenRow
from schemas.ocr import GapKind

_FILLED = re.compile(r"\s*(?:\S{0,5}\d|/\S|\W{0,3}$)")  # what may stand in a gap
_BARE = re.compile(
    r"\W{0,2}\d{1,6}\s*/\s*[A-ZĐ]{2}"
)  # a number whose label was not read
_NUMBER_WORDS = {"số", "sô", "so", "s0", "sồ", "sổ", "só"}  # not `Sở`
_LABEL = re.compile(r"\W*s[o0eôố][^\w\s]*")
_NOTATION = re.compile(r"[/\s-]*(?P<first>[^\W\d_a-z]{2,})(?:[\s/&.,-]*[^\W_a-z]+)*")
# `Số 68, ngõ 16 phố …` is where somebody lives.
_HOUSE = re.compile(
    r"\s*\d{1,4}[a-z]?(?:/\d{1,4}[a-z]?)*\s*"
    r"(?:,\s*(?=\D)|(?=ng[oa]|pho\b|duong\b|hem\b|to\b|khu\b))"
)
_YEAR = re.compile(r"(?<=\d)\s*/\s*(?:19|20)\d\d\s*$")
_DATE = re.compile(
    r"(?<![a-z])(?:ng[a-z]y|n[a-z]ay|nga[gvj]|ngy)(?![a-z])(?P<day_begins>)"
    r"\W*(?P<day>\S{0,7}?\s?\S{0,4}?)\s*(?P<day_ends>)th?[a-z]{1,3}g(?P<month_begins>)"
    r"(?P<month>\W*\S{0,4}?\s?\S{0,4}?)\s*(?P<month_ends>)n[a-z]?m"
    r"\W*(?P<year>[\doilts|?]{2,4})"
)
_PLACE, _TRAIL = 45, 12  # letters before and behind a date that stands by itself
_TODAY = "hom nay"  # minutes begin so
_LABEL_REACH = 0.5  # of the page's width right of its label that a number may reach


@dataclass(frozen=True, slots=True)
class Gap:
    """Where something may have been filled in: [x0, x1) of a row, as far as words were read there.

    `reach`: from the printed word before it to the one behind it. `print`: where capitals or digits
    of the same line stand that it is held against. `is_read`: recognition has words there; where
    it has none, those around are often drawn over what it did not see.
    """

    kind: GapKind
    row: TokenRow
    x0: float
    x1: float
    reach: tuple[float, float]
    print: tuple[tuple[float, float], ...]
    is_read: bool = True

    @property
    def band(self) -> tuple[float, float]:
        """Top and bottom of most of the row's words."""
        boxes = [token.box for token in self.row.tokens]
        return median(box.y0 for box in boxes), median(box.y1 for box in boxes)


def find_gaps(row: TokenRow) -> Iterator[Gap]:
    """The gaps of a row, whether anything stands in them or not."""
    for part in _number_parts(row):
        yield from _number_gap(part)
    text = fold_same_length(row.text)
    match = _DATE.search(text)
    if match is not None and (_is_date_line(row, match) or text.startswith(_TODAY)):
        year = _x(row, match.start("year")), _x(row, match.end("year"))
        for kind in (GapKind.DAY, GapKind.MONTH):
            x0, x1 = _x(row, match.start(kind)), _x(row, match.end(kind))
            reach = (
                _x(row, match.start(f"{kind}_begins")),
                _x(row, match.start(f"{kind}_ends")),
            )
            is_read = any(char.isalnum() for char in match[kind])
            yield Gap(kind, row, x0, x1, reach, (year,), is_read)


def _is_date_line(row: TokenRow, match: re.Match[str]) -> bool:
    """Whether a row, from the last wide gap on, is a place and a date, no running text."""
    start = max(
        (
            at
            for part in row.segments
            if (at := row.text.find(part.text)) <= match.start()
        ),
        default=0,
    )
    return match.start() - start < _PLACE and len(row.text) - match.end() < _TRAIL


def _number_parts(row: TokenRow) -> Iterator[TokenRow]:
    """The row from each segment on that begins with `Số`, as far as a number may reach."""
    for segment in row.segments:
        head = row.box.y0 < HEAD * row.page_height and _BARE.match(segment.text)
        if head or segment.tokens[0].text.lower().rstrip(":.") in _NUMBER_WORDS:
            reach = segment.box.x0 + _LABEL_REACH * row.page_width
            tokens = [
                t for t in row.tokens if segment.box.x0 <= t.box.x0 and t.box.x1 < reach
            ]
            yield row.of(tokens)


def _number_gap(part: TokenRow) -> Iterator[Gap]:
    text = fold_same_length(part.text)
    label = _LABEL.match(text) or re.match("", text)
    if label is None or not _FILLED.match(text, label.end()):
        return
    if _HOUSE.match(text, label.end()):
        return
    # Folding makes lower case; capitals are told by the text as read.
    notation = _NOTATION.search(_without_lower(part.text), label.end() + 1)
    x0 = _x(part, label.end())
    first = next(at for at, char in enumerate(text) if char.isalnum())
    capital = _x(part, first), _x(part, first + bool(label[0]))
    if notation is None:
        year = _YEAR.search(text, label.end())
        x1 = _x(part, year.start()) if year else part.box.x1
        yield Gap(GapKind.NUMBER, part, x0, x1, (x0, x1), (capital,))
        return
    letters = _x(part, notation.start("first")), _x(part, notation.end())
    x1 = _x(part, notation.start())
    yield Gap(GapKind.NUMBER, part, x0, x1, (x0, letters[0]), (capital, letters))


def _without_lower(text: str) -> str:
    return "".join("a" if char.islower() else char for char in text)


def _x(row: TokenRow, at: int) -> float:
    """Where a character of a row's text begins, its word's box shared out as print shares it."""
    start = 0
    for token in row.tokens:
        if at <= start + len(token.text):
            widths = [_width(char) for char in token.text]
            share = sum(widths[: max(0, at - start)]) / max(sum(widths), 1e-6)
            return token.box.x0 + share * token.box.width
        start += len(token.text) + 1
    return row.box.x1


def _width(char: str) -> float:
    """How wide a letter is printed, in widths of a digit."""
    if char in "/-–.,:;Iilj|":
        return 0.6
    if char in "MWmw":
        return 1.7
    return 1.35 if char.isupper() else 1.0
