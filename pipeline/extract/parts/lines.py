"""The lines of a page in the order in which a reader takes them: a head or foot in two columns is
read column by column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from pipeline.extract.rows import Token, TokenRow

_NEAR = 2.6  # text heights between rows of one head or foot
_LIKE = 84
_FIRST, _BEGUN = 7, 70  # letters that a title begins with, and how like they must be
_SIGNS = ("/", "-", "–")  # a notation whose number was not read begins with one
_NATIONAL = ("conghoaxahoichunghia", "doclaptudohanhphuc")


@dataclass(frozen=True, slots=True)
class PartLine:
    """A segment of a row. `side`: `left` or `right` in a part of two columns, else empty;
    `above`: index of the line over it in its column."""

    row: TokenRow
    side: str
    above: int | None = None

    @property
    def middle(self) -> float:
        """Centre along x, as a share of the page's width."""
        return (self.row.box.x0 + self.row.box.x1) / 2 / self.row.page_width


def page_lines(rows: Sequence[TokenRow]) -> tuple[PartLine, ...]:
    """The lines of one page's rows (top to bottom)."""
    ordered: list[tuple[TokenRow, str]] = []
    block: list[tuple[TokenRow, str]] = []
    last: TokenRow | None = None
    for row in rows:
        sides = [
            (part, _side(part))
            for segment in row.segments
            for part in split_columns(segment)
        ]
        joined = last is not None and row.box.y0 - last.box.y1 < _NEAR * max(
            row.height, last.height
        )
        if all(side for _, side in sides) and (joined or not block):
            block += sides
        else:
            ordered += _by_column(block)
            block = sides if all(side for _, side in sides) else []
            ordered += [(part, "") for part, _ in sides] if not block else []
        last = row
    ordered += _by_column(block)
    return _with_above(ordered)


def _side(part: TokenRow) -> str:
    """Which half a segment keeps to; empty for one that crosses the middle."""
    width = part.page_width
    if part.box.x1 < 0.56 * width and part.box.x0 + part.box.x1 < 0.86 * width:
        return "left"
    if part.box.x0 > 0.36 * width and part.box.x0 + part.box.x1 > 1.04 * width:
        return "right"
    return ""


def _by_column(block: Sequence[tuple[TokenRow, str]]) -> list[tuple[TokenRow, str]]:
    sides = {side for _, side in block}
    if len(sides) < 2:
        return [(part, "") for part, _ in block]
    return [pair for side in ("left", "right") for pair in block if pair[1] == side]


def _with_above(ordered: Sequence[tuple[TokenRow, str]]) -> tuple[PartLine, ...]:
    lines: list[PartLine] = []
    for row, side in ordered:
        over = [
            (at, line.row.box.y1)
            for at, line in enumerate(lines)
            if line.row.box.y0 < row.box.y0 and _overlap(line.row, row)
        ]
        above = max(over, key=lambda pair: pair[1], default=None)
        lines.append(PartLine(row, side, above[0] if above else None))
    return tuple(lines)


def _overlap(upper: TokenRow, lower: TokenRow) -> bool:
    shared = min(upper.box.x1, lower.box.x1) - max(upper.box.x0, lower.box.x0)
    return shared > 0.3 * min(upper.box.width, lower.box.width)


def split_columns(segment: TokenRow) -> list[TokenRow]:
    """The segment cut before `CỘNG HÒA XÃ HỘI …`, `Độc lập - Tự do …`, or the place and date beside
    a number, where no gap divides the columns."""
    folded = [token.folded for token in segment.tokens]
    day = next(
        (at for at, word in enumerate(folded) if word == "ngay" and at > 2), None
    )
    shouted = _capitals_before(segment, day)
    if shouted:
        return [
            part for part in (segment.part(0, shouted), segment.part(shouted)) if part
        ]
    first = _beside_date(segment, folded, day)
    if day is not None and first:
        # Where recognition began another line rather than at the widest gap.
        at = max(
            range(first, day + 1),
            key=lambda n: _parts_at(segment.tokens[n - 1], segment.tokens[n]),
        )
        return [
            part for part in (segment.part(0, at), segment.part(at)) if part is not None
        ]
    likeness = [_likeness("".join(folded[at:])) for at in range(len(folded))]
    at = max(range(len(folded)), key=likeness.__getitem__)
    if at == 0 or likeness[at] < _LIKE:
        return [segment]
    return [
        part for part in (segment.part(0, at), segment.part(at)) if part is not None
    ]


def _capitals_before(segment: TokenRow, day: int | None) -> int:
    """How many words in capitals (an organ, a title) stand before a place and date in small
    letters; 0 where that is none or one (`TP.`)."""
    texts = [token.text for token in segment.tokens[: day or 0]]
    shouted = next(
        (at for at, text in enumerate(texts) if not text.isupper()), len(texts)
    )
    if shouted and texts[shouted - 1].endswith("."):
        shouted -= 1
    return (
        shouted if shouted > 1 and "thang" in {t.folded for t in segment.tokens} else 0
    )


def _beside_date(segment: TokenRow, folded: Sequence[str], day: int | None) -> int:
    """From which word on a place and date may stand beside a number, its notation or `V/v …`; 0
    where the segment is none of them."""
    if day is None:
        return 0
    if folded[0] == "so":
        return 2
    if segment.tokens[0].text[:1] in _SIGNS:
        return 1
    placed = segment.tokens[day - 1].text.endswith(",") and "thang" in folded[day:]
    return 2 if folded[0] == "vv" and placed else 0


def _parts_at(before: Token, after: Token) -> tuple[bool, float]:
    """How much speaks for two columns that part between two words."""
    return before.line != after.line, after.box.x0 - before.box.x1


def _likeness(text: str) -> float:
    """How much a text begins like the national title or the motto, 0-100."""
    return max(
        fuzz.ratio(text[: len(title)], title) if _may_be(text, title) else 0.0
        for title in _NATIONAL
    )


def _may_be(text: str, title: str) -> bool:
    """Whether a text is long enough for a title and begins like it: `HƯỚNG XÃ HỘI CHỦ NGHĨA` is no
    `CỘNG HÒA XÃ HỘI CHỦ NGHĨA`."""
    begun = fuzz.ratio(text[:_FIRST], title[:_FIRST]) >= _BEGUN
    return len(text) >= len(title) - 2 and begun
