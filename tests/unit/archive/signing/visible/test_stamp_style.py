"""The visible signature: its lines, and where it is drawn."""

from datetime import datetime, timedelta, timezone
from io import BytesIO

import pikepdf
import pytest
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.stamp.noop import NoOpStampStyle
from pyhanko.stamp.static import StaticStampStyle

from pipeline.archive.signing.profiles import profile_named
from pipeline.archive.signing.visible.stamp import stamp_font
from pipeline.archive.signing.visible.stamp_style import stamp_layout, stamp_style
from schemas.geometry import BoundingBox

WHEN = datetime(2026, 3, 4, 5, 6, 7, tzinfo=timezone(timedelta(hours=7)))
PROFILE = profile_named("archive-organ")
NOTES = ("BẢN THỬ",)


def layout(shown="UBND phường Hàng Bạc", notes=NOTES):
    font = stamp_font(PROFILE.fonts, [*PROFILE.lines, shown, *notes])
    return stamp_layout(PROFILE, font, shown, notes, WHEN)


def writer(*size):
    file = BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=size)
        pdf.save(file)
    return IncrementalPdfFileWriter(file)


def test_signer_time_and_notes_are_told():
    text = "\n".join(layout().lines)
    assert "UBND phường Hàng Bạc" in text
    assert "2026" in text and layout().lines[-1] == "BẢN THỬ"


def test_a_long_name_goes_on_in_further_lines():
    wide = layout("Ủy ban nhân dân " * 12)
    assert len(wide.lines) > len(layout().lines)
    assert wide.size_pt[0] <= PROFILE.max_width_pt + 1


def test_nothing_visible_takes_no_room():
    style, place = stamp_style(writer(595, 842), None, "top-left", None)
    assert isinstance(style, NoOpStampStyle) and place is None


@pytest.mark.parametrize("corner", ["top-left", "top-right"])
@pytest.mark.parametrize("size", [(595, 842), (120, 90)])
def test_without_a_place_it_stands_in_the_corner_inside_the_page(corner, size):
    style, place = stamp_style(writer(*size), layout(), corner, None)
    assert isinstance(style, StaticStampStyle)
    x0, y0, x1, y1 = place
    assert 0 <= x0 < x1 <= size[0] and 0 <= y0 < y1 <= size[1]
    left, right = x0, size[0] - x1
    assert left <= right if corner == "top-left" else right <= left


def test_a_place_that_was_found_is_kept_to_whole_points():
    box = BoundingBox(10.4, 20.6, 110.4, 60.2)
    assert stamp_style(writer(595, 842), layout(), "top-left", box)[1] == (
        10,
        21,
        110,
        60,
    )
