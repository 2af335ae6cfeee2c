"""A PDF page of strips and tiles: laid together pixel by pixel."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from pipeline.errors import InputError
from pipeline.preprocess.prepare import prepare
from tests.support.pdf_pages import OnePage, fax, jpeg, picture, scan
from tests.unit.ingest.pdf.opened_pdf_pages import (
    A4,
    DPI,
    POINT,
    SETTINGS,
    WHOLE,
    grey,
    opened,
)


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


def test_strips_in_user_units(tmp_path: Path) -> None:
    one, image = OnePage((A4[0] / 2.5, A4[1] / 2.5)), scan("1")
    one.page.obj.UserUnit = 2.5
    one.strips(image, [877, 877], POINT / 2.5)
    page = opened(one.save(tmp_path / "page.pdf"))
    assert (page.pixels == grey(image)).all() and abs(page.dpi - DPI) < 0.1
