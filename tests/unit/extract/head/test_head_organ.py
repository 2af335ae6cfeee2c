"""The issuing organ from lines whose parts are known."""

import pytest

from pipeline.extract.head.organ import read_issuer
from pipeline.extract.types import load_document_types
from pipeline.extract.values import Value
from tests.unit.extract.head.lines import labelled

VOCABULARY = load_document_types().vocabulary


def issuer(lines: list[tuple[str, str, float]], number: str) -> Value:
    """Of lines (text, part, how sure that is) below one another."""
    found = read_issuer(labelled(lines), VOCABULARY, number)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("number", "doubted"),
    [("845/HĐTĐQ-VX", True), ("845/PCCC", False), ("845/QĐ-UBND", True)],
)
def test_a_notation_of_one_of_the_organs_above_speaks_against_the_name(
    number: str, doubted: bool
) -> None:
    found = issuer(
        [
            ("UBND TỈNH HẠ YÊN", "PARENT", 1.0),
            ("HỘI ĐỒNG THẨM ĐỊNH QUY HOẠCH", "PARENT", 0.6),
            ("PHÒNG CHÁY CHỮA CHÁY TỈNH HẠ YÊN", "ORGAN", 1.0),
        ],
        number,
    )
    assert (found.confidence < 0.7) is doubted


def test_a_last_line_that_the_name_needs_is_kept_however_unsure() -> None:
    lines = [("SỞ THÔNG TIN VÀ", "ORGAN", 0.95), ("TRUYỀN THÔNG", "ORGAN", 0.57)]
    assert issuer(lines, "1/STTTT").value == "Sở Thông tin và Truyền thông"


def test_an_organ_above_the_number_is_the_issuer_and_asked_for() -> None:
    lines = [
        ("SỞ Y TẾ", "ORGAN", 0.68),
        ("BỆNH VIỆN DA LIỄU TỈNH", "BODY", 0.93),
        ("HẠ YÊN", "BODY", 0.87),
        ("Số: 2/NQ-BVDLT-VX", "NUMBER", 1.0),
    ]
    found = issuer(lines, "2/NQ-BVDLT-VX")
    assert found.value == "BỆNH VIỆN DA LIỄU TỈNH HẠ YÊN"
    assert found.confidence < 0.9
    plain = [("SỞ Y TẾ", "ORGAN", 1.0), lines[-1]]
    assert issuer(plain, "2/NQ-SYT").value == "Sở Y tế"
    small = [lines[0], ("Phòng Tổ chức cán bộ có ý kiến", "BODY", 0.9), lines[-1]]
    assert issuer(small, "2/NQ-SYT").value == "Sở Y tế"


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (
            [
                ("Bệnh viện Y học cổ truyền tỉnh", "ORGAN", 0.71),
                ("Hà Giang", "BODY", 0.76),
            ],
            "Bệnh viện Y học cổ truyền tỉnh Hà Giang",
        ),
        (
            [("Học viện Y", "ORGAN", 0.94), ("Dược Hà Giang", "BODY", 0.53)],
            "Học viện Y Dược Hà Giang",
        ),
        (
            [
                ("CÔNG TY TNHH MỘT THÀNH VIÊN THỦY", "BODY", 0.52),
                ("NÔNG HÀ GIANG", "ORGAN", 0.99),
            ],
            "CÔNG TY TNHH MỘT THÀNH VIÊN THỦY NÔNG HÀ GIANG",
        ),
    ],
)
def test_a_name_whose_other_line_was_taken_for_something_else_is_whole_and_asked_for(
    lines: list[tuple[str, str, float]], name: str
) -> None:
    found = issuer([*lines, ("Số: 2/NQ", "NUMBER", 1.0)], "2/NQ")
    assert found.value == name and found.confidence < 0.93


def test_a_line_below_that_may_belong_to_the_name_is_a_doubt() -> None:
    lines = [
        ("TRUNG TÂM CÔNG NGHỆ THÔNG TIN CỦA", "ORGAN", 0.9),
        ("TỈNH HẠ YÊN", "SUBJECT", 0.66),
    ]
    sure = [
        (text, part if part == "ORGAN" else "NUMBER", 0.99) for text, part, _ in lines
    ]
    assert issuer(lines, "").confidence < issuer(sure, "").confidence


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("VĂN PHÒNG", "288/BB-VP"),
        ("THANH TRA", "14/QĐ-TT"),
        ("PHÒNG TÀI CHÍNH - KẾ HOẠCH", "7/PTCKH-QLĐT"),
        ("TRƯỜNG CAO ĐẲNG HẠ YÊN", "23/TCĐHY"),
    ],
)
def test_a_notation_of_all_its_initials_bears_a_name_out(
    name: str, number: str
) -> None:
    lines = [(name, "ORGAN", 0.6)]
    assert issuer(lines, number).confidence > 0.95
    assert issuer(lines, "288/BB").confidence < issuer(lines, number).confidence


def test_initials_do_not_bear_out_a_name_that_breaks_off() -> None:
    lines = [("TRUNG TÂM Y TẾ HUYỆN", "ORGAN", 0.99)]
    assert issuer(lines, "5/TTYTH").confidence < 0.93


@pytest.mark.parametrize(
    "name",
    [
        "CÔNG AN XÃ HÒA PHONG",
        "TRƯỜNG TRUNG CẤP NINH PHONG",
        "Bệnh viện Da liễu Hà Giang",
        "PHÒNG CÔNG TÁC SINH VIÊN",
        "UỶ BAN NHÂN DÂN XÃ HẠ YÊN",
        "TRƯỜNG ĐẠI HỌC ĐIỆN LỰC",
    ],
)
def test_words_of_places_and_people_are_no_misread_words_of_organs(name: str) -> None:
    assert issuer([(name, "ORGAN", 1.0)], "").confidence > 0.95


@pytest.mark.parametrize(
    "name",
    ["CÔNG TY MÔI TRƯỜN ĐÔ THỊ VĨNH LONG", "CỤC THUÊ", "BỆNH VIỆN TỈNH HÒA BÌN"],
)
def test_a_phrase_or_place_that_lost_a_letter_is_asked_about(name: str) -> None:
    assert issuer([(name, "ORGAN", 1.0)], "").confidence < 0.7


def test_initials_do_not_bear_out_a_name_whose_first_word_is_misread() -> None:
    lines = [("DỘI CẢNH SÁT GIAO THÔNG", "ORGAN", 1.0)]
    assert issuer(lines, "5/ĐCSGT").confidence < 0.93


def test_a_committee_spelled_the_other_way_is_spoken_for_by_its_notation() -> None:
    lines = [("UBND TỈNH HẠ YÊN", "PARENT", 1.0), ("UỶ BAN NHÂN DÂN", "ORGAN", 1.0)]
    lines.append(("PHƯỜNG YÊN THỌ", "ORGAN", 1.0))
    assert issuer(lines, "985/QĐ-UBND").confidence > 0.95


@pytest.mark.parametrize(
    ("lines", "number"),
    [
        # The organ above ran into the name.
        (["ỦY BAN NHÂN DÂN TỈNH HẠ YÊN SỞ TÀI NGUYÊN VÀ MÔI TRƯỜNG"], "5/STNMT"),
        (["BỆNH VIỆN Y HỌC CỔ"], "5/BVYHCT"),
        (["CỤC HÀNG KHÔNG", "Xác nhận Quy chế làm việc"], "5/CHK"),
    ],
)
def test_a_name_that_is_too_long_or_too_short_is_asked_about(
    lines: list[str], number: str
) -> None:
    told = [(text, "ORGAN", 0.95) for text in lines]
    assert issuer(told, number).confidence < 0.93
