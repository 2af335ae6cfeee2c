"""Initials of organs."""

import pytest

from pipeline.extract.head.initials import initials


@pytest.mark.parametrize(
    ("organ", "letters"),
    [
        ("Ủy ban nhân dân", "UBND"),
        ("Trường CĐ Kinh tế - Kỹ thuật", "TCĐKTKT"),
        ("Sở Nông nghiệp và Môi trường", "SNNMT"),
        ("", ""),
    ],
)
def test_first_letters_and_abbreviations(organ: str, letters: str) -> None:
    assert initials(organ).replace("Ủ", "U") == letters
