"""Orientation, blank pages, flags, and the cleaned copy."""

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from pipeline.config import load_settings
from pipeline.ocr.tesseract.orientation import TesseractOrientation
from pipeline.ocr.tesseract.probe import probe_tesseract
from pipeline.preprocess.cleaning.leaders import remove_leaders
from pipeline.preprocess.prepare import prepare
from tests.support.made_pages import made, page_image

SETTINGS = load_settings(None, None, {}).preprocess


@pytest.fixture(scope="module")
def probe():
    return TesseractOrientation(probe_tesseract("vie"))


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("kind", ["quyet_dinh", "don_de_nghi", "giay_khai_sinh"])
def test_a_turned_page_stands_upright(probe, rotation, kind):
    page = made(kind, 5, rotation_deg=rotation, skew_deg=1.5)
    clean = prepare(page_image(page.image), SETTINGS, probe)
    assert clean.geometry.rotation_deg == rotation


def test_a_known_turn_is_taken_as_it_is():
    page = made("quyet_dinh", 5)
    assert (
        prepare(
            page_image(page.image), SETTINGS, rotation_deg=180
        ).geometry.rotation_deg
        == 180
    )


def test_the_skew_is_capped():
    page = made("quyet_dinh", 5, skew_deg=8.0)
    settings = load_settings(
        None, None, {"SOHOA_PREPROCESS__MAX_SKEW_DEG": "3"}
    ).preprocess
    assert abs(prepare(page_image(page.image), settings).geometry.skew_deg) <= 3.0


def test_a_back_with_show_through_and_specks_is_blank_and_one_short_line_is_not():
    rng = np.random.default_rng(1)
    front = np.asarray(made("quyet_dinh", 1).image.convert("L"))
    back = (
        np.full(front.shape, 245.0)
        - (255 - cv2.flip(front, 1).astype(float)) * 0.12
        + rng.normal(0, 3, front.shape)
    )
    for _ in range(30):
        y, x = rng.integers(100, 2200), rng.integers(100, 1500)
        back[y : y + 3, x : x + 3] = 60
    back = np.clip(back, 0, 255).astype(np.uint8)
    clean = prepare(page_image(back), SETTINGS)
    assert clean.is_blank and "blank" in clean.flags
    cv2.putText(back, "Ghi chu: 12", (500, 900), cv2.FONT_HERSHEY_SIMPLEX, 1.2, 40, 2)
    assert not prepare(page_image(back), SETTINGS).is_blank


def test_a_stamp_alone_is_not_blank():
    picture = Image.new("RGB", (1654, 2339), "white")
    ImageDraw.Draw(picture).ellipse(
        (600, 900, 880, 1180), outline=(200, 30, 30), width=8
    )
    assert not prepare(page_image(picture), SETTINGS).is_blank


def test_dotted_leaders_go_and_letters_stay():
    page = np.full((300, 1200), 255, np.uint8)
    cv2.putText(page, "Ho ten", (30, 150), cv2.FONT_HERSHEY_SIMPLEX, 1.2, 0, 3)
    letters = int((page < 128).sum())
    for x in range(220, 1180, 9):
        cv2.circle(page, (x, 148), 1, 0, -1)
    cleaned = remove_leaders(page.copy(), 200.0)
    assert int((cleaned[:, 215:] < 128).sum()) < 0.1 * int((page[:, 215:] < 128).sum())
    assert int((cleaned[:, :200] < 128).sum()) >= 0.97 * letters


@pytest.mark.parametrize(
    ("dpi", "known", "flag"), [(100.0, True, "low_dpi"), (200.0, False, "dpi_unknown")]
)
def test_resolution_flags(dpi, known, flag):
    picture = made("quyet_dinh", 1).image
    if dpi == 100.0:
        picture = picture.resize((picture.width // 2, picture.height // 2))
    page = page_image(picture, dpi, known)
    assert flag in prepare(page, SETTINGS, min_dpi=200).flags
    assert "low_dpi" not in prepare(page, SETTINGS, min_dpi=100).flags


def test_bilevel_and_grey_are_flagged():
    grey = made("quyet_dinh", 1).image.convert("L")
    assert (
        "bilevel"
        in prepare(page_image(grey.point(lambda v: 255 * (v > 128))), SETTINGS).flags
    )
    flags = prepare(page_image(grey), SETTINGS).flags
    assert "grey" in flags and "bilevel" not in flags


@pytest.mark.parametrize(
    "pixels",
    [
        np.zeros((2339, 1654), np.uint8),
        np.random.default_rng(0).integers(0, 256, (1200, 900, 3), dtype=np.uint8),
        np.full((20, 4000), 255, np.uint8),
        np.full((16, 16), 128, np.uint8),
    ],
    ids=["black", "noise", "strip", "tiny"],
)
def test_odd_pictures_do_not_break_it(pixels):
    clean = prepare(page_image(pixels), SETTINGS)
    assert clean.geometry.width_px == pixels.shape[1]
    assert clean.pixels.dtype == np.uint8 and clean.pixels.ndim == 2
