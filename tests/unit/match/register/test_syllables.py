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
        ("nguyen thi lan", []),
        ("nquyon fhi mai", ["nguyen thi mai"]),
        ("nguyen t mai", ["nguyen thi mai"]),
        ("trnn v an", ["tran van an"]),
        ("xyzzyx", []),
        ("", []),
        # An unknown syllable may stand for several, letters are read as others.
        ("tran van aan", ["tran van van", "tran van lan", "tran van an"]),
        ("tran mui", ["tran mai"]),
    ],
)
def test_a_misread_syllable_stands_for_near_known_ones(
    read: str, likely: list[str]
) -> None:
    assert KNOWN.likely_names(read) == likely


def test_so_many_names_and_no_more() -> None:
    many = StringTable.of([f"{a}{b}" for a in "bcdg" for b in ("an", "ai", "on")])
    names = Syllables(many, StringTable.of([]), np.array([], np.uint32)).likely_names(
        "xan xai xon"
    )
    assert len(names) == len(set(names)) == 6


def test_share_of_a_given_name_with_and_without_marks() -> None:
    assert KNOWN.given_share(given_letters("Lân")) == pytest.approx(0.2)
    assert KNOWN.given_share("lan") == pytest.approx(0.8)
    assert KNOWN.given_share(given_letters("Hừng")) == 0
