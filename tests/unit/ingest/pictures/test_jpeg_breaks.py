"""A wrong bit that a decoder passes over: blocks are shifted, coded data are left over."""

from __future__ import annotations

import io
import os
from functools import lru_cache

import numpy as np
import pytest
from PIL import Image

from pipeline.ingest.pictures import jpeg
from pipeline.ingest.pictures.jpeg import decode_and_judge, read_frame
from pipeline.ingest.pictures.jpeg_breaks import has_step, without_last_byte
from tests.support.archive_pages import drawn_page


@lru_cache(maxsize=1)
def scan() -> np.ndarray:
    """A page of words on paper that is a little uneven."""
    with Image.open(io.BytesIO(drawn_page("jpeg").image.data)) as picture:
        pixels = np.asarray(picture.convert("RGB"), np.int16)
    rng = np.random.default_rng(3)
    light = np.linspace(-25, -5, pixels.shape[0])[:, None, None]
    return np.clip(pixels + light + rng.normal(0, 2, pixels.shape), 0, 255)


def coded(pixels: np.ndarray, **options: object) -> bytes:
    out = io.BytesIO()
    picture = Image.fromarray(pixels.astype(np.uint8))
    picture.save(out, "JPEG", quality=75, **options)
    return out.getvalue()


def stepped(size: int, row: int, column: int, by: tuple[float, ...]) -> np.ndarray:
    """The page, brighter by so much from a block of `size` pixels on to its end."""
    shifted = scan().copy()
    top, left = row * size, column * size
    shifted[top : top + size, left:] += by
    shifted[top + size :] += by
    return np.clip(shifted, 0, 255)


def is_damaged(data: bytes) -> bool:
    return decode_and_judge(data, read_frame(data))[1]


WAYS = {
    "colour coded in quarters": ({"subsampling": 2}, 16, (2, 2)),
    "colour coded in full": ({"subsampling": 0}, 8, (1, 1)),
    "restart markers": ({"subsampling": 0, "restart_marker_rows": 1}, 8, (1, 1)),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_sound_page_is_not_suspected(way):
    options, _, unit = WAYS[way]
    data = coded(scan(), **options)
    assert read_frame(data).unit == unit
    assert not is_damaged(data)


@pytest.mark.parametrize("by", [(-9, -9, -9), (-40, -40, -40), (0, 0, -12)])
@pytest.mark.parametrize(("row", "column"), [(20, 30), (60, 15), (90, 60)])
@pytest.mark.parametrize("way", ["colour coded in quarters", "colour coded in full"])
def test_a_shift_from_a_block_on_is_found(way, row, column, by):
    options, size, _ = WAYS[way]
    assert is_damaged(coded(stepped(size, row, column, by), **options))


def test_a_grey_page_has_such_shifts_too():
    grey = stepped(8, 70, 50, (-15, -15, -15))[..., 0]
    assert is_damaged(coded(grey)) and not is_damaged(coded(scan()[..., 0]))


def test_what_is_printed_in_one_piece_is_no_shift():
    """A tinted half of the page, a dark strip below, a box at the right, a rule."""
    for rows, columns in (
        (slice(800, None), slice(None)),
        (slice(1600, None), slice(None)),
        (slice(400, None), slice(620, None)),
        (slice(800, 803), slice(100, 1100)),
    ):
        page = scan().copy()
        page[rows, columns] = np.clip(page[rows, columns] - 30, 0, 255)
        assert not is_damaged(coded(page, subsampling=2))


def test_coded_data_left_over_are_found():
    """Some lost blocks leave less behind than a decoder reads ahead: it does not say so."""
    whole = coded(np.full((480, 640, 3), 255), subsampling=2)
    end = whole.rindex(b"\xff\xd9")
    more = whole[:end] + b"\x28\xa2" + whole[end:]
    assert not is_damaged(whole) and is_damaged(more)


@pytest.mark.parametrize("filler", [b"\xff", b"\xff\xff", b"\0"])
def test_what_an_encoder_fills_up_with_is_no_damage(filler):
    """Unless libjpeg itself calls it extraneous."""
    whole = coded(scan(), subsampling=2)
    end = whole.rindex(b"\xff\xd9")
    filled = whole[:end] + filler + whole[end:]
    assert is_damaged(filled) == complains(filled)


def complains(data: bytes) -> bool:
    with jpeg.overhear(pass_on=False) as said:
        jpeg.small_picture(data, 3)
    return any(b"extraneous" in line for line in said)


def test_another_picture_behind_the_end_does_not_matter():
    """Cameras put a preview there."""
    assert not is_damaged(coded(scan(), subsampling=2) + coded(np.zeros((64, 64, 3))))


def test_where_nothing_is_heard_nothing_is_concluded_from_silence(monkeypatch):
    whole = coded(scan(), subsampling=2)

    def no_room(name):
        raise OSError("no memory files here")

    monkeypatch.setattr(os, "memfd_create", no_room)
    assert not is_damaged(whole)


def test_progressive_pages_and_small_ones_are_left_alone():
    assert read_frame(coded(scan(), progressive=True)).unit is None
    assert not is_damaged(coded(scan(), progressive=True))
    assert not has_step(np.zeros((5, 5), np.uint8), (1, 1))


def test_a_byte_is_taken_off_the_coded_data():
    data = coded(scan())
    end = data.rindex(b"\xff\xd9")
    assert len(without_last_byte(data, end)) <= len(data) - 1
    assert without_last_byte(data, end).endswith(b"\xff\xd9")
