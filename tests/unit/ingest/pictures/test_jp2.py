"""JPEG 2000 whose own bytes may stand in an archival file, and data without their end."""

import io
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from pipeline.ingest.pictures.jp2 import Jp2Picture, has_end, plain_jp2


def jp2(mode: str = "RGB", **options: object) -> bytes:
    file = io.BytesIO()
    Image.new(mode, (40, 30), 100 if mode == "L" else None).save(
        file, "JPEG2000", **options
    )
    return file.getvalue()


def test_plain_pictures_are_told_by_size_and_components():
    assert plain_jp2(jp2("RGB")) == Jp2Picture(40, 30, 3)
    assert plain_jp2(jp2("L")) == Jp2Picture(40, 30, 1)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "I;16"])
def test_opacity_and_more_than_8_bits_are_not_plain(mode):
    assert plain_jp2(jp2(mode)) is None


def test_a_bare_codestream_names_no_colours():
    assert plain_jp2(jp2("RGB", no_jp2=True)) is None


def changed(data: bytes, kind: bytes, offset: int, value: int) -> bytes:
    at = data.index(kind) + 4 + offset
    return data[:at] + bytes([value]) + data[at + 1 :]


@pytest.mark.parametrize(
    ("kind", "offset", "value"),
    [
        (b"ihdr", 10, 15),  # bits
        (b"ihdr", 12, 1),  # an unknown colour space
        (b"colr", 0, 2),  # by an ICC profile
        (b"colr", 6, 18),  # sYCC
        (b"ftyp", 2, ord("x")),
    ],
)
def test_what_an_archival_file_may_not_hold(kind, offset, value):
    whole = jp2("RGB")
    assert plain_jp2(whole) is not None
    assert plain_jp2(changed(whole, kind, offset, value)) is None


@given(st.integers(0, 200))
def test_a_picture_that_is_cut_off_is_never_broken_into(length):
    cut = jp2("L")[:length]
    found = plain_jp2(cut)
    assert found is None or found == Jp2Picture(40, 30, 1)


@given(st.binary(max_size=64))
def test_any_bytes_at_all(data):
    assert plain_jp2(data) is None
    box = struct.pack(">I4s", len(data) + 8, b"jp2h") + data
    assert plain_jp2(box) is None


def test_the_end_may_be_padded_and_must_be_there():
    whole = jp2("L")
    assert has_end(whole) and has_end(whole + b"\0\0\r\n ")
    assert not has_end(whole[:-1]) and not has_end(whole[:-2]) and not has_end(b"")
