"""Spaces by the white between letters."""

import numpy as np

from pipeline.ocr.arbitration.line_text import NOTHING, LineText
from pipeline.ocr.asternet.spaces import restore_spaces


def test_spaces_follow_the_white():
    ink = np.zeros(200, np.bool_)
    for begin in (0, 20, 60, 80, 120, 140, 160):
        ink[begin : begin + 16] = True
    line = LineText(
        "ab cdefg",
        (0, 18, 36, 60, 78, 97, 138, 158),
        (18, 36, 60, 78, 97, 138, 158, 176),
        (0.9,) * 8,
        (("x", 0.1),) * 8,
    )
    read = restore_spaces(line, ink, 40)
    assert read.text == "ab cd efg"
    at = read.text.index("efg")
    assert (
        read.ends[at - 2],
        read.starts[at - 1],
        read.ends[at - 1],
        read.starts[at],
    ) == (
        96,
        96,
        118,
        118,
    )
    assert restore_spaces(read, ink, 40) == read
    twice = LineText(
        "a  b", (0, 16, 18, 20), (16, 18, 20, 36), (0.9,) * 4, (("x", 0.1),) * 4
    )
    once = restore_spaces(twice, ink, 40)
    assert (once.text, once.starts, once.ends) == ("a b", (0, 16, 20), (16, 20, 36))
    assert restore_spaces(NOTHING, ink, 40) == NOTHING
