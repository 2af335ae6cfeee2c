"""Places and dates of heads whose words are broken."""

import pytest

from pipeline.extract.head.dated_place import read_place_and_date
from pipeline.extract.types import document_types
from tests.unit.extract.head.lines import labelled
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


def test_a_line_beside_the_date_that_tells_neither_is_left_out() -> None:
    lines = [
        ("Số lượng: 05 bản", "DATE", 0.6),
        ("Hạ Yên, ngày 14 tháng 9 năm 2021", "DATE", 1.0),
    ]
    day, place = read_place_and_date(
        labelled(lines), document_types().vocabulary, upper=True
    )
    assert day is not None and day.value == "2021-09-14"
    assert place is not None and place.value == "Hạ Yên" and place.confidence > 0.93


def test_a_date_of_running_text_above_it_is_not_the_papers() -> None:
    lines = [
        ("số 45/TTr-TCCB ngày 03 tháng 02 năm 2022.", "DATE", 0.8),
        ("Tây Ninh, ngày 18 tháng 10 năm 2015", "DATE", 1.0),
    ]
    day, place = read_place_and_date(
        labelled(lines), document_types().vocabulary, upper=True
    )
    assert day is not None and day.value == "2015-10-18"
    assert place is not None and place.value == "Tây Ninh"


def test_a_known_place_is_no_other_one_that_lost_a_letter() -> None:
    assert not decision(["SỞ XÂY DỰNG"], place="Hà Giang").field("place").needs_review


def test_a_page_without_a_date_has_no_place() -> None:
    assert read_place_and_date([], document_types().vocabulary, upper=True) == (
        None,
        None,
    )
