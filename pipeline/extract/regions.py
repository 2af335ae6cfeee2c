"""Where the words of a label's value stand: behind it, below it, or in the cells of a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.extract.labels import LabelHit
from pipeline.extract.layout import Row, Token
from pipeline.extract.normalize import fold
from pipeline.extract.values import Words

_FAR = 0.2  # of the page's width: an unexplained gap beyond which another thing stands
_NEXT_ROW = 2.2  # in text heights: how far below a row the next one may begin
_SAME_TEXT = 1.1  # the same, for lines of one text


@dataclass(frozen=True, slots=True)
class Place:
    """A label on the page: row, which of the row's labels it is, and the column's right edge in pixels."""

    row: int
    nth: int
    hit: LabelHit
    right: float


class Regions:
    """The rows of a document with their labels; `units` are words before names of places (`phường`, `quận`)."""

    def __init__(self, rows: Sequence[Row], hits: Sequence[tuple[LabelHit, ...]], units: Sequence[str]) -> None:
        self.rows = rows
        self.hits = hits
        self._units = tuple(f" {fold(unit)} " for unit in units)

    def left(self, at: int, hit: LabelHit) -> float:
        """Left edge of a label."""
        return self.rows[at].tokens[hit.start].box.x0

    def behind(self, place: Place) -> Words:
        """The words between a label and the next one, up to an unexplained gap or the column's edge."""
        row = self.rows[place.row]
        tokens = row.tokens[place.hit.end : self._next_label(place)]
        kept: list[Token] = []
        for token in tokens:
            far = any(t.folded for t in kept) and token.box.x0 - kept[-1].box.x1 > _FAR * row.page_width
            if far or token.box.x0 >= place.right:
                break
            kept.append(token)
        return Words(kept, row.page)

    def below(self, place: Place, within: float = _NEXT_ROW) -> Words:
        """The words of the next row in the label's column, if no label stands among them."""
        row = self.rows[place.row]
        left, right = self.left(place.row, place.hit), self._right(place)
        return Words(self._row_below(place.row, left, right, within), row.page)

    def running_on(self, place: Place, words: Words) -> Words:
        """An address or text with the lines that continue it."""
        row = self.rows[place.row]
        if self._next_label(place) is not None and self._right(place) >= row.page_width:
            return words
        left, right = self.left(place.row, place.hit), self._right(place)
        tokens, at = list(words.tokens), place.row
        while len(tokens) < 60 and self._unfinished(tokens, left, right):
            more = self._row_below(at, left, right, _SAME_TEXT)
            if not more:
                break
            tokens.extend(more)
            at = next(n for n in range(at + 1, len(self.rows)) if more[0] in self.rows[n].tokens)
        return Words(tokens, row.page)

    def _unfinished(self, tokens: Sequence[Token], left: float, right: float) -> bool:
        """Whether a line came near its right edge, ends in a comma or `quận`, or names no place yet."""
        last = tokens[-1]
        if last.text.endswith((".", ";")):
            return False
        near_edge = last.box.x1 > right - 0.25 * (right - left)
        flat = f" {fold(' '.join(token.text for token in tokens))} "
        open_end = last.text.endswith(",") or flat.endswith(self._units)
        return near_edge or open_end or not any(unit in flat for unit in self._units)

    def cells(self, place: Place, columns: Sequence[float]) -> list[list[Token]]:
        """The words right of a row's label by column (left edges), with the unlabelled rows that go on below."""
        row = self.rows[place.row]
        found: list[list[Token]] = [[] for _ in columns]
        self._share(row.tokens[place.hit.end : self._next_label(place)], columns, found)
        last = row
        for at in range(place.row + 1, len(self.rows)):
            below = self.rows[at]
            gap = below.box.y0 - last.box.y1
            if self.hits[at] or below.page != row.page or gap > _SAME_TEXT * row.height:
                break
            if below.box.x0 < columns[0] - 0.05 * row.page_width:
                break
            self._share(below.tokens, columns, found)
            last = below
        return found

    @staticmethod
    def _share(tokens: Sequence[Token], columns: Sequence[float], found: list[list[Token]]) -> None:
        """Put tokens into columns; those of one run without a gap stay together."""
        column = 0
        for at, token in enumerate(tokens):
            apart = at == 0 or token.box.x0 - tokens[at - 1].box.x1 > 0.8 * token.box.height
            if apart:
                # Headings of columns may be centred: a cell belongs to the column whose heading is nearest.
                column = _nearest(token.box.x0, columns)
            found[column].append(token)

    def _next_label(self, place: Place) -> int | None:
        row_hits = self.hits[place.row]
        return row_hits[place.nth + 1].start if place.nth + 1 < len(row_hits) else None

    def _right(self, place: Place) -> float:
        end = self._next_label(place)
        return min(place.right, self.rows[place.row].tokens[end].box.x0) if end is not None else place.right

    def _row_below(self, at: int, left: float, right: float, within: float) -> tuple[Token, ...]:
        row = self.rows[at]
        left -= 0.06 * row.page_width
        right -= 0.01 * row.page_width
        for below in range(at + 1, min(at + 4, len(self.rows))):
            later = self.rows[below]
            if later.page != row.page or later.box.y0 - row.box.y1 > within * row.height:
                return ()
            inside = [token for token in later.tokens if left <= token.box.x0 < right]
            labelled = {id(t) for hit in self.hits[below] for t in later.tokens[hit.start : hit.end]}
            if any(token.folded for token in inside):
                return () if any(id(token) in labelled for token in inside) else tuple(inside)
        return ()


def _nearest(x0: float, columns: Sequence[float]) -> int:
    """The column of a cell that begins at x0: cells begin left of the next column's middle."""
    best = 0
    for at in range(1, len(columns)):
        if x0 > (columns[at - 1] + 2 * columns[at]) / 3:
            best = at
    return best
