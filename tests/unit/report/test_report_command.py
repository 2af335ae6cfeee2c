"""The command `sohoa report`: where a report goes, and what is refused."""

import json
from pathlib import Path

import pikepdf
import pytest
import typer
from openpyxl import load_workbook

from cli.commands.figures.report import add_to
from cli.exits import run_command


def sohoa(*words: str) -> int:
    app = typer.Typer()
    app.callback()(lambda: None)
    add_to(app)
    return run_command(app, words)


def test_a_table_is_the_default(
    archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sohoa("report", "rates", "--archive", str(archive), "--period", "2024") == 0
    shown = capsys.readouterr()
    assert shown.out.startswith("Tỷ lệ số hóa hồ sơ, kết quả thủ tục hành chính\n")
    assert shown.err == ""


def test_json_is_the_format_json(
    archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ("report", "reuse", "--archive", str(archive), "--period", "2024")
    assert sohoa(*asked, "--json") == 0
    by_flag = capsys.readouterr().out
    assert sohoa(*asked, "--format", "json") == 0
    assert capsys.readouterr().out == by_flag
    assert json.loads(by_flag)["report"] == "reuse"


def test_in_english(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        sohoa(
            "report",
            "missing",
            "--archive",
            str(archive),
            "--period",
            "2024",
            "--lang",
            "en",
        )
        == 0
    )
    assert "Period: 2024 (2024-01-01 to 2024-12-31)" in capsys.readouterr().out


def test_with_out_the_file_is_written_and_stdout_names_it_only_with_json(
    archive: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    page, book = tmp_path / "r.html", tmp_path / "r.xlsx"
    asked = ("report", "rates", "--archive", str(archive), "--period", "2024")
    assert sohoa(*asked, "--format", "html", "--out", str(page)) == 0
    assert capsys.readouterr().out == ""
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert sohoa(*asked, "--format", "xlsx", "--out", str(book), "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"out": str(book)}
    assert load_workbook(book).sheetnames[0] == "Tỷ lệ"


def test_a_pdf_is_archival_and_can_be_searched(archive: Path, tmp_path: Path) -> None:
    asked = ("report", "rates", "--archive", str(archive), "--period", "2024")
    for place in (tmp_path / "r.pdf", tmp_path / "r"):
        assert sohoa(*asked, "--format", "pdf", "--out", str(place)) == 0
        with pikepdf.open(place) as pdf:
            assert pdf.open_metadata().pdfa_status == "2U"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["r", "r.pdf"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("rates", "--format", "xlsx"), "--format xlsx: "),
        (("rates", "--format", "docx"), "--format: Không có định dạng báo cáo này."),
        (("rates", "--format", "pdf"), "--format pdf: "),
        (("rates", "--format", "html", "--out", "r.pdf"), "--out r.pdf: "),
        (("rates", "--format", "pdf", "--out", "r.html"), "--out r.html: "),
        (("ratings",), "REPORT: "),
        (
            ("rates", "--plan", "plan-191"),
            "--plan plan-191: Không có kế hoạch mang tên này.",
        ),
        (
            ("rates", "--period", "2024-Q5"),
            "--period 2024-Q5: Kỳ báo cáo không đúng cách viết.",
        ),
    ],
)
def test_what_is_refused(
    archive: Path,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    said: str,
) -> None:
    assert sohoa("report", *words, "--archive", str(archive)) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith(said)
    assert "→" in shown.err


def test_an_archive_must_be_named(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.delenv("SOHOA_ARCHIVE", raising=False)
    assert sohoa("report", "rates") == 2
    assert capsys.readouterr().err.startswith("--archive: Chưa chỉ ra kho lưu trữ")


def test_a_proof_names_the_dossiers_behind_a_figure(
    archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ("report", "proof", "rates", "--archive", str(archive), "--period", "2024")
    assert sohoa(*asked, "--cell", "D/past_results/denominator", "--json") == 1
    proof = json.loads(capsys.readouterr().out)
    assert (proof["value"], proof["count"], proof["dossiers"]) == (2, 2, ["a", "b"])
    # The rows of this archive have no files behind them: a proof says so.
    assert proof["documents"][0]["problems"] and not proof["holds"]
    assert sohoa(*asked) == 2
    assert "--cell" in capsys.readouterr().err


def test_one_report_at_a_time(
    archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sohoa("report", "rates", "reuse", "--archive", str(archive)) == 2
    assert "reuse" in capsys.readouterr().err
