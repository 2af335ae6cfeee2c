"""Measures of an embedded TrueType program."""

import pytest

from pipeline.archive.fonts.programs import invisible_program
from pipeline.archive.fonts.truetype import find_font
from pipeline.ingest.pdf.kept.programs import TrueTypeProgram


def test_glyphs_and_their_widths():
    subset = find_font(("FreeSerif.ttf",), "Đế").subset("Đế")
    program = TrueTypeProgram(subset.program)
    for glyph in subset.glyphs.values():
        assert program.has(glyph)
        assert program.width(glyph) == pytest.approx(subset.widths[glyph], abs=1)
    assert not program.has(0)
    assert not program.has(len(subset.widths))
    assert program.maps() == {}


def test_what_is_no_program_is_refused():
    with pytest.raises(Exception, match=r"."):
        TrueTypeProgram(invisible_program()[:100])
