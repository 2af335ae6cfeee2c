"""A PDF page that is drawn: as fine as what is on it, in bounded pixels, with what is shown alone."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image

from pipeline.ingest.pages.page import open_page
from pipeline.ingest.pages.text_layer import read_text_layer
from schemas.received.source import MediaType
from tests.support.pdf_pages import OnePage, fax, picture, scan
from tests.unit.ingest.pdf.opened_pdf_pages import (
    A4,
    DPI,
    POINT,
    SETTINGS,
    WHOLE,
    grey,
    layer,
    off,
    opened,
)


def test_mixed_raster_content_is_drawn_at_the_finest_layer(tmp_path: Path) -> None:
    size = (A4[0], A4[1])
    one, ink = OnePage(size), scan("1", (2480, 3508))
    one.draw(picture(one.pdf, Image.new("RGB", (413, 585), (240, 250, 255))), WHOLE)
    stencil = picture(one.pdf, ink, ImageMask=True, ColorSpace=None)
    one.draw(stencil, WHOLE, "0.5 0 0 rg")
    page = opened(one.save(tmp_path / "page.pdf"))
    assert page.rendered and page.redrawn and abs(page.dpi - 300) < 0.2
    # Letters as sharp as the mask has them.
    dark = page.pixels[:3508, :2480, 2] < 128
    assert (dark == (grey(ink) < 128)).mean() > 0.995


def test_a_fax_with_a_line_of_the_machine_stays_black_and_white(tmp_path: Path) -> None:
    one, image = OnePage(A4), scan("1", (2480, 3508))
    one.draw(picture(one.pdf, image), WHOLE)
    one.write("BT /F 9 Tf 20 820 Td (FAX 05/11/2024 08:30 P.1) Tj ET")
    path = one.save(tmp_path / "page.pdf")
    page = opened(path)
    assert (
        page.encoded.bits == 1
        and page.encoded.filter == "CCITTFaxDecode"
        and abs(page.dpi - 300) < 0.2
    )
    assert len(page.encoded.data) < 1.5 * len(fax(image))
    assert page.pixels[60:140, 80:800].min() == 0


def test_one_pixel_a_point_is_drawn_no_finer_than_the_photograph(
    tmp_path: Path,
) -> None:
    one = OnePage((1240, 1754))
    one.draw(picture(one.pdf, scan("RGB")), (1240, 0, 0, 1754, 0, 0))
    one.write("BT /F 40 Tf 500 30 Td (Scanned with PhoneApp) Tj ET")
    page = opened(one.save(tmp_path / "page.pdf"))
    assert page.pixels.shape[:2] == (1754, 1240) and page.redrawn
    assert not page.dpi_known and page.dpi == SETTINGS.preprocess.default_dpi


def test_print_over_a_coarse_picture_is_drawn_fine_enough_to_read(
    tmp_path: Path,
) -> None:
    one = OnePage((595, 842))
    one.draw(
        picture(one.pdf, Image.new("RGB", (298, 421), (250, 250, 200))),
        (595, 0, 0, 842, 0, 0),
    )
    one.write("BT /F 10 Tf 50 700 Td (Ten point print over a ground of 36 dpi) Tj ET")
    page = opened(one.save(tmp_path / "page.pdf"))
    assert page.dpi == 200 and page.dpi_known and page.pixels.shape[0] in {2338, 2339}


def test_user_units_give_size_and_resolution_of_drawn_pages(tmp_path: Path) -> None:
    one = OnePage((A4[0] / 4, A4[1] / 4))
    one.page.obj.UserUnit = 4
    one.write("BT /F 12 Tf 10 100 Td (TEXT) Tj ET")
    page = opened(one.save(tmp_path / "page.pdf"))
    height, width = page.pixels.shape[:2]
    assert (
        page.dpi == 200
        and abs(width - 1240 * 200 / DPI) <= 2
        and abs(height - 1754 * 200 / DPI) <= 2
    )


def test_of_a_huge_sheet_the_part_with_something_on_it_is_drawn(tmp_path: Path) -> None:
    one = OnePage((14400, 14400))
    one.write(
        "BT /F 12 Tf 7000 7000 Td (A line in the middle of a sheet of five metres) Tj ET"
    )
    page = opened(one.save(tmp_path / "page.pdf"))
    assert page.dpi == 200 and page.pixels.size < 3e6
    assert (
        page.pixels.min() < 60
        and page.box is not None
        and page.box.x0 < 7000 < page.box.x1
    )


def test_a_sheet_full_of_ink_is_drawn_in_bounded_pixels(tmp_path: Path) -> None:
    one = OnePage((14400, 14400))
    one.write("60 w 0 0 m 14400 14400 l S 0 14400 m 14400 0 l S")
    limits = SETTINGS.limits.model_copy(update={"max_drawn_megapixels": 2.0})
    path = one.save(tmp_path / "page.pdf")
    page = open_page(path, MediaType.PDF, 0, limits, SETTINGS.preprocess)
    height, width = page.pixels.shape[:2]
    assert height * width < 2.1e6 and abs(width / page.dpi - 200) < 0.5


def test_a_bare_huge_sheet_is_a_page_without_ink(tmp_path: Path) -> None:
    page = opened(OnePage((14400, 14400)).save(tmp_path / "page.pdf"))
    assert page.pixels.min() == 255 and page.encoded.bits == 1


@pytest.mark.parametrize(
    "name",
    ["strips", "user unit", "plotter's sheet", "turned", "drawn part of a sheet"],
)
def test_text_stands_where_it_is_on_the_picture(tmp_path: Path, name: str) -> None:
    unit = 4 if name == "user unit" else 1
    one, image, low = OnePage((A4[0] / unit, A4[1] / unit)), scan("1"), 0.0
    if name == "plotter's sheet":
        one.page.mediabox, low = [0, 0, 14400, 14400], 14400 - A4[1]
        one.draw(picture(one.pdf, image), (A4[0], 0, 0, A4[1], 0, low))
    elif name == "drawn part of a sheet":
        one.page.mediabox = [0, 0, 14400, 14400]
        one.write("5 w 10 10 m 570 10 l S 10 830 m 20 830 l S")
    else:
        one.strips(image, [877, 877], POINT / unit)
    one.page.obj.UserUnit = unit
    one.page.obj.Rotate = 90 if name == "turned" else 0
    mode = 0 if name == "drawn part of a sheet" else 3
    one.write(
        f"BT {mode} Tr /F {24 / unit} Tf {200 / unit} {600 / unit + low} Td (WORD) Tj ET"
    )
    path = one.save(tmp_path / "page.pdf")
    page = opened(path)
    layer_of_text = read_text_layer(path, MediaType.PDF, 0, page)
    assert layer_of_text is not None and layer_of_text.drawn is (mode == 0)
    ((word,),) = (line.words for line in layer_of_text.lines)
    left, base = 200.0, A4[1] - 600
    if name == "drawn part of a sheet":
        assert page.box is not None
        left, base = left - page.box.x0, page.box.y1 - 600
    scale = page.dpi / 72
    assert word.text == "WORD" and abs(word.box.x0 - left * scale) < 4
    assert word.box.y0 < (base - 10) * scale and abs(word.box.y1 - base * scale) < 16


def test_layers_that_are_off_are_not_drawn(tmp_path: Path) -> None:
    one = OnePage()
    hidden, shown = layer(one.pdf), layer(one.pdf)
    off(one.pdf, hidden, shown=(shown,))
    one.page.obj.Resources.Properties = Dictionary(H=hidden, S=shown)
    one.write("BT /F 14 Tf 60 700 Td (Always) Tj ET")
    one.write(
        "/OC /H BDC 0 g 0 0 595 300 re f EMC /OC /S BDC 0 g 0 350 595 50 re f EMC"
    )
    page = opened(one.save(tmp_path / "page.pdf"))
    height = page.pixels.shape[0]
    assert page.rendered and page.pixels[round(height * 0.7) :].min() == 255
    assert page.pixels[round(height * 0.55), 100:1500].max() == 0


def test_values_of_a_form_are_drawn_where_its_parts_share_a_field(
    tmp_path: Path,
) -> None:
    one = OnePage()
    one.write("BT /F 14 Tf 60 700 Td (Name:) Tj ET")
    text = {"DA": pikepdf.String("/F 24 Tf 0 g")}
    field = one.pdf.make_indirect(
        Dictionary(FT=Name.Tx, T="ten", V=pikepdf.String("NGUYEN VAN MAU"), **text)
    )
    places = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Widget,
        Rect=Array([60, 400, 500, 440]),
        F=4,
        Parent=field,
    )
    widget = one.pdf.make_indirect(places)
    field.Kids = Array([widget])
    one.page.obj.Annots = Array([widget])
    fonts = Dictionary(Font=Dictionary(F=one.page.obj.Resources.Font.F))
    one.pdf.Root.AcroForm = Dictionary(
        Fields=Array([field]), NeedAppearances=True, DR=fonts, **text
    )
    page = opened(one.save(tmp_path / "page.pdf"))
    top, bottom = (round((841.92 - y) * 200 / 72) for y in (440, 400))
    assert (page.pixels[top:bottom] < 128).sum() > 1000
