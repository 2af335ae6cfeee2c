"""Keys that a register is sorted by."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.match.normal import name_key
from pipeline.match.register.keys import composite, given_hash, shortened_keys

WORDS = st.integers(0, 2**32 - 1)


@settings(deadline=None)
@given(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=8))
def test_a_composite_key_sorts_as_its_parts_do(pairs):
    left, right = (np.array(part, np.uint64) for part in zip(*pairs, strict=True))
    order = np.argsort(composite(left, right), kind="stable").tolist()
    assert [pairs[at] for at in order] == sorted(pairs)


def test_the_given_name_alone_makes_its_hash():
    assert (
        given_hash("nguyen van an")
        == given_hash("tran thi an")
        != given_hash("nguyen van anh")
    )
    assert 0 <= given_hash("an") < 2**32


def test_names_of_three_syllables_and_more_are_known_without_each():
    assert shortened_keys("thai duy diep") == {
        name_key(short) for short in ("thai duy", "thai diep", "duy diep")
    }
    assert shortened_keys("le han") == shortened_keys("") == set()
