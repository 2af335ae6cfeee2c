"""What is said of a page: light, edges, negatives, two pages in one picture, and what counts as
blank."""

import cv2
import numpy as np
import pytest

from pipeline.config import load_settings
from pipeline.preprocess.flags import FLAGS
from pipeline.preprocess.prepare import prepare
from schemas.imaging import CleanPage
from tests.support.made_pages import made, page_image

SETTINGS = load_settings(None, None, {}).preprocess


def prepared(pixels: np.ndarray, dpi: float = 200.0) -> CleanPage:
    clean = prepare(page_image(pixels, dpi), SETTINGS)
    assert set(clean.flags) <= set(FLAGS)
    return clean


@pytest.fixture(scope="module")
def letter() -> np.ndarray:
    return np.asarray(made("quyet_dinh", 1).image)


@pytest.fixture(scope="module")
def plain(letter) -> CleanPage:
    return prepared(letter)


def ink(page: CleanPage) -> int:
    return int((page.pixels < 128).sum())


def test_a_good_page_has_no_flags(plain):
    assert plain.flags == ()


@pytest.mark.parametrize("shade", [0.3, 0.45, 0.6])
def test_half_a_page_in_shadow_reads_as_if_it_were_lit(letter, plain, shade):
    dark = letter.copy()
    dark[:, : dark.shape[1] // 2] = (dark[:, : dark.shape[1] // 2] * shade).astype(
        np.uint8
    )
    clean = prepared(dark)
    assert "shadow" in clean.flags and not clean.is_blank
    # The seal's and the signature's colours are too weak to be told in the shadow, so they stay.
    assert 0.95 * ink(plain) < ink(clean) < 1.25 * ink(plain)


def test_an_empty_page_half_in_shadow_is_blank():
    page = np.full((2339, 1654), 250, np.uint8)
    page[:, :800] = 110
    clean = prepared(page)
    assert clean.is_blank and "shadow" in clean.flags


DOWN, ACROSS = np.mgrid[:1754, :1240]
COVERED = {
    "black": np.zeros((1754, 1240), bool),
    "dark cover": np.full((1754, 1240), 0.12),
    "hatched": (DOWN + ACROSS) % 7 >= 2,
    "ruled": (DOWN % 12 != 0) & (ACROSS % 12 != 0),
    "rows of strokes": (DOWN // 4 + ACROSS // 4) % 5 != 0,
}


@pytest.mark.parametrize("name", COVERED)
def test_a_page_that_is_covered_with_ink_is_not_blank(name):
    assert not prepared((COVERED[name] * 255).astype(np.uint8), 150.0).is_blank


@pytest.mark.parametrize("noise", [0.0, 4.0])
def test_white_on_black_is_turned_to_black_on_white(letter, plain, noise):
    page = (
        255
        - letter.astype(float)
        + np.random.default_rng(1).normal(0, noise, letter.shape)
    )
    clean = prepared(np.clip(page, 0, 255).astype(np.uint8))
    assert "negative" in clean.flags
    assert np.median(clean.pixels) == 255
    assert ink(clean) == pytest.approx(ink(plain), rel=0.15)


def test_a_dark_picture_is_no_negative():
    page = np.full((2339, 1654), 30, np.uint8)
    cv2.circle(page, (800, 1000), 300, 220, -1)
    assert "negative" not in prepared(page).flags


def test_text_that_runs_into_the_edge_is_clipped(letter):
    assert "clipped" in prepared(letter[:, 260:]).flags
    assert "clipped" in prepared(letter[:, :1200]).flags
    assert "clipped" not in prepared(letter[:, 150:-60]).flags


def test_a_dark_scan_edge_is_not_clipped_text(letter):
    page = letter.copy()
    page[:, :12] = 20
    page[-15:] = 40
    assert "clipped" not in prepared(page).flags


def test_two_pages_side_by_side(letter):
    other = np.asarray(made("to_khai", 1).image)
    assert "two_pages" in prepared(np.concatenate([letter, other], axis=1)).flags
    wide = cv2.resize(
        letter, (2339, 1654)
    )  # one broad page whose lines run across the middle
    assert "two_pages" not in prepared(wide).flags


@pytest.mark.parametrize("text", ["2", "17", "- 3 -"])
@pytest.mark.parametrize("place", [(800, 150), (1450, 2250)])
def test_a_page_number_alone_is_text(text, place):
    page = np.full((2339, 1654), 250, np.uint8)
    cv2.putText(page, text, place, cv2.FONT_HERSHEY_COMPLEX, 0.9, 30, 2)
    assert not prepared(page).is_blank


def test_punch_holes_staples_and_specks_are_no_text():
    page = np.full((2339, 1654), 248, np.uint8)
    for y in (1000, 1320):
        cv2.circle(page, (90, y), 24, 40, -1)
    cv2.line(page, (60, 70), (110, 95), 60, 3)
    for x, y in np.random.default_rng(4).integers((60, 60), (1590, 2280), (60, 2)):
        cv2.circle(page, (int(x), int(y)), 2, 70, -1)
    assert prepared(page).is_blank


def test_one_value_only_is_not_called_black_and_white():
    assert "bilevel" not in prepared(np.full((2339, 1654), 250, np.uint8)).flags


def test_little_text_is_not_blurred_for_being_little():
    page = np.full((2339, 1654), 250, np.uint8)
    cv2.putText(page, "Ghi chu", (300, 900), cv2.FONT_HERSHEY_COMPLEX, 1.2, 30, 2)
    cv2.putText(
        page, "Nam sinh 1975", (300, 1000), cv2.FONT_HERSHEY_COMPLEX, 1.2, 30, 2
    )
    assert "blurred" not in prepared(page).flags
    assert "blurred" in prepared(cv2.GaussianBlur(page, (0, 0), 4)).flags


def lit_from_one_side(pixels: np.ndarray) -> np.ndarray:
    """The page as a lamp beside it lights it."""
    light = np.linspace(0.8, 1.0, pixels.shape[1], dtype=np.float32)[None, :, None]
    return (pixels * light).astype(np.uint8)


def soft_above(pixels: np.ndarray, share: float) -> np.ndarray:
    """The page with its upper part out of focus."""
    part = pixels.copy()
    end = int(share * len(pixels))
    part[:end] = cv2.GaussianBlur(part[:end], (0, 0), 2.0)
    return part


@pytest.mark.parametrize("quarter_turns", [0, 1, 2])
def test_a_photograph_that_is_soft_in_one_part_is_out_of_focus(letter, quarter_turns):
    def taken(pixels: np.ndarray) -> np.ndarray:
        return np.ascontiguousarray(np.rot90(lit_from_one_side(pixels), quarter_turns))

    assert "out_of_focus" in prepared(taken(soft_above(letter, 0.4))).flags
    assert "out_of_focus" not in prepared(taken(letter)).flags


def test_a_photograph_soft_all_over_is_out_of_focus_and_a_scan_never_is(letter):
    soft = cv2.GaussianBlur(lit_from_one_side(letter), (0, 0), 4)
    assert {"blurred", "out_of_focus"} <= set(prepared(soft).flags)
    assert "out_of_focus" not in prepared(soft_above(letter, 0.4)).flags
    assert "out_of_focus" not in prepared(cv2.GaussianBlur(letter, (0, 0), 4)).flags
