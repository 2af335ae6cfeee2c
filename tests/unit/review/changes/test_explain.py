"""The sentence that stands beside a match which a person has decided."""

from datetime import date

from pipeline.review.changes.explain import explanation
from pipeline.review.checks.rules import Checked
from pipeline.review.decision import Decision
from tests.unit.review.papers import LAN, PAPER, subject

DAY = date(2026, 3, 1)
PERSON = subject(f"match|{PAPER}|subject|1")


def said(value, because=None, **more):
    decision = Decision(PERSON, value or "none", because)
    return explanation(Checked(decision, value, **more), "Phạm Thị Dung", DAY)


def test_who_and_when_come_first():
    assert said(LAN) == "Phạm Thị Dung quyết định ngày 01/03/2026: đúng là người này"
    assert said(None) == (
        "Phạm Thị Dung quyết định ngày 01/03/2026: không có trong sổ công dân"
    )


def test_what_it_rests_on_what_it_overcame_and_why():
    text = said(
        LAN,
        "  đổi tên năm 2020 ",
        rests_on=("candidate", "gender"),
        against=("review_other_name",),
    )
    assert text.split("; ")[1:] == [
        "căn cứ: là một ứng viên của máy, giới tính",
        "trái với: họ tên trên giấy khác với sổ",
        "lý do: đổi tên năm 2020",
    ]
