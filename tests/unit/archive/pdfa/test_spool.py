"""Image streams go through the spool byte for byte."""

import zlib

import pytest

from pipeline.archive.pdfa.spool import ImageSpool
from schemas.imaging import EncodedImage


def image(data=b"\x01\x02\x03", colours="DeviceGray", bits=8, **more):
    given = {
        "data": zlib.compress(data),
        "filter": "FlateDecode",
        "width": 3,
        "height": 1,
        "bits": bits,
        "colorspace": colours,
        "passthrough": False,
    }
    return EncodedImage(**{**given, **more})


def test_streams_are_read_back_as_they_were(tmp_path):
    images = [image(b"abc"), image(bytes(range(9)), "DeviceRGB")]
    with ImageSpool(tmp_path) as spool:
        numbers = [spool.add(one) for one in images]
        with spool.open() as book:
            objects = [book.get_object(number, 0) for number in numbers]
            assert [one.read_raw_bytes() for one in objects] == [
                one.data for one in images
            ]
            assert [int(one.Width) for one in objects] == [3, 3]
            assert [str(one.ColorSpace) for one in objects] == [
                "/DeviceGray",
                "/DeviceRGB",
            ]
            assert len(book.pages) == 0


def test_how_a_stream_is_to_be_decoded_goes_with_it(tmp_path):
    with ImageSpool(tmp_path) as spool:
        number = spool.add(image(decode_parms={"K": -1, "BlackIs1": True}))
        with spool.open() as book:
            parms = book.get_object(number, 0).DecodeParms
            assert (int(parms.K), bool(parms.BlackIs1)) == (-1, True)


@pytest.mark.parametrize(
    ("colours", "bits", "palette", "decode"),
    [
        ("DeviceGray", 1, None, [1, 0]),
        ("DeviceRGB", 8, None, [1, 0, 1, 0, 1, 0]),
        ("Indexed", 4, b"\0\0\0\xff\xff\xff", [15, 0]),
    ],
)
def test_inverted_pictures_are_told_so(tmp_path, colours, bits, palette, decode):
    with ImageSpool(tmp_path) as spool:
        number = spool.add(
            image(colours=colours, bits=bits, inverted=True, palette=palette)
        )
        with spool.open() as book:
            found = book.get_object(number, 0)
            assert [int(one) for one in found.Decode] == decode
            if palette:
                assert (int(found.ColorSpace[2]), bytes(found.ColorSpace[3])) == (
                    1,
                    palette,
                )


def test_an_image_without_more_has_no_more(tmp_path):
    with ImageSpool(tmp_path) as spool:
        number = spool.add(image())
        with spool.open() as book:
            found = book.get_object(number, 0)
            assert "/Decode" not in found and "/DecodeParms" not in found
