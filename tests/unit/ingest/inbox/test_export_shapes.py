"""Exports under Vietnamese headings, as one-stop systems hand them out."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from openpyxl import Workbook

from pipeline.errors import TableError, UsageError
from pipeline.ingest.inbox.export_shapes import FOLDER, ExportShape, load_shape
from pipeline.ingest.inbox.tables import read_one_stop, read_past_results

VN = timezone(timedelta(hours=7))
LIST = (
    "STT;Mã hồ sơ;Tên TTHC;Mã TTHC;Đơn vị tiếp nhận;Chủ hồ sơ;Hình thức nộp;Ngày tiếp nhận;"
    "Ngày hẹn trả;Ngày kết thúc xử lý;Ngày trả kết quả;Trạng thái hồ sơ"
)
FIRST = (
    "1;H26.27-241105-0012;Chứng thực;2.000815;UBND phường Tây Hồ;Trần Thị Bình;Trực tuyến;"
    "05/11/2024 08:30;06/11/2024 17:00;06/11/2024 09:00;08/11/2024;Đã trả kết quả"
)


def csv(folder: Path, *lines: str) -> Path:
    path = folder / "mot-cua.csv"
    path.write_text("\n".join(lines), encoding="utf-8-sig")
    return path


def test_the_list_of_an_e_one_stop_system(tmp_path: Path) -> None:
    second = "2;H26.27-241105-0013;;;UBND huyện Hoài Đức;;Trực tiếp;05/11/2024 09:00;;;;Chờ bổ sung"
    first, other = read_one_stop(csv(tmp_path, LIST, FIRST, second))
    assert (first.dossier_code, first.agency_code, first.agency_name, first.level) == (
        "H26.27-241105-0012",
        "H26.27",
        "UBND phường Tây Hồ",
        "commune",
    )
    # The day of settling goes before the day on which somebody fetched it.
    assert first.finished_at == datetime(2024, 11, 6, 9, 0, tzinfo=VN)
    assert (first.status, first.online, first.procedure_code) == (
        "finished",
        True,
        "2.000815",
    )
    assert (other.status, other.online, other.level) == ("waiting", False, "district")


def test_the_register_of_form_06(tmp_path: Path) -> None:
    book = Workbook()
    for row in (
        ["SỔ THEO DÕI HỒ SƠ"],
        [
            "STT",
            "Mã hồ sơ",
            "Tên cá nhân, tổ chức",
            "Cơ quan chủ trì giải quyết",
            "Nhận và trả kết quả",
        ],
        [None, None, None, None, "Nhận hồ sơ", "Hẹn trả kết quả", "Trả kết quả"],
        ["1", "2", "3", "4", "5", "6", "7"],
        [
            1,
            "H26.27-241105-0012",
            "Trần Thị Bình",
            "Sở Tư pháp",
            "05/11/2024",
            "08/11/2024",
            None,
        ],
        [
            2,
            "H26.27-241105-0013",
            "Lê An",
            "Sở Tư pháp",
            "05/11/2024",
            "08/11/2024",
            "07/11/2024",
        ],
    ):
        book.active.append(row)
    book.active.merge_cells("E2:G2")
    book.save(tmp_path / "so.xlsx")
    found = read_one_stop(tmp_path / "so.xlsx")
    assert [(row.status, row.level, row.agency_code) for row in found] == [
        ("processing", "province", "H26.27"),
        ("finished", "province", "H26.27"),
    ]


def test_the_paper_register(tmp_path: Path) -> None:
    path = csv(
        tmp_path,
        "Mã hồ sơ,Mã đơn vị,Đơn vị,Số ký hiệu,Ngày ban hành,Tình trạng hiệu lực,Số tờ",
        "KQ-1,H26.27,UBND phường Tây Hồ,12/QĐ-UBND,05/11/2014,Còn hiệu lực,3",
        "KQ-2,H26.27,UBND phường Tây Hồ,13/QĐ-UBND,06/11/2014,Đã thu hồi,1",
    )
    found = read_past_results(path)
    assert [(row.number, row.still_valid, row.sheet_count) for row in found] == [
        ("12/QĐ-UBND", True, 3),
        ("13/QĐ-UBND", False, 1),
    ]


def test_unknown_headings_are_named(tmp_path: Path) -> None:
    path = csv(tmp_path, LIST.replace("Ngày tiếp nhận", "Vào sổ lúc"), FIRST)
    with pytest.raises(TableError) as caught:
        read_one_stop(path)
    assert caught.value.code == "export_unknown_headings"
    assert caught.value.values["lacking"] == "received_at"
    assert "Vào sổ lúc" in caught.value.values["unknown"]
    assert "Mã hồ sơ" not in caught.value.values["unknown"]


def test_an_unknown_state_is_named_with_its_row(tmp_path: Path) -> None:
    path = csv(
        tmp_path,
        LIST,
        FIRST,
        FIRST.replace("0012", "0014").replace("Đã trả", "Đang chờ"),
    )
    with pytest.raises(TableError) as caught:
        read_one_stop(path)
    assert caught.value.values["row"] == "3"
    assert caught.value.values["column"] == "Trạng thái hồ sơ"
    assert caught.value.values["value"] == "Đang chờ kết quả"


def test_a_heading_that_stands_twice_is_not_guessed(tmp_path: Path) -> None:
    path = csv(tmp_path, f"{LIST};Ngày tiếp nhận", f"{FIRST};07/11/2024")
    with pytest.raises(TableError) as caught:
        read_one_stop(path)
    assert (caught.value.code, caught.value.values["column"]) == (
        "table_repeated_column",
        "Ngày tiếp nhận",
    )


def test_the_next_system_by_a_file_of_its_own(tmp_path: Path) -> None:
    text = (FOLDER / "danh-sach-ho-so.toml").read_text("utf-8")
    own = tmp_path / "own.toml"
    own.write_text(text.replace('"ngày tiếp nhận",', '"vào sổ lúc",', 1), "utf-8")
    path = csv(tmp_path, LIST.replace("Ngày tiếp nhận", "Vào sổ lúc"), FIRST)
    assert len(read_one_stop(path, mapping=str(own))) == 1


@pytest.mark.parametrize(
    ("name", "code"),
    [("nothing", "unknown_mapping"), ("so-ket-qua", "unknown_mapping")],
)
def test_a_mapping_that_is_not_there(name: str, code: str) -> None:
    with pytest.raises(UsageError) as caught:
        load_shape("one_stop", name)
    assert caught.value.code == code


def test_a_mapping_of_another_table(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        load_shape("one_stop", str(FOLDER / "so-ket-qua.toml"))
    assert caught.value.code == "bad_mapping"


def test_a_word_has_one_meaning() -> None:
    with pytest.raises(ValueError, match="twice: đang xử lý"):
        ExportShape.model_validate(
            {
                "name": "x",
                "table": "one_stop",
                "title": {"vi": "x", "en": "x"},
                "source": "x",
                "checked": "2026-11-28",
                "headings": {},
                "values": {
                    "status": {"finished": ["đang xử lý"], "waiting": ["đang xử lý"]}
                },
            }
        )
