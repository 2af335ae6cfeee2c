"""Heads whose organ, place, date, subject or type is easily taken for something else: what is
accepted is right, what is doubtful is asked for."""

import pytest

from pipeline.extract.head.heading import read_heading
from pipeline.extract.types import document_types
from schemas.geometry import BoundingBox
from schemas.ocr import GapKind, WrittenDigits
from tests.unit.extract.head.lines import labelled
from tests.unit.extract.head.pages import EM, LEFT, PITCH, RIGHT, WIDTH, Page, decision


@pytest.mark.parametrize(
    "parent",
    [
        "UBND THÀNH PHỐ HẢI PHÒNG",
        "ỦY BAN NHÂN DÂN TP HẢI PHÒNG",
        "CÔNG AN TP HẢI PHÒNG",
    ],
)
def test_hai_phong_does_not_open_the_next_organs_name(parent: str) -> None:
    assert decision([parent, "SỞ XÂY DỰNG"]).field("issuer").value == "Sở Xây dựng"


def test_a_name_that_the_notation_gives_to_the_organ_above_is_asked_for() -> None:
    split = ["CÔNG TY TNHH MTV TRẦU", "TRƯỜNG HẠ YÊN"]
    assert decision(split, "Số: 12/QĐ-CTTNHHMTV").field("issuer").needs_review
    assert (
        not decision(["UBND TỈNH HẠ YÊN", "SỞ XÂY DỰNG"]).field("issuer").needs_review
    )


@pytest.mark.parametrize(
    ("organs", "name"),
    [
        (["CÔNG TY TNHH MTV MÔI", "TRƯỜNG ĐÔ THỊ HẠ YÊN"], "MÔI TRƯỜNG ĐÔ THỊ HẠ YÊN"),
        (
            ["CÔNG TY TNHH MỘT THÀNH", "VIÊN THỦY NÔNG HẠ YÊN"],
            "MỘT THÀNH VIÊN THỦY NÔNG",
        ),
        (
            ["UBND HUYỆN HẠ YÊN", "TRUNG TÂM PHÁT TRIỂN", "QUỸ ĐẤT"],
            "PHÁT TRIỂN QUỸ ĐẤT",
        ),
        (["CÔNG AN TỈNH HẠ YÊN", "CÔNG AN XÃ", "THẠNH HƯNG"], "CÔNG AN XÃ THẠNH HƯNG"),
        (["BỆNH VIỆN MẮT TRUNG ƯƠNG", "HUYỆN HẠ YÊN"], "TRUNG ƯƠNG HUYỆN HẠ YÊN"),
    ],
)
def test_an_organs_name_goes_on_over_the_end_of_a_line(
    organs: list[str], name: str
) -> None:
    found = decision(organs, "Số: 12/QĐ").field("issuer")
    assert name in (found.value or "").upper()


@pytest.mark.parametrize("last", ["COVID-19", "Giao thông đường bộ"])
def test_an_organ_above_a_line_that_is_nothing_else_is_asked_for(last: str) -> None:
    organs = ["CÔNG AN TỈNH HẠ YÊN", "ĐỘI CẢNH SÁT", last]
    found = decision(organs, "Số: 12/QĐ").field("issuer")
    assert found.needs_review or last.lower() in (found.value or "").lower()


def test_an_organ_that_breaks_off_is_asked_for() -> None:
    assert decision(["CÔNG AN TỈNH HẠ YÊN", "CÔNG AN XÃ"]).field("issuer").needs_review


@pytest.mark.parametrize("organ", ["CÔNG AN TNH HẠ YÊN", "CỤC THUÊ TỈNH HẠ YÊN"])
def test_an_organ_with_a_misread_word_is_asked_for(organ: str) -> None:
    assert decision([organ], "Số: 12/QĐ").field("issuer").needs_review
    known = decision(["PHÒNG CẢNH SÁT QLHC VỀ TTXH"], "Số: 12/QĐ").field("issuer")
    assert not known.needs_review


def test_a_date_in_running_text_is_not_the_papers() -> None:
    page = Page()
    page.put(WIDTH / 2, 340, "ĐƠN ĐỀ NGHỊ", bold=True)
    page.put(180, 440, "Tôi tên là: Nguyễn Văn An", "left")
    page.put(180, 490, "Sinh ngày: 12/03/1975", "left")
    page.body(560)
    fields = {
        field.name: field.value for field in page.record().fields if field.role is None
    }
    assert fields.get("issued_date") is None
    page.put(RIGHT, 900, "Hạ Yên, ngày 12 tháng 06 năm 2023")
    assert page.field("issued_date").value == "2023-06-12"


def test_an_annexs_mark_above_a_letters_head_does_not_make_it_an_annex() -> None:
    page = Page()
    page.put(RIGHT - 220, 100, "PHỤ LỤC 1:")
    y = page.head(
        ["ỦY BAN NHÂN DÂN", "TỈNH HẠ YÊN"],
        "Số: 23/UBND-NC",
        "Hạ Yên, ngày 11 tháng 9 năm 2023",
    )
    page.put(LEFT, y - PITCH, "V/v tuyển sinh đại học")
    page.put(600, y + PITCH, "Kính gửi: Các sở, ban, ngành.", "left")
    page.body(y + 3 * PITCH)
    record = page.record()
    assert (record.document_type, record.number) == ("cong_van", "23/UBND-NC")


def test_a_name_that_was_not_read_is_asked_for_below_its_title() -> None:
    page = decision(["UBND TỈNH HẠ YÊN", "SỞ XÂY DỰNG"])
    page.put(RIGHT, 1700, "GIÁM ĐỐC", bold=True)
    signer = page.field("signer_name")
    assert signer.value is None and signer.needs_review
    assert signer.box is not None and signer.box.y1 - signer.box.y0 > 4 * EM
    page.put(RIGHT, 1950, "Nguyễn Văn An", bold=True)
    assert page.field("signer_name").value == "Nguyễn Văn An"


@pytest.mark.parametrize("below", ["đợt 2 năm 2023", "NĂM 2023"])
def test_a_subject_whose_last_line_was_taken_for_something_else(below: str) -> None:
    page = Page()
    y = page.head(["UBND TỈNH HẠ YÊN", "SỞ XÂY DỰNG"], "Số: 12/KH-SXD", None)
    page.put(WIDTH / 2, y, "KẾ HOẠCH", bold=True)
    page.put(WIDTH / 2, y + PITCH, "ĐẨY NHANH TIẾN ĐỘ TUYỂN SINH ĐẠI HỌC", bold=True)
    page.put(WIDTH / 2, y + 2 * PITCH, below, bold=True)
    page.body(y + 4 * PITCH)
    found = page.field("subject")
    assert found.needs_review or (found.value or "").endswith(below)


@pytest.mark.parametrize(("year", "asked"), [("2024", False), ("2025", True)])
def test_a_province_that_was_not_there_any_more_is_asked_for(
    year: str, asked: bool
) -> None:
    page = Page()
    y = page.head(
        ["ỦY BAN NHÂN DÂN", "TỈNH HẢI DƯƠNG"],
        "Số: 12/QĐ-UBND",
        f"Hải Dương, ngày 05 tháng 11 năm {year}",
    )
    page.put(WIDTH / 2, y, "QUYẾT ĐỊNH", bold=True)
    page.put(WIDTH / 2, y + PITCH, "Về việc phê duyệt quy hoạch chi tiết", bold=True)
    page.body(y + 3 * PITCH)
    for name in ("issuer", "place", "issued_date"):
        assert page.field(name).needs_review is asked


def by_hand(
    kind: GapKind, text: str, sure: float, page: Page, word: str
) -> WrittenDigits:
    """Digits in the place of a word."""
    words = [found for line in page.canvas.lines for found in line.words]
    box = next(found.box for found in words if found.text == word)
    return WrittenDigits(kind, text, sure, BoundingBox(box.x0, box.y0, box.x1, box.y1))


def test_what_the_reader_of_written_digits_has_stands_in_the_field_and_is_asked_for() -> (
    None
):
    page = decision(["UBND TỈNH HẠ YÊN", "SỞ XÂY DỰNG"], "Số: 145 /QĐ-SXD")
    written = (
        by_hand(GapKind.NUMBER, "1145", 0.7, page, "145"),
        by_hand(GapKind.DAY, "28", 0.8, page, "05"),
    )
    fields = {
        field.name: field for field in page.record(written).fields if field.role is None
    }
    number, issued = fields["number"], fields["issued_date"]
    assert (number.value, number.confidence) == ("1145/QĐ-SXD", 0.7)
    assert number.raw_value == "Số: 145 /QĐ-SXD"
    assert issued.value == "2024-11-28"
    assert all(field.handwritten and field.needs_review for field in (number, issued))


def test_recognition_is_kept_where_the_reader_of_written_digits_is_not_sure() -> None:
    page = decision(["UBND TỈNH HẠ YÊN", "SỞ XÂY DỰNG"], "Số: 145 /QĐ-SXD")
    written = (
        by_hand(GapKind.NUMBER, "745", 0.3, page, "145"),
        by_hand(GapKind.DAY, "28", 0.3, page, "05"),
    )
    fields = {field.name: field.value for field in page.record(written).fields}
    assert (fields["number"], fields["issued_date"]) == ("145/QĐ-SXD", "2024-11-05")


def test_a_heading_below_an_annexs_reference_is_no_part_of_its_subject() -> None:
    page = Page()
    page.canvas.lines.clear()
    lines = (
        "PHỤ LỤC. ĐƠN VỊ THỤ HƯỞNG DO DỰ ÁN ĐẦU TƯ",
        "(Kèm theo công văn số 04/SYT ngày 04 tháng 01 năm 2018 của Sở Y tế)",
        "HẠ YÊN",
    )
    for at, line in enumerate(lines):
        page.put(WIDTH / 2, 200 + at * PITCH, line, bold=True)
    page.body(500)
    assert (page.field("subject").value or "").endswith("ĐẦU TƯ")


def test_a_number_quoted_in_a_subject_is_not_the_papers() -> None:
    page = Page()
    page.put(WIDTH / 2, 340, "DANH SÁCH HỘ GIA ĐÌNH THEO QUYẾT ĐỊNH", bold=True)
    page.put(WIDTH / 2, 390, "SỐ 468/QĐ-TTG NGÀY 27/3/2021 CỦA THỦ TƯỚNG", bold=True)
    page.body(560)
    numbers = [
        field
        for field in page.record().fields
        if field.name == "number" and field.value
    ]
    assert all(number.needs_review for number in numbers)


def test_the_second_line_of_an_organ_is_no_title() -> None:
    page = Page()
    y = page.head(
        ["UBND THỊ XÃ HẠ YÊN", "PHÒNG TÀI CHÍNH -", "KẾ HOẠCH"], "Số: 8/TCKH", None
    )
    page.put(LEFT, y, "V/v rà soát dự toán ngân sách")
    page.put(WIDTH / 2, y + 3 * PITCH, "Kính gửi: Ủy ban nhân dân các xã, phường")
    page.body(y + 5 * PITCH)
    assert page.record().document_type == "cong_van"


def test_a_misread_title_above_the_subject_makes_no_letter() -> None:
    page = Page()
    y = page.head(["SỞ XÂY DỰNG"], "Số: 12/GM-SXD", "Hạ Yên, ngày 05 tháng 11 năm 2024")
    page.put(WIDTH / 2, y, "GIẤY MỜl", bold=True)
    page.put(WIDTH / 2, y + PITCH, "Về việc dự họp giao ban", bold=True)
    page.put(WIDTH / 2, y + 3 * PITCH, "Kính gửi: Ủy ban nhân dân các xã, phường")
    page.body(y + 5 * PITCH)
    assert page.record().document_type == "giay_moi"


def test_a_page_without_lines_has_no_heading() -> None:
    assert read_heading([], "", document_types().vocabulary) == {}


def test_the_organ_of_a_stamp_of_arrival_is_not_the_issuer() -> None:
    page = Page()
    page.head(
        ["UBND QUẬN HẠ YÊN"], "Số: 12/UBND-VP", "Hạ Yên, ngày 05 tháng 11 năm 2024"
    )
    for at, line in enumerate(["CÔNG AN TỈNH VĨNH LONG", "CÔNG VĂN ĐẾN", "Số: 3292"]):
        page.put(LEFT, 330 + at * PITCH, line)
    page.body(600)
    assert page.field("issuer").value == "UBND quận Hạ Yên"


def test_what_belongs_to_the_issuer_is_no_part_of_the_subject() -> None:
    lines = labelled(
        [
            ("TRUNG TÂM Y", "ORGAN", 0.9),
            ("TẾ HUYỆN HÀ GIANG", "SUBJECT", 0.56),
            ("Số: 5/TTYT", "NUMBER", 1.0),
            ("V/v khen thưởng các tập thể", "SUBJECT", 1.0),
        ]
    )
    found = read_heading(lines, "", document_types().vocabulary)
    assert found["issuer"].value == "Trung tâm Y tế huyện Hà Giang"
    assert found["subject"].value == "khen thưởng các tập thể"
