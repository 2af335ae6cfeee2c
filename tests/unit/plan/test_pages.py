"""A page as it is read: judged by the rules of its files, its stamps kept apart from its text."""

import cv2
import numpy as np
import pytest

from pipeline.config import load_settings
from pipeline.extract.rows import page_rows
from pipeline.plan.guard import StageClock
from pipeline.plan.pages import _keep, load_content, load_reading, read_image
from schemas.geometry import PageGeometry
from schemas.imaging import EncodedImage
from schemas.ocr import OcrPage, PageReading
from tests.support.drawn_pages import Drawn, drawn_pixels
from tests.support.made_pages import page_image

SETTINGS = load_settings(environ={})


@pytest.mark.parametrize(("asked", "flagged"), [(200, True), (150, False), (300, True)])
def test_the_rules_dpi_decides_what_is_too_coarse(write_edition, asked, flagged):
    write_edition("2025-07", ("dpi_papers = 200", f"dpi_papers = {asked}"))
    page = page_image(np.full((1754, 1240), 255, np.uint8), dpi=150.0)
    reading = read_image(page, SETTINGS, StageClock(), 1)
    assert reading.is_blank
    assert ("low_dpi" in reading.flags) == flagged


def test_a_stamp_of_arrival_is_known_and_is_not_part_of_the_text():
    body = [
        Drawn("Thực hiện Nghị định của Chính phủ về công tác văn thư,", 200, 700),
        Drawn("Ủy ban nhân dân tỉnh yêu cầu các đơn vị báo cáo đến năm 2030", 200, 770),
        Drawn("kết quả thực hiện, gửi về Sở Nội vụ trước ngày 15 tháng 6.", 200, 840),
    ]
    sheet = drawn_pixels([Drawn("Số: 12/UBND-VX", 200, 200), *body])
    stamp = drawn_pixels(
        [
            Drawn("SỞ NỘI VỤ HÒA AN", 90, 100, 32),
            Drawn("ĐẾN", 60, 200, 44),
            Drawn("Số: 2846", 200, 170, 32),
            Drawn("Ngày: 17/10/2023", 200, 225, 32),
            Drawn("Chuyển: Văn phòng", 60, 285, 32),
        ],
        640,
        360,
    )
    cv2.rectangle(stamp, (40, 55), (560, 310), 0, 3)
    turn = cv2.getRotationMatrix2D((300, 180), 1.5, 1.0)
    stamp = cv2.warpAffine(stamp, turn, (640, 360), borderValue=255)
    part = sheet[230:590, 150:790]
    np.minimum(part, stamp, out=part)
    reading = read_image(page_image(sheet), SETTINGS, StageClock(), 1)
    assert list(filter(None, reading.ocr.text.split("\n")))[-3:] == [
        drawn.text for drawn in body
    ]
    assert "Số: 12/UBND-VX" in reading.ocr.text
    stamped = {word.text for word in reading.ocr.words if word.is_stamped}
    assert {"ĐẾN", "2846", "17/10/2023"} <= stamped
    assert not stamped & set(reading.ocr.text.split()) - {"Số:"}
    assert "stamp" in reading.flags
    assert "17/10/2023" not in " ".join(r.text for r in page_rows(reading.ocr, 1))


def test_an_image_is_kept_with_all_its_bytes(tmp_path):
    """A palette, or the common part of JBIG2 pictures, is no text."""
    kept = EncodedImage(
        b"data",
        "FlateDecode",
        4,
        3,
        8,
        "Indexed",
        True,
        palette=bytes(range(256)) * 3,
        jbig2_globals=b"\xff\xfe",
    )
    page = OcrPage((), PageGeometry(4, 3, 200.0), "none")
    reading = PageReading(1, page, True, (), True, (), None, True, 0.0, {})
    _keep(tmp_path, kept, reading)
    assert load_content(tmp_path, 1) == kept
    assert load_reading(tmp_path, 1) == reading
