"""Subjects over several lines: where they end, and what is asked for."""

import pytest

from pipeline.extract.head.subject import read_subject
from pipeline.extract.types import document_types
from pipeline.extract.values import Value
from tests.unit.extract.head.lines import labelled
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
        "Về việc công bố quy hoạch của thành phố",
        "Về việc thực hiện Quyết định số",
        "Về việc công bố kế hoạch quý II năm",
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


def about(below: tuple[str, str]) -> Value:
    """The subject of a letter, with a line right below it."""
    text, part = below
    lines = [
        ("V/v xác nhận kết quả kiểm tra phòng cháy và", "SUBJECT", 0.99),
        ("chữa cháy năm 2024", "SUBJECT", 0.8),
        (text, part, 0.95),
    ]
    found = read_subject(labelled(lines), "", document_types().vocabulary)
    assert found is not None
    return found


@pytest.mark.parametrize(
    "below",
    [
        ("MẬT", "MARK"),
        ("THƯỢNG KHẨN", "MARK"),
        ("CÔNG VĂN ĐẾN", "STAMP"),
        ("SỞ XÂY DỰNG HẠ YÊN", "STAMP"),
        ("CHỦ TỊCH", "AUTHHEAD"),
        ("(Kèm theo Quyết định số 5)", "ANNEX"),
    ],
)
def test_what_is_plainly_something_else_below_a_subject_is_no_doubt(
    below: tuple[str, str],
) -> None:
    assert about(below).confidence > 0.95


@pytest.mark.parametrize("below", [("Hạ Yên", "BODY"), ("2030", "PAGENO")])
def test_a_line_below_a_subject_that_may_belong_to_it_is_a_doubt(
    below: tuple[str, str],
) -> None:
    assert about(below).confidence < 0.93


def test_a_misread_mark_of_ve_viec_is_put_right() -> None:
    lines = [("Về viêc công bố quy hoạch năm 2024", "SUBJECT", 1.0)]
    found = read_subject(labelled(lines), "", document_types().vocabulary)
    assert found is not None and found.value.startswith("Về việc công bố")


@pytest.mark.parametrize(
    "text",
    [
        "Về việc nâng cấp đường liên xã",
        "Về việc chế độ trợ cấp xã hội hàng tháng",
        "Về việc kiểm tra trong năm",
        "Về việc đẩy mạnh chuyển đổi số",
    ],
)
def test_a_subject_may_end_with_a_word_that_mostly_goes_on(text: str) -> None:
    lines = [(text, "SUBJECT", 1.0)]
    found = read_subject(labelled(lines), "", document_types().vocabulary)
    assert found is not None and found.confidence > 0.95


def told(lines: list[tuple[str, str, float]]) -> Value:
    """The subject of lines (text, part, how sure that is) below one another."""
    found = read_subject(labelled(lines), "", document_types().vocabulary)
    assert found is not None
    return found


@pytest.mark.parametrize(
    "body",
    [
        "Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05/3/2020 của Chính phủ",
        "Theo đề nghị của Trưởng phòng Tổ chức cán bộ",
        "Kính đề nghị Quý cơ quan quan tâm, tạo điều kiện",
    ],
)
def test_the_body_is_no_part_of_a_subject_in_capitals(body: str) -> None:
    first = "V/V CÔNG BỐ KỲ THI TỐT NGHIỆP PHỔ THÔNG"
    found = told([(first, "SUBJECT", 1.0), (body, "SUBJECT", 0.95)])
    assert found.value == first.removeprefix("V/V ") and found.confidence < 0.93


def test_what_it_is_about_may_stand_in_small_letters_below_capitals() -> None:
    found = told(
        [
            ("XỬ PHẠT VI PHẠM HÀNH CHÍNH", "SUBJECT", 1.0),
            ("Về trật tự xây dựng", "SUBJECT", 1.0),
        ]
    )
    assert found.value.endswith("Về trật tự xây dựng")


def test_a_line_in_capitals_that_was_hardly_something_else_belongs_to_a_subject() -> (
    None
):
    found = told(
        [
            ("V/V TRIỂN KHAI QUY HOẠCH HẠ TẦNG", "SUBJECT", 1.0),
            ("GIAI ĐOẠN 2018 - 2023", "AUTHHEAD", 0.5),
        ]
    )
    assert found.value.endswith("HẠ TẦNG GIAI ĐOẠN 2018 - 2023")


def test_a_short_last_line_leads_back_to_the_first() -> None:
    found = told(
        [
            ("DANH SÁCH CÁN BỘ, CÔNG CHỨC HỌC KỲ", "BODY", 0.8),
            ("I NĂM HỌC 2023-2024", "SUBJECT", 0.98),
        ]
    )
    assert found.value == "DANH SÁCH CÁN BỘ, CÔNG CHỨC HỌC KỲ I NĂM HỌC 2023-2024"
