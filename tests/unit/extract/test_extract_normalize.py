import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.common.vietnamese.folding import fold_same_length
from pipeline.extract import normalize, spelling
from pipeline.extract.types import load_document_types

WORDS = load_document_types().vocabulary
DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("ngày 05 tháng 11 năm 2024", "2024-11-05"),
        ("Hà Nội, ngày 5 thang 11 nam 2024", "2024-11-05"),
        ("Ngày...05...tháng...11...năm...2024", "2024-11-05"),
        ("ngày T7 tháng 02 năm 2020", "2020-02-17"),
        ("ngày O5 tháng l1 năm 2009", "2009-11-05"),
        ("05/11/2024", "2024-11-05"),
        ("05-11-2024", "2024-11-05"),
        ("5.11.2024", "2024-11-05"),
        ("sinh ngày 05 / 11 / 2024 tại", "2024-11-05"),
        ("31/02/2020 hoặc 01/03/2020", "2020-03-01"),
        ("29/02/2023", None),
        ("Nghị định số 30/2020/NĐ-CP", None),
        ("1975", None),
    ],
)
def test_dates(text: str, value: str | None) -> None:
    found = normalize.find_date(text)
    assert (found.value if found else None) == value


def test_bare_years_and_two_digit_years() -> None:
    year = normalize.find_date("Năm sinh: 1975", bare_year=True)
    assert year is not None and (year.value, year.day) == ("1975", None)
    short = normalize.find_date("12/3/75")
    assert short is not None and (short.value, short.sure) == ("1975-03-12", False)


@given(
    DAYS,
    st.sampled_from(
        [
            "{:%d/%m/%Y}",
            "{:%d-%m-%Y}",
            "{:%d.%m.%Y}",
            "ngày {:%d} tháng {:%m} năm {:%Y}",
        ]
    ),
)
def test_every_day_in_every_form(day: date, form: str) -> None:
    text = f"Hà Nội, {form.format(day, day, day)}"
    found = normalize.find_date(text)
    assert found is not None and found.day == day
    assert text[found.start : found.end].endswith(f"{day:%Y}")


@given(st.text())
def test_folding_keeps_positions(text: str) -> None:
    text = unicodedata.normalize("NFC", text)
    assert len(fold_same_length(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ông: NGUYỄN VĂN AN,", "Nguyễn Văn An"),
        ("bà Lê Thị Hoa sinh năm 1980", "Lê Thị Hoa"),
        (".......... TRẦN THỊ LAN ..........", "Trần Thị Lan"),
        ("NGUYÊN ĐỨC THẮNG", "Nguyễn Đức Thắng"),
        ("“Nguyễn Văn Hòa", "Nguyễn Văn Hòa"),
        ("Ông/Bà: HOÀNG TIẾN DŨNG", "Hoàng Tiến Dũng"),
        ("Nguyễn", None),
        ("......", None),
        ("12 345", None),
    ],
)
def test_names(text: str, name: str | None) -> None:
    assert normalize.person_name(text, WORDS.family_names) == name


def test_decomposed_names_become_nfc() -> None:
    assert (
        normalize.person_name(
            unicodedata.normalize("NFD", "TRẦN THỊ BÍCH"), WORDS.family_names
        )
        == "Trần Thị Bích"
    )


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("001075012345", "001075012345"),
        ("001 075 012 345", "001075012345"),
        ("OO1O75O12345 cấp ngày 10/05/2021", "001075012345"),
        ("CMND số 012345678", "012345678"),
        ("001075012345..........", "001075012345"),
        ("00107501234", None),
        ("Hồ sơ Bảo Lộc Gia Định", None),
    ],
)
def test_identity_numbers(text: str, number: str | None) -> None:
    found = normalize.identity_number(text)
    assert (found[0] if found else None) == number


@given(st.from_regex(r"[0-9]{12}", fullmatch=True))
def test_every_number_is_read_with_its_place(number: str) -> None:
    text = f"Thẻ căn cước số {number} do Cục Cảnh sát"
    found = normalize.identity_number(text)
    assert (
        found is not None and found[0] == number and text[found[1] : found[2]] == number
    )


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("123/QĐ-UBND", "123/QĐ-UBND"),
        ("123 /QD - UBND", "123/QĐ-UBND"),
        ("l23/QĐ–UBND.", "123/QĐ-UBND"),
        ("887/QĐĐ-STP", "887/QĐ-STP"),
        ("45/2021", "45/2021"),
        ("15/2022/NQ-HĐND", "15/2022/NQ-HĐND"),
        ("256/GPXD", "256/GPXD"),
        ("CH 01234", "CH 01234"),
        ("256", "256"),
        ("QĐ-UBND", None),
    ],
)
def test_document_numbers(text: str, number: str | None) -> None:
    found = normalize.document_number(text, WORDS.notations)
    assert (found[0] if found else None) == number


def test_gender_amount_and_closed_lists() -> None:
    assert [normalize.gender(t) for t in ("Nam", "Nữ ....", "NỮ", "nu", "Dân")] == [
        "M",
        "F",
        "F",
        "F",
        None,
    ]
    assert normalize.amount("1.250.000 đồng") == ("1250000", 0, 9)
    assert (normalize.amount("85,5 m²") or "")[0] == "85.5"
    assert normalize.amount("Điều 3", money=True) is None
    assert normalize.snap("Kính", WORDS.ethnicities) == "Kinh"
    assert normalize.snap("Viêt Narn Nơi", WORDS.nationalities) == "Việt Nam"
    assert normalize.snap("xyz", WORDS.nationalities) is None


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("số 5, phường Hạ Yên, Hà Nôi", "số 5, phường Hạ Yên, Hà Nội"),
        ("xã Phú Sơn. huyên Đông Hòa. Hà Nội", "xã Phú Sơn, huyện Đông Hòa, Hà Nội"),
        ("phường Láng, quân Đống Đa ......", "phường Láng, quận Đống Đa"),
        ("Tổ 3, P. Bến Nghé, TP. Hồ Chí Minh", "Tổ 3, P. Bến Nghé, TP. Hồ Chí Minh"),
    ],
)
def test_addresses(text: str, address: str) -> None:
    assert spelling.address(text, WORDS.address_words, WORDS.provinces) == address


@pytest.mark.parametrize(
    ("text", "organ"),
    [
        ("ỦY BAN NHÂN DÂN QUẬN THANH LÂM", "Ủy ban nhân dân quận Thanh Lâm"),
        ("UY BAN NHÂN DÂN QUẠN AN KHÊ HẠ", "Ủy ban nhân dân quận An Khê Hạ"),
        ("PHÒNG TÀI NGUYÊN VÀ MÔI TRƯỜNG", "Phòng Tài nguyên và Môi trường"),
        ("Ủy ban nhân dân xã Đông Mỹ", "Ủy ban nhân dân xã Đông Mỹ"),
        (
            "CỤC CẢNH SÁT QUẢN LÝ HÀNH CHÍNH VỀ TRẬT TỰ XÃ HỘI",
            "Cục Cảnh sát quản lý hành chính về trật tự xã hội",
        ),
    ],
)
def test_organs(text: str, organ: str) -> None:
    assert (
        spelling.organ_name(text, WORDS.organ_phrases, WORDS.layout.place_units)
        == organ
    )


@pytest.mark.parametrize(
    ("text", "value", "sure"),
    [
        ("ngày 2 tháng 9 năm 98", "1998-09-02", False),
        ("ngày 01 tháng 02 năm 20 24", "2024-02-01", False),
        ("5/11/20 24", "2024-11-05", False),
        ("0 5 / 1 1 / 1 9 7 5", "1975-11-05", False),
        ("ngày 0 5 tháng 1 1 năm 1 9 7 5", "1975-11-05", False),
        ("1 5/11/1975", "1975-11-05", False),  # 5 or 15
        ("ngày 05/11 năm 2024", "2024-11-05", True),
        ("1975-03-12", "1975-03-12", True),
        ("Năm sinh: 1975", "1975", True),
        ("ngày … tháng … năm 1975", "1975", False),
        ("tháng 5 năm 1960", "1960", False),
        ("31/02/2020 năm 2020", "2020", False),
        ("ngày 31 tháng 02 năm 2020", "2020", False),
    ],
)
def test_dates_as_people_write_them(text: str, value: str, sure: bool) -> None:
    found = normalize.find_date(text, bare_year=True)
    assert found is not None and (found.value, found.sure) == (value, sure)


@pytest.mark.parametrize(
    "text",
    ["ngày 05 tháng 11 năm 20…", "05/11/20…", "ngày 05 tháng 11 năm 20", "00/00/1950"],
)
def test_what_a_form_prints_of_a_year_is_no_year(text: str) -> None:
    assert normalize.find_date(text) is None


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("1,250,000 đồng", "1250000"),
        ("250,000đ", "250000"),
        ("1.250.000,00 đồng", "1250000"),
        ("1 250 000 đồng", "1250000"),
    ],
)
def test_sums_with_points_commas_and_spaces(text: str, digits: str) -> None:
    assert (normalize.amount(text, money=True) or "")[0] == digits
