"""What the codes of an embedded font say: every one, in blocks and ranges as the format allows."""

import re

from hypothesis import given
from hypothesis import strategies as st

from pipeline.archive.fonts.programs import cmap_stream
from pipeline.ingest.pdf.kept.to_unicode import read_to_unicode

codes = st.integers(1, 0xD7FF)


@given(st.dictionaries(codes, codes, max_size=300))
def test_every_code_comes_back(characters):
    told = read_to_unicode(cmap_stream(characters))
    assert told == {code: chr(char) for code, char in characters.items()}


@given(st.sets(st.integers(0x20, 0x3FF), max_size=400))
def test_ranges_stay_within_a_first_byte_and_blocks_within_a_hundred(letters):
    cmap = cmap_stream({code: code for code in letters}).decode()
    for block in re.findall(r"(\d+) beginbfrange\n(.*?)\nendbfrange", cmap, re.DOTALL):
        lines = block[1].split("\n")
        assert int(block[0]) == len(lines) <= 100
        for first, last, to in (re.findall(r"[0-9A-F]{4}", line) for line in lines):
            assert first[:2] == last[:2] and first == to


def test_neighbours_are_one_range():
    cmap = cmap_stream({1: 0x30, 2: 0x31, 3: 0x32, 4: 0x41})
    assert b"2 beginbfrange\n<0001> <0003> <0030>\n<0004> <0004> <0041>" in cmap
