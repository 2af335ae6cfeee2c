"""Setting of pages: runs of text become words at places (points, origin top left, y down), with the
truth beside.

A `Sheet` is the one mutable thing: papers write into it from top to bottom, `finish` freezes it.
"""

from __future__ import annotations

import string
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from synthetic.pages import fonts
from synthetic.pages.fonts import Face
from synthetic.pages.items import (
    A4,
    Dots,
    Fact,
    Item,
    Page,
    Paper,
    Party,
    Rule,
    Run,
    Word,
)


@dataclass(slots=True)
class Sheet:
    """A paper being written. All lengths in points; `y` is the base line last written on."""

    kind: str
    title: str = ""
    family: str = "termes"
    size: float = 13.5
    left: float = 85.0
    right: float = A4[0] - 48.0
    top: float = 62.0
    bottom: float = A4[1] - 58.0
    numbered: bool = True
    y: float = 62.0
    pages: list[list[Item]] = field(default_factory=lambda: [[]])
    facts: list[Fact] = field(default_factory=list)
    parties: list[Party] = field(default_factory=list)
    lines: int = 0

    @property
    def middle(self) -> float:
        """The axis of the type area."""
        return (self.left + self.right) / 2

    def put(self, *items: Item) -> None:
        """Place items on the current page as they are."""
        self.pages[-1].extend(items)

    def fact(
        self,
        role: str | None,
        index: int | None,
        name: str,
        value: str,
        printed: str | None = None,
    ) -> int:
        """Note a fact and return its number, for runs that print it."""
        self.facts.append(Fact(role, index, name, value, printed or value))
        return len(self.facts) - 1

    def new_page(self) -> None:
        """Go on at the head of a new page; numbered from the second on, in the middle of the upper
        margin."""
        self.pages.append([])
        self.y = self.top - self.size
        if self.numbered:
            self.line([Run(str(len(self.pages)))], self.middle, 42.0, "center")

    def need(self, height: float) -> None:
        """Start a new page unless `height` still fits on this one."""
        if self.y + height > self.bottom:
            self.new_page()

    def skip(self, points: float) -> None:
        """Leave room."""
        self.y += points

    def width_of(self, runs: Sequence[Run]) -> float:
        """Width of runs set on one line."""
        return _advance([token for run in runs for token in self._tokens(run)])

    def line(
        self,
        runs: Sequence[Run],
        x: float,
        y: float,
        align: str = "left",
        spread: float | None = None,
        joined: bool = False,
    ) -> float:
        """Set runs on one line at base line `y`; `x` is its left end, centre or right end. Returns
        its right end.

        `spread` is the width that the words are to fill by wider spaces; `joined`: still the same
        line of the truth as what was set last.
        """
        tokens = [token for run in runs for token in self._tokens(run)]
        total = _advance(tokens)
        gaps = sum(not token.glue for token in tokens[1:])
        extra = (spread - total) / gaps if spread is not None and gaps else 0.0
        x -= {"left": 0.0, "center": total / 2, "right": total}[align]
        self.lines += not joined
        for position, token in enumerate(tokens):
            if position and not token.glue:
                x += fonts.width(" ", token.face, token.size) + extra
            self.put(replace(token, x=x, y=y, line=self.lines))
            x += fonts.width(token.text, token.face, token.size)
        return x

    def centered(self, text: str, **look: object) -> None:
        """A line in the middle of the type area, below the last one."""
        run = Run(text, **look)  # type: ignore[arg-type]
        self.y += (run.size or self.size) * 1.32
        self.line([run], self.middle, self.y, "center")

    def paragraph(
        self,
        runs: Sequence[Run],
        indent: float = 28.0,
        leading: float = 1.32,
        after: float = 4.0,
        left: float | None = None,
        right: float | None = None,
        justify: bool = True,
    ) -> None:
        """Running text, broken into lines and pages."""
        left, right = left or self.left, right or self.right
        rows = self.broken(runs, right - left, indent)
        for number, row in enumerate(rows):
            size = max(run.size or self.size for run in row)
            self.need(size * leading)
            self.y += size * leading
            x = left + (indent if number == 0 else 0.0)
            last = number == len(rows) - 1
            self.line(
                row, x, self.y, spread=right - x if justify and not last else None
            )
        self.y += after

    def broken(
        self, runs: Sequence[Run], width: float, indent: float = 0.0
    ) -> list[list[Run]]:
        """Runs broken into rows no wider than `width` (the first less by `indent`)."""
        rows: list[list[Run]] = [[]]
        room = width - indent
        for run in runs:
            for number, word in enumerate(run.text.split()):
                piece = replace(run, text=word, glue=run.glue and number == 0)
                if (
                    rows[-1]
                    and not piece.glue
                    and self.width_of([*rows[-1], piece]) > room
                ):
                    rows.append([])
                    room = width
                rows[-1].append(piece)
        return rows

    def form(
        self,
        parts: Sequence[tuple[str, Run | None, float]],
        leading: float = 1.5,
        left: float | None = None,
        right: float | None = None,
    ) -> None:
        """One line of a printed form: labels, dotted leaders to the end of each part, values above
        the dots.

        Each part is (label, value or None, share of the line). A value too long for its part goes
        on below.
        """
        left, right = left or self.left, right or self.right
        self.need(self.size * leading)
        self.y += self.size * leading
        x, row, dots, rest = left, [], [], []
        for label, value, share in parts:
            end = x + (right - left) * share - (6.0 if share < 1 else 0.0)
            after = x + self.width_of([Run(label)])
            dots.append(Dots(after + 3.0, end, self.y + 1.2))
            row.append((x, [Run(label)]))
            if value is not None:
                rows = self.broken(
                    [value],
                    right - left - 6.0,
                    indent=right - left - 6.0 - (end - after - 8.0),
                )
                row.append((after + 7.0, rows[0]))
                rest += rows[1:]
            x += (right - left) * share
        self.put(*dots)
        self._one_line(row)
        for more in rest:
            self.need(self.size * leading)
            self.y += self.size * leading
            self.put(Dots(left, right, self.y + 1.2))
            self.line(more, left + 4.0, self.y)

    def _one_line(self, parts: Sequence[tuple[float, Sequence[Run]]]) -> None:
        """Set several pieces at their places as one line of the truth."""
        for number, (x, runs) in enumerate(parts):
            self.line(runs, x, self.y, joined=number > 0)

    def table(
        self,
        widths: Sequence[float],
        rows: Sequence[Sequence[Sequence[Run]]],
        size: float = 11.5,
        head: int = 1,
    ) -> None:
        """A ruled table; `widths` are shares of the type area; the first `head` rows are centred
        and bold."""
        total = self.right - self.left
        edges = [self.left + total * sum(widths[:n]) for n in range(len(widths) + 1)]
        for number, row in enumerate(rows):
            bold = number < head
            cells = [
                self.broken(
                    [replace(run, size=size, bold=bold or run.bold) for run in cell],
                    edges[n + 1] - edges[n] - 8.0,
                )
                for n, cell in enumerate(row)
            ]
            height = max(len(cell) for cell in cells) * size * 1.28 + 6.0
            self.need(height)
            upper, self.y = self.y, self.y + height
            for n, cell in enumerate(cells):
                for depth, runs in enumerate(cell):
                    if runs:
                        base = upper + 2.0 + (depth + 1) * size * 1.2
                        middle = (edges[n] + edges[n + 1]) / 2
                        self.line(
                            runs,
                            *(
                                (middle, base, "center")
                                if number < head
                                else (edges[n] + 4.0, base)
                            ),
                        )
            self.put(*(Rule(x, upper, x, self.y) for x in edges))
            self.put(
                Rule(edges[0], upper, edges[-1], upper),
                Rule(edges[0], self.y, edges[-1], self.y),
            )
        self.y += 4.0

    def finish(self, blank_back: bool = False) -> Paper:
        """Freeze the paper; with `blank_back` an empty side follows."""
        pages = [Page(tuple(items)) for items in self.pages]
        if blank_back:
            pages.append(Page())
        return Paper(
            self.kind, self.title, tuple(pages), tuple(self.facts), tuple(self.parties)
        )

    def _tokens(self, run: Run) -> list[Word]:
        family = run.family or self.family
        face = Face(family, run.bold, run.italic)
        size = (run.size or self.size) * fonts.SHARES[family][1]
        return [
            Word(
                0.0,
                0.0,
                word,
                face,
                size,
                run.color,
                0,
                run.fact,
                run.glue and number == 0,
            )
            for number, word in enumerate(run.text.split())
        ]


def _advance(tokens: Sequence[Word]) -> float:
    total = 0.0
    for position, token in enumerate(tokens):
        if position and not token.glue:
            total += fonts.width(" ", token.face, token.size)
        total += fonts.width(token.text, token.face, token.size)
    return total


def told(template: str, **parts: Run | str) -> list[Run]:
    """A sentence with `{name}` filled in by runs or plain text; what touches without a space stays
    together."""
    runs: list[Run] = []
    glue = False
    for literal, name, _, _ in string.Formatter().parse(template):
        if literal.strip():
            runs.append(Run(literal, glue=bool(runs) and not literal[0].isspace()))
        if literal:
            glue = not literal[-1].isspace()
        if name is not None:
            part = parts[name]
            runs.append(
                replace(
                    Run(part) if isinstance(part, str) else part,
                    glue=bool(runs) and glue,
                )
            )
            glue = True
    return runs
