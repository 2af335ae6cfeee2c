"""Names of organs and places: case and marks by the lists, never by guessing."""

import pytest

from pipeline.extract.spelling import address, organ_name
from pipeline.extract.types import load_document_types

V = load_document_types().vocabulary


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("UBND QUẬN THANH LÂM", "UBND quận Thanh Lâm"),
        ("ỦY BAN NHÂN DÂN XÃ TRƯỜNG THỊNH", "Ủy ban nhân dân xã Trường Thịnh"),
        ("ỦY BAN NHÂN DÂN THÀNH PHÓ CẢN THƠ", "Ủy ban nhân dân thành phố Cần Thơ"),
        ("SỞ TÀI NGUYÊN VÀ MÔI TRƯỜNG", "Sở Tài nguyên và Môi trường"),
        ("TRƯỜNG ĐẠI HỌC VẠN HẠNH ĐÔNG", "TRƯỜNG ĐẠI HỌC VẠN HẠNH ĐÔNG"),
        ("BỆNH VIỆN ĐA KHOA TỈNH PHÚ THỌ", "Bệnh viện Đa khoa tỉnh Phú Thọ"),
        ("Trung tâm Y tế huyện An Lạc", "Trung tâm Y tế huyện An Lạc"),
    ],
)
def test_organs(printed: str, name: str) -> None:
    assert (
        organ_name(printed, V.organ_phrases, V.layout.place_units, V.provinces) == name
    )


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("số 5, phường Hạ Yên, Hà Nôi", "số 5, phường Hạ Yên, Hà Nội"),
        ("xã Phú Sơn. huyên Đông Hòa. Hà Nội", "xã Phú Sơn, huyện Đông Hòa, Hà Nội"),
        ("phường Láng, quân Đống Đa ......", "phường Láng, quận Đống Đa"),
        ("Tổ 3, P. Bến Nghé, TP. Hồ Chí Minh", "Tổ 3, P. Bến Nghé, TP. Hồ Chí Minh"),
    ],
)
def test_addresses(text: str, name: str) -> None:
    assert address(text, V.address_words, V.provinces) == name


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
def test_organs_without_provinces(text: str, organ: str) -> None:
    assert organ_name(text, V.organ_phrases, V.layout.place_units) == organ
