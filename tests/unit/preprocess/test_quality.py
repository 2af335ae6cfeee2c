"""What is said of a picture before it is trusted, each by itself on small drawn pages."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from pipeline.preprocess.blank import is_blank
from pipeline.preprocess.ink.letters import letter_ink
from pipeline.preprocess.ink.overview import overview
from pipeline.preprocess.quality import (
    cut_letters,
    is_bilevel,
    is_blurred,
    is_clipped,
    is_grey,
    is_in_shadow,
    is_low_contrast,
    is_sharp,
    is_two_pages,
    may_be_negative,
)

DPI = 200.0


def lettered(
    ink: int = 20, paper: int = 250, size: tuple[int, int] = (2339, 1654)
) -> np.ndarray:
    """A page of drawn lines of letters."""
    page = np.full(size, paper, np.uint8)
    for top in range(250, size[0] - 200, 80):
        text = "Cong hoa xa hoi chu nghia Viet Nam so 17"
        cv2.putText(page, text, (150, top), cv2.FONT_HERSHEY_SIMPLEX, 1.6, ink, 3)
    return page


def letters_of(page: np.ndarray) -> np.ndarray:
    return letter_ink(overview(page, DPI))


def test_grey_is_without_any_coloured_ink():
    page = cv2.cvtColor(lettered(), cv2.COLOR_GRAY2RGB)
    assert is_grey(overview(page, DPI))
    cv2.circle(page, (800, 1200), 150, (200, 20, 30), 12)
    assert not is_grey(overview(page, DPI))


@pytest.mark.parametrize(
    ("values", "bilevel"),
    [((0, 255), True), ((10, 240), True), ((0, 128, 255), False), ((200,), False)],
)
def test_two_tones_and_no_third(values, bilevel):
    rows = [np.full((20, 30), value, np.uint8) for value in values]
    assert is_bilevel(np.hstack(rows)) is bilevel


def test_pale_ink_is_low_contrast_and_black_is_not():
    assert is_low_contrast(overview(lettered(ink=200), DPI))
    assert not is_low_contrast(overview(lettered(), DPI))
    assert not is_low_contrast(overview(np.full((2339, 1654), 250, np.uint8), DPI))


@pytest.mark.parametrize(("radius", "blurred"), [(0, False), (1, False), (6, True)])
def test_edges_of_letters_tell_a_blur(radius, blurred):
    sharp = lettered()
    page = cv2.GaussianBlur(sharp, (0, 0), radius) if radius else sharp
    assert is_blurred(page, letters_of(sharp), DPI) is blurred


def test_a_page_without_letters_is_neither_blurred_nor_sharp():
    empty = np.full((2339, 1654), 250, np.uint8)
    nothing = np.zeros((1000, 700), np.uint8)
    assert not is_blurred(empty, nothing, DPI)
    assert not is_sharp(empty, nothing, DPI)


def test_faint_print_is_sharp_and_the_other_side_shining_through_is_not():
    faint = lettered(ink=215)
    letters = letters_of(lettered())
    assert is_sharp(faint, letters, DPI)
    assert not is_sharp(cv2.GaussianBlur(faint, (0, 0), 8), letters, DPI)


@pytest.mark.parametrize(
    ("share", "shade", "shadow"),
    [(0.5, 0.4, True), (0.5, 0.9, False), (0.02, 0.4, False)],
)
def test_a_good_part_far_darker_lies_in_shadow(share, shade, shadow):
    page = lettered()
    dark = int(share * page.shape[1])
    page[:, :dark] = (page[:, :dark] * shade).astype(np.uint8)
    assert is_in_shadow(overview(page, DPI)) is shadow


def test_white_on_black_may_be_a_negative():
    assert may_be_negative(overview(255 - lettered(), DPI))
    assert not may_be_negative(overview(lettered(), DPI))
    assert not may_be_negative(overview(np.zeros((2339, 1654), np.uint8), DPI))


@pytest.mark.parametrize("edge", ["left", "right", "top", "bottom"])
def test_letters_cut_by_an_edge_are_told_with_the_edge(edge):
    page = lettered()
    cut = {
        "left": page[:, 160:],
        "right": page[:, :880],
        "top": page[235:],
        "bottom": page[:1042],
    }[edge]
    view = overview(np.ascontiguousarray(cut), DPI)
    assert is_clipped(view)
    assert edge in cut_letters(view)


def test_a_whole_page_is_not_cut():
    assert cut_letters(overview(lettered(), DPI)) == {}


def spread(gutter: int) -> np.ndarray:
    """Letters on two pages side by side, with white between them."""
    ink = np.zeros((1100, 1600), np.uint8)
    for top in range(100, 1000, 40):
        ink[top : top + 15, 100 : 800 - gutter // 2 : 3] = 255
        ink[top : top + 15, 800 + gutter // 2 : 1500 : 3] = 255
    return ink


def test_two_pages_in_one_picture_have_a_gutter():
    assert is_two_pages(spread(120), 100.0, 0, 0.0)
    assert not is_two_pages(spread(0), 100.0, 0, 0.0)
    assert is_two_pages(np.rot90(spread(120)).copy(), 100.0, 90, 0.0)
    half = spread(120)
    half[:, :800] = 0
    assert not is_two_pages(half, 100.0, 0, 0.0)


def test_an_upright_page_is_no_spread_however_empty_its_middle():
    assert not is_two_pages(np.rot90(spread(120)).copy(), 100.0, 0, 0.0)


def drawn(*marks: tuple[str, tuple[int, int], float]) -> np.ndarray:
    page = np.full((2339, 1654), 250, np.uint8)
    for text, place, size in marks:
        cv2.putText(page, text, place, cv2.FONT_HERSHEY_SIMPLEX, size, 20, 3)
    return page


@pytest.mark.parametrize(
    ("page", "blank"),
    [
        (drawn(), True),
        (drawn(("Xac nhan", (600, 1200), 1.5)), False),
        (drawn(("7", (820, 2250), 1.2)), False),
        (lettered(), False),
    ],
    ids=["empty", "a word", "a page number", "a letter"],
)
def test_a_page_on_which_anybody_wrote_is_not_blank(page, blank):
    assert is_blank(overview(page, DPI)) is blank


def test_specks_holes_and_edges_leave_a_page_blank():
    page = drawn()
    for x, y in ((300, 400), (900, 1300), (1200, 2000)):
        page[y : y + 3, x : x + 3] = 30
    for y in (700, 1600):
        cv2.circle(page, (60, y), 22, 40, -1)
    page[:, :6] = 0
    assert is_blank(overview(page, DPI))


def test_a_seal_or_a_signature_alone_is_something():
    page = cv2.cvtColor(drawn(), cv2.COLOR_GRAY2RGB)
    cv2.circle(page, (1100, 1700), 150, (200, 20, 30), 10)
    assert not is_blank(overview(page, DPI))


def test_a_black_page_is_no_empty_paper():
    assert not is_blank(overview(np.full((2339, 1654), 8, np.uint8), DPI))
