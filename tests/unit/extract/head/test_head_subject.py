"""Subjects over several lines: where they end, and what is asked for."""

import pytest

from pipeline.extract.head.subject import read_subject
from pipeline.extract.types import document_types
from tests.unit.extract.head.pages import PITCH, WIDTH, Page


def test_a_subject_goes_on_where_a_line_begins_with_a_small_letter() -> None:
    page = Page()
    y = page.head(["SỞ XÂY DỰNG"], "Số: 12/KH-SXD", "Hạ Yên, ngày 05 tháng 11 năm 2024")
    page.put(WIDTH / 2, y, "KẾ HOẠCH", bold=True)
    page.put(
        WIDTH / 2, y + PITCH, "Về việc kiểm tra phòng cháy và chữa cháy của", bold=True
    )
    page.put(
        WIDTH / 2,
        y + 2 * PITCH,
        "các cơ sở kinh doanh có điều kiện trên địa bàn",
        bold=True,
    )
    page.put(WIDTH / 2, y + 3 * PITCH, "thành phố Hạ Yên năm 2024", bold=True)
    page.body(y + 5 * PITCH)
    assert (page.field("subject").value or "").endswith("thành phố Hạ Yên năm 2024")


@pytest.mark.parametrize(
    "last",
    [
        "Về việc công bố kế hoạch của",
        "Về việc phối hợp kiểm tra và",
        "2050",
        "468/QĐ-TTg của Chính phủ",
    ],
)
def test_a_subject_that_breaks_off_is_asked_for(last: str) -> None:
    page = Page()
    y = page.head(["SỞ XÂY DỰNG"], "Số: 12/KH-SXD", "Hạ Yên, ngày 05 tháng 11 năm 2024")
    page.put(WIDTH / 2, y, "KẾ HOẠCH", bold=True)
    page.put(WIDTH / 2, y + PITCH, last, bold=True)
    page.body(y + 5 * PITCH)
    assert page.field("subject").needs_review


def test_a_page_without_lines_is_about_nothing() -> None:
    assert read_subject([], "", document_types().vocabulary) is None
