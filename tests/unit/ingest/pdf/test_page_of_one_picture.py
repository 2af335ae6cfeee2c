"""A PDF page that is one picture and nothing else: kept to the bit, however it is wrapped."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image

from tests.support.pdf_pages import OnePage, jpeg, picture, scan
from tests.unit.ingest.pdf.opened_pdf_pages import (
    A4,
    DPI,
    WHOLE,
    grey,
    layer,
    off,
    opened,
)


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
