"""How the samples of a PDF image are to be read."""

import pikepdf
import pytest
from pikepdf import Array, Name, String

from pipeline.ingest.pdf.samples import channels_of, sample_form


@pytest.fixture
def pdf():
    with pikepdf.new() as made:
        yield made


def image(pdf, **entries):
    return pdf.make_stream(b"\0", Width=8, Height=4, **entries)


def indexed(base, top, table):
    return Array([Name.Indexed, base, top, String(table)])


def test_a_stencil_has_one_bit_of_grey(pdf):
    form = sample_form(image(pdf, ImageMask=True, BitsPerComponent=8))
    assert (form.width, form.height, form.bits, form.space) == (8, 4, 1, "DeviceGray")
    assert form.bilevel_grey and form.black_and_white and form.channels == 1


def test_a_grey_picture_may_be_inverted(pdf):
    entries = {"ColorSpace": Name.DeviceGray, "BitsPerComponent": 8}
    form = sample_form(image(pdf, **entries, Decode=Array([1, 0])))
    assert (form.inverted, form.odd_decode) == (True, False)
    plain = sample_form(image(pdf, **entries, Decode=Array([0, 1])))
    assert (plain.inverted, plain.odd_decode) == (False, False)
    odd = sample_form(image(pdf, **entries, Decode=Array([0, 0.5])))
    assert (odd.inverted, odd.odd_decode) == (False, True)


def test_colours_have_three_samples_a_pixel(pdf):
    form = sample_form(image(pdf, ColorSpace=Name.DeviceRGB, BitsPerComponent=8))
    assert (form.space, form.channels, form.black_and_white) == ("DeviceRGB", 3, False)
    profile = pdf.make_stream(b"", N=3)
    with_profile = image(
        pdf, ColorSpace=Array([Name.ICCBased, profile]), BitsPerComponent=8
    )
    assert sample_form(with_profile).space == "DeviceRGB"


def test_a_palette_of_black_and_white_is_black_and_white(pdf):
    space = indexed(Name.DeviceRGB, 1, b"\xff\xff\xff\0\0\0")
    form = sample_form(image(pdf, ColorSpace=space, BitsPerComponent=1))
    assert (form.space, form.palette) == ("Indexed", b"\xff\xff\xff\0\0\0")
    assert form.black_and_white and not form.bilevel_grey
    red = indexed(Name.DeviceRGB, 1, b"\xff\xff\xff\xff\0\0")
    assert not sample_form(
        image(pdf, ColorSpace=red, BitsPerComponent=1)
    ).black_and_white


def test_a_palette_of_greys_becomes_colours_and_a_short_one_is_not_kept(pdf):
    form = sample_form(
        image(
            pdf, ColorSpace=indexed(Name.DeviceGray, 1, b"\x10\x20"), BitsPerComponent=1
        )
    )
    assert form.palette == b"\x10\x10\x10\x20\x20\x20"
    short = image(
        pdf, ColorSpace=indexed(Name.DeviceRGB, 3, b"\0\0\0"), BitsPerComponent=2
    )
    assert (sample_form(short).space, sample_form(short).palette) == (None, None)


def test_samples_are_counted_in_any_colour_space(pdf):
    assert channels_of(Name.DeviceCMYK) == 4
    assert channels_of(Name.DeviceGray) == channels_of(None) == 1
    assert channels_of(Array([Name.ICCBased, pdf.make_stream(b"", N=4)])) == 4
    assert channels_of(Array([Name.DeviceN, Array([Name.Cyan, Name.Spot])])) == 2
