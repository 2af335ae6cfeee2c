"""Remarks in the words of the caller's language: what is wrong, where, and with which value."""

import pytest

from pipeline.desk.answers import field_name, tell_remark
from pipeline.desk.pages.regions import Region
from pipeline.desk.pages.rescan import Remark
from schemas.tables.rows import FieldRow
from tests.support.store_rows import made_row

BOX = (827.0, 0.0, 1654.0, 780.0)


@pytest.mark.parametrize(
    ("remark", "message"),
    [
        (
            Remark(1, "rescan_blurred", box=BOX, region=Region.TOP_RIGHT),
            "Trang bị mờ ở góc trên bên phải.",
        ),
        (Remark(1, "rescan_blurred"), "Trang bị mờ."),
        (
            Remark(1, "rescan_shadow", box=BOX, region=Region.BOTTOM),
            "Trang bị tối ở phần dưới của trang.",
        ),
        (
            Remark(1, "rescan_cut_off", box=BOX, region=Region.EDGE_LEFT),
            "Chữ bị cắt ở mép trái: trang có thể mất một phần.",
        ),
        (
            Remark(1, "rescan_seal_over", box=BOX, region=Region.LEFT, field="number"),
            "Con dấu đè lên số, ký hiệu ở bên trái của trang.",
        ),
        (
            Remark(1, "rescan_seal_over", field="mother.1.birth_date"),
            "Con dấu đè lên ngày sinh (mẹ).",
        ),
        (
            Remark(None, "rescan_page_missing", (("pages", "3, 4"),)),
            "Theo số trang in trên giấy, còn thiếu trang: 3, 4.",
        ),
    ],
)
def test_a_remark_is_one_plain_sentence(remark: Remark, message: str) -> None:
    assert tell_remark(remark, 2, "vi").message == message


def test_the_place_and_the_value_stand_in_the_answer_too() -> None:
    remark = Remark(
        3, "rescan_seal_over", box=BOX, region=Region.TOP_RIGHT, field="number"
    )
    told = tell_remark(remark, 2, "en")
    assert (
        told.message
        == "a seal lies over: number and notation at the upper right corner"
    )
    assert (told.page, told.where, told.box, told.field) == (
        3,
        "the upper right corner",
        BOX,
        "2:number",
    )
    assert told.remedy
    plain = tell_remark(Remark(1, "rescan_dark"), 2, "vi")
    assert (plain.where, plain.box, plain.field) == (None, None, None)


def test_a_value_is_named_as_confirm_takes_it() -> None:
    assert field_name(2, made_row(FieldRow, name="number")) == "2:number"
    person = made_row(FieldRow, name="birth_date", role="subject", role_index=1)
    assert field_name(2, person) == "2:subject.1.birth_date"
