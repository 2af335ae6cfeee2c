"""Stamps of arrival by their wording and frame; a paper's own lines, and forms, are none."""

import pytest

from pipeline.ocr.stamps.arrival import find_arrival_stamps, is_inside
from pipeline.ocr.stamps.segments import segments_of
from schemas.geometry import BoundingBox
from tests.support.stamped_pages import HEIGHT, page

FRAME = BoundingBox(190, 400, 640, 640)
OLD = (
    ("SỞ Y TẾ HÒA AN", 220, 410),
    ("CỖNG VĂN ĐẾN", 230, 450),
    ("Số: 2846", 220, 500),
    ("Ngày: 02/02/2023", 220, 550),
)
NEW = (
    ("ĐẾN Số: 918", 220, 450),
    ("Ngày: 17/10/2017", 300, 500),
    ("Chuyển: P. NVY", 220, 550),
)
GARBLED = (
    ("SỞ Y TÊ HÒA AN", 220, 410),
    ("Số:", 320, 450),
    ("Li hồ sơ số: -", 220, 590),
)


def found(*lines: tuple[str, float, float], frames: tuple[BoundingBox, ...] = (FRAME,)):
    segments = segments_of(page(*lines), HEIGHT)
    return find_arrival_stamps(segments, HEIGHT, lambda _: frames)


@pytest.mark.parametrize("lines", [OLD, NEW, GARBLED])
def test_wording_within_a_frame_is_a_stamp(lines):
    assert found(*lines) == (FRAME,)


@pytest.mark.parametrize("lines", [OLD, NEW])
def test_without_a_frame_heading_and_two_labels_are_one(lines):
    (box,) = found(*lines, frames=())
    assert box.y0 == 450
    assert box.y1 == 550 + HEIGHT


@pytest.mark.parametrize(
    "lines",
    [
        (),
        OLD[1:3],
        GARBLED,
        (("ĐẾN NĂM 2030", 220, 450), ("Số: 918", 220, 500), ("Ngày: 1/2", 220, 550)),
        (("đến", 220, 450), ("Số: 918", 220, 500), ("Ngày: 1/2", 220, 550)),
    ],
)
def test_too_little_without_a_frame(lines):
    assert found(*lines, frames=()) == ()


@pytest.mark.parametrize(
    "lines",
    [
        (("Số: 15", 220, 450), ("Ngày: 1/2/2024", 220, 500), ("Giờ: 9", 220, 550)),
        (("Chuyển đổi số trong các cơ quan của tỉnh", 220, 450), ("Số: 9", 220, 500)),
        (("ĐẾN", 220, 450), ("Số: 12/UBND-VX", 220, 500)),
        (("Nơi đến", 220, 450), ("Ngày đến: 3/4", 220, 500)),
    ],
)
def test_frames_of_forms_are_no_stamps(lines):
    assert found(*lines) == ()


def test_frames_are_looked_for_only_where_there_is_wording():
    def unexpected(_: BoundingBox):
        raise AssertionError("no wording asks for it")

    assert find_arrival_stamps(segments_of(page(), HEIGHT), HEIGHT, unexpected) == ()


def test_what_reaches_out_of_a_frame_is_not_in_it():
    assert is_inside(BoundingBox(185, 450, 400, 480), FRAME)
    assert not is_inside(BoundingBox(100, 450, 400, 480), FRAME)
    assert not is_inside(BoundingBox(200, 380, 400, 410), FRAME)
