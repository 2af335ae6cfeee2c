"""Odd pages through preparation: no crash, flags that make sense, a copy of bounded size, boxes
that lead back."""

import io
import tracemalloc
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from pipeline.config import load_settings
from pipeline.ingest.pages.page import open_page
from pipeline.preprocess.flags import FLAGS
from pipeline.preprocess.prepare import TARGET_DPI, prepare
from schemas.imaging import CleanPage, PageImage
from schemas.received.source import MediaType
from synthetic.pages.fonts import Face, load
from tests.support.made_pages import made, page_image

ALL = load_settings(None, None, {})
SETTINGS = ALL.preprocess
A4 = (2339, 1654)
WORDS = [
    "CỘNG",
    "HÒA",
    "XÃ",
    "HỘI",
    "CHỦ",
    "VIỆT",
    "NAM",
    "Độc",
    "lập",
    "Tự",
    "do",
    "Hạnh",
    "phúc",
    "số",
    "1975",
    "ở",
]


@pytest.fixture(scope="module")
def letter() -> Image.Image:
    return made("quyet_dinh", 1).image


def checked(page: PageImage) -> CleanPage:
    """Prepare a page and check what holds for every page there is."""
    clean = prepare(page, SETTINGS, min_dpi=200.0)
    assert (
        clean.pixels.dtype == np.uint8
        and clean.pixels.ndim == 2
        and clean.pixels.size > 0
    )
    assert set(clean.flags) <= set(FLAGS) and ("blank" in clean.flags) == clean.is_blank
    assert abs(clean.geometry.skew_deg) <= SETTINGS.max_skew_deg
    assert clean.pixels.size < 20e6
    height, width = page.pixels.shape[:2]
    assert (clean.geometry.width_px, clean.geometry.height_px) == (width, height)
    back = clean.to_upright.then(clean.geometry.to_scan)
    middle = back.apply(clean.pixels.shape[1] / 2, clean.pixels.shape[0] / 2)
    assert middle == pytest.approx((width / 2, height / 2), abs=0.5)
    return clean


def text_page(cap_mm: float) -> np.ndarray:
    """A4 at 200 dpi, written full with capitals of such a height."""
    font = load(Face(), round(cap_mm / 25.4 * TARGET_DPI / 0.66))
    picture = Image.new("L", A4[::-1], 255)
    draw = ImageDraw.Draw(picture)
    words = iter(np.random.default_rng(3).choice(WORDS, 4000).tolist())
    y = 120.0
    while y < A4[0] - 1.4 * font.size:
        line = next(words)
        while (longer := f"{line} {next(words)}") and font.getlength(longer) < A4[
            1
        ] - 200:
            line = longer
        draw.text((100, y), line, font=font, fill=20)
        y += 1.5 * font.size
    return np.asarray(picture)


def photograph() -> np.ndarray:
    y, x = np.mgrid[0:1600, 0:1200].astype(np.float32)
    grain = (
        cv2.GaussianBlur(
            np.random.default_rng(0).normal(0, 60, (1600, 1200)).astype(np.float32),
            (0, 0),
            12,
        )
        * 4
    )
    grey = 120 + 60 * np.sin(x / 300) + 40 * np.cos(y / 220) + grain
    return np.clip(
        np.stack([grey, grey * 0.9 + 10, grey * 0.8], axis=2), 0, 255
    ).astype(np.uint8)


@pytest.mark.parametrize("value", [255, 128], ids=["white", "grey"])
@pytest.mark.parametrize("shape", [(*A4, 3), A4])
def test_a_page_of_one_value_is_blank_and_lies_straight(value, shape):
    clean = checked(page_image(np.full(shape, value, np.uint8)))
    assert clean.is_blank and not {"negative", "turned_unsure", "clipped"} & set(
        clean.flags
    )
    assert (clean.geometry.rotation_deg, clean.geometry.skew_deg) == (0, 0.0)


@pytest.mark.parametrize("shape", [(*A4, 3), A4])
def test_a_black_page_is_not_blank_and_lies_straight(shape):
    clean = checked(page_image(np.zeros(shape, np.uint8)))
    assert not clean.is_blank and "negative" not in clean.flags
    assert (clean.geometry.rotation_deg, clean.geometry.skew_deg) == (0, 0.0)


@pytest.mark.parametrize(
    "pixels",
    [
        np.random.default_rng(0).integers(0, 256, (*A4, 3), dtype=np.uint8),
        np.random.default_rng(0).integers(0, 2, A4, dtype=np.uint8) * 255,
    ],
    ids=["colour", "black and white"],
)
def test_noise_is_neither_blank_nor_surely_upright(pixels):
    clean = checked(page_image(pixels))
    assert not clean.is_blank and "turned_unsure" in clean.flags
    assert clean.geometry.skew_deg == 0.0


@pytest.mark.parametrize(
    "shape",
    [(1, 1), (1, 1, 3), (2, 1), (1, 300), (10, 40_000), (40_000, 10, 3), (7, 7)],
)
@pytest.mark.parametrize("seed", [None, 1])
def test_tiny_and_thin_pictures(shape, seed):
    pixels = (
        np.zeros(shape, np.uint8)
        if seed is None
        else np.random.default_rng(seed).integers(0, 256, shape, np.uint8)
    )
    checked(page_image(pixels))


def test_30_dpi(letter):
    small = letter.resize((248, 351), Image.Resampling.BOX)
    clean = checked(page_image(small, 30.0))
    assert {"low_dpi"} <= set(clean.flags) and not clean.is_blank
    assert max(clean.pixels.shape) == pytest.approx(A4[0], abs=8)


def test_1200_dpi_costs_no_copies_of_the_page(letter):
    grey = np.asarray(letter.convert("L"))
    huge = np.repeat(np.repeat(grey, 6, axis=0), 6, axis=1)
    page = page_image(huge, 1200.0)
    tracemalloc.start()
    clean = checked(page)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (
        clean.pixels.shape == A4
        and not clean.is_blank
        and "turned_unsure" not in clean.flags
    )
    assert most < 0.4 * huge.nbytes


def test_no_resolution_is_told_and_taken_from_the_size(letter):
    clean = checked(page_image(letter.resize((1240, 1754)), 72.0, known=False))
    assert "dpi_unknown" in clean.flags and clean.pixels.shape == pytest.approx(
        A4, abs=4
    )


@pytest.mark.parametrize(
    ("mode", "kind", "media"),
    [
        ("CMYK", "TIFF", MediaType.TIFF),
        ("CMYK", "JPEG", MediaType.JPEG),
        ("I;16", "PNG", MediaType.PNG),
        ("1", "TIFF", MediaType.TIFF),
        ("P", "PNG", MediaType.PNG),
        ("RGBA", "PNG", MediaType.PNG),
        ("LA", "PNG", MediaType.PNG),
    ],
)
def test_every_kind_of_pixels_reads_alike(tmp_path: Path, letter, mode, kind, media):
    if mode == "I;16":
        picture = Image.fromarray(
            np.asarray(letter.convert("L")).astype(np.uint16) * 257
        )
    else:
        picture = letter.quantize(64) if mode == "P" else letter.convert(mode)
    file = io.BytesIO()
    picture.save(file, kind, dpi=(200, 200))
    path = tmp_path / f"page.{kind.lower()}"
    path.write_bytes(file.getvalue())
    clean = checked(open_page(path, media, 0, ALL.limits, SETTINGS))
    plain = prepare(page_image(letter), SETTINGS)
    assert (
        not clean.is_blank
        and clean.geometry.rotation_deg == 0
        and "turned_unsure" not in clean.flags
    )
    assert ("bilevel" in clean.flags) == (mode == "1")
    # Without colour the seal and the signature can't be told from print and stay.
    assert 0.9 < (clean.pixels < 128).sum() / (plain.pixels < 128).sum() < 1.5


def test_upside_down_is_turned_over(letter):
    clean = checked(page_image(letter.rotate(180)))
    assert clean.geometry.rotation_deg == 180 and "turned_unsure" not in clean.flags


def test_a_mirrored_page_stays_level(letter):
    clean = checked(page_image(letter.transpose(Image.Transpose.FLIP_LEFT_RIGHT)))
    assert (
        not clean.is_blank
        and clean.geometry.rotation_deg in (0, 180)
        and clean.geometry.skew_deg == 0.0
    )


def test_a_photograph_is_not_blank_and_nothing_is_sure():
    clean = checked(page_image(photograph()))
    assert (
        not clean.is_blank
        and "turned_unsure" in clean.flags
        and clean.geometry.skew_deg == 0.0
    )


@pytest.mark.parametrize("cap_mm", [2.0, 3.0, 8.0, 40.0])
def test_letters_of_every_size_survive(cap_mm):
    pixels = text_page(cap_mm)
    clean = checked(page_image(pixels))
    assert not clean.is_blank and "blurred" not in clean.flags
    if cap_mm <= 8:
        assert clean.geometry.rotation_deg == 0 and "turned_unsure" not in clean.flags
    if clean.geometry.rotation_deg == 0:
        kept = (clean.pixels < 128) & (pixels < 128)
        assert kept.sum() > 0.93 * (pixels < 128).sum()
