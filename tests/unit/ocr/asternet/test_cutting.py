"""Where long strips are cut."""

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from pipeline.ocr.asternet.cutting import find_cuts


@given(
    arrays(np.bool_, st.integers(1, 900)),
    st.integers(8, 60),
    st.floats(2, 20),
    st.floats(1, 3),
)
@settings(max_examples=150, deadline=None)
def test_pieces_are_never_too_long_and_cuts_fall_on_white_where_they_may(
    ink, height, aspect, more
):
    longest = aspect * more
    edges = find_cuts(ink, height, aspect, longest)
    assert edges[0] == 0 and edges[-1] == len(ink)
    assert all(0 < b - a <= longest * height for a, b in pairwise(edges))
    if len(ink) <= longest * height:
        assert not any(ink[edge] for edge in edges[1:-1])
