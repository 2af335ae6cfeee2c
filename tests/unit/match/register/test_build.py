"""Tables become registers, and what is wrong with them is told."""

from __future__ import annotations

import csv
import fcntl
import json
import stat
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from pipeline.config import MatchSettings
from pipeline.errors import BusyError, TableError, UsageError
from pipeline.match.decision.decide import match_person
from pipeline.match.register import check_register, open_register
from pipeline.match.register.build import build_register
from schemas.linkage import Citizen, PersonQuery

HEADER = "citizen_id,old_id,full_name,birth_date,gender,birth_province,commune_code,commune_name,province_name"
AN = "001075000123,123456789,Nguyễn Văn An,1975-03-12,M,001,00004,Phường Trúc Bạch,Hà Nội"
BINH = (
    "001190004567,,Trần Thị Thanh Bình,1990-11-30,F,001,00004,Phường Trúc Bạch,Hà Nội"
)
Write = Callable[..., Path]


def rejected(folder: Path) -> list[tuple[int, str, str]]:
    with (folder / "rejected.csv").open(encoding="utf-8", newline="") as file:
        return [(int(r["row"]), r["column"], r["reason"]) for r in csv.DictReader(file)]


def test_build_and_read_back(write_csv: Write, tmp_path: Path) -> None:
    report = build_register(write_csv([BINH, AN]), tmp_path / "R")
    assert (report.rows, report.accepted, report.rejected, report.merged) == (
        2,
        2,
        0,
        0,
    )
    register = open_register(tmp_path / "R")
    assert register.citizen(0) == Citizen(
        citizen_id="001075000123",
        old_id="123456789",
        full_name="Nguyễn Văn An",
        birth_date="1975-03-12",
        gender="M",
        birth_province="001",
        commune_code="00004",
        commune_name="Phường Trúc Bạch",
        province_name="Hà Nội",
    )
    assert register.citizen(1).old_id is None
    assert rejected(tmp_path / "R") == []


def test_modes_and_manifest(write_csv: Write, tmp_path: Path) -> None:
    build_register(write_csv([AN]), tmp_path / "R")
    for path in [tmp_path / "R", *(tmp_path / "R").rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (
            0o700 if path.is_dir() else 0o600
        ), path
    manifest = json.loads((tmp_path / "R" / "manifest.json").read_text())
    assert (manifest["format"], manifest["accepted"]) == (2, 1)
    assert all(len(f["sha256"]) == 64 for f in manifest["files"].values())
    check_register(tmp_path / "R")


@pytest.mark.parametrize(
    ("encoding", "delimiter", "line_end"),
    [("utf-8", ",", "\n"), ("utf-8-sig", ";", "\r\n"), ("utf-8-sig", ",", "\n")],
)
def test_forms_of_csv_make_the_same_register(
    tmp_path: Path, write_csv: Write, encoding: str, delimiter: str, line_end: str
) -> None:
    build_register(write_csv([AN, BINH]), tmp_path / "R")
    text = line_end.join((HEADER, AN, BINH, "")).replace(",", delimiter)
    other = tmp_path / "other.csv"
    other.write_bytes(text.encode(encoding))
    assert build_register(other, tmp_path / "S").accepted == 2
    assert (
        open_register(tmp_path / "S").version == open_register(tmp_path / "R").version
    )


def test_parquet_makes_the_same_register(tmp_path: Path, write_csv: Write) -> None:
    source = write_csv([AN, BINH])
    build_register(source, tmp_path / "R")
    table = pyarrow.csv.read_csv(
        source,
        convert_options=pyarrow.csv.ConvertOptions(
            column_types=dict.fromkeys(HEADER.split(","), pa.string()),
            strings_can_be_null=True,
        ),
    )
    table = table.set_column(3, "birth_date", table["birth_date"].cast(pa.date32()))
    pq.write_table(table, tmp_path / "people.parquet")
    build_register(tmp_path / "people.parquet", tmp_path / "S")
    assert (
        open_register(tmp_path / "S").version == open_register(tmp_path / "R").version
    )


def test_nfd_and_spaces_are_normalised(write_csv: Write, tmp_path: Path) -> None:
    source = write_csv(
        [unicodedata.normalize("NFD", AN.replace("Văn An", " Văn\u00a0 An "))]
    )
    build_register(source, tmp_path / "R")
    assert open_register(tmp_path / "R").citizen(0).full_name == "Nguyễn Văn An"


BAD_ROWS = [
    (",,Lê Thị Hoa,1980,F,,,,", "citizen_id", "missing"),
    ("1075000123,,Lê Thị Hoa,1980,F,,,,", "citizen_id", "not_12_digits"),
    ("00118000012a,,Lê Thị Hoa,1980,F,,,,", "citizen_id", "not_12_digits"),
    ("001180000124,12345678,Lê Thị Hoa,1980,F,,,,", "old_id", "not_9_digits"),
    ("001180000124,,,1980,F,,,,", "full_name", "missing"),
    ("001180000124,,...,1980,F,,,,", "full_name", "no_letters"),
    (f"001180000124,,{'Nguyễn' * 50},1980,F,,,,", "full_name", "too_long"),
    ("001180000124,,TrÇn ThÞ Hoa,1980,F,,,,", "full_name", "old_encoding"),
    ("001180000124,,Nguyeãn Thò Hoa,1980,F,,,,", "full_name", "old_encoding"),
    ("001150000124,,Lê Thị Hoa,00/00/1950,F,,,,", "birth_date", "impossible_date"),
    ("001180000124,,Lê Thị Hoa,1981-02-29,F,,,,", "birth_date", "impossible_date"),
    ("001180000124,,Lê Thị Hoa,1980-13-01,F,,,,", "birth_date", "impossible_date"),
    ("001180000124,,Lê Thị Hoa,1980,X,,,,", "gender", "not_m_or_f"),
    (
        "001380000124,,Lê Thị Hoa,1980,F,,,,",
        "citizen_id",
        "digits_disagree_with_birth_year",
    ),
    (
        "001179000124,,Lê Thị Hoa,1980-01-01,F,,,,",
        "citizen_id",
        "digits_disagree_with_birth_year",
    ),
    (
        "001080000124,,Lê Thị Hoa,1980,F,,,,",
        "citizen_id",
        "digits_disagree_with_gender",
    ),
    ("001180000124,,Lê Thị Hoa", "", "wrong_number_of_columns"),
]


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    BAD_ROWS,
    ids=[f"{c}-{r}-{i}" for i, (_, c, r) in enumerate(BAD_ROWS)],
)
def test_bad_rows_are_left_out_and_listed(
    write_csv: Write, tmp_path: Path, row: str, column: str, reason: str
) -> None:
    report = build_register(write_csv([AN, row, BINH]), tmp_path / "R")
    assert (report.rows, report.accepted, report.rejected) == (3, 2, 1)
    assert rejected(tmp_path / "R") == [(3, column, reason)]


@pytest.mark.parametrize(
    "row",
    [
        "001180000124,,Hoa,1980-02-29,F,,,,",
        "001180000124,,Y,1980,F,,,,",
        "064180000124,,H'Bơ Rơ Châm Kpă,1980,F,,,,",
        "001180000124,,Jean-Pierre O'Neill,,,,,,",
        "001180000124,,Hoà Oánh Khuê Ðinh Y Aê Loan,,,,,,",
        "001180000124,,LÊ THỊ HOÀI ÂU,,,,,,",
        "001300000124,,Lê Thị Hoa,2000-02-29,F,,,,",
    ],
)
def test_odd_but_good_rows_are_kept(write_csv: Write, tmp_path: Path, row: str) -> None:
    report = build_register(write_csv([row]), tmp_path / "R")
    assert (report.accepted, report.rejected) == (1, 0)
    assert open_register(tmp_path / "R").citizen(0).full_name == row.split(",")[2]


def test_repeated_ids(write_csv: Write, tmp_path: Path) -> None:
    other = BINH.replace("1990-11-30", "1990-11-29")
    report = build_register(write_csv([AN, BINH, AN, other, AN]), tmp_path / "R")
    assert (report.rows, report.accepted, report.rejected, report.merged) == (
        5,
        1,
        2,
        2,
    )
    assert rejected(tmp_path / "R") == [
        (r, "citizen_id", "repeated_with_other_data") for r in (3, 5)
    ]


def test_ten_percent_repeated(people: pa.Table, tmp_path: Path) -> None:
    table = pa.concat_tables([people.slice(0, 3000), people.slice(500, 300)])
    pq.write_table(table, tmp_path / "people.parquet")
    report = build_register(tmp_path / "people.parquet", tmp_path / "R")
    assert (report.rows, report.accepted, report.merged) == (3300, 3000, 300)


def test_blank_lines_are_passed_over(write_csv: Write, tmp_path: Path) -> None:
    report = build_register(write_csv([AN, "", BINH, "", ""]), tmp_path / "R")
    assert (report.rows, report.accepted, report.rejected) == (2, 2, 0)


def test_empty_register_answers_none(
    write_csv: Write, tmp_path: Path, settings: MatchSettings
) -> None:
    assert (
        build_register(write_csv([]), tmp_path / "R", replace_smaller=True).accepted
        == 0
    )
    register = open_register(tmp_path / "R")
    query = PersonQuery(
        "q",
        "001075000123",
        "123456789",
        "Nguyễn Văn An",
        "12/03/1975",
        "M",
        "Trúc Bạch",
        "Hà Nội",
    )
    assert match_person(query, register, settings).outcome == "none"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "table_empty"),
        (b"\xff\xfe\x00a", "table_missing_column"),
        (HEADER.encode() + b"\n\xc3\x28,2,3,4,5,6,7,8,9\n", "table_not_utf8"),
        (b"PAR1?", "match_table_unreadable"),
    ],
)
def test_unreadable_source(tmp_path: Path, content: bytes, code: str) -> None:
    (tmp_path / "people.csv").write_bytes(content)
    with pytest.raises(TableError) as caught:
        build_register(tmp_path / "people.csv", tmp_path / "R")
    assert caught.value.code == code
    assert not (tmp_path / "R").exists()


def test_missing_columns_and_source(write_csv: Write, tmp_path: Path) -> None:
    with pytest.raises(TableError, match="birth_date") as caught:
        build_register(
            write_csv([], header=HEADER.replace("birth_date,", "")), tmp_path / "R"
        )
    assert (caught.value.code, caught.value.exit_code) == ("table_missing_column", 2)
    with pytest.raises(UsageError) as missing:
        build_register(tmp_path / "nowhere.csv", tmp_path / "R")
    assert missing.value.code == "match_source_missing"


def test_numbers_stored_as_numbers_are_refused(
    people: pa.Table, tmp_path: Path
) -> None:
    table = people.slice(0, 10)
    table = table.set_column(0, "citizen_id", table["citizen_id"].cast(pa.int64()))
    pq.write_table(table, tmp_path / "people.parquet")
    with pytest.raises(TableError) as caught:
        build_register(tmp_path / "people.parquet", tmp_path / "R")
    assert caught.value.code == "match_column_type"
    assert caught.value.item is not None
    assert caught.value.item.endswith("citizen_id")


def test_replacing_keeps_open_readers_and_leaves_no_leftovers(
    write_csv: Write, tmp_path: Path
) -> None:
    build_register(write_csv([AN]), tmp_path / "R")
    (tmp_path / "R" / "aside-1").mkdir()
    before = open_register(tmp_path / "R")
    build_register(write_csv([BINH]), tmp_path / "R")
    after = open_register(tmp_path / "R")
    assert before.citizen(0).full_name == "Nguyễn Văn An"
    assert after.citizen(0).full_name == "Trần Thị Thanh Bình"
    assert before.version != after.version
    assert len([p for p in (tmp_path / "R").iterdir() if p.is_dir()]) == 1


def test_a_failed_build_leaves_the_register(write_csv: Write, tmp_path: Path) -> None:
    build_register(write_csv([AN]), tmp_path / "R")
    with pytest.raises(TableError):
        build_register(write_csv([], header="citizen_id,full_name"), tmp_path / "R")
    assert len(open_register(tmp_path / "R")) == 1


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([], "register_no_rows"),
        (
            [AN.replace("001075000123", "1075000123")] * 3,
            "register_all_rejected_zeros_lost",
        ),
        (
            [AN.replace("001075000123", "1.075E+09")] * 3,
            "register_all_rejected_zeros_lost",
        ),
        ([AN.replace("1975", "1976")] * 3, "register_all_rejected"),
        ([AN], "register_far_smaller"),
        (
            [AN, BINH.replace("001190004567", "1190004567")],
            "register_far_smaller_zeros_lost",
        ),
    ],
)
def test_a_ruin_replaces_nothing(
    write_csv: Write, tmp_path: Path, people: pa.Table, rows: list[str], code: str
) -> None:
    pq.write_table(people.slice(0, 3), tmp_path / "three.parquet")
    build_register(tmp_path / "three.parquet", tmp_path / "R")
    before = {p: p.read_bytes() for p in (tmp_path / "R").rglob("*") if p.is_file()}
    with pytest.raises(TableError) as caught:
        build_register(write_csv(rows), tmp_path / "R")
    assert (caught.value.code, caught.value.exit_code) == (code, 2)
    assert ("zeros" in (caught.value.remedy or "")) == code.endswith("zeros_lost")
    assert {
        p: p.read_bytes() for p in (tmp_path / "R").rglob("*") if p.is_file()
    } == before
    forced = build_register(write_csv(rows), tmp_path / "R", replace_smaller=True)
    assert len(open_register(tmp_path / "R")) == forced.accepted <= 1


def test_a_first_register_of_bad_rows_is_not_made(
    write_csv: Write, tmp_path: Path
) -> None:
    with pytest.raises(TableError) as caught:
        build_register(
            write_csv([AN.replace("001075000123", "1075000123")]), tmp_path / "R"
        )
    assert (
        caught.value.values["why"] == "citizen_id not_12_digits: 1"
        and caught.value.values["rows"] == "2"
    )
    assert not (tmp_path / "R").exists()


def test_other_things_are_not_overwritten(write_csv: Write, tmp_path: Path) -> None:
    (tmp_path / "R").mkdir()
    (tmp_path / "R" / "thesis.docx").write_bytes(b"x")
    with pytest.raises(UsageError) as caught:
        build_register(write_csv([AN]), tmp_path / "R")
    assert caught.value.code == "register_target"
    assert (tmp_path / "R" / "thesis.docx").read_bytes() == b"x"


def test_two_builds_at_once(write_csv: Write, tmp_path: Path) -> None:
    build_register(write_csv([AN]), tmp_path / "R")
    with (tmp_path / "R" / ".lock").open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(BusyError) as caught:
            build_register(write_csv([BINH]), tmp_path / "R")
    assert caught.value.code == "register_busy"
