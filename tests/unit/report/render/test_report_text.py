"""The table in a terminal."""

from pipeline.report.definition import SomeDefinition
from pipeline.report.definitions.form_766 import FORM_766
from pipeline.report.definitions.missing import MISSING
from pipeline.report.definitions.on_time import ON_TIME
from pipeline.report.definitions.rates import RATES
from pipeline.report.render.text import MAX_WIDTH, to_text
from pipeline.report.wording.words import ReportWords
from tests.unit.report.report_tables import STORE, past, report_of, table

VI = ReportWords("vi")


def lines_of(
    definition: SomeDefinition, tables: dict = STORE, words: ReportWords = VI
) -> list[str]:
    return to_text(report_of(definition, tables), definition, words).splitlines()


def test_title_facts_and_notes_come_first() -> None:
    lines = lines_of(RATES)
    assert lines[0] == "Tỷ lệ số hóa hồ sơ, kết quả thủ tục hành chính"
    assert lines[1] == "Kỳ báo cáo: 2024 (từ 01/01/2024 đến 31/12/2024)"
    assert lines[6].startswith("! 1 hồ sơ đã số hóa không có trong sổ nào")
    assert lines[7] == ""


def test_columns_are_aligned_and_gaps_are_dashes() -> None:
    lines = lines_of(RATES)
    line = next(
        line for line in lines if line.startswith("V ") and "Kết quả cũ" in line
    )
    tail = ["0", "0", "–", "75,0%", "điểm", "%", "–", "–", "0", "0"]
    assert line.replace("\u00a0", "").split()[-len(tail) :] == tail
    widths = {len(line) for line in lines if line.startswith(("D ", "W ", "V ", "───"))}
    assert len(widths) == 1


def test_no_control_character_reaches_the_terminal() -> None:
    assert "\x07" not in "\n".join(lines_of(RATES))
    assert any("Phường  V" in line for line in lines_of(RATES))


def test_long_names_end_in_an_ellipsis() -> None:
    name = "Ủy ban nhân dân phường có một tên rất dài"
    tables = {"past_results": table("past_results", past("a", agency_name=name))}
    line = next(line for line in lines_of(RATES, tables) if line.startswith("W "))
    assert f"{name[: MAX_WIDTH - 1]}…" in line
    assert name not in line


def test_headings_break_into_lines_above_the_rule() -> None:
    lines = lines_of(ON_TIME)
    rule = next(at for at, line in enumerate(lines) if line.startswith("─"))
    above = " ".join(lines[rule - 3 : rule]).split()
    assert {"Quá", "hạn,", "chưa", "nhật"} <= set(above)


def test_the_total_stands_below_and_numbers_of_rows_have_none() -> None:
    lines = lines_of(FORM_766, words=ReportWords("en"))
    total = next(line for line in lines if line.lstrip().startswith("Total"))
    assert total.split() == ["Total", "3", "2", "1", "1", "–", "1", "1", "0"]


def test_sums_at_the_end() -> None:
    lines = lines_of(MISSING)
    at = lines.index("Tổng hợp:")
    assert lines[at + 1] == "  Kết quả cũ còn hiệu lực: 2  (chưa số hóa: 2)"
    assert lines[at + 2] == "  Thành phần hồ sơ khi tiếp nhận: 2  (chưa số hóa: 2)"
    assert lines[-1] == "  Danh sách bàn giao (batch.csv): 0"


def test_no_rows() -> None:
    assert "Không có số liệu trong kỳ này." in lines_of(ON_TIME, {})
    assert all(line == line.rstrip() for line in lines_of(RATES))
