"""Page, text and legend put together on one sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PIL import Image, ImageDraw

from pipeline.ocr.checks.word_marks import (
    FOREIGN_LETTER,
    IMPOSSIBLE_SYLLABLE,
    LOW_CONFIDENCE,
)
from pipeline.ocr.export.overlay_signs import (
    BLOCKS,
    INK,
    MARGIN,
    ORDER,
    SCALE,
    Colour,
    draw_word,
    load_noto,
)

ROW = 26  # height of a row of the legend
LEAST_WIDTH = 900
_GREY = (238, 238, 238)
_NAMES = ("overlay_sure", "overlay_likely", "overlay_doubtful", "overlay_unsure")
_SIGNS = (FOREIGN_LETTER, IMPOSSIBLE_SYLLABLE, LOW_CONFIDENCE)

_Entry = tuple[Colour, tuple[str, ...], str]


def assemble(
    page: Image.Image, text_side: Image.Image, texts: Mapping[str, str], title: str
) -> Image.Image:
    """The sheet: the page left, what was read right, title and legend below."""
    width, height = page.size
    whole = max(2 * width + MARGIN, LEAST_WIDTH)
    rows = _wrap(_entries(texts), whole - 2 * MARGIN)
    legend = ROW * (len(rows) + len(title.splitlines())) + 2 * MARGIN
    sheet = Image.new("RGB", (whole, height + legend), _GREY)
    sheet.paste(page, (0, 0))
    sheet.paste(text_side, (width + MARGIN, 0))
    _draw_legend(ImageDraw.Draw(sheet), height + MARGIN, rows, title)
    return sheet


def _draw_legend(
    draw: ImageDraw.ImageDraw, y: int, rows: Sequence[Sequence[_Entry]], title: str
) -> None:
    for line in title.splitlines():
        draw.text((MARGIN, y), line, fill=INK, font=load_noto(17))
        y += ROW
    for row in rows:
        x = float(MARGIN)
        for colour, found, text in row:
            draw_word(draw, (x, y + 3, x + 34, y + 19), colour, found)
            draw.text((x + 42, y), text, fill=INK, font=load_noto(15))
            x += _entry_width(text)
        y += ROW


def _entries(texts: Mapping[str, str]) -> list[_Entry]:
    levels = zip(SCALE, _NAMES, strict=True)
    return [
        *((colour, (), texts[name]) for (_, colour), name in levels),
        *((SCALE[-1][1], (sign,), texts[f"overlay_{sign}"]) for sign in _SIGNS),
        (ORDER, (), texts["overlay_order"]),
        (BLOCKS[0], (), texts["overlay_blocks"]),
    ]


def _wrap(entries: Sequence[_Entry], width: int) -> list[list[_Entry]]:
    """Entries in rows no wider than this, where one alone is not wider already."""
    rows: list[list[_Entry]] = [[]]
    for entry in entries:
        if (
            rows[-1]
            and sum(_entry_width(text) for _, _, text in (*rows[-1], entry)) > width
        ):
            rows.append([])
        rows[-1].append(entry)
    return rows


def _entry_width(text: str) -> float:
    return load_noto(15).getlength(text) + 64
