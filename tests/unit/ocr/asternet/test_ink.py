"""Columns with ink, and the white between them."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from pipeline.ocr.asternet.ink import find_ink, find_widest_gap


@given(arrays(np.bool_, st.integers(1, 60)))
@settings(deadline=None)
def test_the_widest_gap_is_white_and_nothing_is_wider(ink):
    begin, end = find_widest_gap(ink, 0, len(ink))
    assert not ink[begin:end].any()
    runs = "".join("x" if one else " " for one in ink).split("x")
    assert end - begin == max(len(run) for run in runs)


def test_ink_columns_see_print_and_not_specks():
    strip = np.full((40, 60), 240, np.uint8)
    strip[10:30, 20:24] = 30
    strip[5, 50] = 0
    assert np.flatnonzero(find_ink(strip)).tolist() == [20, 21, 22, 23]
    assert not find_ink(np.full((40, 60), 200, np.uint8)).any()
