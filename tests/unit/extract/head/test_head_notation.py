"""Numbers and notations as papers print them and engines misread them."""

import pytest

from pipeline.extract.head.notation import parse_number

NOTATIONS = ("QĐ", "UBND", "HĐND", "TB", "TTr", "KT", "HT", "BB")
SCHOOL = "ĐẠI HỌC VẠN HƯNG TRƯỜNG CĐ KINH TẾ - KỸ THUẬT"


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("Số: 312/QĐ-UBND", "312/QĐ-UBND"),
        ("Số: 386 /UBND-KGVX", "386/UBND-KGVX"),
        ("Số 45c/SYT-NVY", "45c/SYT-NVY"),
        ("Số : 499/ /BVVH", "499/BVVH"),
        ("Số: 01/TB - KHTH", "01/TB-KHTH"),
        ("Số: 12/2024/QĐ-UBND", "12/2024/QĐ-UBND"),
        ("Số: 45/2021", "45/2021"),
        ("Số: 3212/TTr-PCCC&CNCH-P9", "3212/TTr-PCCC&CNCH-P9"),
        ("Số: 15-QĐ/TU", "15-QĐ/TU"),
        ("Số: 75/CT.STNMT", "75/CT.STNMT"),
        ("Số: 851 /QĐ-CDKTKT-CTHSSV", "851/QĐ-CĐKTKT-CTHSSV"),
        ("số: 6400HVH-KHTH", "640ĐHVH-KHTH"),
        ("Số: /532/UBND- KSTTHC", "532/UBND-KSTTHC"),
        ("Số: 7/QD-UBND", "7/QĐ-UBND"),
        ("Số: 7/KKT-HTTT", "7/KKT-HTTT"),
        ("Số: 7/B-UBND", "7/BB-UBND"),
        ("Số: 80/QĐ-BVMTƯ", "80/QĐ-BVMTƯ"),
        ("Số: 312/QĐ-UBND, ngày 5 tháng 3", "312/QĐ-UBND"),
        ("Số: 450 GXN-BCĐPC-KSTTHC", "450/GXN-BCĐPC-KSTTHC"),
        ("Số: 2018/TB-UBND", "2018/TB-UBND"),
        ("Số: 2711/2018/TB-UBND", "2711/2018/TB-UBND"),
    ],
)
def test_number_and_notation(line: str, value: str) -> None:
    organs = "TRƯỜNG ĐẠI HỌC VẠN HƯNG" if "HVH" in line else SCHOOL
    found = parse_number(line, organs, NOTATIONS)
    assert found is not None and found.text == value


def test_a_gap_without_a_number_keeps_its_notation_and_is_worth_little() -> None:
    found = parse_number("Số: …… /BB-KHOA")
    assert found is not None and found.text == "/BB-KHOA" and found.share < 0.5


@pytest.mark.parametrize(
    "line", ["Số:", "Số: ……", "Số lượng bản in", "Sở Y tế", "Kính gửi: Sở Y tế"]
)
def test_what_is_no_number(line: str) -> None:
    assert parse_number(line) is None


def test_a_mended_notation_is_worth_less() -> None:
    plain, mended = (
        parse_number(f"Số: 7/{part}-UBND", "", NOTATIONS) for part in ("QĐ", "QD")
    )
    assert plain is not None and mended is not None and mended.share < plain.share


@pytest.mark.parametrize(
    "line", ["Số: /2018/TB-UBND", "Số: …/2018/TB-UBND", "Số / 2018/TB-UBND"]
)
def test_the_year_behind_an_unread_number_is_not_the_number(line: str) -> None:
    found = parse_number(line, "", NOTATIONS)
    assert found is not None and found.text == "/2018/TB-UBND" and found.share < 0.5


@pytest.mark.parametrize(
    "line",
    [
        "Số: /532/UBND-KT",  # the stroke may be a digit
        "Số: 6400HVH-KT",  # 0 or Đ
        "Số: 450 GXN-BCĐPC",  # a sign is lost
        "Số: 12/QĐ UBND",
        "SỐ 30/2020/NĐ-CP",  # of a title that quotes a decree
        "số 30/2020/NĐ-CP",
        "Số: 3529",  # the notation may be lost
        "Số: 45/2021",
    ],
)
def test_a_number_of_which_something_may_be_lost_is_asked_about(line: str) -> None:
    found = parse_number(line, "TRƯỜNG ĐẠI HỌC VẠN HƯNG", NOTATIONS)
    assert found is not None and found.share <= 0.9


def test_papers_that_are_numbered_without_letters_have_lost_none() -> None:
    found = parse_number("Số: 45/2021", bare=True)
    assert found is not None and found.share == 1.0
