"""Reports as pages of an archival PDF: lines of text drawn on A4 across, with the text under them.

A letter is as wide as every other, so that tables keep their columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from pipeline.errors import MissingToolError
from pipeline.ingest.pictures.raster import as_pixels, lossless
from schemas.archive import PageContent
from schemas.geometry import BoundingBox, PageGeometry
from schemas.ocr import OcrLine, OcrPage, OcrWord

_DPI = 300
_WIDTH, _HEIGHT = 3508, 2480
_MARGIN = 150
_LARGEST, _SMALLEST = 40, 16
"""Letters in pixels: 9.6 points where lines are short, 3.8 at least."""
_LEADING = 1.3
_FONTS = (
    "/usr/share/fonts/truetype/freefont/FreeMonoBold.ttf",
    "/usr/share/fonts/truetype/noto/NotoSansMono-Regular.ttf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf",
)
_WORD = re.compile(r"[^\s\u00a0]+")
_RULE = "─"


def draw_pages(
    lines: Sequence[str], fonts: Sequence[str] = _FONTS
) -> Iterator[PageContent]:
    """The lines on as many pages as they need, all in one size: the widest line fits. Of several
    pages each bears its number at the foot.

    Raises:
        MissingToolError: no font whose letters are all of one width is installed.
    """
    font, step = _font_for(max((len(line) for line in lines), default=1), fonts)
    height = round(font.size * _LEADING)
    on_a_page = (_HEIGHT - 2 * _MARGIN) // height
    starts = range(0, max(len(lines), 1), on_a_page)
    for number, start in enumerate(starts, start=1):
        foot = f"{number}/{len(starts)}" if len(starts) > 1 else ""
        yield _page(lines[start : start + on_a_page], foot, font, step)


def _font_for(
    letters: int, fonts: Sequence[str]
) -> tuple[ImageFont.FreeTypeFont, float]:
    path = next((path for path in fonts if Path(path).is_file()), None)
    if path is None:
        raise MissingToolError(
            "no_report_font",
            "no font for tables in PDF is installed",
            item=", ".join(Path(path).name for path in fonts),
            remedy="apt-get install fonts-freefont-ttf",
        )
    for size in range(_LARGEST, _SMALLEST - 1, -1):
        font = ImageFont.truetype(path, size)
        step = font.getlength("n")
        if step * letters <= _WIDTH - 2 * _MARGIN:
            break
    return font, step


def _page(
    lines: Sequence[str], foot: str, font: ImageFont.FreeTypeFont, step: float
) -> PageContent:
    sheet = Image.new("1", (_WIDTH, _HEIGHT), 1)
    draw = ImageDraw.Draw(sheet)
    draw.fontmode = "1"
    height = round(font.size * _LEADING)
    placed = [(_MARGIN + number * height, line) for number, line in enumerate(lines)]
    indent = " " * int((_WIDTH - 2 * _MARGIN) / step - len(foot))
    placed.append((_HEIGHT - _MARGIN + height, f"{indent}{foot}" if foot else ""))
    for top, line in placed:
        draw.text((_MARGIN, top), line, font=font, fill=0)
    rows = [list(_words(line, top, step, height)) for top, line in placed]
    lines_read = tuple(OcrLine.around(words) for words in rows if words)
    geometry = PageGeometry(_WIDTH, _HEIGHT, _DPI)
    text = OcrPage(lines_read, geometry, "report")
    return PageContent(lossless(as_pixels(sheet), bilevel=True), geometry, text)


def _words(line: str, top: int, step: float, height: int) -> Iterator[OcrWord]:
    """The words of a line with their places; rules are none."""
    for match in _WORD.finditer(line):
        if _RULE not in match[0]:
            yield _word(match, top, step, height)


def _word(match: re.Match[str], top: int, step: float, height: int) -> OcrWord:
    left, right = (_MARGIN + at * step for at in match.span())
    return OcrWord(match[0], BoundingBox(left, top, right, top + height), 1.0)
