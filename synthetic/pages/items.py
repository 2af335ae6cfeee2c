"""What a paper is made of: words, rules, seals and so on at their places, facts and persons. Frozen
values.

Lengths are in points, the origin is top left, y points down.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from synthetic.pages.fonts import Face

A4 = (595.28, 841.89)
BLACK, BLUE, RED, GREY = (25, 24, 28), (28, 48, 138), (196, 30, 40), (120, 118, 116)
Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one look. `fact` is the number of the fact that it prints; `glue`: no space before
    it."""

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
class Leader:
    """A leader of another make: `mark` typed again and again, or drawn where `mark` is `dash`,
    `line` or `dot`.

    `pitch`: from one mark to the next; `weight`: a drawn mark's thickness or diameter; `size`: of
    typed marks.
    """

    x0: float
    x1: float
    y: float
    mark: str = "dot"
    pitch: float = 3.0
    weight: float = 0.8
    size: float = 13.0
    face: Face = field(default_factory=Face)


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


Item = Word | Rule | Dots | Leader | Seal | Signature | QrCode | Picture


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
    """A finished paper: its type, title, pages, facts (numbered as the words refer to them) and
    persons."""

    kind: str
    title: str
    pages: tuple[Page, ...]
    facts: tuple[Fact, ...]
    parties: tuple[Party, ...]
