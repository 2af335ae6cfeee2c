"""Subsets of installed fonts: every letter, true widths, nothing that a PDF does not need."""

import io
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from PIL import ImageFont

from pipeline.archive.fonts.programs import EMBEDDED_TABLES, invisible_program
from pipeline.archive.fonts.truetype import TrueTypeFont, find_font
from pipeline.errors import MissingToolError

LETTERS = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"


def test_font_subset_draws_every_vietnamese_letter(tmp_path: Path) -> None:
    letters = LETTERS + LETTERS.upper()
    for name in ("FreeSerif.ttf", "NotoSerif-Regular.ttf"):
        whole = find_font((name,), letters)
        subset = whole.subset(letters)
        assert len(subset.glyphs) == len(set(letters)) and len(subset.program) < 60_000
        # The program lacks only a cmap to be a font file; its metrics must be those of the
        # original.
        path = next(Path("/usr/share/fonts").rglob(name))
        original = ImageFont.truetype(str(path), 1000)
        for char in "aệƯđẶỹ":
            assert subset.width(char) * 1000 == pytest.approx(
                original.getlength(char), abs=1
            )


def test_letters_without_a_font_name_the_package() -> None:
    with pytest.raises(MissingToolError) as caught:
        find_font(("FreeSerif.ttf",), "\ue000\U0010fffd")
    assert caught.value.code == "no_stamp_font" and "apt-get" in (
        caught.value.remedy or ""
    )


def test_open_type_with_cff_outlines_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.otf").write_bytes(b"OTTO" + bytes(100))
    with pytest.raises(ValueError, match="TrueType"):
        TrueTypeFont(tmp_path / "a.otf")


def test_a_subset_holds_what_a_pdf_needs_and_no_more() -> None:
    subset = find_font(("FreeSerif.ttf",), "a").subset("ỦY BAN 0123456789")
    font = TTFont(io.BytesIO(subset.program))
    assert {*font.keys()} - {"GlyphOrder"} == set(EMBEDDED_TABLES)
    assert len(subset.program) < 6_000
    # Parts of composed letters are kept beside the letters themselves.
    assert len(font.getGlyphOrder()) > len(subset.glyphs)
    assert set(subset.glyphs) == set("ỦY BAN 0123456789")


def test_a_subset_of_nothing_has_no_characters() -> None:
    font = find_font(("FreeSerif.ttf",), "a")
    for text in ("", "\ue000"):
        subset = font.subset(text)
        assert (subset.glyphs, len(subset.widths)) == ({}, 1)


def test_texts_of_the_same_letters_share_one_subset() -> None:
    font = find_font(("FreeSerif.ttf",), "0123456789")
    assert font.subset("2026-11-28") is font.subset("28-11-2026")
    assert font.subset("2026\ue000") is font.subset("2026")


def test_the_invisible_font_is_the_same_bytes_each_time() -> None:
    first = invisible_program()
    invisible_program.cache_clear()
    assert invisible_program() == first
    font = TTFont(io.BytesIO(first))
    assert {*font.keys()} - {"GlyphOrder"} == set(EMBEDDED_TABLES)
    assert [font["hmtx"][glyph] for glyph in font.getGlyphOrder()] == [
        (500, 0),
        (500, 0),
        (1, 0),
    ]


def test_outlines_stand_on_a_grid_that_nobody_sees() -> None:
    """Points move by at most half of 4/1000 em, widths by nothing."""
    whole = find_font(("FreeSerif.ttf",), "a")
    path = next(Path("/usr/share/fonts").rglob("FreeSerif.ttf"))
    subset, original = whole.subset("Bản"), TTFont(path)
    rounded, first = (
        TTFont(io.BytesIO(subset.program)),
        original.getBestCmap()[ord("B")],
    )
    name = rounded.getGlyphOrder()[subset.glyphs["B"]]
    before, after = (
        original["glyf"][first].coordinates,
        rounded["glyf"][name].coordinates,
    )
    assert len(before) == len(after) and list(before) != list(after)
    assert all(value % 4 == 0 for point in after for value in point)
    moved = [
        abs(a - b)
        for old, new in zip(before, after, strict=True)
        for a, b in zip(old, new, strict=True)
    ]
    assert max(moved) <= 2
    assert rounded["hmtx"][name][0] == original["hmtx"][first][0]
