"""When two pages are one sheet, and which papers are compared at all."""

from __future__ import annotations

import pytest

from pipeline.plan.second_scans import (
    ReadPage,
    likeness_keys,
    may_be_twins,
    read_pages,
    second_scan,
)
from schemas.tables.rows import DocumentRow, FieldRow, MatchRow, PageRow
from schemas.work import DocumentRows
from tests.support.store_rows import made_row

ONE = "0123456789abcdef" * 12 + "0123456789ab"
OTHER = "f0e1d2c3b4a59687" * 12 + "ba9876543210"
TEXT = (
    "Quyết định số 123/QĐ-UBND ngày 05/11/2024 của Ủy ban nhân dân phường An Khê về việc "
    "cho phép ông Nguyễn Văn Mẫu số định danh 001085000001 chuyển mục đích sử dụng đất"
)


def told(text: str, other: str, prints: tuple[str, str] = (ONE, ONE)):
    ours, theirs = ReadPage(1, prints[0], text), ReadPage(4, prints[1], other)
    blank = ReadPage(2, "", "")
    return second_scan("B-1.1", [ours, blank], "A-1.1", [blank, theirs])


def test_both_papers_and_their_pages_are_named():
    found = told(TEXT, TEXT.replace("phường", "phuờng"))
    assert found is not None
    assert (found.code, found.found, found.against) == (
        "scanned_twice",
        "B-1.1 (1)",
        "A-1.1 (4)",
    )


@pytest.mark.parametrize(
    ("text", "other"),
    [
        (TEXT, TEXT.replace("001085000001", "001085000999").replace("123/", "124/")),
        (TEXT, TEXT + " " + " ".join(f"điều khoản thêm {n}" for n in range(12))),
        (TEXT, "Biên bản họp của tổ dân phố về việc bầu tổ trưởng năm nay"),
        ("Số 12", "Số 12"),
        ("", ""),
    ],
)
def test_another_paper_is_not_the_same_sheet(text, other):
    assert told(text, other) is None


def test_the_text_alone_is_not_enough():
    assert told(TEXT, TEXT, (ONE, OTHER)) is None
    assert told(TEXT, TEXT, (ONE, "")) is None
    assert may_be_twins(["", ONE], [OTHER, ONE])
    assert not may_be_twins([ONE], [OTHER, ""])


def rows(code: str = "A-1", **more: object) -> DocumentRows:
    document = made_row(
        DocumentRow, **{"document_id": f"{code}.1", "dossier_code": code, **more}
    )
    return DocumentRows(document)


def shared(one: DocumentRows, other: DocumentRows) -> int:
    return len(set(likeness_keys(one)) & set(likeness_keys(other)))


def test_papers_meet_by_dossier_citizen_and_number():
    assert shared(rows(), rows()) == 1
    assert shared(rows(), rows("B-1")) == 0
    number = {"issued_year": 2024, "number": "123/QĐ-UBND"}
    folded = {"issued_year": 2024, "number": "123 / QD-UBND"}
    assert shared(rows(**number), rows("B-1", **folded)) == 1
    assert shared(rows(**number), rows("B-1", **number | {"issued_year": 2023})) == 0
    assert shared(rows(number="45"), rows("B-1", number="45")) == 0, "too common"
    citizen = "001085000001"
    matched = DocumentRows(
        rows().document, matches=(made_row(MatchRow, citizen_id=citizen),)
    )
    read = DocumentRows(
        rows("B-1").document,
        fields=(made_row(FieldRow, name="citizen_id", value=citizen),),
    )
    assert shared(matched, read) == 1
    assert citizen not in str(likeness_keys(matched))


def test_pages_go_with_their_prints():
    made = DocumentRows(
        rows().document,
        pages=tuple(made_row(PageRow, page=n, text=f"t{n}") for n in (1, 2)),
        prints=(ONE, ""),
    )
    assert read_pages(made) == (ReadPage(1, ONE, "t1"), ReadPage(2, "", "t2"))
    assert read_pages(rows()) == ()


FORM = (
    "Tờ khai của ông Nguyễn Văn Mẫu số định danh 001085000001 số điện thoại 0900123456 thửa 4521 tờ "
    "bản đồ 1204 diện tích 1250 mét vuông số 12/2020-TK ngày 05 tháng 11 năm 2020 sổ 871703"
)


@pytest.mark.parametrize(
    ("stands", "instead", "same"),
    [
        ("871703", "249017", False),
        ("ngày 05", "ngày 14", False),
        ("0900123456", "0911987654", False),
        ("871703", "871708", True),
        ("871703", "8717o3", True),
        ("871703", "", True),
        ("sổ 871703", "sổ 871703.", True),
    ],
)
def test_another_number_in_the_place_of_one_is_another_paper(stands, instead, same):
    """A slip of recognition is not, nor a number that was not read."""
    assert (told(FORM, FORM.replace(stands, instead)) is not None) is same
    assert (told(FORM.replace(stands, instead), FORM) is not None) is same


def test_the_printed_back_of_a_certificate_tells_nothing():
    back = "Người được cấp giấy chứng nhận không được sửa chữa, tẩy xóa nội dung " * 3
    assert told(back, back) is None
    assert told(f"{back} 871703", f"{back} 871703") is None
