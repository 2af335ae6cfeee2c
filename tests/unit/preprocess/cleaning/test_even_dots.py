"""Leaders by their pitch, over dots that letters hide."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.preprocess.cleaning.even_dots import leaders_along


@given(
    st.floats(5, 12),
    st.integers(12, 60),
    st.sets(st.integers(4, 59), max_size=5),
    st.lists(st.floats(-0.2, 0.2), min_size=60, max_size=60),
)
def test_a_leader_is_followed_over_hidden_dots(pitch, count, hidden, jitter):
    places = np.array([100 + k * pitch + jitter[k] for k in range(count)])
    shown = np.array(
        [x for k, x in enumerate(places) if k not in hidden or k >= count - 1]
    )
    (leader,) = leaders_along(shown, 13.0)
    assert len(leader.members) == len(shown)
    assert leader.pitch == pytest.approx(pitch, abs=0.5)


def test_scattered_dots_are_no_leader():
    assert leaders_along(np.array([10.0, 31.0, 39.5, 80.0, 84.0, 120.0]), 13.0) == []
