"""Pages whose print is pale, and what must not be taken for that."""

import cv2
import numpy as np
import pytest

from pipeline.config import load_settings
from pipeline.preprocess.ink.print_levels import MARK_LEVEL, find_print_levels
from pipeline.preprocess.prepare import prepare
from schemas.imaging import CleanPage
from synthetic.pages.failing import pale
from tests.support.made_pages import made, page_image

SETTINGS = load_settings(None, None, {}).preprocess


@pytest.fixture(scope="module")
def letter() -> np.ndarray:
    return np.asarray(made("quyet_dinh", 1).image.convert("L"))


def prepared(pixels: np.ndarray, **options: bool) -> CleanPage:
    return prepare(page_image(pixels), SETTINGS, **options)


def ink(page: CleanPage) -> int:
    return int((page.pixels < 160).sum())


def shining_through(front: np.ndarray, share: float, diffuse: float) -> np.ndarray:
    """The empty back of a sheet with so much of the front's contrast."""
    ghost = (
        cv2.GaussianBlur(255 - cv2.flip(front, 1).astype(np.float32), (0, 0), diffuse)
        * share
    )
    grain = np.random.default_rng(1).normal(0, 2, front.shape)
    return np.clip(248 - ghost + grain, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("share", [0.6, 0.65, 0.7])
def test_pale_print_is_no_blank_page_and_comes_out_as_black_as_other_print(
    letter, share
):
    clean = prepared(pale(letter, share, np.random.default_rng(1)))
    assert not clean.is_blank and "pale" in clean.flags
    assert 0.9 * ink(prepared(letter)) < ink(clean) < 1.4 * ink(prepared(letter))


def test_a_dark_signature_and_edge_do_not_hide_that_the_print_is_pale(letter):
    page = pale(letter, 0.65, np.random.default_rng(1))
    cv2.polylines(
        page,
        [np.array([[900, 1700], [1100, 1600], [1000, 1800], [1250, 1650]])],
        0,
        30,
        5,
    )
    page[:, :14] = 20
    clean = prepared(page)
    assert not clean.is_blank and "pale" in clean.flags


@pytest.mark.parametrize(("share", "diffuse"), [(0.12, 2.5), (0.25, 2.5), (0.33, 3.0)])
def test_the_other_side_shining_through_is_no_writing(letter, share, diffuse):
    clean = prepared(shining_through(letter, share, diffuse))
    assert clean.is_blank


def test_faint_and_diffuse_traces_are_left_to_the_reader(letter):
    page = shining_through(letter, 0.33, 3.0)
    assert prepared(page).maybe_written
    assert not prepared(page, trust_faint=True).is_blank
    assert not prepared(np.full((2339, 1654), 250, np.uint8)).maybe_written


def test_a_note_in_pencil_is_writing():
    page = np.full((2339, 1654), 250, np.uint8)
    for row, text in enumerate(["Da nhan du ho so", "ngay 12 thang 5", "hen tra 20/5"]):
        place = (400, 900 + 90 * row)
        cv2.putText(
            page, text, place, cv2.FONT_HERSHEY_SCRIPT_SIMPLEX, 1.6, 172, 2, cv2.LINE_AA
        )
    assert not prepared(page).is_blank


def test_ordinary_and_empty_pages_have_the_usual_levels(letter):
    assert not find_print_levels(cv2.resize(letter, None, fx=0.5, fy=0.5)).pale
    assert not find_print_levels(np.full((1170, 827), 252, np.uint8)).pale
    assert find_print_levels(np.full((1170, 827), 252, np.uint8)).mark == MARK_LEVEL
