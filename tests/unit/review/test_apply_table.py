"""A table of decisions taken back: half filled, again, older than the record, with bad rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.config import Settings
from pipeline.errors import TableError
from pipeline.operations.review_table import write_review_table
from pipeline.review.apply_table import apply_table
from pipeline.review.open_items.items import open_items
from pipeline.store.parquet import ParquetStore
from pipeline.store.record import StoreChange
from tests.support.review_archive import make_review_archive, settings_of
from tests.support.workbooks import save_rows
from tests.unit.review.table.test_filled import fill

DOCUMENT = "H26.27-241105-0001.1"
NAME, BIRTH = (
    f"field|{DOCUMENT}|applicant|1|{name}" for name in ("full_name", "birth_date")
)
MATCH = f"match|{DOCUMENT}|applicant|1"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return make_review_archive(tmp_path).root


@pytest.fixture
def settings(archive: Path) -> Settings:
    return settings_of(archive.parent)


@pytest.fixture
def table(archive: Path, settings: Settings) -> Path:
    out = archive.parent / "t.xlsx"
    write_review_table(archive, settings, out, why=lambda _: "?")
    return out


def rows_of(archive: Path, table: str = "fields") -> list[dict[str, object]]:
    return ParquetStore(archive / "store").read(table).to_pylist()


def value(archive: Path, name: str) -> object:
    found = [
        row
        for row in rows_of(archive)
        if (row["document_id"], row["name"]) == (DOCUMENT, name)
    ]
    return found[0]["value"]


def faults(
    archive: Path, settings: Settings, table: Path
) -> list[tuple[str, str, str]]:
    before = rows_of(archive, "events")
    with pytest.raises(TableError) as caught:
        apply_table(archive, settings, table)
    assert rows_of(archive, "events") == before
    found = (caught.value, *caught.value.others)
    return [(one.code, one.values["row"], one.values["value"]) for one in found]


def test_half_today_and_the_rest_tomorrow_in_the_same_file(archive, settings, table):
    fill(table, {BIRTH: "12/3/1975", f"document|{DOCUMENT}": "đúng"})
    first = apply_table(archive, settings, table)
    assert (first.applied, first.already, first.open) == (2, 0, 5)
    fill(table, {NAME: "nguyễn văn an", MATCH: "001075000123 · Nguyễn Văn An"})
    second = apply_table(archive, settings, table)
    assert (second.applied, second.already, second.open) == (2, 2, 3)
    assert (value(archive, "birth_date"), value(archive, "full_name")) == (
        "1975-03-12",
        "Nguyễn Văn An",
    )
    events = rows_of(archive, "events")
    third = apply_table(archive, settings, table)
    assert (third.applied, third.already) == (0, 4)
    assert rows_of(archive, "events") == events


def test_what_speaks_against_a_decision_yields_to_the_reason_in_its_column(
    archive, settings, table
):
    fill(table, {MATCH: "001075000777"})
    ((code, row, said),) = faults(archive, settings, table)
    assert code in {"review_unregistered", "review_other_number"}
    assert (row, said) == ("3", "001075000777")
    fill(table, {MATCH: "xem sổ hộ khẩu kèm theo"}, "Lý do (khi trái với giấy tờ)")
    assert apply_table(archive, settings, table).applied == 1
    found = [
        row for row in rows_of(archive, "matches") if row["document_id"] == DOCUMENT
    ]
    assert found[0]["citizen_id"] == "001075000777"
    assert "xem sổ hộ khẩu kèm theo" in str(found[0]["explanation"])


def test_who_types_what_was_read_says_that_it_is_right(archive, settings, table):
    """Though the citizen's number speaks against it, as for `đúng`."""
    store = ParquetStore(archive / "store")
    second = DOCUMENT.replace("0001", "0002")
    fields = store.read("fields", document_ids={second}).to_pylist()
    changed = [
        {**row, "value": "1991-11-30"} if row["name"] == "birth_date" else row
        for row in fields
    ]
    store.commit(StoreChange(replace_documents={second: {"fields": changed}}))
    key = f"field|{second}|applicant|1|birth_date"
    path = table.with_name("typed.xlsx")
    save_rows(path, [["item", "decision"], [key, "30/11/1992"]])
    assert [code for code, *_ in faults(archive, settings, path)] == [
        "review_other_year"
    ]
    save_rows(path, [["item", "decision"], [key, "30.11.1991"]])
    assert apply_table(archive, settings, path).applied == 1
    assert apply_table(archive, settings, path).already == 1


def test_a_row_older_than_the_record_says_what_stands_now(archive, settings, table):
    mine = table.with_name("mine.xlsx")
    mine.write_bytes(table.read_bytes())
    fill(table, {BIRTH: "21/03/1975"})
    apply_table(archive, settings, table)
    fill(mine, {BIRTH: "22/03/1975", NAME: "Nguyễn Văn Ân"})
    assert faults(archive, settings, mine) == [("review_stale", "5", "22/03/1975")]
    assert value(archive, "full_name") == "Nguyễn Văn An"


def test_every_bad_row_is_named_and_nothing_is_taken(archive, settings, table):
    fill(table, {NAME: "ok", BIRTH: "hôm qua", MATCH: "1075000999"})
    assert faults(archive, settings, table) == [("zeros_lost", "3", "1075000999")]
    fill(table, {MATCH: "none", f"field|{DOCUMENT}|applicant|1|gender": "x"})
    assert faults(archive, settings, table) == [
        ("review_bad_date", "5", "hôm qua"),
        ("review_bad_gender", "6", "x"),
    ]
    assert len(open_items(archive)) == 7


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("field|H99-1.1|applicant|1|full_name", "ok", "review_unknown_document"),
        ("document|H99-1.1", "ok", "review_unknown_document"),
        ("match|H99-1.1|subject|1", "none", "review_unknown_document"),
        ("quarantine|x-1", "settled", "review_unknown_entry"),
        ("?", "ok", "unknown_item"),
    ],
)
def test_items_of_another_archive(archive, settings, tmp_path, key, value, code):
    path = save_rows(tmp_path / "other.xlsx", [["item", "decision"], [key, value]])
    assert [(found, row) for found, row, _ in faults(archive, settings, path)] == [
        (code, "2")
    ]


def test_a_table_of_before_without_versions(archive, settings, tmp_path):
    rows = [["item", "what", "decision"], [BIRTH, "field", "21/03/1975"]]
    path = save_rows(tmp_path / "old.xlsx", rows)
    assert apply_table(archive, settings, path).applied == 1
    assert apply_table(archive, settings, path).already == 1
    rows[1][2] = "22/03/1975"
    assert apply_table(archive, settings, save_rows(path, rows)).applied == 1
    assert value(archive, "birth_date") == "1975-03-22"
