"""Fonts that draw Vietnamese, found by path, and text widths in points.

Debian 12's Liberation fonts lack most Vietnamese letters; the families below have them all.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

from pipeline.errors import MissingToolError

_TEX_GYRE = "/usr/share/texmf/fonts/opentype/public/tex-gyre/texgyre{}-{}.otf"
_FREE = "/usr/share/fonts/truetype/freefont/Free{}{}.ttf"
_NOTO = "/usr/share/fonts/truetype/noto/Noto{}-{}.ttf"
_CARLITO = "/usr/share/fonts/truetype/crosextra/{}-{}.ttf"
_LOWER = ("regular", "bold", "italic", "bolditalic")
_UPPER = ("Regular", "Bold", "Italic", "BoldItalic")
_SLANTED = ("", "Bold", "Oblique", "BoldOblique")


def _cuts(pattern: str, name: str, cuts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(pattern.format(name, cut) for cut in cuts)


# Regular, bold, italic, bold italic.
FAMILIES: dict[str, tuple[str, ...]] = {
    "termes": _cuts(_TEX_GYRE, "termes", _LOWER),
    "freeserif": _cuts(_FREE, "Serif", ("", "Bold", "Italic", "BoldItalic")),
    "notoserif": _cuts(_NOTO, "Serif", _UPPER),
    "heros": _cuts(_TEX_GYRE, "heros", _LOWER),
    "freesans": _cuts(_FREE, "Sans", _SLANTED),
    "notosans": _cuts(_NOTO, "Sans", _UPPER),
    "carlito": _cuts(_CARLITO, "Carlito", _UPPER),
    "cursor": _cuts(_TEX_GYRE, "cursor", _LOWER),
    "pagella": _cuts(_TEX_GYRE, "pagella", _LOWER),
    "schola": _cuts(_TEX_GYRE, "schola", _LOWER),
    "bonum": _cuts(_TEX_GYRE, "bonum", _LOWER),
    "notosansdisplay": _cuts(_NOTO, "SansDisplay", _UPPER),
}
# How often a paper is set in each family, and the factor that makes its letters as large as those
# of Times.
SHARES: dict[str, tuple[float, float]] = {
    "termes": (0.74, 1.0),
    "freeserif": (0.1, 1.0),
    "notoserif": (0.04, 0.86),
    "heros": (0.03, 0.88),
    "freesans": (0.02, 0.88),
    "notosans": (0.02, 0.86),
    "carlito": (0.05, 0.98),
    "cursor": (0.0, 1.0),
    "pagella": (0.0, 0.94),
    "schola": (0.0, 0.92),
    "bonum": (0.0, 0.88),
    "notosansdisplay": (0.0, 0.9),
}


@dataclass(frozen=True, slots=True)
class Face:
    """One cut of a family."""

    family: str = "termes"
    bold: bool = False
    italic: bool = False

    @property
    def path(self) -> str:
        """Where the font file lies."""
        return FAMILIES[self.family][self.bold + 2 * self.italic]


@lru_cache(maxsize=512)
def load(face: Face, pixels: int) -> ImageFont.FreeTypeFont:
    """The face at a size in pixels per em.

    Raises:
        MissingToolError: the font file is not there.
    """
    if not Path(face.path).exists():
        raise MissingToolError(
            "font_missing",
            f"the font {Path(face.path).name} is not installed",
            item=face.path,
            remedy="apt-get install fonts-texgyre fonts-freefont-ttf fonts-noto-core "
            "fonts-crosextra-carlito",
        )
    return ImageFont.truetype(face.path, pixels, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=65536)
def width(text: str, face: Face, size: float) -> float:
    """Advance of a text in points at a size in points."""
    return load(face, 100).getlength(text) / 100 * size
