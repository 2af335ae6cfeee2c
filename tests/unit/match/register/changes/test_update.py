"""A table of changes makes the register that the changed table would make, or changes nothing."""

from __future__ import annotations

import csv
import fcntl
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.common import fault_points
from pipeline.config import MatchSettings
from pipeline.errors import BusyError, StorageError, TableError, UsageError
from pipeline.match.decision.decide import match_many, match_person
from pipeline.match.register import Register, check_register, open_register
from pipeline.match.register.build import build_register
from pipeline.match.register.changes.update import (
    UpdateReport,
    UpdateRules,
    update_register,
)
from pipeline.match.register.history import read_history
from schemas.linkage import PersonQuery
from tests.unit.match.conftest import AN, BINH, HEADER, KPA

Write = Callable[..., Path]
CHANGES = f"change,former_id,death_date,former_ids,{HEADER}"
AN_ID, BINH_ID = "001075000123", "001190004567"
MOVED = f"sửa,,,,{AN_ID},,,,,,00007,Phường Phúc Xá,Hà Nội"
RENUMBERED = f"đổi số,{AN_ID},,,001075777777,111222333,,,,,,,"
BORN = f"khai sinh,,,,{KPA}"
DEAD = f"mất,,2024-03-01,,{BINH_ID},,,,,,,,"


@pytest.fixture
def register(write_csv: Write, tmp_path: Path) -> Path:
    build_register(write_csv([AN, BINH]), tmp_path / "R")
    return tmp_path / "R"


@pytest.fixture
def update(write_csv: Write, register: Path) -> Callable[..., UpdateReport]:
    def change(*rows: str, header: str = CHANGES, **rules: object) -> UpdateReport:
        table = write_csv(list(rows), header=header, name="changes.csv")
        return update_register(table, register, UpdateRules(**rules))  # type: ignore[arg-type]

    return change


@pytest.fixture
def built(write_csv: Write, tmp_path: Path) -> Callable[..., Register]:
    def build(*rows: str, header: str = HEADER) -> Register:
        build_register(
            write_csv(list(rows), header=header, name="b.csv"), tmp_path / "B"
        )
        return open_register(tmp_path / "B")

    return build


def files_of(register: Path) -> dict[str, bytes]:
    data = json.loads((register / "manifest.json").read_bytes())["folder"]
    return {p.name: p.read_bytes() for p in (register / data).iterdir()}


def rejected(register: Path) -> list[tuple[int, str, str]]:
    with (register / "rejected-changes.csv").open(encoding="utf-8", newline="") as file:
        return [(int(r["row"]), r["column"], r["reason"]) for r in csv.DictReader(file)]


def test_birth_death_removal_and_new_number(update, register, built) -> None:
    report = update(MOVED, BORN, DEAD)
    assert (report.rows, report.added, report.changed, report.died) == (3, 1, 1, 1)
    assert (report.people, report.rejected) == (3, 0)
    again = update(RENUMBERED)
    assert (again.renumbered, again.people) == (1, 3)
    now = open_register(register)
    an = now.citizen(now.row_of("001075777777"))
    assert (an.old_id, an.commune_name) == ("111222333", "Phường Phúc Xá")
    assert an.former_ids == (AN_ID, "123456789")
    assert now.row_of(AN_ID) is None
    assert now.citizen(now.row_of(BINH_ID)).death_date == "2024-03-01"
    check_register(register)
    rebuilt = built(
        "001075000123;123456789,,001075777777,111222333,Nguyễn Văn An,1975-03-12,M,001,"
        "00007,Phường Phúc Xá,Hà Nội",
        f",2024-03-01,{BINH}",
        f",,{KPA}",
        header=f"former_ids,death_date,{HEADER}",
    )
    assert rebuilt.version == now.version == again.version
    assert files_of(register) == files_of(rebuilt.path)


def test_what_was_added_and_removed_again_leaves_no_trace(update, register) -> None:
    before = files_of(register)
    update(BORN)
    assert files_of(register) != before
    update("xóa,,,,064085001234,,,,,,,,")
    assert files_of(register) == before


def test_the_same_table_again_changes_nothing(update, register) -> None:
    update(MOVED)
    back = update(f"sửa,,,,{AN_ID},,,,,,00004,Phường Trúc Bạch,Hà Nội")
    once_more = update(MOVED)
    assert (once_more.already_applied, once_more.changed) == (True, 0)
    assert once_more.version == back.version
    assert [line["did"] for line in read_history(register)] == [
        "build",
        "update",
        "update",
    ]


def test_a_table_sent_again_with_one_row_corrected_repeats_nothing(update) -> None:
    first = update(BORN, DEAD, RENUMBERED, f"sửa,,,,{BINH_ID},,,1990-02-30,,,,,")
    assert (first.rejected, first.added) == (2, 1)  # two rows on one citizen
    again = update(BORN, RENUMBERED, f"sửa,,,,{BINH_ID},,,1990-11-29,,,,,")
    assert (again.unchanged, again.changed, again.rejected) == (2, 1, 0)


def test_order_and_repetition_of_rows_do_not_matter(
    update, register, write_csv, tmp_path
) -> None:
    build_register(write_csv([AN, BINH]), tmp_path / "S")
    report = update(BORN, MOVED, DEAD, MOVED)
    assert (report.rows, report.merged) == (4, 1)
    table = write_csv([DEAD, MOVED, BORN], header=CHANGES, name="other.csv")
    assert update_register(table, tmp_path / "S").version == report.version


def test_an_empty_cell_keeps_and_a_dash_empties(update, register) -> None:
    update(f"sửa,,,,{AN_ID},-,,,,,,,")
    an = open_register(register).citizen(0)
    assert (an.old_id, an.full_name, an.former_ids) == (None, "Nguyễn Văn An", ())


def test_numbers_are_passed_on_in_one_table(update, register) -> None:
    other = "001075999999"
    update(f"thêm,,,,{other},,Lê Văn Ba,1975-01-01,M,,,,")
    report = update(
        f"đổi số,{AN_ID},,,{other},,,,,,,,", f"đổi số,{other},,,001075888888,,,,,,,,"
    )
    assert report.renumbered == 2
    now = open_register(register)
    names = [now.citizen(now.row_of(n)).full_name for n in (other, "001075888888")]
    assert names == ["Nguyễn Văn An", "Lê Văn Ba"]


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (f"chết rồi,,,,{AN_ID},,,,,,,,", "change", "unknown_change"),
        (f",,,,{AN_ID},,,,,,,,", "change", "missing"),
        ("sửa,,,,,,Nguyễn Văn B,,,,,,", "citizen_id", "missing"),
        ("sửa,,,,1075000123,,,,,,,,", "citizen_id", "not_12_digits"),
        ("sửa,,,,001075000124,,,,,,,,", "citizen_id", "not_in_register"),
        ("xóa,,,,001075000124,,,,,,,,", "citizen_id", "not_in_register"),
        ("mất,,2020,,001075000124,,,,,,,,", "citizen_id", "not_in_register"),
        (f"mất,,,,{AN_ID},,,,,,,,", "death_date", "missing"),
        (f"mất,,2024-02-30,,{AN_ID},,,,,,,,", "death_date", "impossible_date"),
        (f"mất,,1974,,{AN_ID},,,,,,,,", "death_date", "before_birth"),
        (f"đổi số,,,,{AN_ID},,,,,,,,", "former_id", "missing"),
        (f"đổi số,12,,,{AN_ID},,,,,,,,", "former_id", "not_12_digits"),
        (f"đổi số,001075000124,,,{AN_ID},,,,,,,,", "former_id", "not_in_register"),
        (
            f"đổi số,{AN_ID},,,{BINH_ID},,,,,,,,",
            "citizen_id",
            "digits_disagree_with_birth_year",
        ),
        (
            f"đổi số,{AN_ID},,,001076000123,,,,,,,,",
            "citizen_id",
            "digits_disagree_with_birth_year",
        ),
        (f"sửa,,,,{AN_ID},,,,F,,,,", "citizen_id", "digits_disagree_with_gender"),
        (f"sửa,,,12345,{AN_ID},,,,,,,,", "former_ids", "not_9_or_12_digits"),
        (f"thêm,,,,{AN_ID},,Nguyễn Văn Anh,,,,,,", "citizen_id", "already_in_register"),
        (f"sửa,,,,{AN_ID},,...", "", "wrong_number_of_columns"),
    ],
)
def test_rows_that_can_not_be_applied_are_listed(
    update, register, row: str, column: str, reason: str
) -> None:
    report = update(BORN, row)
    assert (report.rows, report.added, report.rejected) == (2, 1, 1)
    assert (3, column, reason) in rejected(register)
    assert len(open_register(register)) == 3


def test_a_number_that_is_still_anothers_is_given_to_nobody(update, register) -> None:
    born = f"thêm,,,,{AN.replace('000123', '000124')}"
    update(born)
    report = update(BORN, f"đổi số,{AN_ID},,,001075000124,,,,,,,,")
    assert (report.renumbered, report.rejected) == (0, 1)
    assert rejected(register) == [(3, "citizen_id", "already_in_register")]


def test_two_citizens_do_not_get_one_number(update, register) -> None:
    update(f"thêm,,,,{AN.replace('000123', '000124')}")
    one = f"đổi số,{AN_ID},,,001075000555,,,,,,,,"
    other = "đổi số,001075000124,,,001075000555,,,,,,,,"
    assert update(BORN, one, other).rejected == 2
    assert open_register(register).row_of("001075000555") is None


def test_a_table_of_nothing_but_bad_rows_is_refused(update, register) -> None:
    before = (register / "manifest.json").read_bytes()
    with pytest.raises(TableError) as caught:
        update("sửa,,,,1075000123,,,,,,,,")
    assert (caught.value.code, caught.value.exit_code) == (
        "register_changes_zeros_lost",
        2,
    )
    with pytest.raises(TableError) as caught:
        update("sửa,,,,001075000124,,,,,,,,")
    assert caught.value.code == "register_no_change_applied"
    assert (register / "manifest.json").read_bytes() == before
    assert not (register / "rejected-changes.csv").exists()


def test_an_empty_table_is_a_quiet_day(update, register) -> None:
    before = files_of(register)
    assert (update().rows, update().people) == (0, 2)
    assert files_of(register) == before


@pytest.mark.parametrize(("word", "date"), [("xóa", ""), ("mất", "2099")])
def test_a_table_that_takes_out_many_is_refused(
    people: pa.Table, tmp_path: Path, word: str, date: str
) -> None:
    pq.write_table(people.slice(0, 3000), tmp_path / "people.parquet")
    build_register(tmp_path / "people.parquet", tmp_path / "R")
    gone = people.slice(0, 31)["citizen_id"].to_pylist()
    table = tmp_path / "changes.csv"
    rows = [f"{word},{date},{number}" for number in gone]
    table.write_text(
        "\n".join(("change,death_date,citizen_id", *rows)), encoding="utf-8"
    )
    with pytest.raises(TableError) as caught:
        update_register(table, tmp_path / "R")
    assert caught.value.code == "register_removes_many"
    assert caught.value.values["allowed"] == "30"
    report = update_register(table, tmp_path / "R", UpdateRules(remove_many=True))
    assert report.removed + report.died == 31
    assert report.people == 3000 - report.removed


def test_without_a_register_none_is_made(write_csv: Write, tmp_path: Path) -> None:
    table = write_csv([MOVED], header=CHANGES)
    with pytest.raises(UsageError) as caught:
        update_register(table, tmp_path / "R")
    assert caught.value.code == "register_missing"
    assert not (tmp_path / "R").exists()


def test_damaged_data_are_not_made_sound_by_an_update(update, register) -> None:
    file = next(register.rglob("birth.npy"))
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(content)
    manifest = (register / "manifest.json").read_bytes()
    with pytest.raises(UsageError) as caught:
        update(MOVED)
    assert caught.value.code == "register_damaged"
    assert (register / "manifest.json").read_bytes() == manifest


def test_one_writer_at_a_time(update, register) -> None:
    with (register / ".lock").open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(BusyError):
            update(MOVED)


def test_who_has_the_old_register_open_keeps_it(
    update, register, settings: MatchSettings
) -> None:
    old = open_register(register)
    query = PersonQuery("q", AN_ID, full_name="Nguyễn Văn An", birth_date="12/03/1975")
    before = match_person(query, old, settings)
    update(f"xóa,,,,{AN_ID},,,,,,,,")
    assert match_person(query, old, settings) == before
    assert open_register(register).row_of(AN_ID) is None


@pytest.fixture(autouse=True)
def no_fault_left() -> Iterator[None]:
    yield
    fault_points.at_point = None


def points_of(work: Callable[[], object]) -> int:
    """How many points of writing a piece of work reaches."""
    reached: list[str] = []
    fault_points.at_point = reached.append
    try:
        work()
    finally:
        fault_points.at_point = None
    return len(reached)


def fail_at(last: int) -> Callable[[str], None]:
    """The disk is full once so many points were reached."""
    left = iter(range(last))

    def stop(_point: str) -> None:
        if next(left, None) is None:
            raise OSError(28, "No space left on device")

    return stop


def test_an_end_at_any_point_leaves_the_old_register_or_the_new(
    update, register, tmp_path
) -> None:
    shutil.copytree(register, tmp_path / "S")
    old = open_register(register).version
    points = points_of(lambda: update(MOVED))
    new = open_register(register).version
    # The arrays are written one like the other; what follows them is looked at point by point.
    for last in (*range(0, points - 16, 25), *range(points - 16, points)):
        shutil.rmtree(register)
        shutil.copytree(tmp_path / "S", register)
        fault_points.at_point = fail_at(last)
        with pytest.raises(StorageError):
            update(MOVED)
        fault_points.at_point = None
        check_register(register)
        assert open_register(register).version in (old, new)
        assert update(MOVED).people == 2
        assert open_register(register).version == new
        assert len([p for p in register.iterdir() if p.is_dir()]) == 1
        assert [line["did"] for line in read_history(register)] == ["build", "update"]


def test_the_history_names_versions_and_no_person(update, register) -> None:
    first = open_register(register).version
    report = update(MOVED, DEAD, actor="Lê Thị Kiểm")
    built, updated = read_history(register)
    assert (built["version"], updated["version"]) == (first, report.version)
    assert updated["actor"] == "Lê Thị Kiểm"
    assert updated["counts"]["died"] == 1
    text = (register / "history.jsonl").read_text(encoding="utf-8")
    assert "Nguyễn" not in text
    assert AN_ID not in text


def test_a_build_begins_anew_and_keeps_the_history(
    update, register, write_csv: Write
) -> None:
    update(MOVED)
    build_register(write_csv([AN, BINH]), register)
    assert update(MOVED).changed == 1
    assert [one["did"] for one in read_history(register)] == [
        "build",
        "update",
        "build",
        "update",
    ]


def test_a_register_without_a_history_is_updated_too(update, register) -> None:
    manifest = json.loads((register / "manifest.json").read_bytes())
    del manifest["steps"]
    (register / "manifest.json").write_text(json.dumps(manifest))
    (register / "history.jsonl").unlink()
    assert update(MOVED).changed == 1
    assert [line["did"] for line in read_history(register)] == ["update"]


QUERIES = [
    PersonQuery("now", "001075777777", None, "Nguyễn Văn An", "12/03/1975"),
    PersonQuery("before", AN_ID, None, "Nguyễn Văn An", "12/03/1975"),
    PersonQuery("misread", "001075000128", None, "Nguyễn Văn An", "12/03/1975"),
    PersonQuery("old", None, "123456789", "Nguyễn Văn An", "12/03/1975"),
    PersonQuery("other", AN_ID, None, "Lê Thị Hoa", "01/01/1960"),
]


def test_papers_with_a_number_borne_before_find_the_citizen(
    people: pa.Table, tmp_path: Path, write_csv: Write, settings: MatchSettings
) -> None:
    an = dict(zip(HEADER.split(","), AN.split(","), strict=True))
    table = pa.concat_tables(
        [people.slice(0, 3000), pa.Table.from_pylist([an], people.schema)]
    )
    pq.write_table(table, tmp_path / "people.parquet")
    build_register(tmp_path / "people.parquet", tmp_path / "R")
    before = list(match_many(QUERIES[1:], open_register(tmp_path / "R"), settings))
    update_register(write_csv([RENUMBERED], header=CHANGES), tmp_path / "R")
    now, *after = match_many(QUERIES, open_register(tmp_path / "R"), settings)
    assert (now.outcome, now.citizen_id) == ("matched", "001075777777")
    for one, other in zip(before, after, strict=True):
        assert (one.outcome, one.weight, one.explanation) == (
            other.outcome,
            other.weight,
            other.explanation,
        ), one.query_id
        assert one.citizen_id in (None, AN_ID)
        assert other.citizen_id == (one.citizen_id and "001075777777")


def test_the_dead_are_linked_as_before(
    people: pa.Table, tmp_path: Path, write_csv: Write, settings: MatchSettings
) -> None:
    pq.write_table(people.slice(0, 3000), tmp_path / "people.parquet")
    build_register(tmp_path / "people.parquet", tmp_path / "R")
    one = open_register(tmp_path / "R").citizen(7)
    query = PersonQuery("q", one.citizen_id, None, one.full_name, one.birth_date)
    before = match_person(query, open_register(tmp_path / "R"), settings)
    table = write_csv(
        [f"mất,2024,{one.citizen_id}"], header="change,death_date,citizen_id"
    )
    assert update_register(table, tmp_path / "R").died == 1
    changed = open_register(tmp_path / "R")
    now = match_person(query, changed, settings)
    assert now == replace(before, register_version=changed.version) != before
    assert before.outcome == "matched"
