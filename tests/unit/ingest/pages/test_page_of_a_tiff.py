"""A page of a TIFF: faxes, bilevel, JPEG inside, many pages."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pipeline.ingest.inbox.inspect import inspect_file
from pipeline.ingest.pages.page import open_page
from tests.unit.ingest.pages.opened_pages import (
    SETTINGS,
    encoded,
    opened,
    picture,
    same,
    shown,
)


def test_a_fax_of_one_strip_is_kept(tmp_path: Path) -> None:
    image = picture("1", (1654, 2339))
    data = encoded(
        image, "TIFF", compression="group4", tiffinfo={278: 2339}, dpi=(200, 200)
    )
    page = opened(tmp_path, data)
    assert (
        page.encoded.passthrough
        and page.encoded.filter == "CCITTFaxDecode"
        and page.encoded.data in data
    )
    assert page.encoded.bits == 1 and page.dpi == 200
    assert same(page.pixels, np.asarray(image.convert("L")))
    assert same(shown(tmp_path, page.encoded), page.pixels)


@pytest.mark.parametrize(
    ("compression", "options"),
    [
        ("group4", {}),
        ("group3", {278: 583}),
        ("group3", {278: 583, 292: 1}),
        ("tiff_ccitt", {278: 583}),
        ("tiff_lzw", {}),
        ("group4", {278: 583, 266: 2}),
        (None, {}),
    ],
)
def test_bilevel_stays_bilevel(
    tmp_path: Path, compression: str | None, options: dict[int, int]
) -> None:
    image = picture("1")
    page = opened(
        tmp_path, encoded(image, "TIFF", compression=compression, tiffinfo=options)
    )
    assert page.encoded.bits == 1
    assert same(page.pixels, np.asarray(image.convert("L")))
    assert same(shown(tmp_path, page.encoded), page.pixels)


@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_jpeg_in_tiff_keeps_its_scan(tmp_path: Path, mode: str) -> None:
    image = picture(mode)
    page = opened(
        tmp_path,
        encoded(image, "TIFF", compression="jpeg", quality=90, tiffinfo={278: 583}),
    )
    assert page.encoded.filter == "DCTDecode"
    assert same(page.pixels, np.asarray(image), 90)
    assert same(shown(tmp_path, page.encoded), page.pixels, 3)


def test_pages_of_a_tiff_and_half_height_faxes(tmp_path: Path) -> None:
    pages = [picture("1"), picture("RGB", seed=1), picture("L", seed=2)]
    data = encoded(
        pages[0], "TIFF", save_all=True, append_images=pages[1:], big_tiff=True
    )
    for index, image in enumerate(pages):
        assert same(
            opened(tmp_path, data, index).pixels,
            np.asarray(image.convert("L" if index != 1 else "RGB")),
        )
    fax = picture("1", (1728, 1100))
    page = opened(
        tmp_path,
        encoded(
            fax,
            "TIFF",
            compression="group4",
            resolution_unit=2,
            x_resolution=204,
            y_resolution=98,
        ),
    )
    assert same(page.pixels, np.repeat(np.asarray(fax.convert("L")), 2, axis=0))
    assert 195 < page.dpi < 205 and page.encoded.bits == 1


def test_a_page_of_a_long_file_costs_the_same_at_its_end(tmp_path: Path) -> None:
    import time

    image = picture("1", (200, 200))
    path = tmp_path / "long.tif"
    image.save(
        path, "TIFF", compression="group4", save_all=True, append_images=[image] * 599
    )
    kind = inspect_file(path, SETTINGS.limits)
    assert kind.page_count == 600
    spent = []
    for part in (range(100), range(500, 600)):
        start = time.process_time()
        for index in part:
            open_page(
                path, kind.media_type, index, SETTINGS.limits, SETTINGS.preprocess
            )
        spent.append(time.process_time() - start)
    assert spent[1] < 3 * spent[0] + 0.2


@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_strips_of_jpeg_become_one_jpeg_of_the_same_coefficients(
    tmp_path: Path, mode: str
) -> None:
    image = picture(mode, (600, 583))
    data = encoded(image, "TIFF", compression="jpeg", quality=85, tiffinfo={278: 64})
    page = opened(tmp_path, data)
    assert page.encoded.filter == "DCTDecode" and not page.encoded.passthrough
    assert len(page.encoded.data) < 1.1 * len(data)
    with Image.open(io.BytesIO(data)) as whole:
        wanted = np.asarray(whole.convert(mode)).astype(int)
    # Only colour is smoothed across the seams.
    assert abs(page.pixels.astype(int) - wanted).mean() < 0.5
    assert page.pixels.shape == wanted.shape
