"""Labels of ink are those of OpenCV's widest kind, however many there are."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.ocr.segmentation.components import AREA, H, W, X, Y, find_components
from tests.support.drawn_pages import Drawn, drawn_pixels


def same_as_wide(ink):
    labels, stats, centres = find_components(ink)
    count, wide, wide_stats, wide_centres = cv2.connectedComponentsWithStats(
        ink, connectivity=8, ltype=cv2.CV_32S
    )
    assert len(stats) == count
    assert np.array_equal(labels, wide)
    assert np.array_equal(stats, wide_stats)
    assert np.allclose(centres[1:], wide_centres[1:])
    return labels


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 90), st.integers(1, 90), st.floats(0, 1), st.integers(0, 2**32 - 1)
)
def test_noise_of_any_density_is_labelled_alike(height, width, share, seed):
    ink = (np.random.default_rng(seed).random((height, width)) < share).astype(
        np.uint8
    ) * 255
    same_as_wide(ink)


def test_a_page_of_text_has_small_labels():
    page = drawn_pixels(
        [Drawn("Nguyễn Thị Ngọc Diễm; 12/07/1975", 60, 60 * n) for n in range(1, 20)],
        1200,
        1300,
    )
    ink = cv2.threshold(page, 160, 255, cv2.THRESH_BINARY_INV)[1]
    assert same_as_wide(ink).dtype == np.uint16


@pytest.mark.parametrize(("side", "kind"), [(400, np.uint16), (600, np.int32)])
def test_more_specks_than_16_bits_hold_get_wide_labels(side, kind):
    ink = np.zeros((side, side), np.uint8)
    ink[::2, ::2] = 255
    labels = same_as_wide(ink)
    assert labels.dtype == kind
    assert labels.max() == (side // 2) ** 2


@pytest.mark.parametrize("turned", [False, True])
def test_diagonal_lines_take_more_labels_on_the_way_than_there_are_components(turned):
    down, across = np.mgrid[:1754, :1240]
    hatched = np.where((down + across) % 7 < 2, 255, 0).astype(np.uint8)
    ink = np.ascontiguousarray(hatched[:, ::-1]) if turned else hatched
    labels, stats, _ = find_components(ink)
    assert len(stats) == 1 + len(np.unique(labels[labels > 0]))
    assert stats[1:, cv2.CC_STAT_AREA].sum() == np.count_nonzero(ink)


def test_columns_of_the_statistics():
    ink = np.zeros((20, 30), np.uint8)
    ink[4:9, 7:19] = 255
    stats, centres = find_components(ink)[1:]
    assert [int(stats[1][at]) for at in (X, Y, W, H, AREA)] == [7, 4, 12, 5, 60]
    assert centres[1].tolist() == [12.5, 6.0]
