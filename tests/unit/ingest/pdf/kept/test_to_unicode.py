"""What the codes of a font say."""

import pytest

from pipeline.ingest.pdf.kept.to_unicode import read_to_unicode


def test_single_codes_and_runs():
    said = read_to_unicode(
        b"1 begincodespacerange <00> <FF> endcodespacerange\n"
        b"2 beginbfchar <01> <0110> <02> <00660069> endbfchar\n"
        b"2 beginbfrange <10> <12> <1EA0> <20> <21> [<0041> <0042>] endbfrange"
    )
    assert said == dict(
        zip((1, 2, 0x10, 0x11, 0x12, 0x20, 0x21), ("Đ", "fi", *"ẠạẢAB"), strict=True)
    )


@pytest.mark.parametrize(
    "data",
    [
        b"/Adobe-Japan1-UCS2 usecmap",
        b"beginbfchar <01> endbfchar",
        b"beginbfrange <01> endbfrange",
        b"beginbfrange <000000> <FFFFFF> <0041> endbfrange",
        b"beginbfchar <01> <D800> endbfchar",
    ],
)
def test_broken_maps_are_no_maps(data):
    with pytest.raises(ValueError):
        read_to_unicode(data)
