"""Organs' names: case and marks by the lists, never by guessing."""

import pytest

from pipeline.extract.spelling import organ_name
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
