"""Setting of pages: runs of text become words at places (points, origin top left, y down), with the truth beside.

A `Sheet` is the one mutable thing: papers write into it from top to bottom, `finish` freezes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from benchmarks.make_samples import fonts
from benchmarks.make_samples.fonts import Face

A4 = (595.28, 841.89)
BLACK, BLUE, RED, GREY = (25, 24, 28), (28, 48, 138), (196, 30, 40), (120, 118, 116)
Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one look. `fact` is the number of the fact that it prints; `glue`: no space before it."""

    text: str
    bold: bool = False
    italic: bool = False
    size: float | None = None
    fact: int | None = None
    glue: bool = False
    color: Colour = BLACK
    family: str | None = None


@dataclass(frozen=True, slots=True)
class Word:
    """A word at its place on the base line."""

    x: float
    y: float
    text: str
    face: Face
    size: float
    color: Colour
    line: int
    fact: int | None
    glue: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line."""

    x0: float
    y0: float
    x1: float
    y1: float
    width: float = 0.7
    color: Colour = BLACK


@dataclass(frozen=True, slots=True)
class Dots:
    """A dotted leader along a base line."""

    x0: float
    x1: float
    y: float
    pitch: float = 3.1


@dataclass(frozen=True, slots=True)
class Seal:
    """The round red seal of an organ; `above` runs along the lower edge."""

    x: float
    y: float
    name: str
    above: str
    diameter: float = 102.0
    angle: float = 0.0


@dataclass(frozen=True, slots=True)
class Signature:
    """A drawn signature inside a box."""

    x: float
    y: float
    width: float
    height: float
    seed: int


@dataclass(frozen=True, slots=True)
class QrCode:
    """A QR code of `size` points."""

    x: float
    y: float
    size: float
    text: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing known by name (see `drawings`): background, emblem, portrait, plan."""

    name: str
    x: float
    y: float
    width: float
    height: float
    seed: int = 0


Item = Word | Rule | Dots | Seal | Signature | QrCode | Picture


@dataclass(frozen=True, slots=True)
class Fact:
    """A value that the paper states: normalised, and as printed. Role None: of the document itself."""

    role: str | None
    role_index: int | None
    name: str
    value: str
    printed: str


@dataclass(frozen=True, slots=True)
class Party:
    """A person of the paper. `citizen_id` is None for someone who is not in the register."""

    role: str
    role_index: int
    citizen_id: str | None
    full_name: str


@dataclass(frozen=True, slots=True)
class Page:
    """One side of a sheet. A blank back has no items."""

    items: tuple[Item, ...] = ()
    width: float = A4[0]
    height: float = A4[1]


@dataclass(frozen=True, slots=True)
class Paper:
    """A finished paper: its type, title, pages, facts (numbered as the words refer to them) and persons."""

    kind: str
    title: str
    pages: tuple[Page, ...]
    facts: tuple[Fact, ...]
    parties: tuple[Party, ...]


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

    def put(self, *items: Item) -> None:
        """Place items on the current page as they are."""
        self.pages[-1].extend(items)

    def fact(self, role: str | None, index: int | None, name: str, value: str, printed: str | None = None) -> int:
        """Note a fact and return its number, for runs that print it."""
        self.facts.append(Fact(role, index, name, value, printed or value))
        return len(self.facts) - 1

    def new_page(self) -> None:
        """Go on at the head of a new page; numbered from the second on, in the middle of the upper margin."""
        self.pages.append([])
        self.y = self.top - self.size
        if self.numbered:
            self.line([Run(str(len(self.pages)))], (self.left + self.right) / 2, 42.0, "center")

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

    def line(self, runs: Sequence[Run], x: float, y: float, align: str = "left", spread: float | None = None) -> float:
        """Set runs on one line at base line `y`; `x` is its left end, centre or right end. Returns its right end.

        `spread` is the width that the words are to fill by wider spaces.
        """
        tokens = [token for run in runs for token in self._tokens(run)]
        total = _advance(tokens)
        gaps = sum(not token.glue for token in tokens[1:])
        extra = (spread - total) / gaps if spread is not None and gaps else 0.0
        x -= {"left": 0.0, "center": total / 2, "right": total}[align]
        self.lines += 1
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
        self.line([run], (self.left + self.right) / 2, self.y, "center")

    def paragraph(
        self, runs: Sequence[Run], indent: float = 28.0, leading: float = 1.32, after: float = 4.0,
        left: float | None = None, right: float | None = None, justify: bool = True,
    ) -> None:  # fmt: skip
        """Running text, broken into lines and pages."""
        left, right = left or self.left, right or self.right
        rows = self.broken(runs, right - left, indent)
        for number, row in enumerate(rows):
            size = max(run.size or self.size for run in row)
            self.need(size * leading)
            self.y += size * leading
            x = left + (indent if number == 0 else 0.0)
            last = number == len(rows) - 1
            self.line(row, x, self.y, spread=right - x if justify and not last else None)
        self.y += after

    def broken(self, runs: Sequence[Run], width: float, indent: float = 0.0) -> list[list[Run]]:
        """Runs broken into rows no wider than `width` (the first less by `indent`)."""
        rows: list[list[Run]] = [[]]
        room = width - indent
        for run in runs:
            for number, word in enumerate(run.text.split()):
                piece = replace(run, text=word, glue=run.glue and number == 0)
                if rows[-1] and not piece.glue and self.width_of([*rows[-1], piece]) > room:
                    rows.append([])
                    room = width
                rows[-1].append(piece)
        return rows

    def form(self, parts: Sequence[tuple[str, Run | None, float]], leading: float = 1.5, left: float | None = None,
             right: float | None = None) -> None:  # fmt: skip
        """One line of a printed form: labels, dotted leaders to the end of each part, values above the dots.

        Each part is (label, value or None, share of the line). A value too long for its part goes on below.
        """
        left, right = left or self.left, right or self.right
        self.need(self.size * leading)
        self.y += self.size * leading
        x, row, dots, rest = left, [], [], []  # type: ignore[var-annotated]
        for label, value, share in parts:
            end = x + (right - left) * share - (6.0 if share < 1 else 0.0)
            after = x + self.width_of([Run(label)])
            dots.append(Dots(after + 3.0, end, self.y + 1.2))
            row.append((x, [Run(label)]))
            if value is not None:
                rows = self.broken([value], end - after - 8.0)
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
        for x, runs in parts:
            self.line(runs, x, self.y)
            self.lines -= 1
        self.lines += 1

    def table(self, widths: Sequence[float], rows: Sequence[Sequence[Sequence[Run]]], size: float = 11.5, head: int = 1) -> None:
        """A ruled table; `widths` are shares of the type area; the first `head` rows are centred and bold."""
        total = self.right - self.left
        edges = [self.left + total * sum(widths[:n]) for n in range(len(widths) + 1)]
        for number, row in enumerate(rows):
            look = {"bold": True, "size": size} if number < head else {"size": size}
            cells = [
                self.broken([replace(run, **look) for run in cell], edges[n + 1] - edges[n] - 8.0)  # type: ignore[arg-type]
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
                        self.line(runs, *((middle, base, "center") if number < head else (edges[n] + 4.0, base)))
            self.put(*(Rule(x, upper, x, self.y) for x in edges))
            self.put(Rule(edges[0], upper, edges[-1], upper), Rule(edges[0], self.y, edges[-1], self.y))
        self.y += 4.0

    def finish(self, blank_back: bool = False) -> Paper:
        """Freeze the paper; with `blank_back` an empty side follows."""
        pages = [Page(tuple(items)) for items in self.pages]
        if blank_back:
            pages.append(Page())
        return Paper(self.kind, self.title, tuple(pages), tuple(self.facts), tuple(self.parties))

    def _tokens(self, run: Run) -> list[Word]:
        family = run.family or self.family
        face = Face(family, run.bold, run.italic)
        size = (run.size or self.size) * fonts.SHARES[family][1]
        return [
            Word(0.0, 0.0, word, face, size, run.color, 0, run.fact, run.glue and number == 0)
            for number, word in enumerate(run.text.split())
        ]


def _advance(tokens: Sequence[Word]) -> float:
    total = 0.0
    for position, token in enumerate(tokens):
        if position and not token.glue:
            total += fonts.width(" ", token.face, token.size)
        total += fonts.width(token.text, token.face, token.size)
    return total
