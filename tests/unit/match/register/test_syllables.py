from __future__ import annotations

import numpy as np
import pytest

from pipeline.match.arrays import StringTable
from pipeline.match.normal import given_letters
from pipeline.match.register.syllables import Syllables

KNOWN = Syllables(
    StringTable.of(["nguyen", "thi", "van", "tran", "mai", "lan", "an"]),
    StringTable.of([given_letters(n) for n in ("Lan", "Lân", "Hùng")]),
    np.array([6, 2, 2], np.uint32),
)


@pytest.mark.parametrize(
    ("read", "likely"),
    [
        ("nguyen thi lan", "nguyen thi lan"),
        ("nquyon fhi mai", "nguyen thi mai"),
        ("nguyen t mai", "nguyen thi mai"),
        ("trnn v an", "tran van an"),
        ("xyzzyx", "xyzzyx"),
    ],
)
def test_a_misread_syllable_becomes_the_nearest_known_one(
    read: str, likely: str
) -> None:
    assert KNOWN.likely_name(read) == likely


def test_share_of_a_given_name_with_and_without_marks() -> None:
    assert KNOWN.given_share(given_letters("Lân")) == pytest.approx(0.2)
    assert KNOWN.given_share("lan") == pytest.approx(0.8)
    assert KNOWN.given_share(given_letters("Hừng")) == 0
