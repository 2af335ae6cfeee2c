"""Letters of notations that may be lost or misread."""

import pytest

from pipeline.extract.head.notation_doubts import has_doubtful_part

KNOWN = ("QĐ", "UBND", "HĐND", "TTr", "TrS", "SYT")
PHRASES = {"khu vuc", "y te", "y hoc co truyen", "nhan dan"}
HOSPITAL = "SỞ Y TẾ TÂY NINH BỆNH VIỆN MẮT KHU VỰC HÒA LỘC"


@pytest.mark.parametrize(
    ("part", "organs"),
    [
        ("BVMK", HOSPITAL),  # of BVMKV: cut in the middle of a phrase
        ("BVYC", "BỆNH VIỆN Y HỌC CỔ TRUYỀN"),
        ("HĐN", "HỘI ĐỒNG NHÂN DÂN"),
        ("Ps", HOSPITAL),  # P5
        ("VXi", HOSPITAL),
        ("CNVPD", HOSPITAL),  # a Đ may have lost its stroke
    ],
)
def test_a_part_that_may_have_lost_something(part: str, organs: str) -> None:
    assert has_doubtful_part([part], organs, KNOWN, PHRASES)


@pytest.mark.parametrize(
    "part",
    ["BVMKV", "BVM", "SYT", "QĐ", "TTr", "TTg", "GDTrH", "P5", "KSTTHC", "VPCP", "TrS"],
)
def test_usual_parts_are_none(part: str) -> None:
    assert not has_doubtful_part([part], HOSPITAL, KNOWN, PHRASES)


def test_without_an_organ_nothing_is_known_to_be_cut() -> None:
    assert not has_doubtful_part(["BVMK"], "", KNOWN, PHRASES)
