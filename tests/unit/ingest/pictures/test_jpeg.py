"""JPEG as files write it: segments that libjpeg passes over, and strips that are one picture."""

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from pipeline.config import load_settings
from pipeline.ingest.inbox.inspect import inspect_file
from pipeline.ingest.pages.page import open_page
from pipeline.ingest.pictures.jpeg import (
    decode_and_judge,
    decode_jpeg,
    read_frame,
    without_reserved,
)
from pipeline.ingest.pictures.jpeg_join import join_jpeg
from tests.support.pdf_pages import jpeg, scan

SETTINGS = load_settings(environ={})
PLAIN = jpeg(scan("RGB", (620, 880)))
TABLES = PLAIN.index(b"\xff\xdb")


def with_bytes(added: bytes, at: int = TABLES) -> bytes:
    return PLAIN[:at] + added + PLAIN[at:]


ODD = {
    "junk between segments": with_bytes(b"\0\0\0"),
    "fill bytes": with_bytes(b"\xff" * 9),
    "a segment of length 0": with_bytes(b"\xff\xe5\0\0"),
    "a segment of length 1": with_bytes(b"\xff\xe5\0\1"),
    "a segment without content": with_bytes(b"\xff\xe5\0\2"),
    "a marker that stands alone": with_bytes(b"\xff\x01"),
    "an Adobe segment that is too short": with_bytes(b"\xff\xee\0\7Adobe", 2),
    "a colour profile of one byte": with_bytes(b"\xff\xe2\0\x11ICC_PROFILE\0\1\1x"),
    "anything behind the end": PLAIN + b"tail" * 2000,
}


@pytest.mark.parametrize("name", ODD)
def test_odd_segments_are_passed_over_and_the_bytes_kept(
    tmp_path: Path, name: str
) -> None:
    path = tmp_path / "page.jpg"
    path.write_bytes(ODD[name])
    kind = inspect_file(path, SETTINGS.limits)
    page = open_page(path, kind.media_type, 0, SETTINGS.limits, SETTINGS.preprocess)
    assert page.encoded.data == ODD[name] and page.encoded.passthrough
    assert (page.pixels == np.asarray(Image.open(io.BytesIO(PLAIN)))).all()


def strips(image: Image.Image, height: int, **options: Any) -> list[bytes]:
    tops = range(0, image.height, height)
    return [
        jpeg(image.crop((0, y, image.width, min(y + height, image.height))), **options)
        for y in tops
    ]


def decoded(data: bytes) -> Any:
    return decode_jpeg(data, read_frame(data))


@pytest.mark.parametrize(
    ("mode", "options"),
    [
        ("L", {}),
        ("L", {"restart_marker_rows": 1}),
        ("L", {"restart_marker_blocks": 155}),
        ("RGB", {"subsampling": 0}),
        ("RGB", {"subsampling": 2}),
        ("RGB", {"restart_marker_rows": 1}),
    ],
)
def test_strips_become_one_picture_of_the_same_coefficients(
    mode: str, options: dict[str, Any]
) -> None:
    image = scan(mode, (1240, 1000))
    joined = join_jpeg(strips(image, 128, **options))
    assert joined is not None
    whole = decoded(
        jpeg(
            image,
            **{key: value for key, value in options.items() if key == "subsampling"},
        )
    )
    assert decoded(joined).shape == whole.shape and (decoded(joined) == whole).all()
    # Others read it alike.
    assert (np.asarray(Image.open(io.BytesIO(joined))) == decoded(joined)).all()


def test_strips_that_can_not_be_one_picture() -> None:
    image = scan("L", (1240, 1000))
    same = strips(image, 128)
    assert (
        join_jpeg([*same[:3], jpeg(image.crop((0, 384, 1240, 512)), quality=60)])
        is None
    )  # other tables
    assert join_jpeg(strips(image, 100)) is None  # ends within a block
    assert (
        join_jpeg([same[0], jpeg(image.crop((0, 0, 800, 128)))]) is None
    )  # another width
    assert join_jpeg(strips(image, 128, progressive=True)) is None
    assert (
        join_jpeg([same[0], strips(image, 256)[0]]) is None
    )  # the last is longer than those above
    assert join_jpeg([same[0], b"no jpeg"]) is None
    assert join_jpeg([same[0], same[1][: len(same[1]) // 2]]) is None


@pytest.mark.parametrize("marker", [0x02, 0xBF, 0xC8, 0xF7, 0xFD])
def test_a_reserved_segment_that_readers_give_up_at_is_left_out(
    tmp_path: Path, marker: int
) -> None:
    data = with_bytes(bytes([0xFF, marker, 0, 5]) + b"odd")
    assert read_frame(data).reserved and not read_frame(PLAIN).reserved
    assert without_reserved(data) == PLAIN
    path = tmp_path / "a.jpg"
    path.write_bytes(data)
    page = open_page(
        path,
        inspect_file(path, SETTINGS.limits).media_type,
        0,
        SETTINGS.limits,
        SETTINGS.preprocess,
    )
    assert page.encoded.data == PLAIN, "what every reader shows"
    assert np.array_equal(page.pixels, decode_jpeg(PLAIN, read_frame(PLAIN)))


def test_a_cameras_note_that_can_not_be_read_says_nothing_of_the_picture(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(with_bytes(b"\xff\xe1\0\x28Exif\0\0" + bytes(32), 2))
    kind = inspect_file(path, SETTINGS.limits).media_type
    page = open_page(path, kind, 0, SETTINGS.limits, SETTINGS.preprocess)
    assert page.rotation_hint == 0


def test_bits_that_flipped_in_the_scan_are_told():
    """Not each: JPEG has no check sums, and many come out even."""
    out = io.BytesIO()
    noise = np.random.default_rng(2).integers(0, 255, (200, 300), dtype=np.uint8)
    Image.fromarray(noise).save(out, "JPEG", quality=80)
    whole = out.getvalue()
    assert not decode_and_judge(whole, read_frame(whole))[1]
    found = []
    for place in range(len(whole) // 4, len(whole) - 20, len(whole) // 40):
        data = bytearray(whole)
        data[place] ^= 0x10
        try:
            found.append(decode_and_judge(bytes(data), read_frame(bytes(data)))[1])
        except ValueError:
            found.append(True)
    assert sum(found) > len(found) / 4
