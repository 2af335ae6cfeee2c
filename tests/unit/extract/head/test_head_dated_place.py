"""Places and dates of heads whose words are broken."""

import pytest

from pipeline.extract.head.dated_place import dated_place
from pipeline.extract.types import document_types
from tests.unit.extract.head.pages import Page, decision


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("Quảng Nam, ngày", "Quảng Nam"),  # `Nam` is no `ngày`
        ("TP. Đồng Nai, ngày", "TP. Đồng Nai"),
        ("TP. Hạ Yên, ngày 05 tháng 11 nă 2024", "TP. Hạ Yên"),
    ],
)
def test_a_place_before_a_broken_date(line: str, place: str) -> None:
    assert (
        decision(["SỞ XÂY DỰNG"], place=line.partition(",")[0]).field("place").value
        == place
    )
    page = Page()
    page.head(["SỞ XÂY DỰNG"], "Số: 12/SXD-KT", line)
    page.body(700)
    assert page.field("place").value == place


@pytest.mark.parametrize("place", ["Thành ph Hạ Yên", "Hòa Bìn", "p.Hạ Yên"])
def test_a_place_that_lost_a_letter_is_asked_for(place: str) -> None:
    assert decision(["SỞ XÂY DỰNG"], place=place).field("place").needs_review


def test_a_misread_mark_of_thanh_pho_is_put_right() -> None:
    place = decision(["SỞ XÂY DỰNG"], place="Thánh phố Cao Bằng").field("place")
    assert place.value == "Thành phố Cao Bằng"


def test_a_known_place_is_no_other_one_that_lost_a_letter() -> None:
    assert not decision(["SỞ XÂY DỰNG"], place="Hà Giang").field("place").needs_review


def test_a_page_without_a_date_has_no_place() -> None:
    assert dated_place([], document_types().vocabulary, upper=True) == (None, None)
