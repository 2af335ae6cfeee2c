"""A PDF page as a picture: kept to the bit, laid together, or drawn as fine as its pictures and no
finer."""

import io
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image

from pipeline.config import load_settings
from pipeline.errors import InputError
from pipeline.ingest.inbox.inspect import inspect_file
from pipeline.ingest.pages.page import open_page
from pipeline.ingest.pages.text_layer import read_text_layer
from pipeline.preprocess.prepare import prepare
from schemas.imaging import PageImage
from schemas.received.source import MediaType
from tests.pdf_pages import OnePage, fax, jpeg, picture, scan

SETTINGS = load_settings(environ={})
DPI = 150
POINT = 72 / DPI
A4 = (1240 * POINT, 1754 * POINT)
WHOLE = (A4[0], 0, 0, A4[1], 0, 0)


def opened(path: Path) -> PageImage:
    assert inspect_file(path, SETTINGS.limits).page_count == 1
    page = open_page(path, MediaType.PDF, 0, SETTINGS.limits, SETTINGS.preprocess)
    assert page.pixels.shape[:2] == (page.encoded.height, page.encoded.width)
    return page


def grey(image: Image.Image) -> Any:
    return np.asarray(image.convert("L")).astype(int)


def off(pdf: pikepdf.Pdf, *hidden: Any, shown: tuple[Any, ...] = ()) -> None:
    pdf.Root.OCProperties = Dictionary(
        OCGs=Array([*hidden, *shown]),
        D=Dictionary(ON=Array([*shown]), OFF=Array([*hidden])),
    )


def layer(pdf: pikepdf.Pdf) -> Any:
    return pdf.make_indirect(Dictionary(Type=Name.OCG, Name=pikepdf.String("scan")))


# --- one picture, kept to the bit
# -------------------------------------------------------------------------------


def in_a_layer(one: OnePage, image: Any) -> None:
    group = layer(one.pdf)
    off(one.pdf, shown=(group,))
    one.page.obj.Resources.Properties = Dictionary(L=group)
    one.write("/OC /L BDC")
    one.draw(image, WHOLE)
    one.write("EMC")


def beside_a_layer_that_is_off(one: OnePage, image: Any) -> None:
    group = layer(one.pdf)
    off(one.pdf, group)
    one.page.obj.Resources.Properties = Dictionary(L=group)
    one.draw(image, WHOLE)
    one.write(
        "/OC /L BDC 1 0 0 rg 0 0 300 300 re f BT /F 40 Tf 50 50 Td (NOT SEEN) Tj ET EMC"
    )


def layer_table_without_default(one: OnePage, image: Any) -> None:
    in_a_layer(one, image)
    del one.pdf.Root.OCProperties.D


def opaque_soft_mask(one: OnePage, image: Any) -> None:
    mask = picture(
        one.pdf,
        Image.new("L", (8, 8), 255),
        zlib.compress(b"\xff" * 64),
        Filter=Name.FlateDecode,
    )
    image.SMask = mask
    one.draw(image, WHOLE)


def opaque_stencil_mask(one: OnePage, image: Any) -> None:
    bits = {
        "ImageMask": True,
        "BitsPerComponent": 1,
        "ColorSpace": None,
        "Filter": Name.FlateDecode,
    }
    image.Mask = picture(
        one.pdf, Image.new("L", (8, 8)), zlib.compress(bytes(8)), **bits
    )
    one.draw(image, WHOLE)


def in_a_transparency_group(one: OnePage, image: Any) -> None:
    form = one.pdf.make_stream(b"q %f 0 0 %f 0 0 cm /I Do Q" % A4)
    form.stream_dict = Dictionary(
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array([0, 0, *A4]),
        Group=Dictionary(S=Name.Transparency),
        Resources=Dictionary(XObject=Dictionary(I=image)),
    )
    one.page.obj.Resources.XObject.Form = form
    one.write("/Form Do")


def drawn_twice(one: OnePage, image: Any) -> None:
    one.draw(image, WHOLE)
    one.draw(image, WHOLE)


def with_content(before: str, behind: str) -> Callable[[OnePage, Any], None]:
    def make(one: OnePage, image: Any) -> None:
        one.write(before)
        one.draw(image, WHOLE)
        one.write(behind)

    return make


def without_a_box(one: OnePage, image: Any) -> None:
    one.draw(image, WHOLE)
    del one.page.obj.MediaBox


def in_the_corner_of_a_plotter_sheet(one: OnePage, image: Any) -> None:
    one.page.mediabox = [0, 0, 14400, 14400]
    one.draw(image, (A4[0], 0, 0, A4[1], 0, 14400 - A4[1]))


def in_units_of_four_points(one: OnePage, image: Any) -> None:
    one.page.mediabox = [0, 0, A4[0] / 4, A4[1] / 4]
    one.page.obj.UserUnit = 4
    one.draw(image, (A4[0] / 4, 0, 0, A4[1] / 4, 0, 0))


def in_units_of_nothing(one: OnePage, image: Any) -> None:
    one.page.obj.UserUnit = Name.Wrong
    one.draw(image, WHOLE)


KEPT: dict[str, Callable[[OnePage, Any], None]] = {
    "in a layer that is on": in_a_layer,
    "beside a layer that is off": beside_a_layer_that_is_off,
    "layer table without its default": layer_table_without_default,
    "opaque soft mask": opaque_soft_mask,
    "opaque stencil mask": opaque_stencil_mask,
    "in a transparency group": in_a_transparency_group,
    "drawn twice": drawn_twice,
    "unknown operator": with_content("", "xyz 1 2 (a) zz"),
    "Q without q": with_content("Q Q", "Q"),
    "graphics state that is missing": with_content("/GS9 gs", ""),
    "operand that is missing": with_content("", "w M d"),
    "end of a mark that was not begun": with_content("EMC", "EMC"),
    "hidden text whose font is missing": with_content(
        "", "BT 3 Tr /F9 8 Tf 10 10 Td (hidden) Tj ET"
    ),
    "white below it": with_content("1 g 0 0 700 900 re f", ""),
    "no media box": without_a_box,
    "corner of a plotter's sheet": in_the_corner_of_a_plotter_sheet,
    "user unit": in_units_of_four_points,
    "user unit that is none": in_units_of_nothing,
}


@pytest.mark.parametrize("name", KEPT)
def test_one_picture_is_kept_to_the_bit(tmp_path: Path, name: str) -> None:
    one = OnePage(A4)
    data = jpeg(scan("RGB"))
    KEPT[name](one, picture(one.pdf, scan("RGB"), data))
    page = opened(one.save(tmp_path / "page.pdf"))
    assert (
        page.encoded.data == data
        and page.encoded.passthrough
        and not page.redrawn
        and not page.rendered
    )
    assert abs(page.dpi - DPI) < 0.1 and page.dpi_known


def test_an_inline_picture_is_kept(tmp_path: Path) -> None:
    image = scan("L")
    data = zlib.compress(image.tobytes())
    one = OnePage(A4)
    head = f"q {A4[0]} 0 0 {A4[1]} 0 0 cm BI /W 1240 /H 1754 /BPC 8 /CS /G /F /Fl ID "
    one.content.append(head.encode() + data + b"\nEI Q")
    page = opened(one.save(tmp_path / "page.pdf"))
    assert page.encoded.passthrough and page.encoded.data.rstrip() == data.rstrip()
    assert (page.pixels == grey(image)).all() and abs(page.dpi - DPI) < 0.1


def test_a_picture_that_lets_something_through_is_not_kept(tmp_path: Path) -> None:
    one = OnePage(A4)
    image = picture(one.pdf, scan("L"))
    half = zlib.compress(b"\xff" * 32 + b"\x60" * 32)
    image.SMask = picture(
        one.pdf, Image.new("L", (8, 8)), half, Filter=Name.FlateDecode
    )
    one.draw(image, WHOLE)
    page = opened(one.save(tmp_path / "page.pdf"))
    assert page.rendered and page.redrawn and abs(page.dpi - DPI) < 0.1


# --- several pictures, laid together
# -----------------------------------------------------------------------------


def test_fax_strips_stay_black_and_white_and_exact(tmp_path: Path) -> None:
    one, image = OnePage(A4), scan("1")
    one.strips(image, [439, 439, 439, 437], POINT)
    path = one.save(tmp_path / "page.pdf")
    page = opened(path)
    assert (
        (page.pixels == grey(image)).all()
        and page.encoded.bits == 1
        and not page.redrawn
    )
    assert abs(page.dpi - DPI) < 0.1 and len(page.encoded.data) < 1.1 * len(fax(image))


def test_jpeg_strips_are_joined_without_decoding(tmp_path: Path) -> None:
    for mode, options in (("L", {}), ("RGB", {}), ("RGB", {"subsampling": 0})):
        one, image = OnePage(A4), scan(mode)
        for at, height in enumerate([448, 448, 448, 410]):
            part = image.crop((0, 448 * at, 1240, 448 * at + height))
            low = (1754 - 448 * at - height) * POINT
            place = (A4[0], 0, 0, height * POINT, 0, low)
            one.draw(picture(one.pdf, part, jpeg(part, **options)), place)
        page = opened(one.save(tmp_path / "page.pdf"))
        assert (
            page.encoded.filter == "DCTDecode"
            and not page.redrawn
            and abs(page.dpi - DPI) < 0.1
        )
        whole = np.asarray(
            Image.open(io.BytesIO(jpeg(image, **options))).convert(mode)
        ).astype(int)
        # Strips begin and end where blocks do: the same blocks as if the page had been coded at
        # once.
        assert (
            page.pixels.shape == whole.shape
            and np.abs(page.pixels - whole).mean() < 0.2
        )
        assert len(page.encoded.data) < 1.05 * len(jpeg(image, **options))


def test_strips_that_end_within_a_block_keep_their_pixels(tmp_path: Path) -> None:
    one, image = OnePage(A4), scan("L")
    one.strips(image, [219] * 8 + [2], POINT)
    page = opened(one.save(tmp_path / "page.pdf"))
    strips = [
        image.crop((0, top, 1240, min(top + 219, 1754))) for top in range(0, 1754, 219)
    ]
    whole = np.vstack(
        [np.asarray(Image.open(io.BytesIO(jpeg(strip)))) for strip in strips]
    )
    assert (
        (page.pixels == whole).all()
        and not page.redrawn
        and page.encoded.filter == "FlateDecode"
    )


def test_where_keeping_every_pixel_is_dear_the_page_says_that_it_was_coded_anew(
    tmp_path: Path,
) -> None:
    noise = np.random.default_rng(1).integers(0, 70, (1754, 1240, 3), dtype=np.uint8)
    image = Image.fromarray(
        np.asarray(scan("RGB")) - np.minimum(noise, np.asarray(scan("RGB")))
    )
    one = OnePage(A4)
    one.strips(image, [877, 877], POINT)
    page = opened(one.save(tmp_path / "page.pdf"))
    assert (
        page.redrawn
        and not page.rendered
        and page.encoded.filter == "DCTDecode"
        and abs(page.dpi - DPI) < 0.1
    )
    shown = np.asarray(Image.open(io.BytesIO(page.encoded.data))).astype(int)
    assert np.abs(shown - page.pixels).mean() < 6
    assert "redrawn" in prepare(page, SETTINGS.preprocess).flags


def test_places_that_are_rounded_leave_no_seams(tmp_path: Path) -> None:
    one, image, top = OnePage(A4), scan("1"), 0
    for height in (300, 300, 300, 300, 300, 254):
        part = image.crop((0, top, 1240, top + height))
        place = (
            round(A4[0], 1),
            0,
            0,
            round(height * POINT, 1),
            0,
            round((1754 - top - height) * POINT, 1),
        )
        one.draw(picture(one.pdf, part), place)
        top += height
    assert (opened(one.save(tmp_path / "page.pdf")).pixels == grey(image)).all()


@pytest.mark.parametrize("rotate", [0, 90])
def test_tiles_turned_and_mirrored_ones_too(tmp_path: Path, rotate: int) -> None:
    one, image = OnePage(A4), scan("1")
    w, h = A4[0] / 2, A4[1] / 2
    boxes = {(0, 0): (0, h), (620, 0): (w, h), (0, 877): (0, 0), (620, 877): (w, 0)}
    turns: list[tuple[Any, Callable[[float, float], tuple[float, ...]]]] = [
        (lambda part: part, lambda x, y: (w, 0, 0, h, x, y)),
        (
            lambda part: part.transpose(Image.Transpose.ROTATE_90),
            lambda x, y: (0, -h, w, 0, x, y + h),
        ),
        (
            lambda part: part.transpose(Image.Transpose.ROTATE_180),
            lambda x, y: (-w, 0, 0, -h, x + w, y + h),
        ),
        (
            lambda part: part.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
            lambda x, y: (-w, 0, 0, h, x + w, y),
        ),
    ]
    for ((left, top), (x, y)), (turn, matrix) in zip(boxes.items(), turns, strict=True):
        part = turn(image.crop((left, top, left + 620, top + 877)))
        one.draw(picture(one.pdf, part), matrix(x, y))
    one.page.obj.Rotate = rotate
    page = opened(one.save(tmp_path / "page.pdf"))
    assert (
        (page.pixels == grey(image)).all()
        and page.rotation_hint == rotate
        and not page.redrawn
    )


def test_black_and_white_pictures_of_two_resolutions(tmp_path: Path) -> None:
    one, image = OnePage(A4), scan("1")
    coarse = image.crop((0, 0, 1240, 876)).resize((620, 438))
    half = 877 * POINT
    one.draw(picture(one.pdf, coarse), (A4[0], 0, 0, 876 * POINT, 0, 878 * POINT))
    one.draw(
        picture(one.pdf, image.crop((0, 877, 1240, 1754))), (A4[0], 0, 0, half, 0, 0)
    )
    page = opened(one.save(tmp_path / "page.pdf"))
    assert page.encoded.bits == 1 and abs(page.dpi - DPI) < 0.5
    assert (page.pixels[-870:] == grey(image)[-870:]).all()
    assert (page.pixels[:876:2, ::2][:430] == grey(coarse)[:430]).mean() > 0.99


def test_a_fax_of_half_as_many_lines_keeps_its_shape(tmp_path: Path) -> None:
    one, image = OnePage(A4), scan("1", (1240, 877))
    one.draw(picture(one.pdf, image), WHOLE)
    page = opened(one.save(tmp_path / "page.pdf"))
    assert page.encoded.bits == 1 and page.pixels.shape == (1754, 1240)
    assert (page.pixels[::2] == grey(image)).all() and (
        page.pixels[1::2] == grey(image)
    ).all()


def test_a_card_on_a_sheet_keeps_the_sheet(tmp_path: Path) -> None:
    one, card = OnePage(A4), scan("1", (640, 400))
    one.draw(
        picture(one.pdf, card),
        (640 * POINT, 0, 0, 400 * POINT, 300 * POINT, 1000 * POINT),
    )
    page = opened(one.save(tmp_path / "page.pdf"))
    assert page.pixels.shape == (1754, 1240) and page.encoded.bits == 1
    top = 1754 - 1400
    assert (page.pixels[top : top + 400, 300:940] == grey(card)).all()
    assert page.pixels[: top - 1].min() == 255 and page.pixels[top + 401 :].min() == 255


def test_a_broken_strip_is_no_page(tmp_path: Path) -> None:
    one, image = OnePage(A4), scan("L")
    half = image.crop((0, 0, 1240, 877))
    one.draw(picture(one.pdf, half), (A4[0], 0, 0, 877 * POINT, 0, 877 * POINT))
    one.draw(
        picture(one.pdf, half, jpeg(half)[:-4000]), (A4[0], 0, 0, 877 * POINT, 0, 0)
    )
    path = one.save(tmp_path / "page.pdf")
    with pytest.raises(InputError) as caught:
        opened(path)
    assert caught.value.code == "broken_pdf"


# --- drawn
# --------------------------------------------------------------------------------------------------------


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


def test_strips_in_user_units(tmp_path: Path) -> None:
    one, image = OnePage((A4[0] / 2.5, A4[1] / 2.5)), scan("1")
    one.page.obj.UserUnit = 2.5
    one.strips(image, [877, 877], POINT / 2.5)
    page = opened(one.save(tmp_path / "page.pdf"))
    assert (page.pixels == grey(image)).all() and abs(page.dpi - DPI) < 0.1


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


# --- where its text stands
# -----------------------------------------------------------------------------------------


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


# --- what hangs on the document and is seen on the page
# ------------------------------------------------------------


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
