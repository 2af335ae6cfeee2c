"""Tables and traces of a page, as values."""

from pipeline.report.definitions.form_766 import FORM_766
from pipeline.report.definitions.missing import MISSING
from pipeline.report.definitions.on_time import ON_TIME
from pipeline.report.definitions.quality import QUALITY, FlagCount
from pipeline.report.definitions.rates import RATES
from pipeline.report.render.html_parts import (
    MAX_ROWS,
    MAX_TRACED,
    TRACED_CODES,
    LineStyle,
    list_traces,
    show_list,
    show_table,
)
from pipeline.report.wording.words import ReportWords
from schemas.figures.report import RowList
from tests.unit.report.report_tables import (
    STORE,
    document,
    export,
    past,
    report_of,
    table,
)

VI = ReportWords("vi")


def texts(line: object) -> list[str]:
    return [cell.text for cell in line.cells]  # type: ignore[attr-defined]


def test_cells_stand_by_kind_and_a_gap_below_the_target_is_marked() -> None:
    shown = show_table(report_of(RATES), RATES, VI)
    head = [cell.text for cell in shown.heads]
    first = dict(zip(head, shown.lines[0].cells, strict=True))
    assert first["Chênh lệch"].low
    assert first["Chênh lệch"].text == "−30,0"
    assert first["Tỷ lệ"].number
    assert first["Đơn vị"].name
    assert not first["Đơn vị"].number
    assert [line.style for line in shown.lines] == [
        LineStyle.PLAIN
    ] * 9  # rates have no total


def test_a_total_row() -> None:
    shown = show_table(report_of(ON_TIME), ON_TIME, VI)
    total = shown.lines[-1]
    assert total.style is LineStyle.TOTAL
    assert texts(total)[:5] == ["Tổng cộng", "", "", "3", "0"]


def test_groups_begin_with_their_sums() -> None:
    shown = show_table(report_of(FORM_766), FORM_766, VI)
    styles = [line.style for line in shown.lines]
    assert styles == ["group", "", "group", "", "", "total"]
    assert texts(shown.lines[0])[:3] == ["", "Quận, huyện, thị xã (đến 30/6/2025)", "1"]
    assert texts(shown.lines[2])[:3] == ["", "Xã, phường, thị trấn, đặc khu", "2"]
    assert texts(shown.lines[-1])[:3] == ["", "Tổng cộng", "3"]


def test_a_table_shows_so_many_rows_and_says_how_many_it_hides() -> None:
    rows = [past(f"h{number}") for number in range(MAX_ROWS + 3)]
    report = report_of(MISSING, {"past_results": table("past_results", *rows)})
    shown = show_table(report, MISSING, ReportWords("en"))
    assert len(shown.lines) == MAX_ROWS
    assert shown.hidden is not None
    assert "3" in shown.hidden


def test_groups_end_where_the_table_does() -> None:
    units = [export(f"h{n}", f"D{n:04d}", "district") for n in range(MAX_ROWS + 1)]
    rows = [*units, export("w", "W")]
    report = report_of(FORM_766, {"one_stop": table("one_stop", *rows)})
    shown = show_table(report, FORM_766, VI)
    assert [line.style for line in shown.lines].count(LineStyle.GROUP) == 1
    assert len(shown.lines) == MAX_ROWS + 2  # the group's sums, and the total


def test_a_list_has_its_own_headings() -> None:
    (flags,) = (part for part in report_of(QUALITY).found.lists if part.name == "flags")
    shown = show_list(flags, VI)
    assert shown.title == "Cảnh báo theo trang"
    assert [cell.text for cell in shown.heads] == ["Lô", "Cảnh báo", "Trang"]
    assert texts(shown.lines[0]) == ["n1", "dark", "1"]
    assert shown.hidden is None


def test_a_long_list_is_cut() -> None:
    rows = tuple(FlagCount("n1", f"f{number}", 1) for number in range(MAX_TRACED + 2))
    shown = show_list(RowList("flags", rows), VI)
    assert len(shown.lines) == MAX_TRACED
    assert shown.hidden is not None


def test_a_trace_names_the_first_dossiers_and_counts_the_rest() -> None:
    rows = [past(f"h{number:02d}") for number in range(TRACED_CODES + 2)]
    digitized = [document(row["dossier_code"]) for row in rows]
    tables = {
        "past_results": table("past_results", *rows),
        "documents": table("documents", *digitized),
    }
    found = report_of(RATES, tables).found
    (line,) = list_traces(found.trace, found.rows, VI)
    assert line.what == "Kết quả cũ còn hiệu lực · 2024 · Đơn vị W"
    assert (line.size, line.more) == ("12", "và 2 hồ sơ khác")
    assert line.codes == tuple(f"h{number:02d}" for number in range(TRACED_CODES))


def test_a_trace_over_the_whole_period_names_no_year() -> None:
    found = report_of(ON_TIME, STORE).found
    whats = [
        line.what for line in list_traces(found.trace, found.rows, ReportWords("en"))
    ]
    assert len(whats) == 2
    assert not any("2024" in what for what in whats)
    assert list_traces(None, (), VI) == []
