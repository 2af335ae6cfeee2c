"""Subsets of installed TrueType fonts, for the few words that are seen: signature and conversion
mark."""

from __future__ import annotations

import io
from functools import lru_cache
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, TTLibError
from fontTools.ttLib.tables._g_l_y_f import GlyphCoordinates

from pipeline.archive.fonts.programs import EMBEDDED_TABLES, SubsetFont
from pipeline.errors import MissingToolError

_FONT_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "/Library/Fonts",
    "~/.fonts",
    "~/.local/share/fonts",
)
_GRID = 0.004  # in em: a fortieth of a point at a size of 6


class TrueTypeFont:
    """An installed font file. Its subsets are kept: the marks of a night's papers differ in their
    digits only."""

    def __init__(self, path: Path) -> None:
        """Read the file's directory and characters.

        Raises:
            ValueError: not a TrueType font (CFF outlines, collections).
        """
        self.name = path.stem
        self._path = path
        with _open(path) as font:
            self.characters: frozenset[int] = frozenset(font.getBestCmap() or ())

    def covers(self, text: str) -> bool:
        """Whether every character of `text` has a glyph."""
        return self.characters.issuperset(map(ord, text))

    def subset(self, text: str) -> SubsetFont:
        """The font with the glyphs of `text` only; characters that it lacks are left out."""
        return _subset(self._path, self.characters.intersection(map(ord, text)))


@lru_cache(maxsize=16)
def _subset(path: Path, characters: frozenset[int]) -> SubsetFont:
    with _open(path) as font:
        options = Options(layout_features=[], hinting=False, glyph_names=False)
        options.drop_tables += sorted({*font.keys()} - {*EMBEDDED_TABLES, "cmap"})
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=characters)
        subsetter.subset(font)
        _round_outlines(font)
        return _describe(path.stem, font)


def _round_outlines(font: TTFont) -> None:
    """Set the points of its outlines on a coarser grid, which no eye and no printer sees at the
    sizes of a mark or stamp: the font packs an eighth smaller."""
    grid, glyphs = max(round(font["head"].unitsPerEm * _GRID), 1), font["glyf"]
    for name in font.getGlyphOrder():
        outline = glyphs[name]
        if outline.numberOfContours > 0:
            points = [
                [grid * round(at / grid) for at in point]
                for point in outline.coordinates
            ]
            outline.coordinates = GlyphCoordinates(points)


def _describe(name: str, font: TTFont) -> SubsetFont:
    """The subset with its measures; its map of characters goes into the PDF's own tables."""
    characters = font.getBestCmap() or {}  # none where no character is wanted
    em, head, hhea = font["head"].unitsPerEm, font["head"], font["hhea"]

    def thousandths(units: float) -> int:
        return round(units * 1000 / em)

    glyphs = {
        chr(code): font.getGlyphID(glyph) for code, glyph in sorted(characters.items())
    }
    widths = tuple(
        thousandths(font["hmtx"][glyph][0]) for glyph in font.getGlyphOrder()
    )
    if "cmap" in font:
        del font["cmap"]
    program = io.BytesIO()
    font.save(program)
    return SubsetFont(
        name=name,
        program=program.getvalue(),
        glyphs=glyphs,
        widths=widths,
        box=(
            thousandths(head.xMin),
            thousandths(head.yMin),
            thousandths(head.xMax),
            thousandths(head.yMax),
        ),
        ascent=thousandths(hhea.ascent),
        descent=thousandths(hhea.descent),
    )


def _open(path: Path) -> TTFont:
    """The font file, its tables read when they are asked for.

    Raises:
        ValueError: not a TrueType font.
    """
    try:
        font = TTFont(path, lazy=True, recalcTimestamp=False)
    except TTLibError as error:
        raise ValueError(f"not a TrueType font ({error})") from error
    if "glyf" not in font:
        font.close()
        raise ValueError("not a TrueType font: its outlines are CFF")
    return font


@lru_cache(maxsize=4)
def find_font(names: tuple[str, ...], letters: str) -> TrueTypeFont:
    """The first installed font of `names` (file names) that has all `letters`.

    Raises:
        MissingToolError: `no_stamp_font`.
    """
    for name in names:
        for folder in _FONT_FOLDERS:
            for path in sorted(Path(folder).expanduser().rglob(name)):
                font = TrueTypeFont(path)
                if font.covers(letters):
                    return font
    raise MissingToolError(
        "no_stamp_font",
        "no font with Vietnamese letters for the signature's text is installed",
        item=", ".join(names),
        remedy="apt-get install fonts-freefont-ttf fonts-noto-core",
    )
