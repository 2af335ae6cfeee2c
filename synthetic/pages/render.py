"""Papers to pictures, with the truth of every page in pixels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from schemas.geometry import BoundingBox, PageGeometry
from synthetic.pages import drawings, fonts
from synthetic.pages.items import (
    BLUE,
    RED,
    Dots,
    Fact,
    Leader,
    Page,
    Paper,
    Picture,
    QrCode,
    Rule,
    Seal,
    Signature,
    Word,
)

PAPER_WHITE = (255, 255, 255)


@dataclass(frozen=True, slots=True)
class TruthLine:
    """A line of text with its box in pixels of the picture as it is (unturned)."""

    text: str
    box: BoundingBox


@dataclass(frozen=True, slots=True)
class TruthFact:
    """A fact that the page prints, with the box around its words."""

    fact: Fact
    box: BoundingBox


@dataclass(frozen=True, slots=True)
class PageTruth:
    """What is on a page. `codes` are the texts of QR codes; `geometry` holds the turns that put it
    upright."""

    geometry: PageGeometry
    lines: tuple[TruthLine, ...]
    facts: tuple[TruthFact, ...]
    codes: tuple[str, ...]
    is_blank: bool

    @property
    def text(self) -> str:
        """The lines in reading order."""
        return "\n".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class RenderedPage:
    """A picture (RGB) of a page and its truth."""

    image: Image.Image
    truth: PageTruth


def render_paper(paper: Paper, dpi: int = 200) -> list[RenderedPage]:
    """Draw all pages of a paper, clean and upright."""
    return [render_page(page, paper.facts, dpi) for page in paper.pages]


def render_page(page: Page, facts: tuple[Fact, ...], dpi: int) -> RenderedPage:
    """Draw one page. Pictures lie lowest, then print, then ink laid on by hand (signatures, seals)."""
    unit = dpi / 72
    size = (round(page.width * unit), round(page.height * unit))
    image = Image.new("RGB", size, PAPER_WHITE)
    draw = ImageDraw.Draw(image)
    boxes: list[tuple[Word, BoundingBox]] = []
    for item in sorted(page.items, key=lambda item: not isinstance(item, Picture)):
        if isinstance(item, Picture):
            box = (
                item.x * unit,
                item.y * unit,
                (item.x + item.width) * unit,
                (item.y + item.height) * unit,
            )
            drawings.picture(item.name, draw, box, unit, item.seed)
        elif isinstance(item, Word):
            boxes.append((item, _draw_word(draw, item, unit)))
        elif isinstance(item, Rule):
            ends = (item.x0 * unit, item.y0 * unit, item.x1 * unit, item.y1 * unit)
            draw.line(ends, fill=item.color, width=max(1, round(item.width * unit)))
        elif isinstance(item, Dots):
            _draw_dots(draw, item, unit)
        elif isinstance(item, Leader):
            drawings.leader(draw, item, unit)
    pixels = np.array(image)
    codes = _lay_by_hand(pixels, page, unit)
    geometry = PageGeometry(size[0], size[1], float(dpi))
    truth = PageTruth(
        geometry, _lines(boxes), _facts(boxes, facts), codes, not page.items
    )
    return RenderedPage(Image.fromarray(pixels), truth)


def _draw_word(draw: ImageDraw.ImageDraw, word: Word, unit: float) -> BoundingBox:
    font = fonts.load(word.face, round(word.size * unit))
    at = (word.x * unit, word.y * unit)
    draw.text(at, word.text, fill=word.color, font=font, anchor="ls")
    return BoundingBox(
        *(float(edge) for edge in draw.textbbox(at, word.text, font=font, anchor="ls"))
    )


def _draw_dots(draw: ImageDraw.ImageDraw, dots: Dots, unit: float) -> None:
    radius = 0.42 * unit
    for n in range(max(0, int((dots.x1 - dots.x0) / dots.pitch))):
        x, y = (dots.x0 + n * dots.pitch) * unit, dots.y * unit
        draw.ellipse(
            (x - radius, y - radius, x + radius, y + radius), fill=(50, 50, 54)
        )


def _lay_by_hand(pixels: NDArray[np.uint8], page: Page, unit: float) -> tuple[str, ...]:
    codes = []
    for item in page.items:
        if isinstance(item, QrCode):
            mask = drawings.qr_code(item.text, round(item.size * unit))
            drawings.lay_ink(
                pixels, mask, round(item.x * unit), round(item.y * unit), (15, 15, 18)
            )
            codes.append(item.text)
        elif isinstance(item, Signature):
            mask = drawings.signature(
                round(item.width * unit), round(item.height * unit), item.seed
            )
            drawings.lay_ink(
                pixels, mask, round(item.x * unit), round(item.y * unit), BLUE, 0.92
            )
        elif isinstance(item, Seal):
            size = round(item.diameter * unit)
            mask = drawings.worn(
                drawings.seal(item.name, item.above, size),
                item.angle,
                round(item.x * 10),
            )
            drawings.lay_ink(
                pixels, mask, round(item.x * unit), round(item.y * unit), RED, 0.88
            )
    return tuple(codes)


def _lines(boxes: list[tuple[Word, BoundingBox]]) -> tuple[TruthLine, ...]:
    lines: dict[int, tuple[str, BoundingBox]] = {}
    for word, box in boxes:
        if word.line in lines:
            text, around = lines[word.line]
            lines[word.line] = (
                text + ("" if word.glue else " ") + word.text,
                around.union(box),
            )
        else:
            lines[word.line] = (word.text, box)
    return tuple(TruthLine(*lines[number]) for number in sorted(lines))


def _facts(
    boxes: list[tuple[Word, BoundingBox]], facts: tuple[Fact, ...]
) -> tuple[TruthFact, ...]:
    found: dict[int, BoundingBox] = {}
    for word, box in boxes:
        if word.fact is not None:
            found[word.fact] = (
                found[word.fact].union(box) if word.fact in found else box
            )
    return tuple(TruthFact(facts[number], found[number]) for number in sorted(found))
