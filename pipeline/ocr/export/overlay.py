"""A picture to check a reading by eye: the page upright with what was read, and where.

Left the page: blocks shaded, lines framed thinly and numbered in reading order with arrows between
them, word boxes coloured by confidence on a scale that colour-blind people can tell apart (Okabe
and Ito, 2008). Doubtful words bear a sign beside their colour: a crossed box for letters that
Vietnamese lacks, a zigzag for impossible syllables, a broken frame for low confidence. Right the
words as read, each at its place. Below the legend.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PIL import Image, ImageDraw

from pipeline.ocr.checks.word_marks import find_doubts
from pipeline.ocr.export.overlay_legend import assemble
from pipeline.ocr.export.overlay_order import number_lines
from pipeline.ocr.export.overlay_page import draw_page
from pipeline.ocr.export.overlay_signs import (
    BLOCKS,
    INK,
    MARGIN,
    SCALE,
    Frame,
    colour_of,
    draw_word,
    load_noto,
)
from schemas.geometry import BoundingBox
from schemas.imaging import Pixels
from schemas.ocr import OcrLine, OcrPage, OcrWord

_LINE = (120, 120, 120)


def draw_overlay(
    pixels: Pixels,
    page: OcrPage,
    texts: Mapping[str, str],
    *,
    min_confidence: float = 0.5,
    title: str = "",
) -> Image.Image:
    """Draw what was read on a page.

    Args:
        pixels: the unturned scan, uint8 (h, w) or (h, w, 3).
        page: its reading, boxes in upright pixels.
        texts: words of the legend: `overlay_sure`, `overlay_likely`, `overlay_doubtful`,
            `overlay_unsure`, `overlay_foreign_letter`, `overlay_impossible_syllable`,
            `overlay_low_confidence`, `overlay_order`, `overlay_blocks`, `overlay_nothing`.
        min_confidence: words below count as doubtful.
        title: written above the legend.

    Returns:
        RGB; the page at 150 dpi or as large as fits, the text beside it.

    Raises:
        MissingToolError: the font is not installed.
    """
    shown, scale = draw_page(pixels, page.geometry)
    text_side = Image.new("RGB", shown.size, "white")
    _shade_blocks(shown, page.lines, scale)
    _draw_lines(ImageDraw.Draw(shown), page.lines, scale)
    left, right = ImageDraw.Draw(shown), ImageDraw.Draw(text_side)
    for word in page.words:
        box = _scale(word.box, scale)
        found = find_doubts(word, min_confidence)
        draw_word(left, box, colour_of(word.confidence), found)
        _write_word(right, box, word, found)
    if not page.words:
        font = load_noto(28)
        right.text(
            (MARGIN, MARGIN), texts["overlay_nothing"], fill=SCALE[-1][1], font=font
        )
    number_lines(left, [_scale(line.box, scale) for line in page.lines])
    return assemble(shown, text_side, texts, title)


def _shade_blocks(shown: Image.Image, lines: Sequence[OcrLine], scale: float) -> None:
    blocks: dict[int, BoundingBox] = {}
    for line in lines:
        blocks[line.block] = (
            blocks[line.block].union(line.box) if line.block in blocks else line.box
        )
    veil = Image.new("RGBA", shown.size, (0, 0, 0, 0))
    draw = ImageDraw.Draw(veil)
    for number, box in enumerate(blocks.values()):
        x0, y0, x1, y1 = _scale(box, scale)
        draw.rectangle((x0 - 3, y0 - 3, x1 + 3, y1 + 3), fill=(*BLOCKS[number % 2], 34))
    shown.paste(Image.alpha_composite(shown.convert("RGBA"), veil).convert("RGB"))


def _draw_lines(
    draw: ImageDraw.ImageDraw, lines: Sequence[OcrLine], scale: float
) -> None:
    for line in lines:
        x0, y0, x1, y1 = _scale(line.box, scale)
        draw.rectangle((x0 - 2, y0 - 2, x1 + 2, y1 + 2), outline=_LINE)


def _write_word(
    draw: ImageDraw.ImageDraw, box: Frame, word: OcrWord, found: Sequence[str]
) -> None:
    """The word as large as its box allows, doubtful ones in colour with their sign."""
    x0, y0, x1, y1 = box
    wide = load_noto(40).getlength(word.text) or 1.0
    size = max(9, min(round(1.25 * (y1 - y0)), round(40 * (x1 - x0) / wide), 60))
    font = load_noto(size)
    sure = word.confidence >= SCALE[1][0] and not found
    colour = INK if sure else colour_of(word.confidence)
    draw.text((x0, (y0 + y1) / 2), word.text, fill=colour, font=font, anchor="lm")
    if found:
        draw_word(draw, box, colour, found)


def _scale(box: BoundingBox, scale: float) -> Frame:
    return (
        box.x0 * scale,
        box.y0 * scale,
        max(box.x1 * scale, box.x0 * scale),
        max(box.y1 * scale, box.y0 * scale),
    )
