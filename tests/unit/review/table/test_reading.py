"""Decisions as people type them into the review table, in Excel or by hand, and what is made of
them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from pipeline.errors import TableError
from pipeline.review.decision import Decision, DecisionKind, Subject
from pipeline.review.open_items.items import ReviewItem
from pipeline.review.table.reading import read_filled
from tests.support.workbooks import save_rows, state_dimension


def item(what: str, name: str | None = None, candidates: str = "") -> ReviewItem:
    kind = DecisionKind(what)
    if kind is DecisionKind.FIELD:
        subject = Subject(kind, "D.1", "applicant", 1, name)
    elif kind is DecisionKind.MATCH:
        subject = Subject(kind, "D.1", name, 1)
    else:
        subject = Subject(kind, "D.1")
    return ReviewItem(subject, None, (), "", tuple(candidates.split()))


def key(what: str, name: str) -> str:
    return f"match|D.1|{name}|1" if what == "match" else f"field|D.1|applicant|1|{name}"


def read(path: Path) -> list[Decision]:
    return [row.decision for row in read_filled(path, {one.key: one for one in OPEN})]


OPEN = [
    item("field", "birth_date"),
    item("field", "citizen_id"),
    item("field", "full_name"),
    item("field", "gender"),
    item("field", "number"),
    item("match", "applicant", "001196679782 034075000001"),
    item("document"),
    item("quarantine"),
]


def decided(path: Path, name: str, value: object, what: str = "field") -> str | None:
    save_rows(path, [["item", "decision"], [key(what, name), value]])
    found = read(path)
    return found[0].value if found else None


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("birth_date", datetime(2024, 9, 27), "2024-09-27"),
        ("birth_date", "27/09/2024", "27/09/2024"),
        ("birth_date", " 17.5.2009 ", "17.5.2009"),
        ("birth_date", 1975, "1975"),
        ("birth_date", "OK", "ok"),
        ("birth_date", "đúng", "ok"),
        ("citizen_id", 1196679782, "001196679782"),
        ("citizen_id", "001196679782", "001196679782"),
        ("full_name", " Nguyễn  Văn Thử ", "Nguyễn Văn Thử"),
        ("full_name", "'=1+1", "=1+1"),
        ("gender", "Nữ", "Nữ"),
        ("number", 45, "45"),
        ("number", "12/2023", "12/2023"),
        ("full_name", None, None),
        ("full_name", "  ", None),
    ],
)
def test_field_values(
    tmp_path: Path, name: str, value: object, expected: str | None
) -> None:
    assert decided(tmp_path / "t.xlsx", name, value) == expected


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("citizen_id", "1196679782", "zeros_lost"),
        ("old_id", "12345678", "zeros_lost"),
        ("full_name", "=1+1", "table_not_calculated"),
        ("number", datetime(2023, 12, 1), "table_date_for_text"),
        ("number", 1.5, "table_number_for_text"),
        ("full_name", "=1/0", "table_not_calculated"),
    ],
)
def test_field_values_that_are_refused(
    tmp_path: Path, name: str, value: object, code: str
) -> None:
    path = save_rows(
        tmp_path / "t.xlsx", [["item", "decision"], [key("field", name), value]]
    )
    with pytest.raises(TableError) as caught:
        read(path)
    assert caught.value.code == code
    assert (caught.value.values["row"], caught.value.values["column"]) == (
        "2",
        "decision",
    )


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1196679782, "001196679782"),
        ("1196679782", "001196679782"),
        (34075000001, "034075000001"),
        ("34075000001", "034075000001"),
        ("001075000011", "001075000011"),
        ("034075000001 · Trần Thị Thử", "034075000001"),
        ("none", "none"),
        ("Không ai", "none"),
    ],
)
def test_citizens(tmp_path: Path, value: object, expected: str) -> None:
    assert decided(tmp_path / "t.xlsx", "applicant", value, "match") == expected


def test_digits_that_no_candidate_has_are_not_completed(tmp_path: Path) -> None:
    with pytest.raises(TableError) as caught:
        decided(tmp_path / "t.xlsx", "applicant", "1075000011", "match")
    assert caught.value.code == "zeros_lost"
    assert {
        "value": "1075000011",
        "digits": "10",
        "due": "12",
    }.items() <= caught.value.values.items()


def test_zeros_that_were_put_back_are_said(tmp_path: Path) -> None:
    rows = [
        ["item", "decision"],
        [key("match", "applicant"), "1196679782"],
        [key("field", "citizen_id"), "ok"],
    ]
    found = read_filled(
        save_rows(tmp_path / "t.xlsx", rows), {one.key: one for one in OPEN}
    )
    assert [row.zeros_restored for row in found] == [True, False]


def test_contradictory_rows_are_refused_and_both_are_named(tmp_path: Path) -> None:
    name = OPEN[2].key
    same = save_rows(
        tmp_path / "same.xlsx", [["item", "decision"], [name, "b"], [name, " b"]]
    )
    assert read(same) == [Decision(OPEN[2].subject, "b")]
    other = save_rows(
        tmp_path / "other.xlsx", [["item", "decision"], [name, "a"], [name, "b"]]
    )
    with pytest.raises(TableError) as caught:
        read(other)
    assert caught.value.code == "repeated_item"
    found = caught.value.values
    assert (found["row"], found["before"], found["value"], found["before_value"]) == (
        "3",
        "2",
        "b",
        "a",
    )


def test_every_row_at_fault_is_named(tmp_path: Path) -> None:
    rows = [
        ["item", "decision"],
        ["no key", "a"],
        [OPEN[1].key, "1196679782"],
        [OPEN[2].key, "fine"],
        [OPEN[4].key, datetime(2024, 1, 2)],
    ]
    with pytest.raises(TableError) as caught:
        read(save_rows(tmp_path / "t.xlsx", rows))
    faults = (caught.value, *caught.value.others)
    assert [(one.code, one.values["row"]) for one in faults] == [
        ("unknown_item", "2"),
        ("zeros_lost", "3"),
        ("table_date_for_text", "5"),
    ]


@pytest.mark.parametrize(
    "headings",
    [
        ("item", "decision", "because", "version"),
        (
            "Mã việc (không sửa)",
            "QUYẾT ĐỊNH",
            "Lý do (khi trái với giấy tờ)",
            "Phiên bản (không sửa)",
        ),
        (
            "Item (don't change)",
            "Decision",
            "Reason (where it is against the paper)",
            "Version (don't change)",
        ),
    ],
)
def test_headings_of_either_language_and_the_columns_own_names(
    tmp_path: Path, headings
) -> None:
    row = [OPEN[2].key, "Nguyễn Văn Thử", "giấy mờ", "v0123456789ab"]
    (found,) = read_filled(save_rows(tmp_path / "t.xlsx", [headings, row]), {})
    assert found.decision == Decision(
        OPEN[2].subject, "Nguyễn Văn Thử", "giấy mờ", "0123456789ab"
    )
    wrong = save_rows(
        tmp_path / "w.xlsx", [headings, [OPEN[1].key, "1196679782", None, None]]
    )
    with pytest.raises(TableError) as caught:
        read(wrong)
    assert caught.value.values["column"] == headings[1]


def test_merged_cells_and_moved_rows(tmp_path: Path) -> None:
    rows = [
        ["item", "decision"],
        [OPEN[2].key, "a"],
        [OPEN[4].key, None],
        [OPEN[0].key, "ok"],
    ]
    path = save_rows(tmp_path / "t.xlsx", rows)
    book = openpyxl.load_workbook(path)
    book.active.merge_cells("B2:B3")
    book.save(path)
    with pytest.raises(TableError) as caught:
        read(path)
    assert (caught.value.code, caught.value.values["row"]) == ("table_merged_cell", "3")
    moved = save_rows(tmp_path / "m.xlsx", [rows[0], rows[3], [None, None], rows[1]])
    assert [one.value for one in read(moved)] == ["ok", "a"]


def test_delimited_by_semicolons_with_line_ends_of_windows(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    lines = [
        "Quyết định;Mã việc (không sửa)",
        f"27/09/2024;{OPEN[0].key}",
        f";{OPEN[1].key}",
        "",
    ]
    path.write_bytes("\r\n".join(lines).encode("utf-8-sig"))
    assert [one.value for one in read(path)] == ["27/09/2024"]


def test_ten_thousand_rows_with_a_bad_one_among_them(tmp_path: Path) -> None:
    keys = [f"field|D.{number}|applicant|1|full_name" for number in range(10_000)]
    keys[7_000] = f"match|D.{7_000}|applicant|1"
    lines = ["item,decision", *(f"{one},Nguyễn Văn Thử" for one in keys)]
    path = tmp_path / "t.csv"
    path.write_text(
        "\n".join(lines).replace(f"{keys[7_000]},Nguyễn Văn Thử", f"{keys[7_000]},75")
    )
    with pytest.raises(TableError) as caught:
        read(path)
    assert (caught.value.code, caught.value.values["row"], caught.value.others) == (
        "zeros_lost",
        "7002",
        (),
    )
    path.write_text("\n".join(lines))
    assert len(read(path)) == 10_000


def test_every_row_of_a_table_with_a_wrong_dimension(tmp_path: Path) -> None:
    rows = [
        ["item", "decision"],
        *([one.key, "ok"] for one in OPEN if one.key.startswith("field")),
    ]
    path = state_dimension(save_rows(tmp_path / "t.xlsx", rows), "A1:B2")
    assert len(read(path)) == 5
