"""A picture to check a reading by eye: the page upright with what was read, and where.

Left the page: blocks shaded, lines framed thinly and numbered in reading order with arrows between
them, word boxes coloured by confidence on a scale that colour-blind people can tell apart (Okabe
and Ito, 2008). Doubtful words bear a sign beside their colour: a crossed box for letters that
Vietnamese lacks, a zigzag for impossible syllables, a broken frame for low confidence. Right the
words as read, each at its place. Below the legend.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import cv2
import numpy as np
from PIL import Image, ImageDraw

from pipeline.ocr.checks.word_marks import (
    FOREIGN_LETTER,
    IMPOSSIBLE_SYLLABLE,
    LOW_CONFIDENCE,
    find_doubts,
)
from pipeline.ocr.export.overlay_signs import SCALE, Colour, Frame, colour_of, draw_word, load_noto
from schemas.geometry import BoundingBox, PageGeometry
from schemas.imaging import Pixels
from schemas.ocr import OcrLine, OcrPage, OcrWord

SHOWN_DPI = 150.0
LARGEST_SIDE = 2600
_BLOCKS = ((0, 158, 115), (204, 121, 167))
_INK, _ORDER, _LINE = (20, 20, 20), (90, 60, 140), (120, 120, 120)
_MARGIN = 14


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
    shown, scale = _upright(pixels, page.geometry)
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
        right.text((_MARGIN, _MARGIN), texts["overlay_nothing"], fill=SCALE[-1][1], font=font)
    _number_lines(left, page.lines, scale)
    return _assemble(shown, text_side, texts, title)


def _upright(pixels: Pixels, geometry: PageGeometry) -> tuple[Image.Image, float]:
    """The page upright on white, paled so that drawings stand out, and the scale from upright
    pixels."""
    width, height = geometry.upright_size
    scale = min(SHOWN_DPI / max(geometry.dpi, 1.0), LARGEST_SIDE / max(width, height))
    scale = max(scale, min(1.0, 300 / max(width, height)))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    turn = geometry.to_upright
    matrix = np.array([[turn.a, turn.c, turn.e], [turn.b, turn.d, turn.f]]) * scale
    white = (255, 255, 255) if pixels.ndim == 3 else 255
    smaller, back = _halve(pixels, scale)
    matrix[:, :2] *= back
    level = cv2.warpAffine(smaller, matrix, size, flags=cv2.INTER_LINEAR, borderValue=white)
    pale = (255 - (255 - level.astype(np.int16)) * 0.62).astype(np.uint8)
    return Image.fromarray(pale).convert("RGB"), scale


def _halve(pixels: Pixels, scale: float) -> tuple[Pixels, int]:
    """The picture made smaller by a whole factor first, so that a strong reduction does not lose
    thin strokes."""
    factor = max(1, int(1 / scale))
    if factor == 1 or min(pixels.shape[:2]) < factor:
        return pixels, 1
    height, width = pixels.shape[0] // factor, pixels.shape[1] // factor
    part = pixels[: height * factor, : width * factor]
    return cv2.resize(part, (width, height), interpolation=cv2.INTER_AREA), factor


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
        draw.rectangle((x0 - 3, y0 - 3, x1 + 3, y1 + 3), fill=(*_BLOCKS[number % 2], 34))
    shown.paste(Image.alpha_composite(shown.convert("RGBA"), veil).convert("RGB"))


def _draw_lines(draw: ImageDraw.ImageDraw, lines: Sequence[OcrLine], scale: float) -> None:
    for line in lines:
        x0, y0, x1, y1 = _scale(line.box, scale)
        draw.rectangle((x0 - 2, y0 - 2, x1 + 2, y1 + 2), outline=_LINE)


def _number_lines(draw: ImageDraw.ImageDraw, lines: Sequence[OcrLine], scale: float) -> None:
    """Numbers at the lines' left ends, arrows where the order does not simply go down."""
    boxes = [_scale(line.box, scale) for line in lines]
    for before, after in pairwise(boxes):
        jumps = (
            after[1] < before[1] or abs(after[0] - before[0]) > 150 or after[1] - before[3] > 120
        )
        if jumps:
            _arrow(
                draw,
                (before[2], (before[1] + before[3]) / 2),
                (after[0], (after[1] + after[3]) / 2),
            )
    font = load_noto(13)
    for number, (x0, y0, _, y1) in enumerate(boxes, start=1):
        text = str(number)
        width = draw.textlength(text, font=font)
        at = max(0.0, x0 - width - 7), (y0 + y1) / 2 - 8
        draw.rectangle(
            (at[0] - 2, at[1], at[0] + width + 2, at[1] + 16), fill="white", outline=_ORDER
        )
        draw.text((at[0], at[1] - 2), text, fill=_ORDER, font=font)


def _arrow(draw: ImageDraw.ImageDraw, start: tuple[float, float], end: tuple[float, float]) -> None:
    draw.line((*start, *end), fill=_ORDER, width=1)
    way = np.array(end) - np.array(start)
    length = float(np.hypot(*way)) or 1.0
    along, across = way / length * 9, np.array([-way[1], way[0]]) / length * 4
    tip = np.array(end)
    draw.polygon(
        [tuple(tip), tuple(tip - along + across), tuple(tip - along - across)], fill=_ORDER
    )


def _write_word(draw: ImageDraw.ImageDraw, box: Frame, word: OcrWord, found: Sequence[str]) -> None:
    """The word as large as its box allows, doubtful ones in colour with their sign."""
    x0, y0, x1, y1 = box
    wide = load_noto(40).getlength(word.text) or 1.0
    size = max(9, min(round(1.25 * (y1 - y0)), round(40 * (x1 - x0) / wide), 60))
    font = load_noto(size)
    sure = word.confidence >= SCALE[1][0] and not found
    colour = _INK if sure else colour_of(word.confidence)
    draw.text((x0, (y0 + y1) / 2), word.text, fill=colour, font=font, anchor="lm")
    if found:
        draw_word(draw, box, colour, found)


def _assemble(
    shown: Image.Image, text_side: Image.Image, texts: Mapping[str, str], title: str
) -> Image.Image:
    width, height = shown.size
    whole = max(2 * width + _MARGIN, 900)
    rows = _legend_rows(texts, whole)
    legend = 26 * (len(rows) + bool(title)) + 2 * _MARGIN
    sheet = Image.new("RGB", (whole, height + legend), (238, 238, 238))
    sheet.paste(shown, (0, 0))
    sheet.paste(text_side, (width + _MARGIN, 0))
    draw = ImageDraw.Draw(sheet)
    y = height + _MARGIN
    if title:
        draw.text((_MARGIN, y), title, fill=_INK, font=load_noto(17))
        y += 26
    for row in rows:
        x = float(_MARGIN)
        for colour, found, text in row:
            draw_word(draw, (x, y + 3, x + 34, y + 19), colour, found)
            draw.text((x + 42, y), text, fill=_INK, font=load_noto(15))
            x += _entry_width(text)
        y += 26
    return sheet


_Entry = tuple[Colour, tuple[str, ...], str]


def _legend_rows(texts: Mapping[str, str], width: int) -> list[list[_Entry]]:
    names = ("overlay_sure", "overlay_likely", "overlay_doubtful", "overlay_unsure")
    entries: list[_Entry] = [
        (colour, (), texts[name]) for (_, colour), name in zip(SCALE, names, strict=True)
    ]
    signs = (FOREIGN_LETTER, IMPOSSIBLE_SYLLABLE, LOW_CONFIDENCE)
    entries += [(SCALE[-1][1], (sign,), texts[f"overlay_{sign}"]) for sign in signs]
    entries += [(_ORDER, (), texts["overlay_order"]), (_BLOCKS[0], (), texts["overlay_blocks"])]
    rows: list[list[_Entry]] = [[]]
    for entry in entries:
        if (
            rows[-1]
            and sum(_entry_width(text) for _, _, text in (*rows[-1], entry)) > width - 2 * _MARGIN
        ):
            rows.append([])
        rows[-1].append(entry)
    return rows


def _entry_width(text: str) -> float:
    return load_noto(15).getlength(text) + 64


def _scale(box: BoundingBox, scale: float) -> Frame:
    return (
        box.x0 * scale,
        box.y0 * scale,
        max(box.x1 * scale, box.x0 * scale),
        max(box.y1 * scale, box.y0 * scale),
    )
