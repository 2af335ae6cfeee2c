"""A sheet that sets forms and tables in a paper's own style."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from synthetic.ocr_pages.style import Style
from synthetic.pages import fonts
from synthetic.pages.fonts import Face
from synthetic.pages.items import Leader, Rule, Run
from synthetic.pages.layout import Sheet

_SHADE = (226, 228, 232)
_LINE = (40, 40, 44)


@dataclass(slots=True)
class StyledSheet(Sheet):
    """A `Sheet` whose leaders, tables and paragraphs look as `style` says."""

    style: Style | None = None

    @classmethod
    def of(cls, kind: str, style: Style) -> StyledSheet:
        """An empty sheet in a style."""
        return cls(
            kind,
            family=style.family,
            size=style.size,
            left=style.left,
            right=style.right,
            numbered=False,
            style=style,
        )

    @property
    def look(self) -> Style:
        """The style; every sheet made by `of` has one."""
        assert self.style is not None
        return self.style

    def form(
        self,
        parts: Sequence[tuple[str, Run | None, float]],
        leading: float = 0.0,
        left: float | None = None,
        right: float | None = None,
    ) -> None:
        """One line of a printed form; see `Sheet.form`. Leaders run under, after or around the
        values.

        An empty value leaves its leader alone; None: words without a leader.
        """
        left, right = left or self.left, right or self.right
        height = self.size * (leading or self.look.form_leading)
        self.need(height)
        self.y += height
        x, rest, joined = left, list[Sequence[Run]](), False
        for label, value, share in parts:
            end = x + (right - left) * share - (7.0 if share < 1 else 0.0)
            after = self.line([Run(label)], x, self.y, joined=joined) if label else x
            joined = joined or bool(label)
            if value is not None and not value.text:
                self._leader(after + self.look.gap, end)
            elif value is not None:
                start = after + (7.0 if label else 2.0)
                rows = self.broken(
                    [value],
                    right - left - 6.0,
                    indent=right - left - 6.0 - (end - start),
                )
                self._filled(rows[0], after, start, end, joined)
                joined, rest = True, [*rest, *rows[1:]]
            x += (right - left) * share
        for more in rest:
            self.need(height)
            self.y += height
            self._filled(more, left, left + 4.0, right, joined=False)

    def _filled(
        self, value: Sequence[Run], after: float, start: float, end: float, joined: bool
    ) -> None:
        """A value on its leader."""
        gap, fill = self.look.gap, self.look.fill
        if fill == "around":
            start += 9.0
            self._leader(after + gap, start - 1.5)
        done = self.line(value, start, self.y, joined=joined)
        self._leader(after + gap if fill == "under" else done + gap, end)

    def _leader(self, x0: float, x1: float) -> None:
        look, size = self.look.leader, self.size * fonts.SHARES[self.family][1]
        face = Face(self.family)
        pitch = (
            look.pitch
            if look.mark in {"dot", "dash", "line"}
            else max(
                look.pitch * look.size, fonts.width(look.mark, face, size * look.size)
            )
        )
        if x1 - x0 > pitch:
            self.put(
                Leader(
                    x0,
                    x1,
                    self.y + look.sink,
                    look.mark,
                    pitch,
                    look.weight,
                    size * look.size,
                    face,
                )
            )

    def table(
        self,
        widths: Sequence[float],
        rows: Sequence[Sequence[Sequence[Run]]],
        size: float = 0.0,
        head: int = 1,
    ) -> None:
        """A table in the style's way: full grid, thick grid, rules between rows only, or a frame
        with a ruled head."""
        size = size or self.look.table_size
        total, pad = self.right - self.left, self.look.pad
        edges = [self.left + total * sum(widths[:n]) for n in range(len(widths) + 1)]
        top = self.y
        for number, row in enumerate(rows):
            bold = number < head
            cells = [
                self.broken(
                    [replace(run, bold=bold or run.bold, size=size) for run in cell],
                    edges[n + 1] - edges[n] - 2 * pad,
                )
                for n, cell in enumerate(row)
            ]
            height = max(len(cell) for cell in cells) * size * 1.24 + 2 * pad - 1
            self.need(height)
            upper, self.y = self.y, self.y + height
            if bold and self.look.shade:
                middle = upper + height / 2
                self.put(Rule(edges[0], middle, edges[-1], middle, height, _SHADE))
            self._cells(cells, edges, upper + pad, size, centred=bold)
            self._rules(edges, upper, number, number == len(rows) - 1, head)
        if self.look.table == "frame":
            self.put(
                *(Rule(x, top, x, self.y, 1.1, _LINE) for x in (edges[0], edges[-1]))
            )
        self.y += 5.0

    def _cells(
        self,
        cells: Sequence[Sequence[Sequence[Run]]],
        edges: Sequence[float],
        top: float,
        size: float,
        centred: bool,
    ) -> None:
        """The text of a row; numbers to the right where the paper's tables are framed."""
        for n, cell in enumerate(cells):
            for depth, runs in enumerate(cell):
                base = top + (depth + 0.88) * size * 1.2
                if not runs:
                    continue
                if centred or n == 0:
                    self.line(runs, (edges[n] + edges[n + 1]) / 2, base, "center")
                else:
                    self.line(runs, edges[n] + self.look.pad, base)

    def _rules(
        self, edges: Sequence[float], upper: float, number: int, last: bool, head: int
    ) -> None:
        look = self.look.table
        weight = {"grid": 0.7, "thick": 1.3, "rows": 0.6, "frame": 0.9}[look]
        if number == 0:
            self.put(Rule(edges[0], upper, edges[-1], upper, weight, _LINE))
        if look != "frame" or last or number < head:
            self.put(Rule(edges[0], self.y, edges[-1], self.y, weight, _LINE))
        if look in {"grid", "thick"}:
            self.put(*(Rule(x, upper, x, self.y, weight, _LINE) for x in edges))
