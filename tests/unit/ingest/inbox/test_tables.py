"""The three input tables: what is read, and that one bad row refuses all with its place named."""

import io
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pipeline.config import load_settings
from pipeline.errors import TableError
from pipeline.ingest.inbox.tables import (
    Plausible,
    read_batch_list,
    read_one_stop,
    read_past_results,
)
from pipeline.messages import localized
from schemas.received.source import BatchRow, PastResultRow
from tests.support.workbooks import state_dimension

VN = timezone(timedelta(hours=7))
ONE_STOP = (
    "dossier_code,agency_code,agency_name,level,procedure_code,received_at,due_at,finished_at,status,applicant_name,"
    "applicant_id,online,reused_components"
)
PAST = (
    "dossier_code,agency_code,agency_name,level,procedure_code,document_type,number,issued_date,valid_until,"
    "still_valid,sheet_count"
)


def csv_file(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "table.csv"
    path.write_bytes(text.encode(encoding))
    return path


def xlsx_file(folder: Path, rows: Sequence[Sequence[Any]]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    file = io.BytesIO()
    book.save(file)
    path = folder / "table.xlsx"
    path.write_bytes(file.getvalue())
    return path


def refusal(read: Callable[[Path], object], path: Path) -> TableError:
    with pytest.raises(TableError) as caught:
        read(path)
    assert (
        caught.value.exit_code == 2
        and str(path) in (caught.value.item or "")
        and caught.value.remedy
    )
    return caught.value


@pytest.mark.parametrize("divider", [",", ";"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_batch_list(tmp_path: Path, divider: str, encoding: str) -> None:
    text = (
        "dossier_code,level,kind,issued_year,still_valid,sheet_count,citizen_name,citizen_id,note\r\n"
        '\r\nH26-1,Commune,result,2019,có,3,"Nguyễn\nVăn An",001085012345,x\r\nH26-2,,,,,,,,\r\n'
    )
    rows = read_batch_list(csv_file(tmp_path, text.replace(",", divider), encoding))
    assert rows == (
        BatchRow(
            3,
            "H26-1",
            level="commune",
            kind="result",
            issued_year=2019,
            still_valid=True,
            sheet_count=3,
            citizen_name="Nguyễn Văn An",
            citizen_id="001085012345",
        ),
        BatchRow(4, "H26-2"),
    )


def test_batch_list_as_a_workbook(tmp_path: Path) -> None:
    head = [
        "Dossier_Code ",
        "sheet_count",
        "still_valid",
        "citizen_id",
        "document_type",
    ]
    path = xlsx_file(
        tmp_path,
        [
            head,
            ["H26-1", 3.0, True, 1085012345, "Giấy khai sinh"],
            [None] * 5,
            [77, None, 0],
        ],
    )
    assert read_batch_list(path) == (
        BatchRow(
            2,
            "H26-1",
            still_valid=True,
            sheet_count=3,
            citizen_id="001085012345",
            document_type="Giấy khai sinh",
        ),
        BatchRow(4, "77", still_valid=False),
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("05/11/2024 08:30", datetime(2024, 11, 5, 8, 30, tzinfo=VN)),
        ("5/11/2024 8:30:15", datetime(2024, 11, 5, 8, 30, 15, tzinfo=VN)),
        ("2024-11-05T08:30", datetime(2024, 11, 5, 8, 30, tzinfo=VN)),
        ("2024-11-05T01:30:00Z", datetime(2024, 11, 5, 8, 30, tzinfo=VN)),
        ("2024-11-05", datetime(2024, 11, 5, tzinfo=VN)),
    ],
)
def test_one_stop_times(tmp_path: Path, text: str, expected: datetime) -> None:
    row = (
        f"H26-1,H26,UBND xã,commune,2.000635,{text},,,processing,Trần Thị Bình,,true,2"
    )
    (found,) = read_one_stop(csv_file(tmp_path, f"{ONE_STOP}\n{row}\n"))
    assert found.received_at == expected and found.received_at.isoformat().endswith(
        "+07:00"
    )
    assert (found.due_at, found.online, found.reused_components, found.status) == (
        None,
        True,
        2,
        "processing",
    )


def test_one_stop_times_of_a_workbook(tmp_path: Path) -> None:
    row = [
        "H26-1",
        "H26",
        "",
        "district",
        "",
        datetime(2024, 11, 5, 8, 30),
        None,
        None,
        "waiting",
        "",
        "",
        "không",
        0,
    ]
    (found,) = read_one_stop(xlsx_file(tmp_path, [ONE_STOP.split(","), row]))
    assert (
        found.received_at == datetime(2024, 11, 5, 8, 30, tzinfo=VN)
        and found.online is False
    )


def test_past_results(tmp_path: Path) -> None:
    row = (
        "H26-9,H26,Sở Tư pháp,province,,quyet_dinh,12/QĐ-UBND,31/12/2009,2030-01-01,1,2"
    )
    assert read_past_results(csv_file(tmp_path, f"{PAST}\n{row}")) == (
        PastResultRow(
            2,
            "H26-9",
            "H26",
            "Sở Tư pháp",
            "province",
            None,
            "quyet_dinh",
            "12/QĐ-UBND",
            date(2009, 12, 31),
            date(2030, 1, 1),
            True,
            2,
        ),
    )


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("dossier_code", "", "table_wrong_code"),
        ("dossier_code", "../../etc", "table_wrong_code"),
        ("agency_code", "H26/27", "table_wrong_code"),
        ("level", "xã", "table_wrong_level"),
        ("level", "", "table_wrong_level"),
        ("received_at", "", "table_wrong_time"),
        ("received_at", "31/02/2024 08:00", "table_wrong_time"),
        ("due_at", "2024/11/05", "table_wrong_time"),
        ("finished_at", "0024-11-05", "table_wrong_year"),
        ("status", "done", "table_wrong_status"),
        ("online", "maybe", "table_wrong_flag"),
        ("reused_components", "-1", "table_wrong_count"),
        ("reused_components", "1.5", "table_wrong_count"),
        ("applicant_name", "a\x00b", "table_wrong_text"),
    ],
)
def test_one_wrong_cell_refuses_the_export(
    tmp_path: Path, column: str, value: str, code: str
) -> None:
    names = ONE_STOP.split(",")
    good = [
        "H26-1",
        "H26",
        "",
        "commune",
        "",
        "2024-11-05T08:30",
        "",
        "",
        "finished",
        "Trần Thị Bình",
        "",
        "",
        "",
    ]
    bad = [
        value if name == column else cell
        for name, cell in zip(names, ["H26-2", *good[1:]], strict=True)
    ]
    path = csv_file(tmp_path, "\n".join([ONE_STOP, ",".join(good), ",".join(bad)]))
    error = refusal(read_one_stop, path)
    assert error.code == code
    assert str(error.item).startswith(f"{path}, row 3, column {column}")
    told = f"{error.message} {error.remedy}"
    assert "Bình" not in told and (not value or value not in told)


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("", "table_empty", "row 1"),
        ("agency_code\nH26\n", "table_missing_column", "row 1, column dossier_code"),
        (
            "dossier_code,dossier_code\n",
            "table_repeated_column",
            "row 1, column dossier_code",
        ),
        (
            "dossier_code,level\nA,commune\nB,village\n",
            "table_wrong_level",
            "row 3, column level",
        ),
        ("dossier_code,kind\nA,both\n", "table_wrong_kind", "row 2, column kind"),
        (
            "dossier_code,sheet_count\nA,0\n",
            "table_wrong_count",
            "row 2, column sheet_count",
        ),
        (
            "dossier_code,issued_year\nA,20x4\n",
            "table_wrong_year",
            "row 2, column issued_year",
        ),
        (
            'dossier_code,citizen_name\nA,"x\ny"\nB,\nA,\n',
            "table_repeated_code",
            "row 4, column dossier_code",
        ),
        ("dossier_code,citizen_name\nA,An,Bình\n", "table_too_many_cells", "row 2"),
        ('dossier_code\n"A\n', "table_wrong_quotes", "row 2"),
    ],
)
def test_wrong_batch_lists(tmp_path: Path, text: str, code: str, place: str) -> None:
    path = csv_file(tmp_path, text)
    error = refusal(read_batch_list, path)
    assert (error.code, error.item) == (code, f"{path}, {place}")


def test_required_columns(tmp_path: Path) -> None:
    for read, head, name in (
        (read_one_stop, ONE_STOP, "finished_at"),
        (read_past_results, PAST, "still_valid"),
    ):
        error = refusal(read, csv_file(tmp_path, head.replace(f",{name}", "")))
        assert error.code == "table_missing_column" and (error.item or "").endswith(
            f"column {name}"
        )


def test_repeated_codes_are_compared_in_nfc(tmp_path: Path) -> None:
    assert (
        refusal(read_batch_list, csv_file(tmp_path, "dossier_code\nHồ 1\nHồ 1\n")).code
        == "table_repeated_code"
    )


def test_files_that_are_no_tables(tmp_path: Path) -> None:
    assert (
        refusal(
            read_batch_list, csv_file(tmp_path, "dossier_code\nHé\n", "cp1252")
        ).code
        == "table_not_utf8"
    )
    broken = tmp_path / "batch.xlsx"
    broken.write_bytes(b"PK\x03\x04 not a workbook")
    assert refusal(read_batch_list, broken).code == "table_broken"
    assert refusal(read_batch_list, tmp_path / "none.csv").code == "table_unreadable"


PLAUSIBLE = Plausible.on(date(2024, 11, 30), load_settings(environ={}).tables)


def one_stop_row(code: str = "H26-1", **changed: object) -> list[object]:
    names = ONE_STOP.split(",")
    good = [
        code,
        "H26",
        "UBND xã",
        "commune",
        "1.013236",
        "2024-11-05 08:30",
        "2024-11-12",
        "2024-11-08",
        "finished",
        "Trần Thị Bình",
        "001185000123",
        "false",
        "0",
    ]
    return [changed.get(name, cell) for name, cell in zip(names, good, strict=True)]


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("received_at", "2096-01-09", "table_far_ahead"),
        ("received_at", "2025-01-01", "table_far_ahead"),
        ("finished_at", "2025-02-01", "table_far_ahead"),
        ("due_at", "2064-11-08", "table_far_ahead"),
        ("finished_at", "2024-11-04", "table_before_received"),
        ("due_at", "2024-10-12", "table_before_received"),
        ("reused_components", "9999999", "table_wrong_count"),
    ],
)
def test_rows_that_cannot_be_true(
    tmp_path: Path, column: str, value: str, code: str
) -> None:
    rows = [
        one_stop_row(),
        one_stop_row("H26-2", **{column: value}),
        one_stop_row("H26-3", level="x"),
        one_stop_row(),
    ]
    path = csv_file(
        tmp_path, "\n".join([ONE_STOP, *(",".join(map(str, row)) for row in rows)])
    )
    with pytest.raises(TableError) as caught:
        read_one_stop(path, PLAUSIBLE)
    assert (caught.value.code, caught.value.item) == (
        code,
        f"{path}, row 3, column {column}",
    )
    # Every row at fault is named, with its column and in both languages.
    assert [one.item for one in caught.value.others] == [
        f"{path}, row 4, column level, value x",
        f"{path}, row 5, column dossier_code",
    ]
    assert all(localized(code, "", None, "vi", caught.value.values))


def test_rows_that_may_be_true(tmp_path: Path) -> None:
    rows = [
        one_stop_row(finished_at="2024-11-05 07:00"),
        one_stop_row("H26-2", due_at="2030-01-01", finished_at="", status="processing"),
        one_stop_row("H26-3", finished_at=""),
        one_stop_row("H26-4", received_at="2024-12-31", due_at="", finished_at=""),
    ]
    path = csv_file(
        tmp_path, "\n".join([ONE_STOP, *(",".join(map(str, row)) for row in rows)])
    )
    assert len(read_one_stop(path, PLAUSIBLE)) == 4


def test_every_row_of_a_workbook_with_a_wrong_dimension(tmp_path: Path) -> None:
    one_stop = xlsx_file(
        tmp_path, [ONE_STOP.split(","), *(one_stop_row(f"H26-{k}") for k in range(10))]
    )
    assert len(read_one_stop(state_dimension(one_stop, "A1:M4"))) == 10
    batch = xlsx_file(
        tmp_path,
        [["dossier_code", "citizen_id"], *([f"H26-{k}", None] for k in range(5))],
    )
    assert len(read_batch_list(state_dimension(batch, "A1:K3"))) == 5
    past = xlsx_file(
        tmp_path,
        [
            PAST.split(","),
            *([f"H{k}", "H26", None, "commune", *[None] * 5, True] for k in "123"),
        ],
    )
    assert len(read_past_results(state_dimension(past, "A1"))) == 3


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("number", datetime(2023, 12, 1), "table_date_for_text"),
        ("procedure_code", 1.00422, "table_number_for_text"),
        ("procedure_code", 1, "table_number_for_text"),
        ("agency_code", 26.1, "table_number_for_text"),
        ("number", "=1/0", "table_not_calculated"),
        ("issued_date", 45000, "table_wrong_date"),
        ("issued_date", datetime(2096, 1, 1), "table_far_ahead"),
    ],
)
def test_what_a_spreadsheet_made_of_past_results(
    tmp_path: Path, column: str, value: object, code: str
) -> None:
    names = PAST.split(",")
    good = [
        "H26-1",
        "H26",
        "Sở",
        "province",
        "1.004220",
        "quyet_dinh",
        45,
        date(2020, 1, 1),
        None,
        True,
        1,
    ]
    row = [
        value if name == column else cell
        for name, cell in zip(names, good, strict=True)
    ]
    with pytest.raises(TableError) as caught:
        read_past_results(xlsx_file(tmp_path, [names, row]), PLAUSIBLE)
    assert caught.value.code == code and str(caught.value.item).endswith(
        f"row 2, column {column}"
    )
    (found,) = read_past_results(xlsx_file(tmp_path, [names, good]), PLAUSIBLE)
    assert (found.number, found.procedure_code) == ("45", "1.004220")


def test_tables_without_rows(tmp_path: Path) -> None:
    for read, head in ((read_one_stop, ONE_STOP), (read_past_results, PAST)):
        assert refusal(read, csv_file(tmp_path, head + "\n")).code == "table_no_rows"
    # An empty batch list lists nothing; the papers that lie there are done.
    assert read_batch_list(csv_file(tmp_path, "dossier_code\n")) == ()


def test_days_and_months_that_a_spreadsheet_has_swapped(tmp_path: Path) -> None:
    typed = [
        datetime(2024, 5, 11),
        "25/11/2024 08:00",
        datetime(2024, 6, 11),
        "13/11/2024",
    ]
    rows = [
        one_stop_row(f"H26-{k}", received_at=at, due_at="", finished_at="")
        for k, at in enumerate(typed)
    ]
    error = refusal(read_one_stop, xlsx_file(tmp_path, [ONE_STOP.split(","), *rows]))
    assert error.code == "table_days_swapped" and str(error.item).endswith(
        "row 2, column received_at"
    )
    # One text with a day up to 12, or one date with a day above, shows that nothing was taken for
    # what it is not.
    for harmless in ("05/11/2024", datetime(2024, 11, 13)):
        more = [
            *rows,
            one_stop_row("H26-9", received_at=harmless, due_at="", finished_at=""),
        ]
        assert (
            len(read_one_stop(xlsx_file(tmp_path, [ONE_STOP.split(","), *more]))) == 5
        )
