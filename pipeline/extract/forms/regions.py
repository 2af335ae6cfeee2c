"""Where the words of a label's value stand: behind it, below it, or in the cells of a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.extract.forms.labels import LabelHit
from pipeline.extract.normalize.text import fold
from pipeline.extract.rows import Token, TokenRow
from pipeline.extract.values import Words

_FAR = 0.2  # of the page's width: an unexplained gap beyond which another thing stands
_NEXT_ROW = 2.2  # in text heights: how far below a row the next one may begin
_SAME_TEXT = 1.1  # the same, for lines of one text


@dataclass(frozen=True, slots=True)
class LabelPlace:
    """A label on the page: row, which of the row's labels it is,
    and its column's edges in pixels."""

    row: int
    nth: int
    hit: LabelHit
    left: float
    right: float


class Regions:
    """The rows of a document with their labels.

    `units` are words before names of places (`phường`, `quận`), `provinces` what addresses end
    with.
    """

    def __init__(
        self,
        rows: Sequence[TokenRow],
        hits: Sequence[tuple[LabelHit, ...]],
        units: Sequence[str],
        provinces: Sequence[str],
    ) -> None:
        self.rows = rows
        self.hits = hits
        self._units = tuple(f" {fold(unit)} " for unit in units)
        self._provinces = tuple(f" {fold(province)} " for province in provinces)

    def left(self, at: int, hit: LabelHit) -> float:
        """Left edge of a label."""
        return self.rows[at].tokens[hit.start].box.x0

    def _margin(self, place: LabelPlace) -> float:
        """Where lines below a label may begin: at the label, or at the text that it stands in."""
        row = self.rows[place.row]
        label = self.left(place.row, place.hit)
        segment = next(
            part for part in row.segments if row.tokens[place.hit.start] in part.tokens
        )
        return min(label, max(segment.box.x0, place.left))

    def behind(self, place: LabelPlace) -> Words:
        """The words between a label and the next one, up to an unexplained gap or the column's
        edge."""
        row = self.rows[place.row]
        tokens = row.tokens[place.hit.end : self._next_label(place)]
        kept: list[Token] = []
        for token in tokens:
            far = (
                any(t.folded for t in kept)
                and token.box.x0 - kept[-1].box.x1 > _FAR * row.page_width
            )
            if far or token.box.x0 >= place.right:
                break
            kept.append(token)
        return Words(kept, row.page)

    def below(self, place: LabelPlace, within: float = _NEXT_ROW) -> Words:
        """The words of the next row in the label's column, if no label stands among them."""
        row = self.rows[place.row]
        left, right = self._margin(place), self._right(place)
        return Words(
            self._row_below(place.row, left, right, within, place.left), row.page
        )

    def run_on(self, place: LabelPlace, words: Words) -> Words:
        """An address or text with the lines that continue it."""
        row = self.rows[place.row]
        if self._next_label(place) is not None and self._right(place) >= row.page_width:
            return words
        left, right = self._margin(place), self._right(place)
        tokens = list(words.tokens)
        at = next(
            n
            for n in range(place.row, len(self.rows))
            if tokens[-1] in self.rows[n].tokens
        )
        while not self._complete(tokens):
            more = self._row_below(at, left, right, _SAME_TEXT, place.left)
            if not more or not (
                self._complete([*tokens, *more])
                or self._unfinished(tokens, left, right)
            ):
                break
            tokens.extend(more)
            at = next(
                n
                for n in range(at + 1, len(self.rows))
                if more[0] in self.rows[n].tokens
            )
        return Words(tokens, row.page)

    def _complete(self, tokens: Sequence[Token]) -> bool:
        """Whether an address ends with a province, or a text with a full stop."""
        return tokens[-1].text.endswith((".", ";")) or self._flat(tokens).endswith(
            self._provinces
        )

    def _unfinished(self, tokens: Sequence[Token], left: float, right: float) -> bool:
        """Whether a line came near its right edge, ends in a comma or `quận`, or names no place
        yet."""
        near_edge = tokens[-1].box.x1 > right - 0.25 * (right - left)
        flat = self._flat(tokens)
        open_end = tokens[-1].text.endswith(",") or flat.endswith(self._units)
        return near_edge or open_end or not any(unit in flat for unit in self._units)

    @staticmethod
    def _flat(tokens: Sequence[Token]) -> str:
        return f" {fold(' '.join(token.text for token in tokens))} "

    def cells(self, place: LabelPlace, columns: Sequence[float]) -> list[list[Token]]:
        """The words right of a row's label by column (left edges), with the unlabelled rows that go
        on below."""
        row = self.rows[place.row]
        runs = _runs(row.tokens[place.hit.end : self._next_label(place)])
        found: list[list[Token]] = [[] for _ in columns]
        edges = (
            [run[0].box.x0 for run in runs]
            if len(runs) == len(columns)
            else list(columns)
        )
        _share(runs, edges, found)
        last = row
        for at in range(place.row + 1, len(self.rows)):
            below = self.rows[at]
            gap = below.box.y0 - last.box.y1
            if (
                self.hits[at]
                or below.page != row.page
                or gap > _SAME_TEXT * _line_height(row)
            ):
                break
            if below.box.x0 < edges[0] - 0.05 * row.page_width:
                break
            _share(_runs(below.tokens), edges, found)
            last = below
        return found

    def _next_label(self, place: LabelPlace) -> int | None:
        row_hits = self.hits[place.row]
        return row_hits[place.nth + 1].start if place.nth + 1 < len(row_hits) else None

    def _right(self, place: LabelPlace) -> float:
        end = self._next_label(place)
        return (
            min(place.right, self.rows[place.row].tokens[end].box.x0)
            if end is not None
            else place.right
        )

    def _row_below(
        self, at: int, left: float, right: float, within: float, least: float
    ) -> tuple[Token, ...]:
        row = self.rows[at]
        left = max(left - 0.06 * row.page_width, least)
        right -= 0.01 * row.page_width
        for below in range(at + 1, min(at + 4, len(self.rows))):
            later = self.rows[below]
            if (
                later.page != row.page
                or later.box.y0 - row.box.y1 > within * _line_height(row)
            ):
                return ()
            inside = [token for token in later.tokens if left <= token.box.x0 < right]
            labelled = {
                id(t)
                for hit in self.hits[below]
                for t in later.tokens[hit.start : hit.end]
            }
            if any(token.folded for token in inside):
                return (
                    ()
                    if any(id(token) in labelled for token in inside)
                    else tuple(inside)
                )
        return ()


def _line_height(row: TokenRow) -> float:
    """From the highest mark to the lowest tail, in pixels; never more than twice the letters."""
    return min(max(row.height, row.box.height), 2 * row.height)


def _runs(tokens: Sequence[Token]) -> list[list[Token]]:
    """Tokens parted where they stand clearly wider apart than words."""
    runs: list[list[Token]] = []
    for token in tokens:
        if not runs or token.box.x0 - runs[-1][-1].box.x1 > 0.8 * max(
            token.box.height, runs[-1][-1].box.height
        ):
            runs.append([])
        runs[-1].append(token)
    return [run for run in runs if any(token.folded for token in run)]


def _share(
    runs: Sequence[Sequence[Token]], edges: Sequence[float], found: list[list[Token]]
) -> None:
    """Put each run into the column whose left edge it begins at, or lies right of."""
    for run in runs:
        column = max(
            (at for at, edge in enumerate(edges) if run[0].box.x0 > edge - 40),
            default=0,
        )
        found[column].extend(run)
