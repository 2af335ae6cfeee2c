"""Tables as offices make them, given to whole commands: what is said, and that nothing is changed
by a bad one."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from tests.support.whole_commands import OPERATOR, sohoa
from tests.support.workbooks import save_rows

HEADER = "citizen_id,old_id,full_name,birth_date,gender,birth_province,commune_code,commune_name,province_name"
GOOD = (
    "001193670648,,Trần Thị Dung,1993-04-23,F,Bắc Kạn,01041,Xã Minh Lạc,Bắc Kạn",
    "001075000011,123456789,Nguyễn Văn Thử,1975-03-12,M,Hà Nội,00001,Xã Tân An,Hà Nội",
)
PAST = [
    "dossier_code",
    "agency_code",
    "level",
    "procedure_code",
    "number",
    "still_valid",
]


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_register_is_not_replaced_by_a_ruin(tmp_path: Path) -> None:
    source, register = tmp_path / "dan-cu.csv", tmp_path / "so"
    source.write_text(
        "\n".join((HEADER.upper().replace("FULL_NAME", '"full_name "'), *GOOD)),
        encoding="utf-16",
    )
    assert sohoa("register", "build", source, "--out", register).code == 0
    before = contents(register)

    source.write_text(
        "\n".join((HEADER, *(row.removeprefix("00") for row in GOOD))), encoding="utf-8"
    )
    refused = sohoa("register", "build", source, "--out", register)
    assert (
        refused.code == 2
        and "số 0" in refused.err
        and "citizen_id not_12_digits: 2" in refused.err
    )
    assert contents(register) == before

    source.write_text(HEADER.replace("gender,", "") + "\n", encoding="utf-8")
    for lang, words in (
        ("vi", "dòng 1, cột gender: Bảng thiếu cột bắt buộc: gender."),
        ("en", "'gender' is missing"),
    ):
        missing = sohoa("register", "build", source, "--out", register, "--lang", lang)
        assert missing.code == 2 and words in missing.err
    source.write_text(HEADER + "\n", encoding="utf-8")
    assert (
        sohoa("register", "build", source, "--out", register, "--json").json["error"][
            "code"
        ]
        == "register_no_rows"
    )
    assert contents(register) == before
    assert (
        sohoa("register", "build", source, "--out", register, "--replace-smaller").code
        == 0
    )


def test_a_run_with_a_table_that_excel_has_spoilt_changes_nothing(
    tmp_path: Path,
) -> None:
    archive, inbox = tmp_path / "kho", tmp_path / "inbox"
    inbox.mkdir()
    assert sohoa("init", archive, "--dev-keys").code == 0
    before = contents(archive)
    rows = [
        [f"H{k}", "H26.27", "commune", 1.00422, datetime(2023, 12, 1), True]
        for k in range(3)
    ]
    table = save_rows(tmp_path / "ket-qua.xlsx", [PAST, *rows])
    command = (
        "run",
        inbox,
        "--archive",
        archive,
        "--past-results",
        table,
        "--operator",
        OPERATOR,
    )
    refused = sohoa(*command, "--json")
    assert (refused.code, refused.json["error"]["code"]) == (2, "table_number_for_text")
    named = (refused.json["error"], *refused.json["error"]["others"])
    assert [one["item"] for one in named] == [
        f"{table}, row {row}, column procedure_code" for row in (2, 3, 4)
    ]
    assert "0.000000" in refused.json["error"]["remedy"]
    assert contents(archive) == before
